package dev.stoplock.gate.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What a person copies does what it says where it is pasted. */
class CopiedTest {

    private static final Copied THERE =
            new Copied("/opt/stoplock/stoplock", Path.of("/tmp/a home"));

    @Test
    void aLineNamesTheProgramAndTheHomeWhereItIsNotTheUsualOne() {
        assertThat(Copied.PLAIN.line("ps")).isEqualTo("stoplock ps");
        assertThat(THERE.line("explain c-1"))
                .isEqualTo("/opt/stoplock/stoplock --home '/tmp/a home' explain c-1");
        assertThat(new Copied("stoplock", Path.of("/tmp/it's")).line("up"))
                .isEqualTo("stoplock --home '/tmp/it'\\''s' up");
    }

    @Test
    void everyCommandLineInASentenceIsOneThatCanBeCopied() {
        Copied copied = new Copied("stoplock", Path.of("/h"));
        assertThat(copied.in("see `stoplock log`, then: stoplock up (and stoplock down)"))
                .isEqualTo(
                        "see `stoplock --home /h log`, then: stoplock --home /h up"
                                + " (and stoplock --home /h down)");
        assertThat(copied.in("stoplock quarantine NAME --why TEXT"))
                .isEqualTo("stoplock --home /h quarantine NAME --why TEXT");
    }

    @Test
    void whatIsNoCommandLineOrNamesAHomeAlreadyStaysAsItIs() {
        Copied copied = new Copied("stoplock", Path.of("/h"));
        for (String text :
                new String[] {
                    "stoplock cannot do that",
                    "stoplock --home /other ps",
                    "./stoplock ps",
                    "stoplock runs nothing",
                    "not-stoplock ps"
                }) {
            assertThat(copied.in(text)).isEqualTo(text);
        }
    }
}
