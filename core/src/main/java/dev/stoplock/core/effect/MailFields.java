package dev.stoplock.core.effect;

import dev.stoplock.core.json.Json;
import dev.stoplock.core.json.Pointer;
import dev.stoplock.core.model.Atom;
import dev.stoplock.core.model.AtomClass;
import dev.stoplock.core.model.Form;
import dev.stoplock.core.model.Role;
import dev.stoplock.core.model.Shown;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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

        /**
         * Recipients or senders as {@code {email, name}}, alone or in an array; {@code more} holds
         * what else the API documents of one.
         */
        record People(Role role, Map<String, Kind> more) implements Kind {}

        record Content() implements Kind {}

        /** Content that is read as HTML. */
        record Html() implements Kind {}

        /** Content that becomes a mail header, such as a subject. */
        record Line() implements Kind {}

        /** The bytes of an attachment, as text. */
        record File() implements Kind {}

        /** The name beside an address that another field holds. */
        record Display() implements Kind {}

        /** A name that people give: of a file, a tag, a metadata value. It routes nothing. */
        record Label() implements Kind {}

        record Meta() implements Kind {}

        /**
         * Selects a stream, template, topic …; {@code standard} is the API's documented default,
         * which says nothing.
         */
        record Selector(@Nullable String standard) implements Kind {}

        /** An address from which the API itself fetches, or to which it posts. */
        record Fetched() implements Kind {}

        /** Mail headers, as {@code [{name, value}]} or {@code {name: value}}. */
        record Headers() implements Kind {}

        /** Members by a table of their own (attachments, templates); arrays of such objects too. */
        record Members(Map<String, Kind> table) implements Kind {}
    }

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
            member(path, member.getKey(), member.getValue(), table, atoms);
        }
    }

    static void member(
            String path, String name, Json value, Map<String, Kind> table, List<Atom> atoms)
            throws Unreadable {
        String at = path + "/" + name;
        switch (table.get(name)) {
            case null -> {
                atoms.add(name(at + "/#name", name));
                leaves(at, value, atoms, MailFields::unknown);
            }
            case Kind.Addresses(Role role) -> addresses(at, value, role, atoms);
            case Kind.People(Role role, Map<String, Kind> more) ->
                    MailPeople.read(at, value, role, more, atoms);
            case Kind.Content() -> text(at, value, false, atoms);
            case Kind.Html() -> text(at, value, true, atoms);
            case Kind.Line() -> {
                requireLines(at, value);
                text(at, value, false, atoms);
            }
            case Kind.File() -> {
                String buffer = NodeBuffer.base64(value);
                leaves(at, buffer == null ? value : new Json.Str(buffer), atoms, MailFields::bytes);
            }
            case Kind.Display() -> display(at, value, atoms);
            case Kind.Label() -> {
                requireLines(at, value);
                leaves(at, value, atoms, MailFields::name);
            }
            case Kind.Meta() -> {
                requireLines(at, value);
                leaves(at, value, atoms, MailFields::meta);
            }
            case Kind.Selector(String standard) ->
                    leaves(at, value, atoms, (p, v) -> selector(p, v, standard));
            case Kind.Fetched() -> leaves(at, value, atoms, MailFields::unknown);
            case Kind.Headers() -> headers(at, value, atoms);
            case Kind.Members(Map<String, Kind> inner) -> inner(at, value, inner, atoms);
        }
    }

    static void display(String path, Json value, List<Atom> atoms) throws Unreadable {
        requireLines(path, value);
        if (value instanceof Json.Str(String text)) {
            MailHeaders.display(path, text, atoms);
        } else {
            leaves(path + "/display", value, atoms, MailFields::name);
        }
    }

    /** Threat: a line's end in a value that becomes a mail header begins another header. */
    private static void requireLines(String path, Json value) throws Unreadable {
        List<Atom> leaves = new ArrayList<>();
        leaves(path, value, leaves, Atom::content);
        for (Atom leaf : leaves) {
            requireLine(path, leaf.value());
        }
    }

    static void requireLine(String path, String text) throws Unreadable {
        if (text.chars().anyMatch(c -> c == '\r' || c == '\n' || c == 0)) {
            throw new Unreadable(
                    "effect.header-unreadable",
                    "what becomes a mail header at "
                            + Shown.text(path)
                            + " is not one line; send it as one");
        }
    }

    /** The leaves of a text, and each link in it as an atom of its own. */
    static void text(String path, Json value, boolean html, List<Atom> atoms) {
        List<Atom> texts = new ArrayList<>();
        leaves(path, value, texts, MailFields::content);
        for (Atom text : texts) {
            atoms.add(text);
            if (text.kind() == AtomClass.CONTENT) {
                atoms.addAll(BodyLinks.atoms(text.path(), text.value(), html));
            }
        }
    }

    private static void inner(String path, Json value, Map<String, Kind> table, List<Atom> atoms)
            throws Unreadable {
        switch (value) {
            case Json.Obj object -> {
                if (object.members().isEmpty()) {
                    atoms.add(Atom.content(path, "").as(Form.OBJECT));
                }
                members(object, path, table, atoms);
            }
            case Json.Arr(List<Json> items) -> {
                if (items.isEmpty()) {
                    atoms.add(Atom.content(path, "").as(Form.LIST));
                }
                for (int i = 0; i < items.size(); i++) {
                    inner(path + "/" + i, items.get(i), table, atoms);
                }
            }
            case Json.Null() -> atoms.add(Atom.content(path, "").as(Form.NULL));
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

    static void addressList(String path, String text, Role role, List<Atom> atoms)
            throws Unreadable {
        MailHeaders.addresses(path, MailAddress.list(text), role, atoms);
    }

    static Unreadable unreadableAddress(String path) {
        return new Unreadable(
                "effect.address-unreadable",
                "the addresses at " + path + " cannot be read in exactly one way");
    }

    private static void headers(String path, Json value, List<Atom> atoms) throws Unreadable {
        switch (value) {
            case Json.Null() -> atoms.add(Atom.content(path, "").as(Form.NULL));
            case Json.Obj object -> {
                if (object.members().isEmpty()) {
                    atoms.add(Atom.content(path, "").as(Form.OBJECT));
                }
                for (Map.Entry<String, Json> member : lowered(object).entrySet()) {
                    header(path, member.getKey(), member.getValue(), atoms);
                }
            }
            case Json.Arr(List<Json> items) -> {
                if (items.isEmpty()) {
                    atoms.add(Atom.content(path, "").as(Form.LIST));
                }
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
        MailHeaders.custom(path, name, text, atoms);
    }

    /** Makes the atom of one leaf. */
    interface Leaf {
        Atom atom(String path, String value);
    }

    static void leaves(String path, Json value, List<Atom> atoms, Leaf leaf) {
        switch (value) {
            case Json.Str(String text) -> atoms.add(leaf.atom(path, text).as(Form.TEXT));
            case Json.Num(String literal) -> atoms.add(leaf.atom(path, literal).as(Form.NUMBER));
            case Json.Bool(boolean truth) ->
                    atoms.add(leaf.atom(path, Boolean.toString(truth)).as(Form.TRUTH));
            case Json.Null() -> atoms.add(leaf.atom(path, "").as(Form.NULL));
            case Json.Arr(List<Json> items) -> {
                if (items.isEmpty()) {
                    atoms.add(leaf.atom(path, "").as(Form.LIST));
                }
                for (int i = 0; i < items.size(); i++) {
                    leaves(path + "/" + i, items.get(i), atoms, leaf);
                }
            }
            case Json.Obj(Map<String, Json> members) -> {
                if (members.isEmpty()) {
                    atoms.add(leaf.atom(path, "").as(Form.OBJECT));
                }
                for (Map.Entry<String, Json> member : members.entrySet()) {
                    // Threat: a member's name carries text out just as its value does
                    String below = path + "/" + Pointer.escape(member.getKey());
                    atoms.add(name(below + "/#name", member.getKey()));
                    leaves(below, member.getValue(), atoms, leaf);
                }
            }
        }
    }

    static Atom content(String path, String value) {
        return Looks.likeDestination(value)
                ? Atom.destination(path, Role.NONE, value)
                : Atom.content(path, value);
    }

    /**
     * Base64 (RFC 4648) that begins with two slashes, as each MP3 does, is no address of a page.
     */
    private static Atom bytes(String path, String value) {
        return value.startsWith("//") && value.matches("[A-Za-z0-9+/]++={0,2}+")
                ? Atom.content(path, value)
                : content(path, value);
    }

    static Atom name(String path, String value) {
        return Looks.likeDestinationInName(value)
                ? Atom.destination(path, Role.NONE, value)
                : Atom.content(path, value);
    }

    static Atom meta(String path, String value) {
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
