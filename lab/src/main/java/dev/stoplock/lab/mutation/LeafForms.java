package dev.stoplock.lab.mutation;

import static dev.stoplock.lab.mutation.Expected.CONTENT;
import static dev.stoplock.lab.mutation.Expected.DESTINATION;
import static dev.stoplock.lab.mutation.Expected.META;
import static dev.stoplock.lab.mutation.Expected.UNREADABLE;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

/** A leaf in another place, from another call, written otherwise or twice. */
final class LeafForms {

    private final Bench bench;
    private final Place place;
    private final String text;
    private final Expected other;

    LeafForms(Bench bench, Place place, String text, Expected other) {
        this.bench = bench;
        this.place = place;
        this.text = text;
        this.other = other;
    }

    void all() {
        move();
        cross();
        reencode();
        duplicate();
    }

    private void put(Operation operation, String variant, Expected expected, String text) {
        bench.value(place, operation, variant, expected, text);
    }

    private void move() {
        ObjectNode tree = bench.recording().tree();
        bench.subject
                .outermost()
                .forEach(lower -> {
                    tree.properties()
                            .forEach(member -> {
                                if (member.getKey().equalsIgnoreCase(lower)
                                        && !member.getKey().equals(place.name())
                                        && member.getValue().isTextual()) {
                                    Expected to =
                                            bench.subject.kind("/" + lower) == Place.Kind.META
                                                    ? META
                                                    : CONTENT;
                                    bench.tree(
                                            place,
                                            Operation.MOVE,
                                            "into " + member.getKey(),
                                            to,
                                            each -> each.put(member.getKey(), text));
                                }
                            });
                });
        for (String field :
                List.of(
                        bench.subject.roles().getOrDefault("to", "to"),
                        bench.subject.roles().getOrDefault("reply-to", "reply_to"))) {
            bench.tree(
                    place,
                    Operation.MOVE,
                    "into " + field,
                    DESTINATION,
                    each -> named(each, field, text.isBlank() ? "x" : text));
        }
        bench.tree(
                place,
                Operation.MOVE,
                "under another name",
                bench.subject.undocumented(),
                each -> {
                    each.remove(place.name());
                    each.put("x" + bench.word(), text);
                });
        String one = text.replaceAll("[^A-Za-z0-9]", "");
        bench.wire(
                place,
                Operation.MOVE,
                "into the query",
                bench.subject.undocumented(),
                bench.request().withQuery("tag=" + one));
        bench.wire(
                place,
                Operation.MOVE,
                "into a header",
                DESTINATION,
                bench.request().with("X-Moved", one));
        bench.wire(
                place,
                Operation.MOVE,
                "into the path",
                DESTINATION,
                bench.request().withTarget(bench.request().path() + "/" + one));
    }

    private void cross() {
        for (Recording theirs : bench.others()) {
            JsonNode same = theirs.tree().at(place.pointer());
            String whose = "that of call " + bench.recordings.indexOf(theirs);
            if (!same.isMissingNode()) {
                bench.value(place, Operation.CROSS, whose, other, same);
            }
            theirs.tree()
                    .properties()
                    .forEach(member -> {
                        String field = member.getKey();
                        if (!bench.recording().tree().has(field) && !isPeople(field)) {
                            Expected expected =
                                    switch (bench.subject.kind("/" + field)) {
                                        case SELECTOR -> DESTINATION;
                                        case META -> META;
                                        default ->
                                                holdsPlace(member.getValue())
                                                        ? DESTINATION
                                                        : CONTENT;
                                    };
                            bench.tree(
                                    place,
                                    Operation.CROSS,
                                    field + " of call " + bench.recordings.indexOf(theirs),
                                    expected,
                                    each -> each.set(field, member.getValue()));
                        }
                    });
            Mailing mailing = bench.subject.mailing();
            String to = mailing == null ? "" : mailing.first(theirs.tree(), "to");
            if (!to.isEmpty()) {
                bench.value(
                        place,
                        Operation.CROSS,
                        "the recipient of call " + bench.recordings.indexOf(theirs),
                        DESTINATION,
                        Mailboxes.of(to).getFirst().address());
            }
        }
    }

    /** Whether an outermost field names people, or holds a field that does. */
    private boolean isPeople(String field) {
        return bench.subject.roles().values().stream()
                .anyMatch(each -> each.equals(field) || each.startsWith(field + "/"));
    }

    private void named(ObjectNode tree, String field, String value) {
        Mailing mailing = bench.subject.mailing();
        if (mailing == null) {
            tree.put(field, value);
        } else {
            mailing.only(tree, field.equals(mailing.field("to")) ? "to" : "reply-to", value);
        }
    }

    private static boolean holdsPlace(JsonNode value) {
        return !value.findValues("path").isEmpty();
    }

    private void reencode() {
        String upper = text.toUpperCase(Locale.ROOT);
        boolean number = bench.recording().tree().at(place.pointer()).isNumber();
        put(Operation.REENCODE, number ? "a number as text" : "upper case", other, upper);
        put(
                Operation.REENCODE,
                "base64",
                other,
                Base64.getEncoder()
                        .encodeToString((text + bench.word()).getBytes(StandardCharsets.UTF_8)));
        put(Operation.REENCODE, "as HTML", other, "<b>" + text.replace("&", "&amp;") + "</b>");
        put(Operation.REENCODE, "invisible letters", other, text + "\u200b\u2060\u200b");
        put(
                Operation.REENCODE,
                "look-alike letters",
                other,
                text.replace('a', '\u0430').replace('e', '\u0435') + "\u0430");
        bench.value(
                place, Operation.REENCODE, "a list", other, Trees.JSON.createArrayNode().add(text));
        bench.value(
                place,
                Operation.REENCODE,
                "an object",
                other,
                Trees.JSON.createObjectNode().put("x" + bench.word(), text));
        String body = Trees.text(bench.recording().tree());
        raw("a lone surrogate", body.substring(0, body.length() - 1) + ",\"Tag2\":\"\\ud800\"}");
        raw(
                "a name with an escape of its own letter twice",
                body.substring(0, body.length() - 1)
                        + ","
                        + Trees.quoted(place.name())
                                .replaceFirst(
                                        "\"(.)",
                                        String.format("\"\\\\u%04x", (int) place.name().charAt(0)))
                        + ":\"x\"}");
    }

    private void raw(String variant, String body) {
        Expected expected = variant.startsWith("a name") ? UNREADABLE : DESTINATION;
        bench.wire(
                place,
                Operation.REENCODE,
                variant,
                expected,
                bench.request().withBody(body.getBytes(StandardCharsets.UTF_8)));
    }

    private void duplicate() {
        String own = Trees.text(bench.recording().tree().get(place.name()));
        String name = place.name();
        String odd =
                name.equals(name.toUpperCase(Locale.ROOT))
                        ? name.toLowerCase(Locale.ROOT)
                        : name.toUpperCase(Locale.ROOT);
        bench.twice(place, "the key again", UNREADABLE, name, own, false);
        bench.twice(
                place,
                "the key again with another",
                UNREADABLE,
                name,
                Trees.quoted("x" + bench.word()),
                false);
        bench.twice(
                place,
                "another before it",
                UNREADABLE,
                name,
                Trees.quoted("x" + bench.word()),
                true);
        // where names are told apart by their case both stand for themselves
        Expected both = bench.subject.mailing() == null ? Expected.CONTENT : UNREADABLE;
        bench.twice(place, "the key in another case", both, odd, own, false);
        put(Operation.DUPLICATE, "its text twice", other, text + text);
    }
}
