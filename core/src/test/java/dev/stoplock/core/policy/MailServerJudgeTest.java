package dev.stoplock.core.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stoplock.core.contract.DefaultContract;
import dev.stoplock.core.effect.MailServers;
import dev.stoplock.core.effect.SmtpSubmission;
import dev.stoplock.core.json.Json;
import dev.stoplock.core.model.AgentName;
import dev.stoplock.core.model.Atom;
import dev.stoplock.core.model.CallId;
import dev.stoplock.core.model.Destination;
import dev.stoplock.core.model.Effect;
import dev.stoplock.core.model.EffectId;
import dev.stoplock.core.model.Grant;
import dev.stoplock.core.model.InstanceId;
import dev.stoplock.core.model.Lease;
import dev.stoplock.core.model.MailRule;
import dev.stoplock.core.model.Modes;
import dev.stoplock.core.model.Reading;
import dev.stoplock.core.model.SecretName;
import dev.stoplock.core.model.ServerName;
import dev.stoplock.core.model.ServerPolicy;
import dev.stoplock.core.model.Spend;
import dev.stoplock.core.model.ToolCall;
import dev.stoplock.core.wire.auth.Sasl;
import dev.stoplock.core.wire.imap.ImapMailboxes;
import dev.stoplock.core.wire.imap.ImapRequest;
import dev.stoplock.core.wire.smtp.SmtpMail;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Logins, mails and reading commands, judged with a call and without. */
class MailServerJudgeTest {

    private static final Destination HOST = new Destination("mail.example.test", 587);
    private static final Sasl.Presented LOGIN = new Sasl.Presented("billing", "placeholder");

    private static Judge judge(@Nullable MailRule rule) {
        ServerPolicy policy =
                new ServerPolicy(
                        new ServerName("mailer"),
                        new Grant(
                                Set.of(HOST),
                                Set.of(),
                                Map.of("MAIL_USER", "billing", "MAIL_FROM", "us@shop.example")),
                        List.of(),
                        rule,
                        Modes.ENFORCE);
        SecretName name = new SecretName("MAIL_PASS");
        return new Judge(
                policy,
                new DefaultContract(
                        policy,
                        (presented, destination) ->
                                presented.equals("placeholder") && destination.equals(HOST)
                                        ? name
                                        : null));
    }

    private static Lease call() {
        return new Lease(
                new ToolCall(
                        new CallId("c1"),
                        new AgentName("a"),
                        new ServerName("mailer"),
                        new InstanceId("i1"),
                        "send",
                        Json.object().put("to", "ann@client.example").put("folder", "Sent").build(),
                        Instant.EPOCH),
                List.of(),
                List.of());
    }

    private static String said(Reading reading, Lease... leases) {
        Judgement judgement = judge(null).judge(reading, List.of(leases));
        return judgement.leaves() ? "allow" : judgement.verdict().rule().value();
    }

    private static Reading mail(String from, String... to) {
        SmtpMail mail =
                new SmtpMail(
                        new SmtpMail.Sender(from, false, null, null),
                        List.of(to).stream()
                                .map(each -> new SmtpMail.Recipient(each, null, null))
                                .toList(),
                        "From: us@shop.example\r\nTo: ann@client.example\r\n\r\nhello\r\n"
                                .getBytes(StandardCharsets.US_ASCII));
        return MailServers.mail(new SmtpSubmission(HOST, LOGIN, mail));
    }

    @Test
    void aLoginByTheBrokersSecretNeedsNoCall() {
        assertThat(said(MailServers.login(HOST, "smtp login", LOGIN))).isEqualTo("allow");
        assertThat(said(MailServers.login(HOST, "smtp login", LOGIN), call())).isEqualTo("allow");
    }

    @Test
    void aLoginUnderAnotherNameOrWithAnotherPasswordIsDenied() {
        for (Sasl.Presented foreign :
                List.of(
                        new Sasl.Presented("billing", "my-own"),
                        new Sasl.Presented("billing", ""),
                        new Sasl.Presented("somebody", "placeholder"))) {
            assertThat(said(MailServers.login(HOST, "smtp login", foreign)))
                    .isEqualTo("credential.foreign");
            assertThat(said(MailServers.login(HOST, "smtp login", foreign), call()))
                    .isEqualTo("credential.foreign");
        }
        Destination elsewhere = new Destination("mail.example.test", 25);
        assertThat(said(MailServers.login(elsewhere, "smtp login", LOGIN)))
                .isEqualTo("host.not-granted");
    }

    @Test
    void aSessionCarriesACredentialAndNothingElse() {
        assertThatThrownBy(() ->
                        new Effect.Session(HOST, "imap NOOP", List.of(Atom.meta("command", "x"))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aMailNeedsACallAndGoesOnce() {
        assertThat(said(mail("us@shop.example", "ann@client.example"))).isEqualTo("effect.no-call");
        Lease call = call();
        Judgement first =
                judge(null).judge(mail("us@shop.example", "ann@client.example"), List.of(call));
        assertThat(first.leaves()).isTrue();
        assertThat(first.secrets()).containsExactly(new SecretName("MAIL_PASS"));
        Judgement.Judged one = first.effects().getFirst();
        for (Spend.State state : Spend.State.values()) {
            Lease after =
                    call.withSpend(
                            new Spend(
                                    new EffectId("e1"),
                                    one.key(),
                                    one.explained().tokens(),
                                    state));
            assertThat(said(mail("us@shop.example", "ann@client.example"), after))
                    .as(state.name())
                    .isEqualTo(
                            switch (state) {
                                case SENT -> "contract.recipient";
                                case RETRYABLE -> "allow";
                                case UNKNOWN -> "contract.retry-unknown";
                            });
        }
    }

    @Test
    void theEnvelopeIsHeldAgainstTheCall() {
        assertThat(said(mail("us@shop.example", "ann@client.example", "x@y.example"), call()))
                .isEqualTo("contract.recipient");
        assertThat(said(mail("us@shop.example", "x@y.example"), call()))
                .isEqualTo("contract.recipient");
        assertThat(
                        said(
                                mail("us@shop.example", "ann@client.example", "ann@client.example"),
                                call()))
                .isEqualTo("contract.recipient");
        assertThat(said(mail("bounce@y.example", "ann@client.example"), call()))
                .isEqualTo("contract.sender");
        assertThat(said(mail("", "ann@client.example"), call())).isEqualTo("allow");
    }

    @Test
    void theAllowlistHoldsForTheEnvelope() {
        Judgement judgement =
                judge(new MailRule(List.of("*@shop.example")))
                        .judge(mail("us@shop.example", "ann@client.example"), List.of(call()));
        assertThat(judgement.verdict().rule().value()).isEqualTo("recipients.not-allowed");
    }

    private static Reading ask(String account, String mailbox) {
        return ask(account, mailbox, new ImapMailboxes());
    }

    private static Reading ask(String account, String mailbox, ImapMailboxes listed) {
        return MailServers.ask(
                HOST,
                account,
                listed,
                new ImapRequest(
                        "imap EXAMINE",
                        false,
                        List.of(
                                new ImapRequest.Piece.Fixed("EXAMINE "),
                                new ImapRequest.Piece.Chosen(ImapRequest.Kind.MAILBOX, mailbox))));
    }

    @Test
    void aMailboxIsReadInACallThatNamesItInTheAccountOfTheServer() {
        assertThat(said(ask("billing", "INBOX"))).isEqualTo("effect.no-call");
        assertThat(said(ask("billing", "INBOX"), call())).isEqualTo("allow");
        assertThat(said(ask("billing", "Sent"), call())).isEqualTo("allow");
        assertThat(said(ask("billing", "Board"), call())).isEqualTo("contract.destination");
        assertThat(said(ask("somebody", "INBOX"), call())).isEqualTo("credential.foreign");
        ImapRequest noop =
                new ImapRequest("imap NOOP", true, List.of(new ImapRequest.Piece.Fixed("NOOP")));
        assertThat(said(MailServers.ask(HOST, "billing", new ImapMailboxes(), noop)))
                .isEqualTo("allow");
    }

    @Test
    void aMailboxThatTheAccountsOwnListingNamedIsReadInAnyCallAndInNoneOutsideOne() {
        ImapMailboxes listed = new ImapMailboxes();
        listed.learn(
                ImapRequest.LIST_OF_ALL,
                "* LIST () \".\" Board\r\n".getBytes(StandardCharsets.US_ASCII));
        assertThat(said(ask("billing", "Board", listed), call())).isEqualTo("allow");
        assertThat(said(ask("billing", "Boards", listed), call()))
                .isEqualTo("contract.destination");
        assertThat(said(ask("somebody", "Board", listed), call())).isEqualTo("credential.foreign");
        assertThat(said(ask("billing", "Board", listed))).isEqualTo("effect.no-call");
    }
}
