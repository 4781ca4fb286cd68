package dev.stoplock.core.atlas.story;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stoplock.core.atlas.BundledTexts;
import dev.stoplock.core.json.YamlObject.Misfit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A case that is not whole, or that the atlas does not know, is refused with its line. */
final class CaseReaderTest {

    private static final String FILE = "cases/postmark-mcp.yaml";

    /** Each row changes one place of the product's own file. */
    @ParameterizedTest(name = "{0} -> {1}: {2}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            textBlock =
                    """
                    risks: [rug-pull,           | risks: [rug-pulls,          | the atlas has no "rug-pulls"
                    risks: [rug-pull,           | risks: [rug-pull, rug-pull, | a risk stands twice
                    - component: mailbox        | - component: letterbox      | the atlas has no "letterbox"
                    - component: mailbox        | - component: api            | a component stands twice
                    touched: false              | touched: perhaps            | must be true or false
                    lit: registry               | lit: shelf                  | the atlas has no "shelf"
                    artefacts: [tree-diff]      | artefacts: [tree]           | must be one of client-configuration, mails-before
                    artefacts: [tree-diff]      | artefacts: []               | step 3 shows nothing of a run
                    artefacts: [call, approval-prompt] | artefacts: [call, call] | an artefact stands twice
                    phase: Trust                | face: Trust                 | unknown key "face"
                    headline: Installed         | # headline: Installed       | "headline" is missing
                    - control: pin              | - control: prayer           | the atlas has no "prayer"
                    - control: hosts            | - control: pin              | a control stands twice
                    - control: hosts            | - control: record           | a control stands twice
                    - control: sandbox          | - control: witnesses        | preventive, then detective, then corrective
                    {control: pin, variant: A}  | {control: pin, variant: E}  | a variant is A, B, C or D
                    {control: pin, variant: A}  | {control: witnesses}        | is shown at nothing of this case
                    {control: pin, variant: A}  | {control: prayer}           | the atlas has no "prayer"
                    {control: pin, variant: A}  | {variant: A}                | one of the two
                    {control: pin, variant: A}  | {step: 7}                   | is shown at nothing of this case
                    {control: pin, variant: A}  | {step: three}               | must be a whole number
                    shown: [{step: 4}, {control: client-approval, variant: A}] | shown: [] | is shown nowhere
                    day: "2025-09-26"           | day: "2025-09-31"           | not a date
                    day: "2025-09-26"           | day: last autumn            | not a date
                    day: "2025-09-26"           | day: "2025-09-16"           | the dates do not follow one another
                    sources: [koi, snyk]        | sources: [koi, somebody]    | not among the sources
                    sources: [koi, snyk]        | sources: []                 | names no source
                    sure: conflict              | sure: certain               | must be one of source, secondary, conflict, inference
                    page: https://osv.dev       | page: http://osv.dev        | not an https page
                    published: "2026-03-30"     | published: spring           | not a date
                    - word: alias               | - word: nickname            | explained, but not used: nickname
                    also: [calls]               | also: [tool]                | a word stands twice
                    title: Advisory MAL         | tittle: Advisory MAL        | did you mean "title"?
                    id: postmark-mcp            | id: Postmark                | not the id of a case
                    kind: "A real incident      | kind: "\\u202EA real incident | visible characters
                    """)
    void one_changed_place_is_refused_in_a_sentence_with_its_line(
            String from, String to, String said) {
        String changed = text().replaceFirst(Pattern.quote(from), Matcher.quoteReplacement(to));
        assertThat(changed).isNotEqualTo(text());
        assertThatThrownBy(() -> read(changed))
                .isInstanceOf(Misfit.class)
                .hasMessageMatching("(?s)cases/postmark-mcp\\.yaml:[0-9]+: .*")
                .hasMessageContaining(said);
    }

    @Test
    void a_component_without_a_word_about_it_is_named() {
        String text = text();
        int from = text.indexOf("  - component: mailbox");
        int to = text.indexOf("steps:\n");
        assertThatThrownBy(() -> read(text.substring(0, from) + text.substring(to)))
                .isInstanceOf(Misfit.class)
                .hasMessageContaining("nothing is said about mailbox");
    }

    @Test
    void five_steps_are_no_case() {
        String text = text();
        int from = text.indexOf("  - phase: After");
        int to = text.indexOf("# \"here\":");
        assertThatThrownBy(() -> read(text.substring(0, from) + text.substring(to)))
                .isInstanceOf(Misfit.class)
                .hasMessageContaining("a case has 6 steps");
    }

    @Test
    void a_complaint_about_an_entry_names_the_line_of_that_entry() {
        String text = text().replace("lit: mailbox", "lit: shelf");
        int line = (int) text.substring(0, text.indexOf("  - phase: After")).lines().count() + 1;
        assertThatThrownBy(() -> read(text))
                .isInstanceOf(Misfit.class)
                .hasMessageStartingWith(FILE + ":" + line + ": the atlas has no \"shelf\"");
    }

    private static String text() {
        return BundledTexts.text(FILE);
    }

    private static Case read(String text) throws Misfit {
        return CaseReader.read(FILE, text, BundledTexts.atlas());
    }
}
