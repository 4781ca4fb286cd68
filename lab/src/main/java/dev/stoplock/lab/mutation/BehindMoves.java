package dev.stoplock.lab.mutation;

import static dev.stoplock.lab.mutation.Expected.CREDENTIAL;
import static dev.stoplock.lab.mutation.Expected.DESTINATION;
import static dev.stoplock.lab.mutation.Expected.FEWER;
import static dev.stoplock.lab.mutation.Expected.UNREADABLE;
import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.List;

/** What can be put behind a request, in the place of its body, or on another connection. */
final class BehindMoves {

    private final Bench bench;
    private final Place place;
    private final FramingMoves frame;
    private final Wire request;
    private final String host;
    private final String body;
    private final String text;

    BehindMoves(Bench bench, Place place, FramingMoves frame) {
        this.bench = bench;
        this.place = place;
        this.frame = frame;
        this.request = bench.request();
        this.host = bench.subject.host();
        this.body = new String(request.body(), ISO_8859_1);
        this.text = request.text();
    }

    void all() {
        second();
        elsewhere();
        if (bench.recording().hasBody()) {
            body();
        }
    }

    /** A whole request to a stranger, as it would hide behind or in another. */
    private String hidden() {
        Mailing mailing = bench.subject.mailing();
        if (mailing == null) {
            return request.withTarget(request.path() + "/" + bench.word()).text();
        }
        Recording mail =
                bench.recordings.stream().filter(Recording::hasBody).findFirst().orElseThrow();
        var tree = mail.tree();
        mailing.only(tree, "to", bench.stranger());
        return mail.with(tree).text();
    }

    /** More than was asked, behind what was asked. */
    private void second() {
        String more = hidden();
        bench.after(
                place,
                Operation.SIBLING,
                "a second request in the same bytes",
                DESTINATION,
                Step.pipelined(host, text + more, 2));
        bench.after(
                place,
                Operation.SIBLING,
                "a second request in turn",
                DESTINATION,
                Step.inTurn(host, text, more));
        bench.after(
                place,
                Operation.SIBLING,
                "bytes behind it",
                UNREADABLE,
                Step.pipelined(host, text + "x".repeat(40), 2));
        bench.after(
                place,
                Operation.SIBLING,
                "half a request behind it",
                UNREADABLE,
                Step.pipelined(host, text + more.substring(0, more.length() / 2), 2));
        bench.after(
                place,
                Operation.SIBLING,
                "a second connection",
                DESTINATION,
                Step.of(host, text),
                Step.of(host, more));
        if (bench.recording().hasBody()) {
            frame.raw(
                    Operation.CHANGE,
                    "a body that is a request",
                    UNREADABLE,
                    frame.framed("Content-Length: " + more.length()) + more);
            // a request without its body (RFC 9112, 6.3), and bytes that begin no other
            Expected bare = bench.subject.mailing() == null ? FEWER : UNREADABLE;
            frame.raw(
                    Operation.CHANGE,
                    "length 0 before a body",
                    bare,
                    frame.framed("Content-Length: 0") + body);
            frame.raw(Operation.CHANGE, "no length", bare, frame.framed() + body);
            frame.raw(
                    Operation.CHANGE,
                    "a length cut",
                    UNREADABLE,
                    frame.framed("Content-Length: " + (body.length() - 2)) + body);
        }
        // where nobody is mailed nothing is spent by the default contract
        if (bench.isSpent()) {
            bench.after(
                    place,
                    Operation.DUPLICATE,
                    "the same twice in the same bytes",
                    DESTINATION,
                    Step.pipelined(host, text + text, 2));
            bench.after(
                    place,
                    Operation.DUPLICATE,
                    "the same twice in turn",
                    DESTINATION,
                    Step.inTurn(host, text, text));
            bench.after(
                    place,
                    Operation.DUPLICATE,
                    "the same on two connections",
                    DESTINATION,
                    Step.of(host, text),
                    Step.of(host, text));
            bench.afterFailure(
                    place,
                    Operation.DUPLICATE,
                    "a stranger as the retry",
                    503,
                    Step.of(host, text),
                    Step.of(host, more),
                    Step.of(host, text));
        }
        for (Recording theirs : bench.others()) {
            if (bench.isSpent() && theirs.hasBody()) {
                String whose = " of call " + bench.recordings.indexOf(theirs);
                bench.after(
                        place,
                        Operation.CROSS,
                        "the request" + whose + " behind it",
                        DESTINATION,
                        Step.pipelined(host, text + theirs.request().text(), 2));
                frame.raw(
                        Operation.CROSS,
                        "the body" + whose,
                        DESTINATION,
                        frame.framed("Content-Length: " + theirs.request().body().length)
                                + new String(theirs.request().body(), ISO_8859_1));
                bench.steps(
                        place,
                        Operation.CROSS,
                        "the head here and the rest" + whose + " elsewhere",
                        UNREADABLE,
                        List.of(
                                Step.ending(host, frame.head(request)),
                                Step.ending(
                                        host, new String(theirs.request().body(), ISO_8859_1))));
            }
        }
        bench.after(
                place,
                Operation.CROSS,
                "a mail of no call behind it",
                DESTINATION,
                Step.pipelined(host, text + more, 2));
    }

    private void elsewhere() {
        Api another = bench.subject.other();
        String other = another.host();
        String theirs = another.prefix() + "{{" + another.secret() + "}}";
        Wire credentialed =
                request.without(bench.subject.credential()).with(another.credential(), theirs);
        bench.raw(
                place,
                Operation.MOVE,
                "to the other API",
                DESTINATION,
                Step.ending(other, request.replaced("host", other).text()));
        bench.raw(
                place,
                Operation.MOVE,
                "to the other API with its token",
                DESTINATION,
                Step.ending(other, credentialed.replaced("host", other).text()));
        bench.raw(
                place,
                Operation.MOVE,
                "to the other API under this Host",
                UNREADABLE,
                Step.ending(other, text));
        bench.raw(
                place,
                Operation.MOVE,
                "the other API's token to this one",
                CREDENTIAL,
                Step.ending(host, credentialed.text()));
        bench.raw(
                place,
                Operation.MOVE,
                "with another name in the TLS hello",
                UNREADABLE,
                new Step(host, other, false, List.of(new Step.Message(List.of(text), 1, true))));
        bench.raw(
                place,
                Operation.MOVE,
                "without TLS",
                UNREADABLE,
                new Step(host, host, true, List.of(new Step.Message(List.of(text), 1, true))));
        if (bench.recording().hasBody()) {
            int half = text.length() - body.length() / 2;
            bench.steps(
                    place,
                    Operation.MOVE,
                    "split over two connections",
                    UNREADABLE,
                    List.of(
                            Step.ending(host, text.substring(0, half)),
                            Step.ending(host, text.substring(half))));
        }
    }

    private void body() {
        frame.raw(
                Operation.REENCODE,
                "a byte order mark",
                UNREADABLE,
                frame.framed("Content-Length: " + (body.length() + 3))
                        + "\u00ef\u00bb\u00bf"
                        + body);
        String wide =
                new String(
                        new String(request.body(), java.nio.charset.StandardCharsets.UTF_8)
                                .getBytes(java.nio.charset.StandardCharsets.UTF_16LE),
                        ISO_8859_1);
        frame.raw(
                Operation.REENCODE,
                "UTF-16",
                UNREADABLE,
                frame.framed("Content-Length: " + wide.length()) + wide);
        for (String[] form :
                new String[][] {
                    {"words behind the JSON", body + " x"},
                    {"a second object", body + body},
                    {"a comment", body.replaceFirst("\\{", "{/* x */")},
                    {"a trailing comma", body.replaceFirst("\\}$", ",}")},
                    {"single quotes", body.replace('"', '\'')},
                    {"not a number", body.replaceFirst("\\}$", ",\"x\":NaN}")},
                    {"a raw line break in text", body.replaceFirst("\":\"", "\":\"\n")},
                    {"a null in text", body.replaceFirst("\":\"", "\":\"\u0000")},
                    {"an overlong byte", body.replaceFirst("\":\"", "\":\"\u00c0\u00ae")},
                    {"a byte that is no UTF-8", body.replaceFirst("\":\"", "\":\"\u00ff")},
                    {
                        "two thousand levels",
                        body.replaceFirst(
                                "\\}$", ",\"x\":" + "[".repeat(2000) + "]".repeat(2000) + "}")
                    },
                    {"a list around it", "[" + body + "]"},
                    {"text around it", Trees.quoted(body)},
                    {"as a form", "To=" + bench.stranger()}
                }) {
            // any JSON is a request to an API that nobody knows, and says what it said before
            boolean any =
                    bench.subject.mailing() == null
                            && List.of("a list around it", "text around it").contains(form[0]);
            frame.raw(
                    Operation.REENCODE,
                    form[0],
                    any ? Expected.ARGUMENT : UNREADABLE,
                    frame.framed("Content-Length: " + form[1].length()) + form[1]);
        }
    }
}
