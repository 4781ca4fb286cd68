package dev.stoplock.core.atlas.story;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stoplock.core.atlas.Atlas;
import dev.stoplock.core.atlas.BundledTexts;
import dev.stoplock.core.atlas.ControlId;
import dev.stoplock.core.atlas.Sureness;
import dev.stoplock.core.json.YamlObject.Misfit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the page of postmark-mcp says. */
final class CaseDataTest {

    private static final String FILE = "cases/postmark-mcp.yaml";
    private static final Atlas ATLAS = BundledTexts.atlas();
    private static final Case TOLD = told();

    /** The rows of the measured table; its first row, none, is no control. */
    private static final List<String> MEASURED =
            List.of(
                    "pin",
                    "contract",
                    "learned-contract",
                    "behaviour-diff",
                    "recipients",
                    "credential",
                    "hosts",
                    "requests",
                    "tool-grants",
                    "settings",
                    "record",
                    "first-seen",
                    "scripts-off",
                    "client-approval",
                    "agent-log");

    @Test
    void the_file_is_the_one_that_the_program_brings() {
        assertThat(CaseReader.FILES).containsExactly(FILE);
        assertThat(FILE).isEqualTo("cases/" + TOLD.id() + ".yaml");
    }

    @Test
    void the_steps_are_those_of_the_model_with_their_artefacts() {
        assertThat(TOLD.steps().stream().map(CaseDataTest::line))
                .containsExactly(
                        "1 Setup client-configuration",
                        "2 Trust mails-before",
                        "3 Update tree-diff",
                        "4 Call call approval-prompt",
                        "5 Copy request reply agent-log verdict",
                        "6 After registry-answer stranger-mailbox truth-table");
        assertThat(TOLD.steps().stream().flatMap(step -> step.artefacts().stream()))
                .containsExactlyInAnyOrder(Artefact.values());
        assertThat(TOLD.steps().stream().map(Step::lit)).doesNotHaveDuplicates();
        assertThat(TOLD.step(3).phase()).isEqualTo("Update");
    }

    private static String line(Step step) {
        return step.number()
                + " "
                + step.phase()
                + step.artefacts().stream()
                        .map(one -> " " + one.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                        .collect(Collectors.joining());
    }

    @Test
    void the_two_first_controls_are_the_pin_and_the_contract() {
        assertThat(ids(TOLD.first())).containsExactly("pin", "contract");
    }

    @Test
    void every_control_that_is_measured_is_met_here_and_says_how() {
        assertThat(ids(TOLD.defences())).containsAll(MEASURED);
        assertThat(TOLD.defences()).allSatisfy(one -> assertThat(one.here()).isNotBlank());
    }

    @Test
    void the_parts_that_took_no_part_say_that_this_is_the_point() {
        List<Part> untouched = TOLD.parts().stream().filter(part -> !part.touched()).toList();
        assertThat(untouched)
                .extracting(part -> part.component().value())
                .containsExactly("content", "model");
        assertThat(untouched)
                .allSatisfy(part ->
                        assertThat(part.did()).startsWith("Took no part, and that is the point."));
        assertThat(TOLD.parts()).hasSameSizeAs(ATLAS.components());
    }

    @Test
    void every_lesson_of_the_case_can_be_looked_at() {
        assertThat(TOLD.lessons()).hasSizeGreaterThanOrEqualTo(5);
        Set<Shown> shown =
                TOLD.lessons().stream()
                        .flatMap(lesson -> lesson.shown().stream())
                        .collect(Collectors.toSet());
        assertThat(shown)
                .contains(
                        cell("contract", "A"),
                        cell("pin", "A"),
                        cell("agent-log", "A"),
                        cell("credential", "A"),
                        new Shown.InStep(5));
        for (Shown one : shown) {
            if (one instanceof Shown.InCell(ControlId control, String variant)) {
                assertThat(MEASURED)
                        .as("a cell of %s %s", control, variant)
                        .contains(control.value());
            }
        }
    }

    private static Shown cell(String control, String variant) {
        return new Shown.InCell(new ControlId(control), variant);
    }

    @Test
    void a_fresh_reader_finds_the_answer_to_each_question() {
        String plain = String.join(" ", TOLD.texts());
        assertThat(plain)
                .contains("Who was fooled?", "Why did the usual guards not help?")
                .contains("host allowlist", "the agent's own log", "approves a call")
                .contains("one line is new: it says Bcc")
                .contains("Are these the bytes that somebody accepted?")
                .contains("is what leaves now what was asked for?");
    }

    @Test
    void every_source_has_a_date_or_says_that_it_is_unknown_and_a_grade() {
        assertThat(TOLD.sources()).hasSizeGreaterThan(8);
        for (Source source : TOLD.sources()) {
            assertThat(source.dated()).matches("(\\d+ )?[A-Z][a-z]+ \\d{4}|date unknown");
        }
        assertThat(TOLD.source(new SourceId("osv")).dated()).isEqualTo("26 September 2025");
        assertThat(TOLD.source(new SourceId("owasp-agentic")).dated()).isEqualTo("December 2025");
        assertThat(TOLD.source(new SourceId("postmark")).dated()).isEqualTo("date unknown");
        assertThat(TOLD.sources())
                .extracting(Source::sure)
                .contains(Sureness.SOURCE, Sureness.SECONDARY);
        assertThat(TOLD.moments()).extracting(Moment::sure).contains(Sureness.CONFLICT);
    }

    @Test
    void what_is_told_differently_is_said_openly() {
        assertThat(TOLD.doubts())
                .extracting(Doubt::about)
                .contains(
                        "Who took the package down",
                        "How long it lasted",
                        "Which line it was",
                        "How many were reached");
    }

    @Test
    void no_two_sentences_are_the_same() {
        List<String> sentences = new ArrayList<>();
        for (String text : TOLD.texts()) {
            for (String sentence : text.split("(?<=[.?]) ", -1)) {
                if (sentence.length() > 60) {
                    sentences.add(sentence);
                }
            }
        }
        assertThat(sentences).hasSizeGreaterThan(60).doesNotHaveDuplicates();
    }

    /** The words of the measured table; a blind copy is a kind of copy and no result. */
    @Test
    void no_word_of_a_measured_result_stands_in_the_data() {
        Pattern words =
                Pattern.compile(
                        "\\b(stopped|seen|recorded|bounded|blind|broken)\\b",
                        Pattern.CASE_INSENSITIVE);
        String text = text().replaceAll("(?i)\\bblind cop(y|ies)\\b", "").replace("first-seen", "");
        Matcher found = words.matcher(text);
        assertThat(found.results().map(result -> result.group())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "massive",
                "devastating",
                "sophisticated",
                "unprecedented",
                "revolutionary",
                "game-chang",
                "cutting-edge",
                "state-of-the-art",
                "groundbreaking",
                "shocking",
                "alarming",
                "terrifying",
                "catastroph",
                "nightmare",
                "military-grade",
                "bulletproof",
                "foolproof",
                "unbreakable",
                "seamless",
                "powerful",
                "world-class",
                "!"
            })
    void no_word_of_hype_stands_in_the_data(String word) {
        assertThat(text().toLowerCase(Locale.ROOT)).doesNotContain(word);
    }

    /** Neither as it is nor made harmless: a page that repeats it helps nobody here. */
    @Test
    void the_strangers_real_address_is_not_repeated() {
        assertThat(text().toLowerCase(Locale.ROOT))
                .doesNotContain("giftshop")
                .doesNotContain("phan")
                .doesNotContain("[.]")
                .doesNotContain("@");
    }

    /** Whoever has never heard of a technical word finds it in the glossary. */
    @Test
    void every_technical_word_of_the_texts_is_explained() {
        Pattern technical =
                Pattern.compile(
                        "\\b(MCP|servers?|clients?|agents?|models?|LLMs?|tools?|calls?|packages?|registr(y|ies)|npm|npx"
                                + "|versions?|updates?|dependenc(y|ies)|install scripts?|bytes?|digests?|hash(es)?"
                                + "|pin(s|ned|ning)?|lockfiles?|tokens?|credentials?|recipients?|blind cop(y|ies)|bcc"
                                + "|domains?|alias(es)?|gates?|egress|allowlists?|hosts?|ledgers?|logs?|stand-ins?"
                                + "|advisor(y|ies)|GitHub|OWASP|ATLAS|NIST|APIs?|SDKs?|sandbox(es)?|proxy|DNS|schemas?"
                                + "|payloads?|closures?|handlers?|namespaces?|daemons?|endpoints?|exploits?"
                                + "|exfiltration|provenance|attestations?|backdoors?|malware|repositor(y|ies)"
                                + "|lockfiles?|checkpoints?|findings?|environment variables?)\\b",
                        Pattern.CASE_INSENSITIVE);
        assertThat(TOLD.texts())
                .allSatisfy(text -> {
                    String unexplained =
                            TOLD.glossary().pieces(text).stream()
                                    .map(piece -> piece.entry() == null ? piece.text() : "·")
                                    .collect(Collectors.joining())
                                    .replaceAll("postmark-mcp|MCP Server Email", "");
                    assertThat(technical.matcher(unexplained).results().map(found -> found.group()))
                            .as(text)
                            .isEmpty();
                });
    }

    /** The page's own measure of plain: few sentences are long. */
    @Test
    void the_sentences_for_everybody_are_short() {
        List<String> sentences =
                TOLD.texts().stream()
                        .flatMap(text -> Pattern.compile("(?<=[.?]) ").splitAsStream(text))
                        .toList();
        assertThat(sentences)
                .allSatisfy(sentence -> assertThat(words(sentence)).as(sentence).isLessThan(36));
        assertThat(sentences.stream().mapToInt(CaseDataTest::words).average().orElseThrow())
                .isLessThan(16);
    }

    private static int words(String sentence) {
        return sentence.split("\\s+", -1).length;
    }

    private static List<String> ids(List<Defence> defences) {
        return defences.stream().map(one -> one.control().value()).toList();
    }

    private static String text() {
        return BundledTexts.text(FILE);
    }

    private static Case told() {
        try {
            return CaseReader.read(FILE, text(), ATLAS);
        } catch (Misfit e) {
            throw new AssertionError(e.sentence(), e);
        }
    }
}
