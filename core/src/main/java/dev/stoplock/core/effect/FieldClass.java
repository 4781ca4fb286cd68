package dev.stoplock.core.effect;

import dev.stoplock.core.model.Atom;
import dev.stoplock.core.model.AtomClass;
import dev.stoplock.core.model.Role;
import dev.stoplock.core.model.SecretPlace;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The class of a value of an API that nobody knows (EFFECTS, "atom"), by the names it stands under
 * and by its look. What selects an account, a parent, an audience or an operation is a destination,
 * and so is all that stands below such a name.
 */
final class FieldClass {

    private static final Pattern BETWEEN_WORDS = Pattern.compile("[^\\p{L}\\p{N}]+");

    /** As a last word of a name it tells which object is meant. */
    private static final Set<String> IDS =
            Set.of("id", "ids", "uid", "uids", "uuid", "uuids", "guid", "guids", "gid", "gids");

    private static final Set<String> PREFIXES = Set.of("parent", "owner", "share", "public");

    /** Begin like {@code to} and select nothing. */
    private static final Set<String> HARMLESS =
            Set.of(
                    "today", "toggle", "tone", "tones", "tool", "tools", "toolbar", "tooltip",
                    "top", "torque", "total", "totals");

    /** Names in which {@code to} says no more than how long or how far. */
    private static final Pattern HARMLESS_TO =
            Pattern.compile(
                    "(default |max |min )?(time to live|up to|how to)( in)?( (seconds|ms|days))?");

    /**
     * Names of the place at which a list goes on (google.aip.dev/158, {@code page_token}): what
     * stands there is the API's own and reaches nobody else. As {@code cursor} does, it selects
     * nothing.
     */
    private static final Pattern CURSOR =
            Pattern.compile(
                    "((next|previous|prev) )?(page|pagination) token|(next|continuation|resume) token");

    /**
     * As any word of a name they say who gets it, where it goes, under whose account, or what is
     * done.
     */
    private static final Set<String> SELECTING =
            Set.of(
                    ("access account accounts acl acls action actions admin admins app approver approvers"
                                    + " assignee assignees attendee attendees audience author authority bcc bccs beneficiaries"
                                    + " beneficiary board boards branch bucket buckets callback callbacks cc ccs channel"
                                    + " channels chat chats collaborator collaborators contact contacts customer database dest"
                                    + " destination destinations domain domains dst email emails endpoint endpoints external"
                                    + " folder folders follower followers forward forwarding from grantee grantees group"
                                    + " groups guest guests handle hook hooks host hostname hosts iban invite invited invitee"
                                    + " invitees invites link links login mail mailbox mailto member members method mobile"
                                    + " msisdn mutation namespace notify operation operations org organisation organization"
                                    + " organizations participant participants password path paths payee peer permission"
                                    + " permissions phone phones privacy private project projects proxy queue queues realm"
                                    + " recipient recipients redirect registry relay remote reply replyto repo repository"
                                    + " resource resources reviewer reviewers role roles room rooms route routing scope scopes"
                                    + " secret sender senders server sharing site smtp space stream streams subscriber"
                                    + " subscribers table tables target targets team teams tenant tenants thread to token"
                                    + " topic topics upstream uri uris url urls user userid username users visibility visible"
                                    + " wallet watcher watchers webhook webhooks workspace workspaces")
                            .split(" "));

    private static final Pattern PLAIN_NAME =
            Pattern.compile("[A-Za-z_][A-Za-z0-9_.-]{0,39}(\\[[A-Za-z0-9_]{0,20}\\]){0,4}");

    private FieldClass() {}

    /** Whether what stands under this name selects a destination. */
    static boolean selects(String name) {
        List<String> words = words(name);
        if (words.isEmpty()) {
            return false;
        }
        if (words.contains("to") && HARMLESS_TO.matcher(String.join(" ", words)).matches()) {
            return false;
        }
        if (CURSOR.matcher(String.join(" ", words)).matches()) {
            return false;
        }
        boolean prefixed =
                words.getFirst().startsWith("to") && !HARMLESS.contains(words.getFirst())
                        || words.stream()
                                .anyMatch(word -> PREFIXES.stream().anyMatch(word::startsWith));
        return prefixed
                || IDS.contains(words.getLast())
                || words.stream().anyMatch(SELECTING::contains);
    }

    /**
     * The words of a name: {@code replyToEmail}, {@code REPLY_TO-email} and {@code
     * reply[to][email]} have the same.
     */
    static List<String> words(String name) {
        List<String> words =
                new ArrayList<>(
                        List.of(BETWEEN_WORDS.split(spaced(name).toLowerCase(Locale.ROOT))));
        words.removeIf(String::isEmpty);
        return words;
    }

    /** With a space wherever one word ends and the next begins without a sign between them. */
    private static String spaced(String name) {
        StringBuilder spaced = new StringBuilder(name.length() + 8);
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            char before = i == 0 ? ' ' : name.charAt(i - 1);
            char after = i + 1 == name.length() ? ' ' : name.charAt(i + 1);
            boolean seam =
                    isUpper(c) && (isLower(before) || isDigit(before))
                            || isUpper(before) && isUpper(c) && isLower(after)
                            || isDigit(c) && (isUpper(before) || isLower(before));
            if (seam) {
                spaced.append(' ');
            }
            spaced.append(c);
        }
        return spaced.toString();
    }

    private static boolean isUpper(char c) {
        return c >= 'A' && c <= 'Z';
    }

    private static boolean isLower(char c) {
        return c >= 'a' && c <= 'z';
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    /** Whether a member of a whole body, or a field of a form, is one that takes a credential. */
    static boolean takesCredential(String path) {
        return path.startsWith("body/")
                && SecretPlace.BODY_FIELDS.contains(
                        path.substring("body/".length()).toLowerCase(Locale.ROOT));
    }

    /** A text below names of which one may select. */
    static Atom text(String path, boolean selected, String value) {
        if (takesCredential(path)) {
            // without a role: only a grant that names the field puts one in
            return new Atom(path, AtomClass.CREDENTIAL, Role.NONE, value);
        }
        if (selected) {
            return Atom.destination(path, Role.SELECTOR, value);
        }
        return Looks.likeDestination(value)
                ? Atom.destination(path, Role.NONE, value)
                : Atom.content(path, value);
    }

    /** A credential where one stands already: no grant names that place. */
    static Atom again(String path, String value) {
        return new Atom(path + "/again", AtomClass.CREDENTIAL, Role.NONE, value);
    }

    /** A number, a truth value or a word of the API's own below such names. */
    static Atom token(String path, boolean selected, String value) {
        return selected ? Atom.destination(path, Role.SELECTOR, value) : Atom.meta(path, value);
    }

    /** Threat: the name of a field is free text too. */
    static Atom name(String path, String name) {
        if (Looks.likeDestinationInName(name)) {
            return Atom.destination(path + "/name", Role.NONE, name);
        }
        return PLAIN_NAME.matcher(name).matches()
                ? Atom.meta(path + "/name", name)
                : Atom.content(path + "/name", name);
    }
}
