package dev.stoplock.core.effect;

import dev.stoplock.core.model.Atom;
import dev.stoplock.core.model.Destination;
import dev.stoplock.core.model.Effect;
import dev.stoplock.core.model.Reading;
import dev.stoplock.core.model.Role;
import dev.stoplock.core.model.RuleId;
import dev.stoplock.core.wire.auth.Sasl;
import dev.stoplock.core.wire.imap.ImapMailboxes;
import dev.stoplock.core.wire.imap.ImapRequest;
import dev.stoplock.core.wire.mime.MimeRules;
import dev.stoplock.core.wire.smtp.SmtpMail;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reads what goes to mail servers: logins, and mails by SMTP. The envelope says who gets a mail
 * (RFC 5321, 2.3.1); the header's addresses, and whatever else MAIL and RCPT carry (RFC 3461), are
 * atoms beside it.
 */
public final class MailServers {

    private static final int MOST_ATOMS = 20_000;

    private MailServers() {}

    /**
     * A login alone: {@code operation} names it. The account is explained like a destination, the
     * password by the broker only.
     */
    public static Reading login(Destination destination, String operation, Sasl.Presented login) {
        List<Atom> atoms = new ArrayList<>();
        atoms.add(Atom.destination("host", Role.HOST, destination.toString()));
        credentials(login, atoms);
        return new Reading.Effects(List.of(new Effect.Session(destination, operation, atoms)));
    }

    static void credentials(Sasl.@Nullable Presented login, List<Atom> atoms) {
        if (login != null) {
            atoms.add(account(login.user()));
            atoms.add(Atom.credential(CredentialPlaces.LOGIN_PASSWORD, login.password()));
        }
    }

    /**
     * A reading command by IMAP. What it names (a mailbox, a pattern, an address that is searched
     * for) is a destination, other text that is searched for is content: it goes to whoever runs
     * the mail server. INBOX (RFC 9051, 5.1) and the patterns for everything are nobody's choice;
     * what the account's own listing named goes back to where it came from.
     */
    public static Reading ask(
            Destination destination,
            @Nullable String account,
            ImapMailboxes listed,
            ImapRequest request) {
        List<Atom> atoms = new ArrayList<>();
        atoms.add(Atom.destination("host", Role.HOST, destination.toString()));
        if (account != null) {
            // Threat: a call that reads in an account that another call named
            atoms.add(account(account));
        }
        if (request.carriesNothing()) {
            return new Reading.Effects(
                    List.of(new Effect.Session(destination, request.name(), atoms)));
        }
        StringBuilder fixed = new StringBuilder();
        int chosen = 0;
        for (ImapRequest.Piece piece : request.pieces()) {
            switch (piece) {
                case ImapRequest.Piece.Fixed(String text) -> fixed.append(text);
                case ImapRequest.Piece.Chosen(ImapRequest.Kind kind, String value) -> {
                    fixed.append('?');
                    atoms.add(chosen(kind, "argument/" + chosen, value, listed));
                    chosen++;
                }
            }
        }
        atoms.add(Atom.meta("command", fixed.toString()));
        return new Reading.Effects(List.of(new Effect.Command(destination, request.name(), atoms)));
    }

    private static Atom chosen(
            ImapRequest.Kind kind, String path, String value, ImapMailboxes listed) {
        return switch (kind) {
            case MAILBOX ->
                    value.isEmpty() || value.equalsIgnoreCase("INBOX") || listed.hold(value)
                            ? Atom.meta(path, value)
                            : Atom.destination(path, Role.SELECTOR, value);
            case PATTERN ->
                    value.matches("[*%]?|(?i)INBOX")
                            ? Atom.meta(path, value)
                            : Atom.destination(path, Role.SELECTOR, value);
            case TEXT -> MailFields.content(path, value);
            case FIELD -> MailFields.meta(path, value);
        };
    }

    private static Atom account(String user) {
        return Atom.user(CredentialPlaces.LOGIN_USER, user);
    }

    /** One mail by SMTP. */
    public static Reading mail(SmtpSubmission submission) {
        try {
            List<Atom> atoms = new ArrayList<>();
            Destination destination = submission.destination();
            atoms.add(Atom.destination("host", Role.HOST, destination.toString()));
            credentials(submission.login(), atoms);
            SmtpMail mail = submission.mail();
            sender(mail.sender(), atoms);
            List<MailAddress> recipients = recipients(mail, atoms);
            List<Atom> message =
                    MimeAtoms.of(
                            mail.message(),
                            "message",
                            mail.sender().utf8() ? MimeRules.SMTP_UTF8 : MimeRules.SMTP);
            atoms.addAll(Envelope.joined(message, "rcpt", recipients));
            if (atoms.size() > MOST_ATOMS) {
                throw new Unreadable(
                        "effect.mail-unreadable", "a mail has over " + MOST_ATOMS + " values");
            }
            return new Reading.Effects(
                    List.of(new Effect.SendMail(destination, "smtp mail", atoms)));
        } catch (Unreadable e) {
            return new Reading.Unreadable(new RuleId(e.rule()), e.sentence());
        }
    }

    private static void sender(SmtpMail.Sender sender, List<Atom> atoms) throws Unreadable {
        // a null path (RFC 5321, 4.5.5) says nobody
        atoms.add(
                Atom.destination(
                        "mail",
                        Role.FROM,
                        sender.address().isEmpty()
                                ? ""
                                : address("mail", sender.address()).canonical()));
        if (sender.ret() != null) {
            atoms.add(Atom.meta("mail/ret", sender.ret()));
        }
        if (sender.envid() != null) {
            atoms.add(MailFields.meta("mail/envid", sender.envid()));
        }
    }

    private static List<MailAddress> recipients(SmtpMail mail, List<Atom> atoms) throws Unreadable {
        List<MailAddress> recipients = new ArrayList<>();
        for (int i = 0; i < mail.recipients().size(); i++) {
            SmtpMail.Recipient recipient = mail.recipients().get(i);
            String path = "rcpt/" + i;
            MailAddress address = address(path, recipient.address());
            recipients.add(address);
            if (recipient.notifyOn() != null) {
                atoms.add(Atom.meta(path + "/notify", recipient.notifyOn()));
            }
            String original = recipient.orcpt();
            if (original != null) {
                // whom it says is shown to the one who gets the mail, and to all who report on it
                boolean same =
                        original.toLowerCase(Locale.ROOT).startsWith("rfc822;")
                                && original.substring("rfc822;".length())
                                        .equals(recipient.address());
                atoms.add(
                        same
                                ? Atom.meta(path + "/orcpt", original)
                                : Atom.destination(path + "/orcpt", Role.NONE, original));
            }
        }
        return recipients;
    }

    private static MailAddress address(String path, String text) throws Unreadable {
        List<MailAddress> list = MailAddress.list(text);
        if (list == null || list.size() != 1 || !list.getFirst().display().isEmpty()) {
            throw new Unreadable(
                    "effect.address-unreadable",
                    "the address at " + path + " cannot be read in exactly one way");
        }
        return list.getFirst();
    }
}
