package dev.stoplock.lab.mutation;

import static dev.stoplock.lab.mutation.Expected.CONTENT;
import static dev.stoplock.lab.mutation.Expected.DESTINATION;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.IDN;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What can be done to an address: who gets the mail, answers it, or seems to have sent it. */
final class AddressMoves {

    private final Bench bench;
    private final Place place;
    private final ChosenAddress chosen;
    private final String text;
    private final String address;
    private final String local;
    private final String domain;

    AddressMoves(Bench bench, Place place) {
        this.bench = bench;
        this.place = place;
        this.text = bench.recording().tree().at(place.pointer()).asText();
        List<Mailboxes.Mailbox> entries = Mailboxes.of(text);
        this.chosen = new ChosenAddress(entries, bench.random.nextInt(entries.size()));
        this.address = chosen.address();
        this.local = chosen.local();
        this.domain = chosen.domain();
    }

    void all() {
        change();
        sibling();
        move();
        cross();
        new AddressForms(bench, place, chosen).all();
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
                        Map.entry(
                                "case of the local part",
                                first.toUpperCase(Locale.ROOT) + local.substring(1) + "@" + domain),
                        Map.entry("dot in the local part", first + "." + local + "@" + domain),
                        Map.entry("one letter less", local.substring(1) + "@" + domain),
                        Map.entry("subdomain", local + "@mail." + domain),
                        Map.entry("longer domain", local + "@" + domain + ".collector.test"),
                        Map.entry(
                                "other top level",
                                local + "@" + domain.replace(".example", ".test")),
                        Map.entry("look-alike domain", local + "@" + lookAlike()),
                        Map.entry(
                                "look-alike domain in punycode",
                                local + "@" + IDN.toASCII(lookAlike())),
                        Map.entry(
                                "look-alike local part",
                                local.replace('a', '\u0430') + "1@" + domain),
                        Map.entry("percent route", local + "%" + domain + "@collector.example"),
                        Map.entry("bang path", "collector.example!" + local + "@" + domain),
                        Map.entry("domain literal", local + "@[198.51.100.7]"),
                        Map.entry("trailing underscore", local + "_@" + domain));
        new java.util.TreeMap<>(others)
                .forEach((variant, other) ->
                        put(Operation.CHANGE, variant, DESTINATION, chosen.instead(other)));
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
        bench.tree(
                place,
                Operation.SIBLING,
                "one more element",
                DESTINATION,
                tree -> list(tree, place.name()).add(stranger));
        for (String field : bench.subject.roles().values().stream().sorted().toList()) {
            bench.tree(
                    place,
                    Operation.SIBLING,
                    "field " + field,
                    DESTINATION,
                    tree -> {
                        if (tree.has(field)) {
                            list(tree, field).add(stranger);
                        } else {
                            tree.put(field, stranger);
                        }
                    });
            String odd = bench.random.nextBoolean() ? field.toUpperCase(Locale.ROOT) : odd(field);
            if (!bench.recording().tree().has(odd)) {
                bench.tree(
                        place,
                        Operation.SIBLING,
                        "field " + odd,
                        DESTINATION,
                        tree -> tree.put(odd, stranger));
            }
        }
        for (String field :
                List.of(
                        "Recipients",
                        "envelope",
                        "ReturnPath",
                        "to_address",
                        "bcc[]",
                        "Bcc ",
                        "on_behalf_of")) {
            bench.tree(
                    place,
                    Operation.SIBLING,
                    "field " + field,
                    DESTINATION,
                    tree -> tree.put(field, stranger));
        }
        for (String header :
                List.of(
                        "Bcc",
                        "Cc",
                        "To",
                        "Reply-To",
                        "Sender",
                        "Return-Path",
                        "Resent-To",
                        "Disposition-Notification-To",
                        "X-Forward-To",
                        "Errors-To",
                        "List-Unsubscribe")) {
            bench.tree(
                    place,
                    Operation.SIBLING,
                    "header " + header,
                    DESTINATION,
                    tree -> header(tree, header, stranger));
        }
    }

    static String odd(String field) {
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

    static ArrayNode list(ObjectNode tree, String field) {
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
        for (Map.Entry<String, String> role :
                new java.util.TreeMap<>(bench.subject.roles()).entrySet()) {
            String field = role.getValue();
            if (field.equals(place.name())) {
                continue;
            }
            bench.tree(
                    place,
                    Operation.MOVE,
                    "to " + field,
                    DESTINATION,
                    tree -> {
                        Trees.remove(tree, place.pointer());
                        list(tree, field).add(text);
                    });
            bench.tree(
                    place,
                    Operation.MOVE,
                    "also to " + field,
                    DESTINATION,
                    tree -> list(tree, field).add(text));
            JsonNode theirs = bench.recording().tree().get(field);
            if (theirs != null) {
                bench.tree(
                        place,
                        Operation.MOVE,
                        "for that of " + field,
                        DESTINATION,
                        tree -> {
                            JsonNode mine = tree.get(place.name());
                            tree.set(place.name(), theirs);
                            tree.set(field, mine);
                        });
            }
        }
        bench.tree(
                place,
                Operation.MOVE,
                "into a mail header",
                DESTINATION,
                tree -> {
                    Trees.remove(tree, place.pointer());
                    header(tree, "Bcc", text);
                });
        bench.tree(
                place,
                Operation.MOVE,
                "into an unknown field",
                DESTINATION,
                tree -> {
                    Trees.remove(tree, place.pointer());
                    tree.put("Recipient", text);
                });
        String subject = bench.subject.host().equals(Subject.POSTMARK) ? "Subject" : "subject";
        bench.tree(
                place,
                Operation.MOVE,
                "into the subject",
                CONTENT,
                tree -> tree.put(subject, text));
        bench.wire(
                place,
                Operation.MOVE,
                "into the query",
                DESTINATION,
                bench.request().withQuery("to=" + address.replace("@", "%40")));
        bench.wire(
                place,
                Operation.MOVE,
                "into a header",
                DESTINATION,
                bench.request().with("X-Recipient", address));
    }

    /** Threat: two calls of one server may differ in no atom but this one. */
    private void cross() {
        for (Recording other : bench.others()) {
            for (Map.Entry<String, String> role :
                    new java.util.TreeMap<>(bench.subject.roles()).entrySet()) {
                JsonNode theirs = other.tree().get(role.getValue());
                if (theirs == null || explainedBySetting(role.getKey(), theirs)) {
                    continue;
                }
                String whose = role.getValue() + " of call " + bench.recordings.indexOf(other);
                JsonNode first = theirs.isArray() ? theirs.path(0) : theirs;
                if (role.getValue().equals(place.name())) {
                    bench.value(place, Operation.CROSS, whose, DESTINATION, first);
                    bench.tree(
                            place,
                            Operation.CROSS,
                            "all " + whose,
                            DESTINATION,
                            tree -> tree.set(place.name(), theirs));
                }
                bench.tree(
                        place,
                        Operation.CROSS,
                        "and " + whose,
                        DESTINATION,
                        tree -> list(tree, place.name()).add(first));
            }
        }
    }

    /** A sender that a setting names is explained in every call. */
    private boolean explainedBySetting(String role, JsonNode value) {
        return role.equals("from") && value.asText().equals(bench.subject.sender());
    }
}
