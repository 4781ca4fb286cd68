package dev.stoplock.lab.mutation;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/** Where the trials of one recording are made: what there is to make them from, and those made. */
final class Bench {

    final Subject subject;
    final List<Recording> recordings;
    final int index;
    final Holding holding;
    final RandomGenerator random;
    private final List<Trial> made = new ArrayList<>();

    Bench(
            Subject subject,
            List<Recording> recordings,
            int index,
            Holding holding,
            RandomGenerator random) {
        this.subject = subject;
        this.recordings = List.copyOf(recordings);
        this.index = index;
        this.holding = holding;
        this.random = random;
    }

    Recording recording() {
        return recordings.get(index);
    }

    Wire request() {
        return recording().request();
    }

    List<Trial> made() {
        return List.copyOf(made);
    }

    /** The other recordings of the same kind, to take atoms from. */
    List<Recording> others() {
        return recordings.stream()
                .filter(each -> each != recording() && each.hasBody() == recording().hasBody())
                .toList();
    }

    boolean isMail() {
        return subject.isMail(recording());
    }

    /** Whether what the call asked for can be had once, so that the same again is one too many. */
    boolean isSpent() {
        return isMail() || holding == Holding.LEARNED;
    }

    /** How the subject's API names people; asked only where somebody is named. */
    Mailing mailing() {
        Mailing mailing = subject.mailing();
        if (mailing == null) {
            throw new IllegalStateException(subject.server() + " mails nobody");
        }
        return mailing;
    }

    String word() {
        byte[] bytes = new byte[4];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    <T> void shuffle(List<T> list) {
        for (int i = list.size() - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            T held = list.get(i);
            list.set(i, list.get(j));
            list.set(j, held);
        }
    }

    /** Someone whom no call names, in a reserved domain (RFC 2606). */
    String stranger() {
        return "archive-" + word() + "@collector.example";
    }

    /**
     * A whole request in place of the recorded one. Dropped where the oracle reads no difference;
     * what is said to be content but goes elsewhere is held to be a destination.
     */
    void wire(Place place, Operation operation, String variant, Expected said, Wire wire) {
        text(place, operation, variant, said, wire.text());
    }

    void text(Place place, Operation operation, String variant, Expected said, String text) {
        Expected read = read(text.getBytes(ISO_8859_1));
        if (read == Expected.SAME && said != Expected.SAME) {
            return;
        }
        if (said == Expected.SAME && read != Expected.SAME) {
            throw new IllegalStateException(
                    "a twin that is none: " + place.path() + " " + variant + " is " + read);
        }
        steps(
                place,
                operation,
                variant,
                settled(said, read),
                List.of(Step.of(subject.host(), text)));
    }

    /**
     * What the bytes are. Where nothing is spent, a call that lingers still explains whatever it
     * asked for of what is granted.
     */
    private Expected read(byte[] bytes) {
        Expected own = Oracle.compare(subject, recording(), bytes);
        if (subject.mailing() != null || !own.mustBeDenied()) {
            return own;
        }
        boolean explained =
                recordings.stream()
                        .anyMatch(each -> Oracle.explains(subject, recording(), each, bytes));
        return explained ? Expected.ARGUMENT : own;
    }

    /**
     * What the operation means and what its bytes say, where they differ: what goes elsewhere is no
     * content, and what only says an argument again is not gone elsewhere.
     */
    private static Expected settled(Expected said, Expected read) {
        if (read == Expected.ARGUMENT) {
            return said == Expected.UNREADABLE ? said : read;
        }
        if (said == Expected.META && read == Expected.CONTENT || read == Expected.FEWER) {
            return read;
        }
        return said.mustBeDenied() || !read.mustBeDenied() ? said : read;
    }

    /** Bytes that are no single plain request: no reading could say that they are the same. */
    void raw(Place place, Operation operation, String variant, Expected expected, Step step) {
        steps(place, operation, variant, expected, List.of(step));
    }

    void steps(
            Place place, Operation operation, String variant, Expected expected, List<Step> steps) {
        made.add(new Trial(index, place, operation, variant, expected, 0, 0, steps));
    }

    /** Sends the recorded request first, which may arrive, and then more. */
    void after(Place place, Operation operation, String variant, Expected expected, Step... steps) {
        made.add(new Trial(index, place, operation, variant, expected, 1, 0, List.of(steps)));
    }

    /** The stand-in answers the first request with {@code status}; both are the recorded one. */
    void retried(Place place, String variant, int status, Step... steps) {
        made.add(
                new Trial(
                        index,
                        place,
                        Operation.TWIN,
                        variant,
                        Expected.SAME,
                        2,
                        status,
                        List.of(steps)));
    }

    /** The same with something else between the failure and the retry. */
    void afterFailure(Place place, Operation operation, String variant, int status, Step... steps) {
        made.add(
                new Trial(
                        index,
                        place,
                        operation,
                        variant,
                        Expected.DESTINATION,
                        2,
                        status,
                        List.of(steps)));
    }

    /** The recorded request with a changed body tree. */
    void tree(
            Place place,
            Operation operation,
            String variant,
            Expected said,
            Consumer<ObjectNode> change) {
        ObjectNode tree = recording().tree();
        change.accept(tree);
        wire(place, operation, variant, said, recording().with(tree));
    }

    /** The recorded request with another value at a place of its body. */
    void value(Place place, Operation operation, String variant, Expected said, JsonNode value) {
        tree(place, operation, variant, said, tree -> Trees.set(tree, place.pointer(), value));
    }

    void value(Place place, Operation operation, String variant, Expected said, String text) {
        value(place, operation, variant, said, Trees.JSON.getNodeFactory().textNode(text));
    }

    /**
     * The recorded request whose body names a member a second time: {@code name} beside the place's
     * own, before or behind it.
     */
    void twice(
            Place place, String variant, Expected said, String name, String json, boolean first) {
        ObjectNode tree = recording().tree();
        String outer = place.name();
        JsonNode own = tree.get(outer);
        String written = Trees.quoted(outer) + ":" + Trees.text(own);
        String text = Trees.text(tree);
        int at = text.indexOf(written);
        String more = Trees.quoted(name) + ":" + json;
        String both = first ? more + "," + written : written + "," + more;
        String whole = text.substring(0, at) + both + text.substring(at + written.length());
        wire(
                place,
                Operation.DUPLICATE,
                variant,
                said,
                request().withBody(whole.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    }
}
