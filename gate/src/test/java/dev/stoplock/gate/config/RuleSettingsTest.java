package dev.stoplock.gate.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.stoplock.core.model.DeclaredRule;
import dev.stoplock.core.model.Refusal;
import dev.stoplock.gate.port.Refused;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the home declares by a name, each of one type. */
class RuleSettingsTest {

    @Test
    void anArchiveAndATextAreDeclared() throws Refused {
        assertThat(
                        HomeConfig.parse(
                                        "stoplock.yaml",
                                        """
                                        rules:
                                          archive: {bcc: archive@shop.example}
                                          footer-2:
                                            text: "--\\nShop Ltd"
                                        """)
                                .rules())
                .containsOnly(
                        java.util.Map.entry(
                                "archive", new DeclaredRule.Archive("archive@shop.example")),
                        java.util.Map.entry("footer-2", new DeclaredRule.Footer("--\nShop Ltd")));
        assertThat(HomeConfig.parse("stoplock.yaml", "console: off\n").rules()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "rules: {archive: {bcc: archive}}|not an address (name@domain)",
                "rules: {archive: {bcc: '*@shop.example'}}|not an address (name@domain)",
                "rules: {archive: {bcc: a@shop.example, text: x}}|a rule declares one thing",
                "rules: {Archive: {bcc: a@shop.example}}|a rule is called by",
                "rules: {a: {to: a@shop.example}}|unknown key \"to\"",
                "rules: {a: {}}|text",
                "rules: {a: {text: ' '}}|a text of a rule has 1 to 4096 characters",
                "rules: {a: a@shop.example}|\"a\""
            })
    void whatIsNoRuleIsRefusedWithItsLine(String yaml, String said) {
        Refused refused =
                catchThrowableOfType(Refused.class, () -> HomeConfig.parse("stoplock.yaml", yaml));
        assertThat(refused.refusal().rule().value()).isEqualTo("config.invalid");
        assertThat(refused.refusal().exit()).isEqualTo(Refusal.Exit.USAGE);
        assertThat(refused.refusal().sentence()).contains("stoplock.yaml:1").contains(said);
    }
}
