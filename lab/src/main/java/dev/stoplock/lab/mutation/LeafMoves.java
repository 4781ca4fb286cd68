package dev.stoplock.lab.mutation;

import static dev.stoplock.lab.mutation.Expected.CONTENT;
import static dev.stoplock.lab.mutation.Expected.DESTINATION;
import static dev.stoplock.lab.mutation.Expected.META;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.TreeMap;

/** What can be done to a body's other leaves: selectors, text, flags. */
final class LeafMoves {

    /** What any API may have, and what it then does (EFFECTS, "atom"). */
    private static final Map<String, Expected> WORK =
            Map.of(
                    "note", CONTENT,
                    "owner", DESTINATION,
                    "parent_id", DESTINATION,
                    "public", DESTINATION,
                    "share_with", DESTINATION,
                    "channel", DESTINATION,
                    "webhook_url", DESTINATION,
                    "account", DESTINATION);

    private static final JsonNodeFactory NODES = Trees.JSON.getNodeFactory();

    private final Bench bench;
    private final Place place;
    private final JsonNode value;
    private final String text;
    private final Expected other;

    LeafMoves(Bench bench, Place place) {
        this.bench = bench;
        this.place = place;
        this.value = bench.recording().tree().at(place.pointer());
        this.text = value.isValueNode() ? value.asText() : Trees.text(value);
        this.other =
                switch (place.kind()) {
                    case SELECTOR -> DESTINATION;
                    case META -> META;
                    default -> CONTENT;
                };
    }

    void all() {
        change();
        sibling();
        if (bench.holding == Holding.LEARNED) {
            bench.tree(
                    place,
                    Operation.CHANGE,
                    "left out",
                    Expected.FEWER,
                    each -> Trees.remove(each, place.pointer()));
        }
        new LeafForms(bench, place, text, other).all();
    }

    private void put(Operation operation, String variant, Expected expected, String text) {
        bench.value(place, operation, variant, expected, text);
    }

    private void change() {
        put(Operation.CHANGE, "other words", other, "word " + bench.word());
        put(Operation.CHANGE, "a word more", other, text + " " + bench.word());
        if (other != DESTINATION) {
            put(Operation.CHANGE, "nothing", other, "");
        }
        bench.value(
                place,
                Operation.CHANGE,
                "a number",
                other,
                NODES.numberNode(bench.random.nextInt(9_999)));
        bench.value(place, Operation.CHANGE, "true", other, NODES.booleanNode(!value.asBoolean()));
        String stranger = bench.stranger();
        Map<String, String> away =
                Map.of(
                        "an address",
                        stranger,
                        "an address with a name",
                        "Archive <" + stranger + ">",
                        "a link",
                        "https://collector.example/" + bench.word(),
                        "a link without a scheme",
                        "collector.example/" + bench.word(),
                        "a mailto link",
                        "mailto:" + stranger,
                        "a domain",
                        "collector.example",
                        "an IP address",
                        "198.51.100.7",
                        "a phone number",
                        "+49 30 " + (1_000_000 + bench.random.nextInt(999_999)),
                        "a bank account",
                        "DE89370400440532013000",
                        "a coded address",
                        stranger.replace("@", "%40"));
        new TreeMap<>(away)
                .forEach((variant, where) ->
                        put(
                                Operation.CHANGE,
                                variant,
                                variant.equals("a domain") && isName() ? other : DESTINATION,
                                where));
    }

    /**
     * Names that people give (files, tags) may be dotted words, which are what domains look like.
     */
    private boolean isName() {
        return place.pointer().matches("(?i)/(tag|tags|metadata)(/.*)?|.*/(file)?name");
    }

    private void sibling() {
        ObjectNode tree = bench.recording().tree();
        Map<String, Expected> added =
                bench.subject.mailing() == null ? WORK : bench.mailing().more();
        new TreeMap<>(added)
                .forEach((field, expected) -> {
                    if (tree.has(field)) {
                        return;
                    }
                    JsonNode more =
                            field.equals("template")
                                    ? Trees.JSON.createObjectNode().put("id", bench.word())
                                    : NODES.textNode(
                                            field.startsWith("Track") || field.equals("InlineCss")
                                                    ? "false"
                                                    : "x" + bench.word());
                    bench.tree(
                            place,
                            Operation.SIBLING,
                            "field " + field,
                            expected,
                            each -> each.set(field, more));
                });
        if (bench.subject.mailing() != null) {
            mailed();
        }
        bench.tree(
                place,
                Operation.SIBLING,
                "a name beside it",
                place.pointer().lastIndexOf('/') == 0 ? bench.subject.undocumented() : other,
                each -> {
                    if (each.at(
                                    com.fasterxml.jackson.core.JsonPointer.compile(place.pointer())
                                            .head())
                            instanceof ObjectNode parent) {
                        parent.put("x" + bench.word(), "y");
                    }
                });
        bench.wire(
                place,
                Operation.SIBLING,
                "in the query",
                bench.subject.undocumented(),
                bench.request().withQuery("note=" + bench.word()));
        bench.wire(
                place,
                Operation.SIBLING,
                "in a header",
                DESTINATION,
                bench.request().with("X-Note", bench.word()));
    }

    /** What a mail may hold besides. */
    private void mailed() {
        Mailing mailing = bench.mailing();
        bench.tree(
                place,
                Operation.SIBLING,
                "an attachment",
                CONTENT,
                each -> mailing.attach(each, "a" + bench.word()).put(mailing.bytes(), "UGxhbg=="));
        bench.tree(
                place,
                Operation.SIBLING,
                "an attachment to be fetched",
                DESTINATION,
                each ->
                        mailing.attach(each, "a" + bench.word())
                                .put("path", "https://collector.example/" + bench.word()));
        bench.tree(
                place,
                Operation.SIBLING,
                "a mail header",
                DESTINATION,
                each -> mailing.header(each, "X-Archive", text.replaceAll("\\s+", " ")));
    }
}
