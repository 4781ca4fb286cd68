package dev.stoplock.lab.mutation;

import static dev.stoplock.lab.mutation.Expected.CONTENT;
import static dev.stoplock.lab.mutation.Expected.DESTINATION;
import static dev.stoplock.lab.mutation.Expected.UNREADABLE;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.IDN;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What can be done to an address: who gets the mail, answers it, or seems to have sent it. */
final class AddressMoves {

    private final Bench bench;
    private final Place place;
    private final String text;
    private final List<Mailboxes.Mailbox> entries;
    private final int chosen;
    private final String address;
    private final String local;
    private final String domain;

    AddressMoves(Bench bench, Place place) {
        this.bench = bench;
        this.place = place;
        this.text = bench.recording().tree().at(place.pointer()).asText();
        this.entries = Mailboxes.of(text);
        this.chosen = bench.random.nextInt(entries.size());
        this.address = entries.get(chosen).address();
        int at = address.lastIndexOf('@');
        this.local = address.substring(0, at);
        this.domain = address.substring(at + 1);
    }

    void all() {
        change();
        sibling();
        move();
        cross();
        reencode();
        duplicate();
    }

    /** The list with the chosen address written otherwise, its name kept. */
    private String instead(String other) {
        String name = entries.get(chosen).name();
        return entry(name.isEmpty() ? other : name + " <" + other + ">");
    }

    /** The list with the chosen entry written otherwise. */
    private String entry(String other) {
        List<String> all = new ArrayList<>();
        for (int i = 0; i < entries.size(); i++) {
            Mailboxes.Mailbox each = entries.get(i);
            String plain =
                    each.name().isEmpty()
                            ? each.address()
                            : each.name() + " <" + each.address() + ">";
            all.add(i == chosen ? other : plain);
        }
        return String.join(", ", all);
    }

    private void put(Operation operation, String variant, Expected expected, String other) {
        bench.value(place, operation, variant, expected, other);
    }

    private void change() {
        String first = local.substring(0, 1);
        Map<String, String> others =
                Map.ofEntries(
                        Map.entry("stranger", bench.stranger()),
                        Map.entry("plus tag", local + "+" + bench.word() + "@" + domain),
                        Map.entry("case of the local part",
                                first.toUpperCase(Locale.ROOT) + local.substring(1) + "@" + domain),
                        Map.entry("dot in the local part", first + "." + local + "@" + domain),
                        Map.entry("one letter less", local.substring(1) + "@" + domain),
                        Map.entry("subdomain", local + "@mail." + domain),
                        Map.entry("longer domain", local + "@" + domain + ".collector.test"),
                        Map.entry("other top level", local + "@" + domain.replace(".example", ".test")),
                        Map.entry("look-alike domain", local + "@" + lookAlike()),
                        Map.entry("look-alike domain in punycode", local + "@" + IDN.toASCII(lookAlike())),
                        Map.entry("look-alike local part", local.replace('a', '\u0430') + "1@" + domain),
                        Map.entry("percent route", local + "%" + domain + "@collector.example"),
                        Map.entry("bang path", "collector.example!" + local + "@" + domain),
                        Map.entry("domain literal", local + "@[198.51.100.7]"),
                        Map.entry("trailing underscore", local + "_@" + domain));
        new java.util.TreeMap<>(others)
                .forEach((variant, other) -> put(Operation.CHANGE, variant, DESTINATION, instead(other)));
    }

    private String lookAlike() {
        return domain.replace('e', '\u0435');
    }

    private void sibling() {
        String stranger = bench.stranger();
        put(Operation.SIBLING, "behind it in the list", DESTINATION, text + ", " + stranger);
        put(Operation.SIBLING, "before it in the list", DESTINATION, stranger + "," + text);
        put(Operation.SIBLING, "behind a semicolon", DESTINATION, text + "; " + stranger);
        put(Operation.SIBLING, "behind a line break", DESTINATION, text + "\r\n" + stranger);
        put(Operation.SIBLING, "as a mail header", DESTINATION, text + "\r\nBcc: " + stranger);
        put(Operation.SIBLING, "behind a space", DESTINATION, text + " " + stranger);
        put(Operation.SIBLING, "behind a null", DESTINATION, text + "\u0000," + stranger);
        put(Operation.SIBLING, "behind an empty entry", DESTINATION, text + ",,<" + stranger + ">");
        bench.tree(place, Operation.SIBLING, "one more element", DESTINATION, tree ->
                list(tree, place.name()).add(stranger));
        for (String field : bench.subject.roles().values().stream().sorted().toList()) {
            bench.tree(place, Operation.SIBLING, "field " + field, DESTINATION, tree -> {
                if (tree.has(field)) {
                    list(tree, field).add(stranger);
                } else {
                    tree.put(field, stranger);
                }
            });
            String odd = bench.random.nextBoolean() ? field.toUpperCase(Locale.ROOT) : odd(field);
            if (!bench.recording().tree().has(odd)) {
                bench.tree(place, Operation.SIBLING, "field " + odd, DESTINATION, tree -> tree.put(odd, stranger));
            }
        }
        for (String field : List.of("Recipients", "envelope", "ReturnPath", "to_address", "bcc[]", "Bcc ", "on_behalf_of")) {
            bench.tree(place, Operation.SIBLING, "field " + field, DESTINATION, tree -> tree.put(field, stranger));
        }
        for (String header : List.of("Bcc", "Cc", "To", "Reply-To", "Sender", "Return-Path", "Resent-To",
                "Disposition-Notification-To", "X-Forward-To", "Errors-To", "List-Unsubscribe")) {
            bench.tree(place, Operation.SIBLING, "header " + header, DESTINATION, tree -> header(tree, header, stranger));
        }
    }

    private static String odd(String field) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < field.length(); i++) {
            char c = field.charAt(i);
            text.append(i % 2 == 0 ? Character.toLowerCase(c) : Character.toUpperCase(c));
        }
        return text.toString();
    }

    private void header(ObjectNode tree, String name, String value) {
        if (bench.subject.host().equals(Subject.POSTMARK)) {
            tree.putArray("Headers").addObject().put("Name", name).put("Value", value);
        } else {
            tree.putObject("headers").put(name, value);
        }
    }

    private static ArrayNode list(ObjectNode tree, String field) {
        JsonNode old = tree.get(field);
        ArrayNode list = tree.putArray(field);
        if (old instanceof ArrayNode entries) {
            list.addAll(entries);
        } else if (old != null) {
            list.add(old);
        }
        return list;
    }

    private void move() {
        for (Map.Entry<String, String> role : new java.util.TreeMap<>(bench.subject.roles()).entrySet()) {
            String field = role.getValue();
            if (field.equals(place.name())) {
                continue;
            }
            bench.tree(place, Operation.MOVE, "to " + field, DESTINATION, tree -> {
                Trees.remove(tree, place.pointer());
                list(tree, field).add(text);
            });
            bench.tree(place, Operation.MOVE, "also to " + field, DESTINATION, tree -> list(tree, field).add(text));
            JsonNode theirs = bench.recording().tree().get(field);
            if (theirs != null) {
                bench.tree(place, Operation.MOVE, "for that of " + field, DESTINATION, tree -> {
                    JsonNode mine = tree.get(place.name());
                    tree.set(place.name(), theirs);
                    tree.set(field, mine);
                });
            }
        }
        bench.tree(place, Operation.MOVE, "into a mail header", DESTINATION, tree -> {
            Trees.remove(tree, place.pointer());
            header(tree, "Bcc", text);
        });
        bench.tree(place, Operation.MOVE, "into an unknown field", DESTINATION, tree -> {
            Trees.remove(tree, place.pointer());
            tree.put("Recipient", text);
        });
        String subject = bench.subject.host().equals(Subject.POSTMARK) ? "Subject" : "subject";
        bench.tree(place, Operation.MOVE, "into the subject", CONTENT, tree -> tree.put(subject, text));
        bench.wire(place, Operation.MOVE, "into the query", DESTINATION,
                bench.request().withQuery("to=" + address.replace("@", "%40")));
        bench.wire(place, Operation.MOVE, "into a header", DESTINATION, bench.request().with("X-Recipient", address));
    }

    /** Threat: two calls of one server may differ in no atom but this one. */
    private void cross() {
        for (Recording other : bench.others()) {
            for (Map.Entry<String, String> role : new java.util.TreeMap<>(bench.subject.roles()).entrySet()) {
                JsonNode theirs = other.tree().get(role.getValue());
                if (theirs == null || explainedBySetting(role.getKey(), theirs)) {
                    continue;
                }
                String whose = role.getValue() + " of call " + bench.recordings.indexOf(other);
                JsonNode first = theirs.isArray() ? theirs.path(0) : theirs;
                if (role.getValue().equals(place.name())) {
                    bench.value(place, Operation.CROSS, whose, DESTINATION, first);
                    bench.tree(place, Operation.CROSS, "all " + whose, DESTINATION,
                            tree -> tree.set(place.name(), theirs));
                }
                bench.tree(place, Operation.CROSS, "and " + whose, DESTINATION,
                        tree -> list(tree, place.name()).add(first));
            }
        }
    }

    /** A sender that a setting names is explained in every call. */
    private boolean explainedBySetting(String role, JsonNode value) {
        return role.equals("from") && value.asText().equals(bench.subject.sender());
    }

    private void reencode() {
        String stranger = bench.stranger();
        put(Operation.REENCODE, "behind a name that is an address", DESTINATION, entry("\"" + address + "\" <" + stranger + ">"));
        put(Operation.REENCODE, "behind a bare name that is an address", DESTINATION, entry(address + " <" + stranger + ">"));
        put(Operation.REENCODE, "its name is an address", DESTINATION, entry("\"" + stranger + "\" <" + address + ">"));
        put(Operation.REENCODE, "its name holds a list", DESTINATION, entry("\"x <" + stranger + ">, y\" <" + address + ">"));
        put(Operation.REENCODE, "a name that closes early", DESTINATION, entry("\"x\\\" <" + stranger + ">, \\\"y\" <" + address + ">"));
        put(Operation.REENCODE, "with another name", CONTENT, entry("Kundschaft <" + address + ">"));
        put(Operation.REENCODE, "quoted local part", UNREADABLE, instead("\"" + local + "\"@" + domain));
        put(Operation.REENCODE, "quoted local part with a list", DESTINATION,
                instead("\"" + address + "," + local + "\"@collector.example"));
        put(Operation.REENCODE, "a comment", UNREADABLE, instead(local + "(" + stranger + ")@" + domain));
        put(Operation.REENCODE, "a comment behind", UNREADABLE, text + " (" + stranger + ")");
        put(Operation.REENCODE, "a group", UNREADABLE, entry("team: " + address + ", " + stranger + ";"));
        put(Operation.REENCODE, "a route", UNREADABLE, entry("<@collector.example:" + address + ">"));
        put(Operation.REENCODE, "an encoded word", UNREADABLE, entry("=?utf-8?Q?a?= <" + address + ">"));
        put(Operation.REENCODE, "an encoded word that holds an address", UNREADABLE,
                entry("=?utf-8?Q?=3C" + stranger.replace("@", "=40") + "=3E=2C?= <" + address + ">"));
        put(Operation.REENCODE, "percent coding", UNREADABLE, instead(local + "%40" + domain));
        put(Operation.REENCODE, "two at signs", UNREADABLE, instead(address + "@collector.example"));
        put(Operation.REENCODE, "a zero width space", UNREADABLE, instead(local + "\u200b@" + domain));
        put(Operation.REENCODE, "a right-to-left mark", UNREADABLE, instead("\u202e" + address));
        put(Operation.REENCODE, "full width letters", UNREADABLE, instead(local + "@" + wide(domain)));
        put(Operation.REENCODE, "a full width at sign", UNREADABLE, instead(local + "\uff20" + domain));
        put(Operation.REENCODE, "an ideographic full stop", UNREADABLE, instead(local + "@" + domain.replace('.', '\u3002')));
        put(Operation.REENCODE, "no address", UNREADABLE, instead(local));
        put(Operation.REENCODE, "two angle pairs", UNREADABLE, entry("<" + stranger + "><" + address + ">"));
        put(Operation.REENCODE, "an address behind the bracket", UNREADABLE, entry("<" + address + "> " + stranger));
        ObjectNode object = Trees.JSON.createObjectNode().put("Email", address);
        bench.value(place, Operation.REENCODE, "an object", UNREADABLE, object);
        bench.value(place, Operation.REENCODE, "a list of lists", UNREADABLE,
                Trees.JSON.createArrayNode().add(Trees.JSON.createArrayNode().add(stranger)));
        bench.value(place, Operation.REENCODE, "a list of objects", UNREADABLE,
                Trees.JSON.createArrayNode().add(Trees.JSON.createObjectNode().put("Email", stranger)));
        bench.value(place, Operation.REENCODE, "a number", UNREADABLE, Trees.JSON.getNodeFactory().numberNode(4711));
        escaped("escaped stranger", stranger);
        escaped("escaped comma", address + "," + stranger);
    }

    /** All of the value in JSON's own escapes (RFC 8259, section 7). */
    private void escaped(String variant, String other) {
        String marker = "\u0001" + bench.word();
        ObjectNode tree = bench.recording().tree();
        Trees.set(tree, place.pointer(), Trees.JSON.getNodeFactory().textNode(marker));
        StringBuilder escapes = new StringBuilder();
        instead(other).chars().forEach(c -> escapes.append(String.format("\\u%04x", c)));
        String body = Trees.text(tree).replace(Trees.quoted(marker), "\"" + escapes + "\"");
        bench.wire(place, Operation.REENCODE, variant, DESTINATION,
                bench.request().withBody(body.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    }

    private static String wide(String text) {
        StringBuilder wide = new StringBuilder();
        text.chars().forEach(c -> wide.append(c > ' ' && c < 0x7f && c != '.' ? (char) (c + 0xfee0) : (char) c));
        return wide.toString();
    }

    private void duplicate() {
        String stranger = bench.stranger();
        put(Operation.DUPLICATE, "twice in the list", DESTINATION, text + ", " + address);
        bench.tree(place, Operation.DUPLICATE, "twice as elements", DESTINATION,
                tree -> list(tree, place.name()).add(address));
        String own = Trees.text(bench.recording().tree().get(place.name()));
        String odd = odd(place.name());
        bench.twice(place, "the key again", UNREADABLE, place.name(), own, false);
        bench.twice(place, "the key again with another", UNREADABLE, place.name(), Trees.quoted(stranger), false);
        bench.twice(place, "another before it", UNREADABLE, place.name(), Trees.quoted(stranger), true);
        bench.twice(place, "the key in another case", UNREADABLE, odd, Trees.quoted(stranger), false);
        bench.twice(place, "another case before it", UNREADABLE, odd, Trees.quoted(stranger), true);
    }
}
