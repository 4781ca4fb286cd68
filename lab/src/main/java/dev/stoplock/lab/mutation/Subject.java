package dev.stoplock.lab.mutation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One server under drill: what it is, whose API it talks to, what that API's fields are (from its
 * public documentation, not from the gate), and the calls it is recorded with.
 *
 * @param mailing how its API names people; null for an API that mails nobody
 * @param fields what the API's other fields hold, by lower-case pointer without indices, or by the
 *     outermost name
 * @param paths other paths of the same API
 * @param granted what its user grants of that API
 * @param accepted constants of this server that its user accepts
 * @param reviewed what its reviewer says; null where no review of it reaches every tool yet
 */
record Subject(
        String server,
        String source,
        Api api,
        Api other,
        String sender,
        Map<String, String> settings,
        @Nullable Mailing mailing,
        Map<String, Place.Kind> fields,
        List<String> paths,
        Granted granted,
        List<String> accepted,
        @Nullable Reviewed reviewed,
        List<Call> calls) {

    /** A tool and its arguments. */
    record Call(String tool, ObjectNode arguments) {}

    /**
     * What a name has to say for its value to select an account, a parent, an audience or an
     * operation (EFFECTS, "atom"), where no documentation is at hand.
     */
    private static final Pattern SELECTS =
            Pattern.compile(
                    "(.*[_-])?(ids?|uuid)|to([_A-Z].*)?|_?method|(.*[_-])?(parent|owner|share|public|private"
                            + "|channel|team|account|organi[sz]ation|assignees?|scopes?|visibility|webhook|url|cc|bcc"
                            + "|from|reply_to|branch|tenant|workspace|role)([_-].*)?",
                    Pattern.CASE_INSENSITIVE);

    Subject {
        settings = Map.copyOf(settings);
        fields = Map.copyOf(fields);
        paths = List.copyOf(paths);
        accepted = List.copyOf(accepted);
        calls = List.copyOf(calls);
    }

    String host() {
        return api.host();
    }

    String secret() {
        return api.secret();
    }

    /** The header that authorises, in small letters. */
    String credential() {
        return api.credential();
    }

    /** What stands before the secret in that header. */
    String prefix() {
        return api.prefix();
    }

    /** How the secret's place is marked in bytes that the lab's server fills in. */
    String marker() {
        return "{{" + secret() + "}}";
    }

    /** Whether the request sends a mail, so that its recipients are spent by it. */
    boolean isMail(Recording recording) {
        return mailing != null && recording.hasBody();
    }

    /** Its people by role and the field that names them; none where nobody is mailed. */
    Map<String, String> roles() {
        return mailing == null ? Map.of() : new TreeMap<>(mailing.roles());
    }

    /** The names of its documented fields that stand outermost. */
    List<String> outermost() {
        return fields.keySet().stream().filter(name -> name.indexOf('/') < 0).sorted().toList();
    }

    /**
     * What a leaf of the body holds. A field that a mail API does not document selects; of an API
     * that nobody here knows a field selects by its name, or by one that it stands under.
     */
    Place.Kind kind(String pointer) {
        if (mailing != null && mailing.role(pointer) != null) {
            return Place.Kind.ADDRESS;
        }
        if (pointer.isEmpty()) {
            return mailing != null ? Place.Kind.SELECTOR : Place.Kind.CONTENT;
        }
        String plain = pointer.replaceAll("/[0-9]+(?=/|$)", "").toLowerCase(Locale.ROOT);
        String[] names = pointer.substring(1).split("/");
        Place.Kind whole = fields.get(plain.substring(1));
        if (whole != null) {
            return whole;
        }
        Place.Kind outer = fields.get(names[0].toLowerCase(Locale.ROOT));
        if (mailing != null) {
            return outer == null ? Place.Kind.SELECTOR : outer;
        }
        for (String name : names) {
            if (SELECTS.matcher(name).matches()) {
                return Place.Kind.SELECTOR;
            }
        }
        return outer == null ? Place.Kind.CONTENT : outer;
    }

    /** What a parameter of a query holds that the recorded request did not have. */
    boolean selects(String parameter) {
        return mailing != null || SELECTS.matcher(parameter).matches();
    }

    /** What is in a place that nobody documents. */
    Expected undocumented() {
        return mailing != null ? Expected.DESTINATION : Expected.CONTENT;
    }

    static List<Subject> all() {
        return List.of(
                MailSubjects.postmark(),
                MailSubjects.resend(),
                MailSubjects.sendgrid(),
                SmtpSubjects.mailServer(),
                WorkSubjects.notion(),
                WorkSubjects.github());
    }

    static Subject of(String server) {
        return all().stream()
                .filter(each -> each.server().equals(server))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no such server: " + server));
    }
}
