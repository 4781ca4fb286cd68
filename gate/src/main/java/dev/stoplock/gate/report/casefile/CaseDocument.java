package dev.stoplock.gate.report.casefile;

import dev.stoplock.core.atlas.story.Step;
import dev.stoplock.core.json.Json;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The document of one run ({@code stoplock.case/1}), as the lab wrote it. Its texts are of others:
 * whoever shows them makes them plain.
 *
 * @param date when the run ended
 * @param agent what chose the agent's steps, {@code script} or {@code model}; null where the run
 *     does not say
 * @param off the controls that were switched off behind the gate
 * @param without how it ended without Stoplock
 * @param with how it ended behind the gate
 * @param records the run's whole ledger, each record with its proof
 */
public record CaseDocument(
        String build,
        Instant date,
        long seed,
        @Nullable String agent,
        String variant,
        String variantSays,
        String stranger,
        List<String> on,
        List<String> off,
        Side without,
        Side with,
        List<Artefact> artefacts,
        List<Count> counts,
        List<Proof> proofs,
        Map<Long, Json.Obj> records,
        String checkpoint,
        String key) {

    public static final String SCHEMA = "stoplock.case/1";

    private static final String NAME = "[A-Za-z0-9][A-Za-z0-9-]{0,60}";
    private static final String NUMBER = "0|[1-9][0-9]{0,9}";

    /**
     * Mails of one side after the update: asked for, arrived as asked, held by the stranger,
     * denied.
     */
    public record Side(int asked, int intended, int stranger, int denied) {}

    /** What is shown in a step; of a record ({@code record}) or of a file ({@code file}). */
    public record Artefact(
            String id,
            boolean with,
            String title,
            List<String> lines,
            @Nullable String file,
            @Nullable Long record) {
        public Artefact {
            requireName(id);
            if (file != null && !file.matches("(?:with|without)/[a-z0-9][a-z0-9.-]{0,60}")) {
                throw new IllegalArgumentException(
                        "an artefact names a file that is none of a run");
            }
            lines = List.copyOf(lines);
        }
    }

    /** What a component did, counted. */
    public record Count(String component, String label, long value, @Nullable Long record) {
        public Count {
            requireName(component);
        }
    }

    /** The last record a control wrote, and what it says of it. */
    public record Proof(String control, long record, String says) {
        public Proof {
            requireName(control);
        }
    }

    public CaseDocument {
        requireName(variant);
        on.forEach(CaseDocument::requireName);
        off.forEach(CaseDocument::requireName);
        on = List.copyOf(on);
        off = List.copyOf(off);
        artefacts = List.copyOf(artefacts);
        counts = List.copyOf(counts);
        proofs = List.copyOf(proofs);
        records = Map.copyOf(records);
    }

    /** Threat: a name is shown and linked as it is, unlike every other text of a document. */
    static void requireName(String name) {
        if (!name.matches(NAME)) {
            throw new IllegalArgumentException("the document has a name that is none");
        }
    }

    /** Throws IllegalArgumentException where it is no such document. */
    public static CaseDocument of(Json.Obj from) {
        if (!SCHEMA.equals(from.text("schema"))) {
            throw new IllegalArgumentException("not a document of " + SCHEMA);
        }
        Map<Long, Json.Obj> records = new TreeMap<>();
        for (Json.Obj record : objects(from, "records")) {
            if (records.put(place(record), record) != null) {
                throw new IllegalArgumentException("the document has a record twice");
            }
        }
        try {
            return new CaseDocument(
                    text(from, "build"),
                    Instant.parse(text(from, "date")),
                    number(from, "seed"),
                    from.text("agent"),
                    text(from, "variant"),
                    text(from, "variantSays"),
                    text(from, "stranger"),
                    texts(from, "on"),
                    texts(from, "off"),
                    side(from, "without"),
                    side(from, "with"),
                    objects(from, "artefacts").stream().map(CaseDocument::artefact).toList(),
                    objects(from, "numbers").stream().map(CaseDocument::count).toList(),
                    objects(from, "proofs").stream().map(CaseDocument::proof).toList(),
                    records,
                    text(from, "checkpoint"),
                    text(from, "key"));
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("the document has no date", e);
        }
    }

    /** The artefacts of this kind, those of the side without Stoplock first. */
    public List<Artefact> artefacts(String id) {
        List<Artefact> found =
                new ArrayList<>(artefacts.stream().filter(each -> each.id().equals(id)).toList());
        found.sort((a, b) -> Boolean.compare(a.with(), b.with()));
        return found;
    }

    public List<Count> counts(String component) {
        return counts.stream().filter(each -> each.component().equals(component)).toList();
    }

    /** What a step shows of the run, in the order the case names the kinds. */
    public List<Artefact> artefacts(Step step) {
        return step.artefacts().stream()
                .flatMap(kind ->
                        artefacts(kind.name().toLowerCase(Locale.ROOT).replace('_', '-')).stream())
                .toList();
    }

    /** How it ended for the stranger, in a sentence. */
    public String outcome() {
        return with.stranger() == 0
                ? "Nothing has left for the stranger."
                : with.stranger()
                        + (with.stranger() == 1 ? " mail is" : " mails are")
                        + " in the stranger's mailbox.";
    }

    private static Side side(Json.Obj from, String name) {
        if (!(from.at(name) instanceof Json.Obj side)) {
            throw new IllegalArgumentException("the document lacks " + name);
        }
        return new Side(
                few(side, "asked"),
                few(side, "intended"),
                few(side, "stranger"),
                few(side, "denied"));
    }

    private static Artefact artefact(Json.Obj from) {
        return new Artefact(
                text(from, "id"),
                "with".equals(text(from, "side")),
                text(from, "title"),
                texts(from, "lines"),
                from.text("file"),
                index(from));
    }

    private static Count count(Json.Obj from) {
        return new Count(
                text(from, "component"), text(from, "label"), number(from, "value"), index(from));
    }

    private static Proof proof(Json.Obj from) {
        return new Proof(text(from, "control"), number(from, "record"), text(from, "says"));
    }

    private static @Nullable Long index(Json.Obj from) {
        return from.at("record") instanceof Json.Num ? number(from, "record") : null;
    }

    static String text(Json.Obj from, String name) {
        String text = from.text(name);
        if (text == null) {
            throw new IllegalArgumentException("the document lacks " + name);
        }
        return text;
    }

    static long number(Json.Obj from, String name) {
        if (from.at(name) instanceof Json.Num(String literal) && literal.matches(NUMBER)) {
            return Long.parseLong(literal);
        }
        throw new IllegalArgumentException("the document lacks the number " + name);
    }

    static int few(Json.Obj from, String name) {
        long number = number(from, name);
        if (number > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("the number " + name + " is none of mails");
        }
        return (int) number;
    }

    /** A record's place in the log; the ledger writes its numbers as text. */
    private static long place(Json.Obj record) {
        String text = record.text("index");
        return text != null && text.matches(NUMBER)
                ? Long.parseLong(text)
                : number(record, "index");
    }

    static List<Json.Obj> objects(Json.Obj from, String name) {
        if (!(from.at(name) instanceof Json.Arr(List<Json> items))) {
            throw new IllegalArgumentException("the document lacks " + name);
        }
        List<Json.Obj> objects = new ArrayList<>();
        for (Json item : items) {
            if (!(item instanceof Json.Obj object)) {
                throw new IllegalArgumentException(name + " holds what is no object");
            }
            objects.add(object);
        }
        return objects;
    }

    private static List<String> texts(Json.Obj from, String name) {
        if (!(from.at(name) instanceof Json.Arr(List<Json> items))) {
            throw new IllegalArgumentException("the document lacks " + name);
        }
        List<String> texts = new ArrayList<>();
        for (Json item : items) {
            if (!(item instanceof Json.Str(String text))) {
                throw new IllegalArgumentException(name + " holds what is no text");
            }
            texts.add(text);
        }
        return texts;
    }
}
