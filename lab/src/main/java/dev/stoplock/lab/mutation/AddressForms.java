package dev.stoplock.lab.mutation;

import static dev.stoplock.lab.mutation.Expected.CONTENT;
import static dev.stoplock.lab.mutation.Expected.DESTINATION;
import static dev.stoplock.lab.mutation.Expected.UNREADABLE;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** The other ways to write an address, or to write it twice. */
final class AddressForms {

    private final Bench bench;
    private final Place place;
    private final ChosenAddress chosen;
    private final String text;
    private final String address;
    private final String local;
    private final String domain;

    AddressForms(Bench bench, Place place, ChosenAddress chosen) {
        this.bench = bench;
        this.place = place;
        this.chosen = chosen;
        this.text = bench.recording().tree().at(place.pointer()).asText();
        this.address = chosen.address();
        this.local = chosen.local();
        this.domain = chosen.domain();
    }

    void all() {
        reencode();
        duplicate();
    }

    private void put(Operation operation, String variant, Expected expected, String other) {
        bench.value(place, operation, variant, expected, other);
    }

    private void reencode() {
        String stranger = bench.stranger();
        put(
                Operation.REENCODE,
                "behind a name that is an address",
                DESTINATION,
                chosen.entry("\"" + address + "\" <" + stranger + ">"));
        put(
                Operation.REENCODE,
                "behind a bare name that is an address",
                DESTINATION,
                chosen.entry(address + " <" + stranger + ">"));
        put(
                Operation.REENCODE,
                "its name is an address",
                DESTINATION,
                chosen.entry("\"" + stranger + "\" <" + address + ">"));
        put(
                Operation.REENCODE,
                "its name holds a list",
                DESTINATION,
                chosen.entry("\"x <" + stranger + ">, y\" <" + address + ">"));
        put(
                Operation.REENCODE,
                "a name that closes early",
                DESTINATION,
                chosen.entry("\"x\\\" <" + stranger + ">, \\\"y\" <" + address + ">"));
        put(
                Operation.REENCODE,
                "with another name",
                CONTENT,
                chosen.entry("Kundschaft <" + address + ">"));
        put(
                Operation.REENCODE,
                "quoted local part",
                UNREADABLE,
                chosen.instead("\"" + local + "\"@" + domain));
        put(
                Operation.REENCODE,
                "quoted local part with a list",
                DESTINATION,
                chosen.instead("\"" + address + "," + local + "\"@collector.example"));
        put(
                Operation.REENCODE,
                "a comment",
                UNREADABLE,
                chosen.instead(local + "(" + stranger + ")@" + domain));
        put(Operation.REENCODE, "a comment behind", UNREADABLE, text + " (" + stranger + ")");
        put(
                Operation.REENCODE,
                "a group",
                UNREADABLE,
                chosen.entry("team: " + address + ", " + stranger + ";"));
        put(
                Operation.REENCODE,
                "a route",
                UNREADABLE,
                chosen.entry("<@collector.example:" + address + ">"));
        put(
                Operation.REENCODE,
                "an encoded word",
                UNREADABLE,
                chosen.entry("=?utf-8?Q?a?= <" + address + ">"));
        put(
                Operation.REENCODE,
                "an encoded word that holds an address",
                UNREADABLE,
                chosen.entry(
                        "=?utf-8?Q?=3C"
                                + stranger.replace("@", "=40")
                                + "=3E=2C?= <"
                                + address
                                + ">"));
        put(
                Operation.REENCODE,
                "percent coding",
                UNREADABLE,
                chosen.instead(local + "%40" + domain));
        put(
                Operation.REENCODE,
                "two at signs",
                UNREADABLE,
                chosen.instead(address + "@collector.example"));
        put(
                Operation.REENCODE,
                "a zero width space",
                UNREADABLE,
                chosen.instead(local + "\u200b@" + domain));
        put(
                Operation.REENCODE,
                "a right-to-left mark",
                UNREADABLE,
                chosen.instead("\u202e" + address));
        put(
                Operation.REENCODE,
                "full width letters",
                UNREADABLE,
                chosen.instead(local + "@" + wide(domain)));
        put(
                Operation.REENCODE,
                "a full width at sign",
                UNREADABLE,
                chosen.instead(local + "\uff20" + domain));
        put(
                Operation.REENCODE,
                "an ideographic full stop",
                UNREADABLE,
                chosen.instead(local + "@" + domain.replace('.', '\u3002')));
        put(Operation.REENCODE, "no address", UNREADABLE, chosen.instead(local));
        put(
                Operation.REENCODE,
                "two angle pairs",
                UNREADABLE,
                chosen.entry("<" + stranger + "><" + address + ">"));
        put(
                Operation.REENCODE,
                "an address behind the bracket",
                UNREADABLE,
                chosen.entry("<" + address + "> " + stranger));
        ObjectNode object = Trees.JSON.createObjectNode().put("Email", address);
        bench.value(place, Operation.REENCODE, "an object", UNREADABLE, object);
        bench.value(
                place,
                Operation.REENCODE,
                "a list of lists",
                UNREADABLE,
                Trees.JSON.createArrayNode().add(Trees.JSON.createArrayNode().add(stranger)));
        bench.value(
                place,
                Operation.REENCODE,
                "a list of objects",
                UNREADABLE,
                Trees.JSON
                        .createArrayNode()
                        .add(Trees.JSON.createObjectNode().put("Email", stranger)));
        bench.value(
                place,
                Operation.REENCODE,
                "a number",
                UNREADABLE,
                Trees.JSON.getNodeFactory().numberNode(4711));
        escaped("escaped stranger", stranger);
        escaped("escaped comma", address + "," + stranger);
    }

    /** All of the value in JSON's own escapes (RFC 8259, section 7). */
    private void escaped(String variant, String other) {
        String marker = "\u0001" + bench.word();
        ObjectNode tree = bench.recording().tree();
        Trees.set(tree, place.pointer(), Trees.JSON.getNodeFactory().textNode(marker));
        StringBuilder escapes = new StringBuilder();
        chosen.instead(other).chars().forEach(c -> escapes.append(String.format("\\u%04x", c)));
        String body = Trees.text(tree).replace(Trees.quoted(marker), "\"" + escapes + "\"");
        bench.wire(
                place,
                Operation.REENCODE,
                variant,
                DESTINATION,
                bench.request().withBody(body.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    }

    private static String wide(String text) {
        StringBuilder wide = new StringBuilder();
        text.chars()
                .forEach(c ->
                        wide.append(
                                c > ' ' && c < 0x7f && c != '.' ? (char) (c + 0xfee0) : (char) c));
        return wide.toString();
    }

    private void duplicate() {
        String stranger = bench.stranger();
        put(Operation.DUPLICATE, "twice in the list", DESTINATION, text + ", " + address);
        bench.tree(
                place,
                Operation.DUPLICATE,
                "twice as elements",
                DESTINATION,
                tree -> {
                    Mailing mailing = bench.mailing();
                    String role = mailing.role(place.pointer());
                    mailing.add(tree, role == null ? "to" : role, mailing.entry(address));
                });
        String own = Trees.text(bench.recording().tree().get(place.name()));
        String odd = AddressMoves.odd(place.name());
        bench.twice(place, "the key again", UNREADABLE, place.name(), own, false);
        bench.twice(
                place,
                "the key again with another",
                UNREADABLE,
                place.name(),
                Trees.quoted(stranger),
                false);
        bench.twice(
                place, "another before it", UNREADABLE, place.name(), Trees.quoted(stranger), true);
        bench.twice(
                place, "the key in another case", UNREADABLE, odd, Trees.quoted(stranger), false);
        bench.twice(place, "another case before it", UNREADABLE, odd, Trees.quoted(stranger), true);
    }
}
