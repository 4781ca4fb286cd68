package dev.stoplock.core.atlas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stoplock.core.json.YamlObject.Misfit;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An atlas that is not whole is refused, whatever part of it is missing. */
final class AtlasReaderTest {

    @Test
    void the_products_own_files_are_an_atlas() {
        assertThat(BundledTexts.atlas().components()).hasSize(13);
    }

    /** Each row changes one place of the product's own files. */
    @ParameterizedTest(name = "{0}: {3}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            textBlock =
                    """
                    risks.yaml      | controls: [identical-calls]      | controls: []                  | no control is named
                    risks.yaml      | controls: [identical-calls]      | none: Nothing                 | full stop
                    risks.yaml      | controls: [identical-calls]      | # nothing                     | one of the two
                    risks.yaml      | narrows: [hosts, requests]       | narrows: [recipients]         | stands twice
                    risks.yaml      | narrows: [hosts]                 | narrows: [walls]              | not among the controls, but named
                    risks.yaml      | narrows: [hosts]                 | none: Nothing helps.          | one of the two
                    risks.yaml      | controls: [identical-calls]      | {controls: [pin], none: No.}  | expected
                    risks.yaml      | controls: [identical-calls]      | controls: [pin, pin]          | stands twice
                    risks.yaml      | controls: [identical-calls]      | controls: [pin]               | not among the controls that answer a risk: [identical-calls]
                    risks.yaml      | controls: [identical-calls]      | controls: [prayer]            | not among the controls, but named
                    risks.yaml      | component: mailbox               | component: letterbox          | not among the components, but named
                    risks.yaml      | component: mailbox               | component: api                | names one component twice
                    risks.yaml      | id: runaway                      | id: foreign-code              | the risk foreign-code stands twice
                    risks.yaml      | severity: critical               | severity: awful               | must be one of critical, high, medium, low
                    risks.yaml      | sentence: Nobody                 | sentense: Nobody              | did you mean "sentence"?
                    risks.yaml      | [ASI09, Human                    | [ASI99, Human                 | not among the references, but named
                    references.yaml | {id: AML.T0109, name             | {id: AML.T0999, name          | not among the references, but named
                    references.yaml | framework: owasp-llm-2026        | framework: owasp-llm-2027     | not among the frameworks, but named
                    references.yaml | mapping: inference               | mapping: certain              | must be one of source, secondary, conflict, inference, memory
                    references.yaml | page: https://atlas              | page: http://atlas            | not an https page
                    references.yaml | published: "2026-08-04"          | published: this summer        | not a date
                    components.yaml | row: 4                           | row: 3                        | stands twice
                    components.yaml | row: 4                           | row: low                      | must be a whole number
                    components.yaml | zone: oversight                  | zone: nowhere                 | must be one of untrusted
                    components.yaml | id: mailbox                      | id: Mailbox                   | not the id of a component
                    components.yaml | to: mailbox                      | to: letterbox                 | not among the components, but named by flows
                    components.yaml | {from: api, to: mailbox          | {from: api, to: api           | from one component to another
                    components.yaml | {from: loop, to: log             | {from: api, to: server        | stands twice
                    controls.yaml   | sits: database                   | sits: cellar                  | sits where the picture has nothing
                    controls.yaml   | sits: server -> api              | sits: api -> server           | sits where the picture has nothing
                    controls.yaml   | presence: not-yet                | presence: in-this-version     | which its switch denies
                    controls.yaml   | presence: clients-own            | presence: not-yet             | which its switch denies
                    controls.yaml   | settings: [servers.NAME.network, | settings: [everything,        | not keys of stoplock.yaml
                    controls.yaml   | command: stoplock quarantine     | command: rm                   | not a command of stoplock
                    controls.yaml   | limit: There is always           | # There is always             | "limit" is missing
                    controls.yaml   | name: Read what is asked of the database | name: "\\u202EasK" | visible characters
                    """)
    void one_changed_place_is_refused_in_a_sentence(
            String file, String from, String to, String said) {
        Map<String, String> texts = BundledTexts.all();
        String text = Objects.requireNonNull(texts.get(file));
        assertThat(text).contains(from);
        texts.put(file, text.replaceFirst(Pattern.quote(from), Matcher.quoteReplacement(to)));
        assertThatThrownBy(() -> AtlasReader.read(texts))
                .isInstanceOfAny(Misfit.class, IllegalArgumentException.class)
                .hasMessageContaining(said);
    }

    @Test
    void a_complaint_names_the_file_and_the_line() {
        Map<String, String> texts = BundledTexts.all();
        texts.put("controls.yaml", "controls:\n  - id: pin\n    kind: preventive\n");
        assertThatThrownBy(() -> AtlasReader.read(texts))
                .isInstanceOf(Misfit.class)
                .hasMessageStartingWith("controls.yaml:3: unknown key \"kind\"");
    }
}
