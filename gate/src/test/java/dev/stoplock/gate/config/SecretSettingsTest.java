package dev.stoplock.gate.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stoplock.core.model.Grant;
import dev.stoplock.core.model.SecretName;
import dev.stoplock.core.model.SecretSource;
import dev.stoplock.core.model.ServerName;
import dev.stoplock.gate.port.Refused;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SecretSettingsTest {

    private static HomeConfig parse(String yaml) throws Refused {
        return HomeConfig.parse("stoplock.yaml", yaml);
    }

    @Test
    void aSecretComesFromAVariableAFileOrACommand() throws Exception {
        assertThat(
                        parse(
                                        """
                                        secrets:
                                          A: {env: MAIL_KEY}
                                          B: {file: /home/ann/.mail-key}
                                          C: {command: [secret-tool, lookup, service, postmark]}
                                          D: {command: [vault, kv, get, -field=token, secret/postmark], seconds: 60}
                                        """)
                                .secrets())
                .isEqualTo(
                        Map.of(
                                new SecretName("A"), new SecretSource.Variable("MAIL_KEY"),
                                new SecretName("B"), new SecretSource.File("/home/ann/.mail-key"),
                                new SecretName("C"),
                                        new SecretSource.Command(
                                                List.of(
                                                        "secret-tool",
                                                        "lookup",
                                                        "service",
                                                        "postmark"),
                                                20),
                                new SecretName("D"),
                                        new SecretSource.Command(
                                                List.of(
                                                        "vault",
                                                        "kv",
                                                        "get",
                                                        "-field=token",
                                                        "secret/postmark"),
                                                60)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{A: re_9KfQ2mXa}|says where its value comes from",
                "{A: {}}|one source",
                "{A: {env: X, file: /x}}|one source",
                "{A: {from: env}}|unknown key \"from\"",
                "{A: {env: LD_PRELOAD}}|not a variable that can hold a secret",
                "{A: {file: x}}|not a path from the root",
                "{A: {command: vault}}|must be a list",
                "{A: {command: []}}|a command needs a program",
                "{A: {command: [x], seconds: 900}}|seconds are 1 to 120",
                "{A: {env: X, seconds: 5}}|belongs to a command",
                "{a-b: {env: X}}|not a secret name",
            })
    void aSlipIsToldWithoutAnyValue(String secrets, String says) {
        assertThatThrownBy(() -> parse("secrets: " + secrets + "\n"))
                .isInstanceOfSatisfying(
                        Refused.class,
                        refused ->
                                assertThat(refused.refusal().sentence())
                                        .startsWith("stoplock.yaml:1: ")
                                        .contains(says)
                                        .doesNotContain("re_9K"));
    }

    @Test
    void anEditKeepsWhatIsNoGrantAndWritesWhatLimitsIt() throws Exception {
        ServerName mailer = new ServerName("mailer");
        String before =
                """
                secrets:
                  KEY: {env: MAIL_KEY}
                servers:
                  mailer:
                    network:
                      - api.example: {methods: [POST], paths: [/email]}
                    tools: [send]
                    modes: {contract: report}
                """;
        Grant grant = parse(before).server(mailer).grant();
        String after = HomeConfig.withServer(before, mailer, grant);
        assertThat(parse(after)).isEqualTo(parse(before));
        assertThat(HomeConfig.withServer(after, mailer, grant)).isEqualTo(after);
    }
}
