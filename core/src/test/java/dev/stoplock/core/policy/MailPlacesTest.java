package dev.stoplock.core.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stoplock.core.contract.DefaultContract;
import dev.stoplock.core.contract.IssuedSecrets;
import dev.stoplock.core.effect.MailServers;
import dev.stoplock.core.effect.SmtpSubmission;
import dev.stoplock.core.json.Json;
import dev.stoplock.core.model.AgentName;
import dev.stoplock.core.model.CallId;
import dev.stoplock.core.model.Destination;
import dev.stoplock.core.model.Grant;
import dev.stoplock.core.model.HttpRule;
import dev.stoplock.core.model.InstanceId;
import dev.stoplock.core.model.Lease;
import dev.stoplock.core.model.Modes;
import dev.stoplock.core.model.Reading;
import dev.stoplock.core.model.SecretGrant;
import dev.stoplock.core.model.SecretName;
import dev.stoplock.core.model.ServerName;
import dev.stoplock.core.model.ServerPolicy;
import dev.stoplock.core.model.ToolCall;
import dev.stoplock.core.wire.auth.Sasl;
import dev.stoplock.core.wire.smtp.SmtpMail;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Secrets and rules about requests hold towards a mail server as they do towards an API. */
class MailPlacesTest {

    private static final Destination HOST = new Destination("mail.example.test", 587);
    private static final String GRANTED = "MAIL_PASS@mail.example.test:587";
    private static final Sasl.Presented LOGIN = new Sasl.Presented("billing", "placeholder");
    private static final Reading SIGNING_IN = MailServers.login(HOST, "smtp login", LOGIN);
    private static final SecretName NAME = new SecretName("MAIL_PASS");

    private static final IssuedSecrets ISSUED =
            new IssuedSecrets() {
                @Override
                public @Nullable SecretName issued(String presented, Destination destination) {
                    return presented.equals("placeholder") && destination.equals(HOST)
                            ? NAME
                            : null;
                }

                @Override
                public @Nullable SecretName within(String text) {
                    return text.contains("placeholder") ? NAME : null;
                }
            };

    private static String said(Reading reading, String secret, HttpRule... rules) {
        ServerPolicy policy =
                new ServerPolicy(
                        new ServerName("mailer"),
                        new Grant(
                                Set.of(HOST),
                                Set.of(SecretGrant.parse(secret)),
                                Map.of("MAIL_USER", "billing", "MAIL_FROM", "us@shop.example"),
                                rules.length == 0 ? Map.of() : Map.of(HOST, List.of(rules)),
                                null,
                                Set.of()),
                        List.of(),
                        null,
                        Modes.ENFORCE);
        Judgement judgement =
                new Judge(policy, new DefaultContract(policy, ISSUED))
                        .judge(reading, List.of(call()));
        return judgement.leaves() ? "allow" : judgement.verdict().rule().value();
    }

    private static Lease call() {
        return new Lease(
                new ToolCall(
                        new CallId("c1"),
                        new AgentName("a"),
                        new ServerName("mailer"),
                        new InstanceId("i1"),
                        "send",
                        Json.object().put("to", "ann@client.example").build(),
                        Instant.EPOCH),
                List.of(),
                List.of());
    }

    private static Reading mail(String text) {
        SmtpMail mail =
                new SmtpMail(
                        new SmtpMail.Sender("us@shop.example", false, null, null),
                        List.of(new SmtpMail.Recipient("ann@client.example", null, null)),
                        ("From: us@shop.example\r\nTo: ann@client.example\r\n" + text)
                                .getBytes(StandardCharsets.US_ASCII));
        return MailServers.mail(new SmtpSubmission(HOST, LOGIN, mail));
    }

    @Test
    void aSecretForTheMailServerStandsInItsLogin() {
        assertThat(said(SIGNING_IN, GRANTED)).isEqualTo("allow");
        assertThat(said(mail("\r\nhello\r\n"), GRANTED)).isEqualTo("allow");
    }

    @Test
    void aSecretForAnotherPlaceOrPathDoesNot() {
        for (String narrower : List.of(" in header x-api-key", " in basic", "/v1/login")) {
            assertThat(said(SIGNING_IN, GRANTED + narrower))
                    .as(narrower)
                    .isEqualTo("credential.foreign");
        }
    }

    @Test
    void aPlaceholderInAMailIsOutOfPlaceHoweverItIsCoded() {
        for (String text :
                List.of(
                        "\r\nthe password is placeholder\r\n",
                        "Subject: placeholder\r\n\r\nhello\r\n",
                        "MIME-Version: 1.0\r\nContent-Type: text/plain\r\n"
                                + "Content-Transfer-Encoding: base64\r\n\r\ncGxhY2Vob2xkZXI=\r\n")) {
            assertThat(said(mail(text), GRANTED)).as(text).isEqualTo("credential.foreign");
        }
    }

    @Test
    void whereOnlyRequestsAreGrantedNoMailAndNoLoginPasses() {
        HttpRule posts = new HttpRule(Set.of("POST"), Set.of());
        assertThat(said(SIGNING_IN, GRANTED, posts)).isEqualTo("host.not-granted");
        assertThat(said(mail("\r\nhello\r\n"), GRANTED, posts)).isEqualTo("host.not-granted");
    }
}
