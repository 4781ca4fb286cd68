package dev.stoplock.gate.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.stoplock.core.model.Destination;
import dev.stoplock.core.model.Grant;
import dev.stoplock.core.model.Limits;
import dev.stoplock.core.model.Mode;
import dev.stoplock.core.model.Promotion;
import dev.stoplock.core.model.ProxyLogin;
import dev.stoplock.core.model.Refusal;
import dev.stoplock.core.model.RuleGroup;
import dev.stoplock.core.model.SecretGrant;
import dev.stoplock.core.model.SecretName;
import dev.stoplock.core.model.ServerName;
import dev.stoplock.core.model.ServerSettings;
import dev.stoplock.core.model.Tier;
import dev.stoplock.gate.port.Refused;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HomeConfigTest {

    private static final ServerName MAIL = new ServerName("mail");
    private static final Grant GRANT =
            new Grant(
                    Set.of(Destination.parse("api.mail.example")),
                    Set.of(SecretGrant.parse("TOKEN@api.mail.example")),
                    Map.of("FROM", "a: b # c\n\"'"));

    private static final String FULL =
            """
            # top
            registries: {npm: "https://registry.example/"}
            upstream:
              ca: [/etc/lab.pem]   # lab
              proxy: http://proxy.example:3128
              proxy-login: {user: svc-gate, password: PROXY_PASSWORD}
              dial: {api.mail.example: "127.0.0.1:8443", v6.example: "[::1]:25"}
              only: dial
            # the servers
            servers:
              other:
                network: [one.example, "two.example:8443"]
                env: {PORT: 8080}
              # about mail
              mail:
                # where it may go
                network:
                - old.example
                mail:
                  to: [a@b.example, "*@c.example"]  # people
                env:
                  OLD: "x"
                # how strict
                modes: {contract: report}
                limits:
                  mails-per-hour: 12   # one each five minutes
                  identical-calls: 0
                promote: {content: 20}
                tiers:
                  send-email: {meta: enforce, content: report}

            # the end
            """;

    @Test
    void everyKeyIsRead() throws Exception {
        HomeConfig config = HomeConfig.parse("f", FULL);
        assertThat(config.npmRegistry()).isEqualTo("https://registry.example/");
        assertThat(config.upstream().ca()).containsExactly("/etc/lab.pem");
        assertThat(config.upstream().proxy()).isEqualTo("http://proxy.example:3128");
        assertThat(config.upstream().login())
                .isEqualTo(new ProxyLogin("svc-gate", new SecretName("PROXY_PASSWORD")));
        assertThat(config.upstream().onlyDial()).isTrue();
        assertThat(config.upstream().dial())
                .containsEntry("api.mail.example:443", "127.0.0.1:8443")
                .containsEntry("v6.example:443", "[::1]:25");
        ServerSettings mail = config.server(MAIL);
        assertThat(mail.grant().network()).containsExactly(Destination.parse("old.example"));
        assertThat(mail.mail())
                .isNotNull()
                .satisfies(rule ->
                        assertThat(rule.to()).isEqualTo(List.of("a@b.example", "*@c.example")));
        assertThat(mail.modes().of(RuleGroup.CONTRACT)).isEqualTo(Mode.REPORT);
        assertThat(mail.modes().of(RuleGroup.HOST)).isEqualTo(Mode.ENFORCE);
        assertThat(mail.limits()).isEqualTo(new Limits(12, 0));
        assertThat(config.server(new ServerName("other")).limits()).isEqualTo(Limits.DEFAULT);
        assertThat(mail.promotion())
                .isEqualTo(
                        new Promotion(
                                Map.of(Tier.CONTENT, 20),
                                Map.of(
                                        "send-email",
                                        Map.of(
                                                Tier.META,
                                                Mode.ENFORCE,
                                                Tier.CONTENT,
                                                Mode.REPORT))));
        assertThat(config.server(new ServerName("other")).promotion()).isEqualTo(Promotion.NONE);
        assertThat(config.server(new ServerName("other")).grant().env())
                .containsEntry("PORT", "8080");
        assertThat(config.server(new ServerName("nobody"))).isEqualTo(ServerSettings.NONE);
    }

    @Test
    void aMissingOrEmptyFileSaysTheDefaults() throws Exception {
        assertThat(HomeConfig.read(Path.of("/nonexistent/stoplock.yaml")))
                .isEqualTo(HomeConfig.DEFAULT);
        assertThat(HomeConfig.parse("f", "# nothing\n\n")).isEqualTo(HomeConfig.DEFAULT);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "server: {}|f:1:|did you mean \"servers\"",
                "upstream:\\n  dail: {}|f:2:|did you mean \"dial\"",
                "upstream: {only: ca}|f:1:|can only be dial",
                "upstream: {dial: {a.example: b.example:1}}|f:1:|an address and a port",
                "upstream: {dial: {a.example: 127.0.0.1}}|f:1:|an address and a port",
                "upstream: {dial: {a.example: 127.0.0.256:1}}|f:1:|an address and a port",
                "upstream: {ca: [lab.pem]}|f:1:|absolute",
                "upstream: {proxy: 'socks://x:1'}|f:1:|http://host:port",
                "upstream: {proxy: 'http://u:p@x:1'}|f:1:|",
                "upstream: {proxy-login: {user: u, password: P}}|f:1:|no \"proxy\"",
                "upstream: {proxy: 'http://x:1', proxy-login: {user: 'a:b', password: P}}|f:1:|without a colon",
                "upstream: {proxy: 'http://x:1', proxy-login: {user: u, password: 'hunter 2'}}|f:1:|the password itself does not stand here",
                "servers:\\n  m:\\n    modes: {always: open}|f:3:|unknown key",
                "servers:\\n  m: {kind: api}|f:2:|can only be web",
                "servers:\\n  m: {kind: web, modes: {contract: enforce}}|f:2:|is in report for host and contract",
                "servers:\\n  m: {kind: web, modes: {host: open}}|f:2:|is in report for host and contract",
                "servers:\\n  m: {kind: web, promote: {content: 20}}|f:2:|no tier of its tools is enforced",
                "servers:\\n  m:\\n    modes: {host: loose}|f:3:|enforce, report or open",
                "servers:\\n  m: {network: [\"https://x\"]}|f:2:|not a",
                "servers:\\n  m: {network: one.example}|f:2:|must be a list",
                "servers:\\n  m: {secrets: [TOKEN]}|f:2:|NAME@host",
                "servers:\\n  m: {env: {A: yes}}|f:2:|quotes",
                "servers:\\n  m: {env: {A: true}}|f:2:|quotes",
                "servers:\\n  m: {env: {'A B': x}}|f:2:|environment variable",
                "servers:\\n  m: {mail: {to: ['a b@c']}}|f:2:|recipient",
                "servers:\\n  m: {mail: {}}|f:2:|needs a list",
                "servers:\\n  m:\\n    mail:|f:3:|needs a list",
                "servers:\\n  m:\\n    limits: {mail-per-hour: 1}|f:3:|did you mean \"mails-per-hour\"",
                "servers:\\n  m:\\n    limits: {mails-per-hour: -1}|f:3:|whole number from 0",
                "servers:\\n  m:\\n    limits: {mails-per-hour: 1.5}|f:3:|whole number from 0",
                "servers:\\n  m:\\n    limits:\\n      identical-calls: 1000001|f:4:|to 1000000",
                "servers:\\n  m:\\n    limits:\\n      identical-calls:|f:4:|whole number from 0",
                "servers:\\n  m: {limits: 3}|f:2:|must hold keys",
                "servers:\\n  m: {promote: {content: 0}}|f:2:|from 1 to 1000000",
                "servers:\\n  m: {promote: {contents: 2}}|f:2:|did you mean \"content\"",
                "servers:\\n  m:\\n    tiers: {send: {content: open}}|f:3:|in enforce or in report",
                "servers:\\n  m:\\n    tiers: {send: enforce}|f:3:|must hold keys",
                "servers:\\n  ../m: {}|f:2:|server name",
                "servers: {m: {}, m: {}}|f:1:|stands twice",
                "servers: &a {}\\nupstream: *a|f:|anchors",
                "registries: {npm: 'file:///etc'}|f:1:|URL",
                "detectors: {first-recipient: enforce}|f:1:|report or open",
                "detectors: {first-recipients: open}|f:1:|did you mean \"first-recipient\"",
                "'- a'|f:1|",
            })
    void whatIsNotUnderstoodIsRefusedWithItsLine(String text, String at, String why) {
        Refused refused =
                catchThrowableOfType(
                        Refused.class, () -> HomeConfig.parse("f", text.replace("\\n", "\n")));
        assertThat(refused.refusal().rule().value()).isEqualTo("config.invalid");
        assertThat(refused.refusal().sentence()).startsWith(at).contains(why == null ? "" : why);
    }

    @Test
    void anEditKeepsEveryOtherLineWithItsComments() throws Exception {
        String edited = HomeConfig.withServer(FULL, MAIL, GRANT);
        assertThat(HomeConfig.parse("f", edited).server(MAIL).grant()).isEqualTo(GRANT);
        List<String> kept =
                FULL.lines()
                        .filter(line ->
                                !line.contains("old.example")
                                        && !line.contains("OLD")
                                        && !line.matches(" {4}(network|env):"))
                        .toList();
        assertThat(edited.lines()).containsSubsequence(kept);
        assertThat(edited).doesNotContain("old.example", "OLD");
        assertThat(HomeConfig.withServer(edited, MAIL, GRANT)).isEqualTo(edited);
    }

    @Test
    void aNewServerIsAddedToWhateverIsThere() throws Exception {
        for (String text :
                List.of(
                        "",
                        "# only a comment",
                        "servers:\n",
                        "upstream: {only: dial}",
                        FULL,
                        "servers:\n    deep: {}\n\n# tail\nupstream: {}\n")) {
            String edited = HomeConfig.withServer(text, new ServerName("new.one"), GRANT);
            assertThat(HomeConfig.parse("f", edited).server(new ServerName("new.one")).grant())
                    .isEqualTo(GRANT);
            List<String> kept = text.lines().toList();
            assertThat(edited.lines().filter(kept::contains).toList()).containsAll(kept);
            assertThat(edited).contains(text.isEmpty() ? "servers:" : kept.getFirst());
        }
    }

    @Test
    void whatCannotBeEditedSafelyIsRefusedWithTheBlockToWrite() {
        for (String text :
                List.of(
                        "servers: {mail: {}}",
                        "{servers: {}}",
                        "servers:\n  mail: {network: []}\n",
                        "servers:\n  ? mail\n  : network: []\n",
                        "servers:\n  \"m\\x61il\":\n    env: {}\n")) {
            Refusal refusal =
                    catchThrowableOfType(
                                    Refused.class, () -> HomeConfig.withServer(text, MAIL, GRANT))
                            .refusal();
            assertThat(refusal.rule().value()).as(text).isEqualTo("config.uneditable");
            assertThat(refusal.hint()).contains("\"mail\":", "api.mail.example:443");
        }
    }

    @Test
    void linesThatOnlyLookLikeKeysAreNotTaken() throws Exception {
        String text =
                "servers:\n  a:\n    env:\n      TEXT: |\n        servers:\n          mail:\n            network: [x]\n";
        String edited = HomeConfig.withServer(text, MAIL, GRANT);
        assertThat(HomeConfig.parse("f", edited).server(new ServerName("a")))
                .isEqualTo(HomeConfig.parse("f", text).server(new ServerName("a")));
    }

    @Test
    void aDetectorIsOpenOnlyWhereTheFileSaysSo() throws Refused {
        assertThat(HomeConfig.parse("f", "detectors: {first-recipient: open}\n").openDetectors())
                .containsExactly("first-recipient");
        assertThat(HomeConfig.parse("f", "detectors: {first-recipient: report}\n").openDetectors())
                .isEmpty();
    }

    @Test
    void whatPassesUnreadIsNamedAndGranted() throws Exception {
        String text =
                "servers:\n  mailer:\n    network: [api.mail.example, pinned.example]\n    passthrough: [pinned.example]\n";
        assertThat(HomeConfig.parse("f", text).server(new ServerName("mailer")).passthrough())
                .containsExactly(Destination.parse("pinned.example"));
        assertThatThrownBy(() ->
                        HomeConfig.parse("f", text.replace("[pinned.example]", "[other.example]")))
                .hasMessageContaining("granted under \"network\" too");
    }
}
