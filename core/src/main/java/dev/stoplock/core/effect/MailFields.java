package dev.stoplock.core.effect;

import dev.stoplock.core.json.Json;
import dev.stoplock.core.model.Atom;
import dev.stoplock.core.model.Role;
import dev.stoplock.core.model.Shown;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the fields of one mail object of a mail API into atoms, by a table from lower-case field
 * name to what it holds. Names are compared without case, because some APIs do; a name that stands
 * in two cases is unreadable. A field that is not in the table is a destination: nobody said that
 * it is harmless.
 */
final class MailFields {

    /** What a field of the table holds. */
    sealed interface Kind {
        record Addresses(Role role) implements Kind {}

        record Content() implements Kind {}

        /** A name that people give: of a file, a tag, a metadata value. It routes nothing. */
        record Label() implements Kind {}

        record Meta() implements Kind {}

        /**
         * Selects a stream, template, topic …; {@code standard} is the API's documented default,
         * which says nothing.
         */
        record Selector(@Nullable String standard) implements Kind {}

        /** Mail headers, as {@code [{name, value}]} or {@code {name: value}}. */
        record Headers() implements Kind {}

        /** Members by a table of their own (attachments, templates); arrays of such objects too. */
        record Members(Map<String, Kind> table) implements Kind {}
    }

    /**
     * Mail headers that say who gets, sent or answers a message (RFC 5322, 3.6; RFC 8098; RFC 5321,
     * 4.4).
     */
    private static final Map<String, Role> ADDRESS_HEADERS =
            Map.of(
                    "to", Role.TO,
                    "cc", Role.CC,
                    "bcc", Role.BCC,
                    "from", Role.FROM,
                    "sender", Role.FROM,
                    "reply-to", Role.REPLY_TO,
                    "resent-to", Role.TO,
                    "resent-cc", Role.CC,
                    "resent-bcc", Role.BCC);

    private static final Set<String> META_HEADERS =
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
                    "x-priority");

    /** Headers of message ids (RFC 5322, 3.6.4), which look like addresses. */
    private static final Set<String> ID_HEADERS = Set.of("in-reply-to", "message-id", "references");

    private static final String MESSAGE_IDS = "<[^<>\\s]{1,250}>(\\s+<[^<>\\s]{1,250}>)*";

    private final Map<String, Kind> table;

    MailFields(Map<String, Kind> table) {
        this.table = table;
    }

    List<Atom> read(Json.Obj mail, String path) throws Unreadable {
        List<Atom> atoms = new ArrayList<>();
        members(mail, path, table, atoms);
        return atoms;
    }

    private static void members(
            Json.Obj object, String path, Map<String, Kind> table, List<Atom> atoms)
            throws Unreadable {
        for (Map.Entry<String, Json> member : lowered(object).entrySet()) {
            String at = path + "/" + member.getKey();
            Kind kind = table.get(member.getKey());
            switch (kind) {
                case null -> {
                    atoms.add(name(at + "/#name", member.getKey()));
                    leaves(at, member.getValue(), atoms, MailFields::unknown);
                }
                case Kind.Addresses(Role role) -> addresses(at, member.getValue(), role, atoms);
                case Kind.Content() -> leaves(at, member.getValue(), atoms, MailFields::content);
                case Kind.Label() -> leaves(at, member.getValue(), atoms, MailFields::name);
                case Kind.Meta() -> leaves(at, member.getValue(), atoms, MailFields::meta);
                case Kind.Selector(String standard) ->
                        leaves(at, member.getValue(), atoms, (p, v) -> selector(p, v, standard));
                case Kind.Headers() -> headers(at, member.getValue(), atoms);
                case Kind.Members(Map<String, Kind> inner) ->
                        inner(at, member.getValue(), inner, atoms);
            }
        }
    }

    private static void inner(String path, Json value, Map<String, Kind> table, List<Atom> atoms)
            throws Unreadable {
        switch (value) {
            case Json.Obj object -> members(object, path, table, atoms);
            case Json.Arr(List<Json> items) -> {
                for (int i = 0; i < items.size(); i++) {
                    inner(path + "/" + i, items.get(i), table, atoms);
                }
            }
            case Json.Null() -> atoms.add(Atom.content(path, ""));
            default -> leaves(path, value, atoms, MailFields::unknown);
        }
    }

    /** Members by lower-case name; two names that differ only in case are unreadable. */
    static Map<String, Json> lowered(Json.Obj object) throws Unreadable {
        Map<String, Json> lowered = new LinkedHashMap<>();
        for (Map.Entry<String, Json> member : object.members().entrySet()) {
            if (lowered.put(member.getKey().toLowerCase(Locale.ROOT), member.getValue()) != null) {
                throw new Unreadable(
                        "wire.duplicate-key",
                        "the field " + Shown.text(member.getKey()) + " stands in two cases");
            }
        }
        return lowered;
    }

    private static void addresses(String path, Json value, Role role, List<Atom> atoms)
            throws Unreadable {
        switch (value) {
            case Json.Str(String text) -> addressList(path, text, role, atoms);
            case Json.Null() -> atoms.add(Atom.destination(path, role, ""));
            case Json.Arr(List<Json> items) -> {
                if (items.isEmpty()) {
                    atoms.add(Atom.destination(path, role, ""));
                }
                for (int i = 0; i < items.size(); i++) {
                    if (!(items.get(i) instanceof Json.Str(String text))) {
                        throw unreadableAddress(path);
                    }
                    addressList(path + "/" + i, text, role, atoms);
                }
            }
            case Json.Obj object -> throw unreadableAddress(path);
            case Json.Num number -> throw unreadableAddress(path);
            case Json.Bool bool -> throw unreadableAddress(path);
        }
    }

    private static void addressList(String path, String text, Role role, List<Atom> atoms)
            throws Unreadable {
        List<MailAddress> list = MailAddress.list(text);
        if (list == null) {
            throw unreadableAddress(path);
        }
        if (list.isEmpty()) {
            atoms.add(Atom.destination(path, role, ""));
        }
        for (MailAddress address : list) {
            atoms.add(Atom.destination(path, role, address.canonical()));
            if (!address.display().isEmpty()) {
                atoms.add(name(path + "/display", address.display()));
            }
        }
    }

    private static Unreadable unreadableAddress(String path) {
        return new Unreadable(
                "effect.address-unreadable",
                "the addresses at " + path + " cannot be read in exactly one way");
    }

    private static void headers(String path, Json value, List<Atom> atoms) throws Unreadable {
        switch (value) {
            case Json.Null() -> atoms.add(Atom.content(path, ""));
            case Json.Obj object -> {
                for (Map.Entry<String, Json> member : lowered(object).entrySet()) {
                    header(path, member.getKey(), member.getValue(), atoms);
                }
            }
            case Json.Arr(List<Json> items) -> {
                for (Json item : items) {
                    Map<String, Json> pair =
                            item instanceof Json.Obj object ? lowered(object) : Map.of();
                    if (pair.size() != 2
                            || !(pair.get("name") instanceof Json.Str(String name))
                            || pair.get("value") == null) {
                        throw new Unreadable(
                                "effect.header-unreadable",
                                "a mail header at " + path + " is not a name and a value");
                    }
                    header(path, name, pair.getOrDefault("value", Json.NULL), atoms);
                }
            }
            default ->
                    throw new Unreadable(
                            "effect.header-unreadable",
                            "the mail headers at " + path + " cannot be read");
        }
    }

    private static void header(String path, String name, Json value, List<Atom> atoms)
            throws Unreadable {
        if (!(value instanceof Json.Str(String text))
                || !name.matches("[!-9;-~]+")
                || text.matches("(?s).*[\\r\\n\\x00].*")) {
            throw new Unreadable(
                    "effect.header-unreadable",
                    "a mail header at " + path + " cannot be read in exactly one way");
        }
        String lower = name.toLowerCase(Locale.ROOT);
        String at = path + "/" + lower;
        Role role = ADDRESS_HEADERS.get(lower);
        if (role != null) {
            addressList(at, text, role, atoms);
        } else if (ID_HEADERS.contains(lower) && text.matches(MESSAGE_IDS)) {
            atoms.add(Atom.meta(at, text));
        } else if (META_HEADERS.contains(lower)) {
            atoms.add(meta(at, text));
        } else {
            // whoever gets the mail gets the name too: it is counted with what is not judged yet
            atoms.add(Atom.meta(at + "/name", name));
            atoms.add(Atom.destination(at, Role.NONE, text));
        }
    }

    /** Makes the atom of one leaf. */
    interface Leaf {
        Atom atom(String path, String value);
    }

    static void leaves(String path, Json value, List<Atom> atoms, Leaf leaf) {
        switch (value) {
            case Json.Str(String text) -> atoms.add(leaf.atom(path, text));
            case Json.Num(String literal) -> atoms.add(leaf.atom(path, literal));
            case Json.Bool(boolean truth) -> atoms.add(leaf.atom(path, Boolean.toString(truth)));
            case Json.Null() -> atoms.add(leaf.atom(path, ""));
            case Json.Arr(List<Json> items) -> {
                if (items.isEmpty()) {
                    atoms.add(leaf.atom(path, ""));
                }
                for (int i = 0; i < items.size(); i++) {
                    leaves(path + "/" + i, items.get(i), atoms, leaf);
                }
            }
            case Json.Obj(Map<String, Json> members) -> {
                if (members.isEmpty()) {
                    atoms.add(leaf.atom(path, ""));
                }
                for (Map.Entry<String, Json> member : members.entrySet()) {
                    // Threat: a member's name carries text out just as its value does
                    atoms.add(name(path + "/#name", member.getKey()));
                    leaves(path + "/" + member.getKey(), member.getValue(), atoms, leaf);
                }
            }
        }
    }

    static Atom content(String path, String value) {
        return Looks.likeDestination(value)
                ? Atom.destination(path, Role.NONE, value)
                : Atom.content(path, value);
    }

    private static Atom name(String path, String value) {
        return Looks.likeDestinationInName(value)
                ? Atom.destination(path, Role.NONE, value)
                : Atom.content(path, value);
    }

    private static Atom meta(String path, String value) {
        return Looks.likeDestination(value)
                ? Atom.destination(path, Role.NONE, value)
                : Atom.meta(path, value);
    }

    private static Atom unknown(String path, String value) {
        return Atom.destination(path, Role.NONE, value);
    }

    static Atom selector(String path, String value, @Nullable String standard) {
        return value.equals(standard)
                ? Atom.meta(path, value)
                : Atom.destination(path, Role.SELECTOR, value);
    }
}
