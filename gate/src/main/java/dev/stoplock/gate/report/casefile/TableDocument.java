package dev.stoplock.gate.report.casefile;

import dev.stoplock.core.json.Json;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The measured table ({@code stoplock.truth-table/1}), as the lab wrote it: the words and what each
 * means, best first, and a cell for each control and variant.
 */
public record TableDocument(
        String build,
        Instant date,
        long seed,
        List<Meaning> words,
        List<Meaning> variants,
        List<Cell> cells) {

    public static final String SCHEMA = "stoplock.truth-table/1";

    private static final String FILE = "[A-Za-z0-9][A-Za-z0-9._-]{0,120}";

    /** A word or a variant, and what it means. */
    public record Meaning(String id, String means) {}

    /** One control in one variant; {@code rank} is the place of its word among the words. */
    public record Cell(
            String control,
            String variant,
            String word,
            int rank,
            int asked,
            int intended,
            int stranger,
            int cleanLost,
            Instant ran,
            List<Evidence> evidence) {
        public Cell {
            CaseDocument.requireName(control);
            CaseDocument.requireName(variant);
            evidence = List.copyOf(evidence);
        }
    }

    /** Where to look: a record of a run's ledger ({@code index}), or a file of the run. */
    public record Evidence(String run, @Nullable Long index, @Nullable String file, String says) {
        public Evidence {
            if (!run.matches(FILE) || file != null && !file.matches(FILE)) {
                throw new IllegalArgumentException("a cell's evidence lies in no run");
            }
        }
    }

    public TableDocument {
        words = List.copyOf(words);
        variants = List.copyOf(variants);
        cells = List.copyOf(cells);
        if (!build.matches("[!-~]{1,100}")) {
            throw new IllegalArgumentException("the table names no build");
        }
        named(words.stream().map(Meaning::id).toList(), "a word");
        named(variants.stream().map(Meaning::id).toList(), "a variant");
        named(cells.stream().map(cell -> cell.control() + "-" + cell.variant()).toList(), "a cell");
    }

    /** Threat: a name is part of an anchor, and two of one name would make it lead elsewhere. */
    private static void named(List<String> names, String what) {
        names.forEach(CaseDocument::requireName);
        if (names.stream().distinct().count() != names.size()) {
            throw new IllegalArgumentException(what + " is there twice");
        }
    }

    /** Throws IllegalArgumentException where it is no such document. */
    public static TableDocument of(Json.Obj from) {
        if (!SCHEMA.equals(from.text("schema"))) {
            throw new IllegalArgumentException("not a document of " + SCHEMA);
        }
        List<Meaning> words = meanings(from, "words");
        try {
            return new TableDocument(
                    CaseDocument.text(from, "build"),
                    Instant.parse(CaseDocument.text(from, "date")),
                    CaseDocument.number(from, "seed"),
                    words,
                    meanings(from, "variants"),
                    CaseDocument.objects(from, "cells").stream()
                            .map(cell -> cell(cell, words))
                            .toList());
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("the table has no date", e);
        }
    }

    /** The controls in the order of the table. */
    public List<String> controls() {
        return cells.stream().map(Cell::control).distinct().toList();
    }

    /** The words that some cell has, or those that none has. */
    public List<Meaning> words(boolean used) {
        return words.stream()
                .filter(word ->
                        cells.stream().anyMatch(cell -> cell.word().equals(word.id())) == used)
                .toList();
    }

    /** The rows that have a word in a variant. */
    public List<String> rows(Meaning word, Meaning variant) {
        return cells.stream()
                .filter(cell ->
                        cell.variant().equals(variant.id()) && cell.word().equals(word.id()))
                .map(Cell::control)
                .toList();
    }

    public Optional<Cell> cell(String control, String variant) {
        return cells.stream()
                .filter(each -> each.control().equals(control) && each.variant().equals(variant))
                .findFirst();
    }

    private static List<Meaning> meanings(Json.Obj from, String name) {
        return CaseDocument.objects(from, name).stream()
                .map(each ->
                        new Meaning(
                                CaseDocument.text(each, "id"), CaseDocument.text(each, "means")))
                .toList();
    }

    private static Cell cell(Json.Obj from, List<Meaning> words) {
        String word = CaseDocument.text(from, "result");
        int rank = words.stream().map(Meaning::id).toList().indexOf(word);
        if (rank < 0) {
            throw new IllegalArgumentException("a cell has a word that is none");
        }
        return new Cell(
                CaseDocument.text(from, "control"),
                CaseDocument.text(from, "variant"),
                word,
                rank,
                CaseDocument.few(from, "asked"),
                CaseDocument.few(from, "intended"),
                CaseDocument.few(from, "stranger"),
                CaseDocument.few(from, "cleanLost"),
                Instant.parse(CaseDocument.text(from, "ran")),
                CaseDocument.objects(from, "evidence").stream()
                        .map(TableDocument::evidence)
                        .toList());
    }

    private static Evidence evidence(Json.Obj from) {
        String says = CaseDocument.text(from, "says");
        if ("record".equals(from.text("kind"))) {
            Path home = Path.of(CaseDocument.text(from, "home"));
            return new Evidence(
                    name(home.getParent()), CaseDocument.number(from, "index"), null, says);
        }
        Path file = Path.of(CaseDocument.text(from, "file"));
        return new Evidence(name(file.getParent()), null, name(file), says);
    }

    private static String name(@Nullable Path path) {
        return path == null ? "" : String.valueOf(path.getFileName());
    }
}
