package dev.stoplock.core.effect;

import dev.stoplock.core.model.Atom;
import dev.stoplock.core.model.Role;
import dev.stoplock.core.wire.mime.EncodedWords;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The header fields of a mail as atoms, the same whether an API takes them one by one or in a whole
 * message: who gets, sends or answers it by role; a closed list is meta; every other field is a
 * destination, because some system on the way may act on it.
 */
final class MailHeaders {

    /**
     * Fields that say who gets, sent or answers a message (RFC 5322, 3.6; RFC 8098; RFC 5321, 4.4),
     * or that some system takes for one that does.
     */
    private static final Map<String, Role> ADDRESSES =
            Map.ofEntries(
                    Map.entry("to", Role.TO),
                    Map.entry("cc", Role.CC),
                    Map.entry("bcc", Role.BCC),
                    Map.entry("apparently-to", Role.TO),
                    Map.entry("from", Role.FROM),
                    Map.entry("sender", Role.FROM),
                    Map.entry("reply-to", Role.REPLY_TO),
                    Map.entry("resent-to", Role.TO),
                    Map.entry("resent-cc", Role.CC),
                    Map.entry("resent-bcc", Role.BCC),
                    Map.entry("resent-from", Role.FROM),
                    Map.entry("resent-sender", Role.FROM),
                    Map.entry("resent-reply-to", Role.REPLY_TO),
                    Map.entry("return-path", Role.REPLY_TO),
                    Map.entry("errors-to", Role.REPLY_TO),
                    Map.entry("mail-reply-to", Role.REPLY_TO),
                    Map.entry("mail-followup-to", Role.REPLY_TO),
                    Map.entry("disposition-notification-to", Role.REPLY_TO),
                    Map.entry("return-receipt-to", Role.REPLY_TO),
                    Map.entry("x-confirm-reading-to", Role.REPLY_TO));

    private static final Set<String> META =
            Set.of(
                    "auto-submitted",
                    "content-language",
                    "importance",
                    "in-reply-to",
                    "message-id",
                    "priority",
                    "references",
                    "x-auto-response-suppress",
                    "x-entity-ref-id",
                    "x-mailer",
                    "x-msmail-priority",
                    "x-priority");

    /** Meta too, but only in a whole message, where they are its form (RFC 5322, RFC 2045). */
    private static final Set<String> FORM =
            Set.of("date", "mime-version", "content-transfer-encoding", "content-md5");

    private static final Set<String> CONTENT =
            Set.of("subject", "comments", "keywords", "content-description", "thread-topic");

    /** Fields of message ids (RFC 5322, 3.6.4), which look like addresses. */
    private static final Set<String> IDS =
            Set.of("content-id", "in-reply-to", "message-id", "references");

    private static final String MESSAGE_IDS = "<[^<>\\s]{1,250}>(\\s+<[^<>\\s]{1,250}>)*+";

    private static final Pattern VARIABLE =
            Pattern.compile("\\{[{%]|[%}]\\}|\\[\\[|(?i:%recipient[._%])");

    private MailHeaders() {}

    /** Whether the field, by its lower-case name, names someone, and as what. */
    static @Nullable Role roleOf(String lowerName) {
        return ADDRESSES.get(lowerName);
    }

    /** One that an API takes on its own: its value is text, not yet coded. */
    static void custom(String path, String name, String value, List<Atom> atoms) throws Unreadable {
        String lower = name.toLowerCase(Locale.ROOT);
        String at = path + "/" + lower;
        Role role = ADDRESSES.get(lower);
        if (role != null) {
            addresses(at, MailAddress.list(value), role, atoms);
        } else {
            other(at, name, lower, value, atoms);
        }
    }

    /** One of a whole message, as its lines say it (RFC 5322, RFC 2047). */
    static void coded(String path, String name, String value, List<Atom> atoms) throws Unreadable {
        String lower = name.toLowerCase(Locale.ROOT);
        String at = path + "/" + lower;
        Role role = ADDRESSES.get(lower);
        if (role != null) {
            addresses(at, MailAddress.header(value), role, atoms);
            return;
        }
        boolean content = CONTENT.contains(lower);
        String text = content ? EncodedWords.longText(value) : EncodedWords.text(value);
        if (text == null) {
            throw new Unreadable(
                    "effect.header-unreadable",
                    "the mail header at " + at + " holds an encoded word that is read in two ways");
        }
        if (FORM.contains(lower)) {
            atoms.add(MailFields.meta(at, text));
        } else if (content) {
            atoms.add(MailFields.content(at, text));
        } else {
            other(at, name, lower, text, atoms);
        }
    }

    private static void other(String at, String name, String lower, String text, List<Atom> atoms) {
        if (IDS.contains(lower) && text.matches(MESSAGE_IDS)) {
            atoms.add(Atom.meta(at, text));
        } else if (META.contains(lower)) {
            atoms.add(MailFields.meta(at, text));
        } else {
            // whoever gets the mail gets the name too: it is counted with what is not judged yet
            atoms.add(Atom.meta(at + "/name", name));
            atoms.add(Atom.destination(at, Role.NONE, text));
        }
    }

    /** {@code list} is null where the addresses have no single reading. */
    static void addresses(
            String path, @Nullable List<MailAddress> list, Role role, List<Atom> atoms)
            throws Unreadable {
        // Threat: a template's variable in an address is filled in by the API, after judging
        if (list == null || list.stream().anyMatch(each -> isVariable(each.canonical()))) {
            throw MailFields.unreadableAddress(path);
        }
        if (list.isEmpty()) {
            atoms.add(Atom.destination(path, role, ""));
        }
        for (MailAddress address : list) {
            atoms.add(Atom.destination(path, role, address.canonical()));
            if (!address.display().isEmpty()) {
                display(path, address.display(), atoms);
            }
        }
    }

    /** Threat: what is filled in for a variable of a name may end it and begin an address. */
    static void display(String path, String name, List<Atom> atoms) throws Unreadable {
        if (isVariable(name)) {
            throw MailFields.unreadableAddress(path);
        }
        atoms.add(MailFields.name(path + "/display", name));
    }

    private static boolean isVariable(String text) {
        return VARIABLE.matcher(text).find();
    }

    /** From, where it is exactly the word {@code self}, alone or after a name; else false. */
    static boolean self(String path, String value, String self, List<Atom> atoms)
            throws Unreadable {
        String at = path + "/from";
        String bracketed = "<" + self + ">";
        if (!value.equals(self)) {
            if (!value.endsWith(bracketed)) {
                return false;
            }
            // the name by the rules of any other address
            String name = value.substring(0, value.length() - bracketed.length());
            List<MailAddress> list =
                    MailAddress.header(name + "<" + self + "@" + self + ".invalid>");
            if (list == null || list.size() != 1) {
                throw MailFields.unreadableAddress(at);
            }
            if (!list.getFirst().display().isEmpty()) {
                display(at, list.getFirst().display(), atoms);
            }
        }
        atoms.add(Atom.meta(at, self));
        return true;
    }
}
