package dev.stoplock.core.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stoplock.core.json.Json;
import dev.stoplock.core.model.Atom;
import dev.stoplock.core.model.Effect;
import dev.stoplock.core.model.Role;
import java.net.IDN;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What stands in the objects a mail is made of, leaf by leaf, counted without the adapter: each
 * text, number and truth, each address by itself, and the name of each field that no API documents.
 * Empty values are left out: nothing is in them.
 */
final class MailLeaves {

    private static final Map<String, Role> FIELDS =
            Map.of(
                    "from", Role.FROM,
                    "to", Role.TO,
                    "cc", Role.CC,
                    "bcc", Role.BCC,
                    "replyto", Role.REPLY_TO,
                    "reply_to", Role.REPLY_TO);

    private static final Map<String, Role> HEADERS =
            Map.ofEntries(
                    Map.entry("from", Role.FROM),
                    Map.entry("sender", Role.FROM),
                    Map.entry("to", Role.TO),
                    Map.entry("apparently-to", Role.TO),
                    Map.entry("cc", Role.CC),
                    Map.entry("bcc", Role.BCC),
                    Map.entry("reply-to", Role.REPLY_TO),
                    Map.entry("return-path", Role.REPLY_TO),
                    Map.entry("errors-to", Role.REPLY_TO),
                    Map.entry("mail-reply-to", Role.REPLY_TO),
                    Map.entry("mail-followup-to", Role.REPLY_TO),
                    Map.entry("disposition-notification-to", Role.REPLY_TO),
                    Map.entry("return-receipt-to", Role.REPLY_TO),
                    Map.entry("x-confirm-reading-to", Role.REPLY_TO),
                    Map.entry("resent-from", Role.FROM),
                    Map.entry("resent-sender", Role.FROM),
                    Map.entry("resent-reply-to", Role.REPLY_TO),
                    Map.entry("resent-to", Role.TO),
                    Map.entry("resent-cc", Role.CC),
                    Map.entry("resent-bcc", Role.BCC));

    private final Set<String> documented;
    private final Map<String, Role> fields;
    private final Map<String, Role> within;
    private final List<String> values = new ArrayList<>();
    private final List<String> addresses = new ArrayList<>();
    private final Set<String> nested = new HashSet<>();
    private boolean headed = true;

    /** {@code documented}: the API's field names, in lower case, whose names say nothing. */
    MailLeaves(Set<String> documented) {
        this(documented, FIELDS, Map.of());
    }

    /**
     * {@code fields}: who stands where, by lower-case name; {@code within}: the same for fields of
     * fields, by path.
     */
    MailLeaves(Set<String> documented, Map<String, Role> fields, Map<String, Role> within) {
        this.documented = documented;
        this.fields = fields;
        this.within = within;
    }

    /** For objects in which no API knows mail headers. */
    MailLeaves withoutHeaders() {
        headed = false;
        return this;
    }

    /** These leaves and the other's. */
    MailLeaves with(MailLeaves other) {
        values.addAll(other.values);
        addresses.addAll(other.addresses);
        nested.addAll(other.nested);
        return this;
    }

    void add(Json.Obj object) {
        object.members()
                .forEach((name, value) -> {
                    String lower = name.toLowerCase(Locale.ROOT);
                    Role role = fields.get(lower);
                    if (role != null) {
                        people(value, role);
                    } else if (headed && lower.equals("headers")) {
                        headers(value);
                    } else {
                        if (documented.contains(lower)) {
                            // another operation's field
                            nested.add(lower);
                        } else {
                            values.add(lower);
                        }
                        leaves(value, lower);
                    }
                });
    }

    /** Address lists, or objects with an address and a name. */
    private void people(Json value, Role role) {
        if (value instanceof Json.Obj person) {
            person(person, role);
        } else if (value instanceof Json.Arr(List<Json> items)
                && items.stream().anyMatch(Json.Obj.class::isInstance)) {
            items.forEach(item -> person((Json.Obj) item, role));
        } else {
            texts(value).forEach(text -> addresses(text, role));
        }
    }

    private void person(Json.Obj person, Role role) {
        person.members()
                .forEach((name, value) -> {
                    String lower = name.toLowerCase(Locale.ROOT);
                    if (lower.equals("email")) {
                        texts(value).forEach(text -> addresses(text, role));
                    } else {
                        if (documented.contains(lower)) {
                            nested.add(lower);
                        } else if (!lower.equals("name")) {
                            values.add(lower);
                        }
                        leaves(value, "");
                    }
                });
    }

    private void headers(Json value) {
        switch (value) {
            case Json.Arr(List<Json> pairs) -> {
                for (Json pair : pairs) {
                    Json.Obj object = lowered(pair);
                    header(object.text("name"), object.text("value"));
                }
            }
            case Json.Obj(Map<String, Json> members) ->
                    members.forEach((name, text) -> header(name, texts(text).getFirst()));
            default -> leaves(value, "");
        }
    }

    private void header(@Nullable String name, @Nullable String value) {
        if (name == null || value == null) {
            throw new AssertionError("a header that is no name and value was read");
        }
        Role role = HEADERS.get(name.toLowerCase(Locale.ROOT));
        if (role == null) {
            // the name of a header that nobody documents is an atom as well, in either case
            nested.add(name);
            nested.add(name.toLowerCase(Locale.ROOT));
            values.add(value);
        } else {
            addresses(value, role);
        }
    }

    private static Json.Obj lowered(Json value) {
        assertThat(value).isInstanceOf(Json.Obj.class);
        Json.Builder lowered = Json.object();
        ((Json.Obj) value)
                .members()
                .forEach((name, member) -> lowered.put(name.toLowerCase(Locale.ROOT), member));
        return lowered.build();
    }

    private static List<String> texts(Json value) {
        return switch (value) {
            case Json.Str(String text) -> List.of(text);
            case Json.Arr(List<Json> items) ->
                    items.stream().flatMap(item -> texts(item).stream()).toList();
            case Json.Null() -> List.of();
            default -> throw new AssertionError("an address list that is no text was read");
        };
    }

    /** Entries end at a comma outside quotes; the address is in angle brackets or the whole. */
    private void addresses(String list, Role role) {
        StringBuilder entry = new StringBuilder();
        boolean quoted = false;
        for (char c : (list + ",").toCharArray()) {
            quoted ^= c == '"' && !entry.toString().endsWith("\\");
            if (c == ',' && !quoted) {
                address(entry.toString().strip(), role);
                entry.setLength(0);
            } else {
                entry.append(c);
            }
        }
        assertThat(entry.toString()).as("a quote that never ends").isBlank();
    }

    private void address(String entry, Role role) {
        if (entry.isEmpty()) {
            return;
        }
        String address = entry;
        if (entry.endsWith(">")) {
            int open = entry.lastIndexOf('<');
            address = entry.substring(open + 1, entry.length() - 1).strip();
            String display = entry.substring(0, open).strip();
            if (display.startsWith("\"")) {
                display = display.substring(1, display.length() - 1).replaceAll("\\\\(.)", "$1");
            }
            values.add(display);
        }
        int at = address.lastIndexOf('@');
        String domain = address.substring(at + 1);
        if (domain.chars().anyMatch(c -> c > 126)) {
            domain = IDN.toASCII(domain);
        }
        addresses.add(role + " " + address.substring(0, at + 1) + domain.toLowerCase(Locale.ROOT));
    }

    private void leaves(Json value, String path) {
        switch (value) {
            case Json.Str(String text) -> values.add(text);
            case Json.Num(String literal) -> values.add(literal);
            case Json.Bool(boolean truth) -> values.add(Boolean.toString(truth));
            case Json.Null() -> {}
            case Json.Arr(List<Json> items) -> items.forEach(item -> leaves(item, path));
            case Json.Obj(Map<String, Json> members) ->
                    members.forEach((name, member) -> {
                        String lower = name.toLowerCase(Locale.ROOT);
                        Role role = within.get(path + "/" + lower);
                        if (role != null) {
                            texts(member).forEach(text -> addresses(text, role));
                            return;
                        }
                        if (documented.contains(lower)) {
                            nested.add(name);
                            nested.add(lower);
                        } else {
                            values.add(name);
                        }
                        leaves(member, path + "/" + lower);
                    });
        }
    }

    /**
     * The atoms of the body are these leaves, each once, each address in its role. What is left may
     * only be documented names, where an API takes members of any name.
     */
    void areTheAtomsOf(Effect effect) {
        List<String> found = new ArrayList<>();
        List<String> foundAddresses = new ArrayList<>();
        for (Atom atom : effect.atoms()) {
            if (atom.role() == Role.LINK) {
                // a part of the text that is counted as a whole
                assertThat(atom.path()).endsWith("/#link");
            } else if (!atom.path().equals("body") && !atom.path().startsWith("body/")) {
                assertThat(atom.role().isAddress()).as(atom.path()).isFalse();
            } else if (atom.role().isAddress() && !atom.value().isEmpty()) {
                foundAddresses.add(atom.role() + " " + atom.value());
            } else if (!atom.value().isEmpty()) {
                found.add(atom.value());
            }
        }
        assertThat(sorted(foundAddresses)).isEqualTo(sorted(addresses));
        values.removeIf(String::isEmpty);
        List<String> rest = new ArrayList<>(found);
        for (String value : values) {
            // adapters read field names without case
            boolean once = rest.remove(value) || rest.remove(value.toLowerCase(Locale.ROOT));
            assertThat(once).as("an atom for " + value + " in " + found).isTrue();
        }
        assertThat(nested).as("atoms that are leaves twice").containsAll(rest);
    }

    private static List<String> sorted(List<String> texts) {
        return texts.stream().sorted().toList();
    }
}
