package dev.stoplock.core.effect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stoplock.core.model.Atom;
import dev.stoplock.core.model.AtomClass;
import dev.stoplock.core.model.Destination;
import dev.stoplock.core.model.Effect;
import dev.stoplock.core.model.Reading;
import dev.stoplock.core.wire.auth.Sasl;
import dev.stoplock.core.wire.imap.ImapMailboxes;
import dev.stoplock.core.wire.imap.ImapRequest;
import dev.stoplock.core.wire.smtp.SmtpMail;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What goes to mail servers, as atoms. */
class MailServersTest {

    private static final Destination HOST = new Destination("smtp.example.test", 587);
    private static final Sasl.Presented LOGIN = new Sasl.Presented("bob", "stoplock-1");

    private static List<String> mail(String header, SmtpMail.Recipient... recipients) {
        SmtpMail mail =
                new SmtpMail(
                        new SmtpMail.Sender("a@b.test", false, "HDRS", "q1"),
                        List.of(recipients),
                        (header + "\r\nhello\r\n").getBytes(StandardCharsets.US_ASCII));
        return switch (MailServers.mail(new SmtpSubmission(HOST, LOGIN, mail))) {
            case Reading.Effects(List<Effect> effects) -> {
                assertThat(effects).hasSize(1);
                assertThat(effects.getFirst()).isInstanceOf(Effect.SendMail.class);
                yield effects.getFirst().atoms().stream().map(MailServersTest::shown).toList();
            }
            case Reading.Unreadable(var rule, String sentence) -> List.of(rule.value());
        };
    }

    private static String shown(Atom atom) {
        return atom.path() + " " + atom.kind() + " " + atom.role().label() + " " + atom.value();
    }

    private static SmtpMail.Recipient to(String address) {
        return new SmtpMail.Recipient(address, null, null);
    }

    @Test
    void theEnvelopeSaysWhoGetsAMailAndTheHeaderAsWhat() {
        List<String> atoms =
                mail(
                        "From: a@b.test\r\nTo: c@d.test\r\nSubject: hi\r\n",
                        to("c@d.test"),
                        to("e@f.test"));
        assertThat(atoms)
                .contains(
                        "host DESTINATION host smtp.example.test:587",
                        "login/user CREDENTIAL user bob",
                        "login/password CREDENTIAL credential stoplock-1",
                        "mail DESTINATION From a@b.test",
                        "mail/ret META value HDRS",
                        "mail/envid META value q1",
                        "rcpt/1 DESTINATION Bcc e@f.test");
        assertThat(atoms.stream().filter(each -> each.contains("c@d.test")))
                .singleElement()
                .asString()
                .contains(" DESTINATION To ");
    }

    @Test
    void whomTheHeaderNamesAloneMustBeAskedForToo() {
        assertThat(mail("From: a@b.test\r\nTo: x@y.test\r\n", to("c@d.test")))
                .anyMatch(each -> each.endsWith(" DESTINATION To x@y.test"))
                .contains("rcpt/0 DESTINATION Bcc c@d.test");
    }

    @Test
    void theSameRecipientTwiceIsASecondCopy() {
        assertThat(mail("From: a@b.test\r\nTo: c@d.test\r\n", to("c@d.test"), to("c@d.test")))
                .contains("rcpt/1 DESTINATION Bcc c@d.test");
    }

    @Test
    void whatStandsBesideAnAddressInTheEnvelopeIsAnAtom() {
        List<String> atoms =
                mail(
                        "From: a@b.test\r\nTo: c@d.test, e@f.test\r\n",
                        new SmtpMail.Recipient("c@d.test", "NEVER", "rfc822;c@d.test"),
                        new SmtpMail.Recipient("e@f.test", null, "rfc822;other@g.test"));
        assertThat(atoms)
                .contains(
                        "rcpt/0/notify META value NEVER",
                        "rcpt/0/orcpt META value rfc822;c@d.test",
                        "rcpt/1/orcpt DESTINATION value rfc822;other@g.test");
    }

    @Test
    void aMessageOrAnAddressWithoutOneReadingIsUnreadable() {
        assertThat(mail("Subject : x\r\n", to("c@d.test")))
                .containsExactly("effect.mime-unreadable");
        assertThat(mail("From: a@b.test\r\n", to("c@d_.test")))
                .containsExactly("effect.address-unreadable");
    }

    @Test
    void aLoginCarriesACredentialAndNothingElse() {
        assertThat(MailServers.login(HOST, "smtp login", LOGIN))
                .isInstanceOfSatisfying(
                        Reading.Effects.class,
                        effects -> {
                            assertThat(effects.effects().getFirst())
                                    .isInstanceOf(Effect.Session.class);
                            assertThat(effects.effects().getFirst().atoms(AtomClass.CREDENTIAL))
                                    .hasSize(2);
                        });
    }

    @Test
    void whatIsChosenInAReadingCommandIsNamedByTheCallOrContent() {
        assertThat(
                        ask(
                                piece("EXAMINE "),
                                chosen(ImapRequest.Kind.MAILBOX, "inbox"),
                                chosen(ImapRequest.Kind.MAILBOX, "Board"),
                                chosen(ImapRequest.Kind.PATTERN, "*"),
                                chosen(ImapRequest.Kind.PATTERN, "a*"),
                                chosen(ImapRequest.Kind.TEXT, "bob@c.test"),
                                chosen(ImapRequest.Kind.TEXT, "words")))
                .containsExactly(
                        "host DESTINATION host smtp.example.test:587",
                        "argument/0 META value inbox",
                        "argument/1 DESTINATION selector Board",
                        "argument/2 META value *",
                        "argument/3 DESTINATION selector a*",
                        "argument/4 DESTINATION value bob@c.test",
                        "argument/5 CONTENT value words",
                        "command META value EXAMINE ??????");
    }

    private static ImapRequest.Piece piece(String text) {
        return new ImapRequest.Piece.Fixed(text);
    }

    private static ImapRequest.Piece chosen(ImapRequest.Kind kind, String value) {
        return new ImapRequest.Piece.Chosen(kind, value);
    }

    private static List<String> ask(ImapRequest.Piece... pieces) {
        Reading reading =
                MailServers.ask(
                        HOST,
                        null,
                        new ImapMailboxes(),
                        new ImapRequest("imap X", false, Arrays.asList(pieces)));
        return ((Reading.Effects) reading)
                .effects().getFirst().atoms().stream().map(MailServersTest::shown).toList();
    }
}
