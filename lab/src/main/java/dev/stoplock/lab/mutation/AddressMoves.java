package dev.stoplock.lab.mutation;

import static dev.stoplock.lab.mutation.Expected.CONTENT;
import static dev.stoplock.lab.mutation.Expected.DESTINATION;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.IDN;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** What can be done to an address: who gets the mail, answers it, or seems to have sent it. */
final class AddressMoves {

    private final Bench bench;
    private final Place place;
    private final ChosenAddress chosen;
    private final String role;
    private final String text;
    private final String address;
    private final String local;
    private final String domain;

    AddressMoves(Bench bench, Place place) {
        this.bench = bench;
        this.place = place;
        this.role = Objects.requireNonNull(bench.mailing().role(place.pointer()));
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
        Mailing mailing = bench.mailing();
        bench.tree(
                place,
                Operation.SIBLING,
                "one more element",
                DESTINATION,
                tree -> mailing.add(tree, role, mailing.entry(stranger)));
        for (Map.Entry<String, String> each : bench.subject.roles().entrySet()) {
            String field = each.getValue();
            bench.tree(
                    place,
                    Operation.SIBLING,
                    "field " + field,
                    DESTINATION,
                    tree -> {
                        if (mailing.people(tree, each.getKey()) == null) {
                            mailing.only(tree, each.getKey(), stranger);
                        } else {
                            mailing.add(tree, each.getKey(), mailing.entry(stranger));
                        }
                    });
            boolean capitals = bench.random.nextBoolean();
            bench.tree(
                    place,
                    Operation.SIBLING,
                    "field " + field + " in another case",
                    DESTINATION,
                    tree -> mailing.odd(tree, each.getKey(), stranger, capitals));
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
                    tree -> mailing.header(tree, header, stranger));
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

    private void move() {
        Mailing mailing = bench.mailing();
        for (Map.Entry<String, String> other : bench.subject.roles().entrySet()) {
            String field = other.getValue();
            String as = other.getKey();
            if (as.equals(role)) {
                continue;
            }
            bench.tree(
                    place,
                    Operation.MOVE,
                    "to " + field,
                    DESTINATION,
                    tree -> {
                        Trees.remove(tree, place.pointer());
                        mailing.add(tree, as, mailing.entry(text));
                    });
            bench.tree(
                    place,
                    Operation.MOVE,
                    "also to " + field,
                    DESTINATION,
                    tree -> mailing.add(tree, as, mailing.entry(text)));
            JsonNode theirs = mailing.people(bench.recording().tree(), as);
            if (theirs != null) {
                bench.tree(
                        place,
                        Operation.MOVE,
                        "for that of " + field,
                        DESTINATION,
                        tree -> {
                            JsonNode mine = mailing.people(tree, role);
                            mailing.set(tree, role, theirs);
                            if (mine != null) {
                                mailing.set(tree, as, mine);
                            }
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
                    mailing.header(tree, "Bcc", text);
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
        String subject = mailing.subject();
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
        Mailing mailing = bench.mailing();
        for (Recording other : bench.others()) {
            for (Map.Entry<String, String> each : bench.subject.roles().entrySet()) {
                JsonNode theirs = mailing.people(other.tree(), each.getKey());
                if (theirs == null
                        || mailing.entries(theirs).isEmpty()
                        || explainedBySetting(each.getKey(), theirs)) {
                    continue;
                }
                String whose = each.getValue() + " of call " + bench.recordings.indexOf(other);
                JsonNode first = mailing.entries(theirs).getFirst();
                if (each.getKey().equals(role)) {
                    bench.value(place, Operation.CROSS, whose, DESTINATION, Mailing.text(first));
                    bench.tree(
                            place,
                            Operation.CROSS,
                            "all " + whose,
                            DESTINATION,
                            tree -> mailing.set(tree, role, theirs));
                }
                bench.tree(
                        place,
                        Operation.CROSS,
                        "and " + whose,
                        DESTINATION,
                        tree -> mailing.add(tree, role, first));
            }
        }
    }

    /** A sender that a setting names is explained in every call. */
    private boolean explainedBySetting(String role, JsonNode value) {
        return role.equals("from") && value.asText().equals(bench.subject.sender());
    }
}
