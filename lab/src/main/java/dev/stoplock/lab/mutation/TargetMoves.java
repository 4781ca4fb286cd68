package dev.stoplock.lab.mutation;

import static dev.stoplock.lab.mutation.Expected.DESTINATION;
import static dev.stoplock.lab.mutation.Expected.META;
import static dev.stoplock.lab.mutation.Expected.UNREADABLE;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;

/** What can be done to method, path and query: which operation of the API is meant, on what. */
final class TargetMoves {

    private final Bench bench;
    private final Place place;
    private final Wire request;
    private final boolean body;

    TargetMoves(Bench bench, Place place) {
        this.bench = bench;
        this.place = place;
        this.request = bench.request();
        this.body = bench.recording().hasBody();
    }

    void all() {
        if (place.inQuery()) {
            new QueryMoves(bench, place).all();
        } else if (place.path().equals("method")) {
            method();
        } else {
            path();
        }
    }

    private void put(Operation operation, String variant, Expected expected, Wire wire) {
        bench.wire(place, operation, variant, expected, wire);
    }

    private Wire bare(String method) {
        return new Wire(
                method,
                request.target(),
                request.without("content-length").without("content-type").fields(),
                new byte[0]);
    }

    private void method() {
        for (String other :
                List.of("PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND", "PURGE")) {
            put(Operation.CHANGE, other, DESTINATION, request.withMethod(other));
        }
        if (body) {
            put(Operation.CHANGE, "GET with a body", DESTINATION, request.withMethod("GET"));
            put(Operation.CHANGE, "GET", DESTINATION, bare("GET"));
            put(Operation.CHANGE, "DELETE without a body", DESTINATION, bare("DELETE"));
        } else {
            put(Operation.CHANGE, "POST", DESTINATION, request.withMethod("POST"));
            put(
                    Operation.CHANGE,
                    "a body",
                    DESTINATION,
                    request.with("content-type", "application/json")
                            .withBody(
                                    "{\"To\":\"x\"}"
                                            .getBytes(java.nio.charset.StandardCharsets.UTF_8)));
        }
        String text = request.text();
        int end = request.method().length();
        for (String form :
                List.of(
                        request.method().toLowerCase(Locale.ROOT),
                        "Post",
                        " " + request.method(),
                        request.method() + " ",
                        "CONNECT",
                        "POST\t",
                        "PRI")) {
            bench.raw(
                    place,
                    Operation.REENCODE,
                    "written " + form.replace("\t", "tab") + form.length(),
                    UNREADABLE,
                    Step.of(bench.subject.host(), form + text.substring(end)));
        }
        for (String header :
                List.of("X-HTTP-Method", "X-HTTP-Method-Override", "X-Method-Override")) {
            put(Operation.SIBLING, header, DESTINATION, request.with(header, "DELETE"));
        }
        put(Operation.MOVE, "into the query", DESTINATION, request.withQuery("_method=DELETE"));
        if (body) {
            bench.tree(
                    place,
                    Operation.MOVE,
                    "into the body",
                    DESTINATION,
                    tree -> tree.put("_method", "DELETE"));
        }
        cross();
        bench.raw(
                place,
                Operation.DUPLICATE,
                "twice",
                UNREADABLE,
                Step.of(bench.subject.host(), request.method() + " " + text));
        bench.raw(
                place,
                Operation.DUPLICATE,
                "two request lines",
                UNREADABLE,
                Step.of(bench.subject.host(), text.substring(0, text.indexOf("\r\n") + 2) + text));
    }

    /** The whole of another call's request while this call is open; look-ups name nobody. */
    private void cross() {
        for (Recording theirs : bench.others()) {
            if (theirs.hasBody()) {
                put(
                        Operation.CROSS,
                        "the request of call " + bench.recordings.indexOf(theirs),
                        DESTINATION,
                        theirs.request());
            }
        }
        for (Recording theirs : bench.recordings) {
            if (bench.subject.mailing() != null && theirs.hasBody() != body) {
                Expected expected = theirs.hasBody() ? DESTINATION : META;
                bench.steps(
                        place,
                        Operation.CROSS,
                        "the request of call " + bench.recordings.indexOf(theirs),
                        expected,
                        List.of(Step.of(bench.subject.host(), theirs.request().text())));
            }
        }
        if (bench.others().isEmpty()) {
            put(Operation.CROSS, "of no call", DESTINATION, request.withMethod("LINK"));
        }
    }

    private void path() {
        String path = request.path();
        for (String other : bench.subject.paths()) {
            put(
                    Operation.CHANGE,
                    request.method() + " " + other,
                    DESTINATION,
                    request.withTarget(other));
            put(Operation.CHANGE, "GET " + other, DESTINATION, bare("GET").withTarget(other));
            put(
                    Operation.CHANGE,
                    "POST " + other,
                    DESTINATION,
                    request.withMethod("POST").withTarget(other));
        }
        for (String form :
                List.of(
                        path + "/",
                        "/" + path,
                        path + "/.",
                        path + "/../" + path.substring(1),
                        path + ";x=1",
                        path.toUpperCase(Locale.ROOT),
                        path + "%00",
                        path + "%2f",
                        "/v1" + path,
                        path + "//",
                        path + ".json",
                        path.replaceFirst("/(.)", "/%" + Integer.toHexString(path.charAt(1))),
                        path + "%20",
                        path + ":send")) {
            put(Operation.REENCODE, "as " + form, DESTINATION, request.withTarget(form));
        }
        String text = request.text();
        for (String form :
                List.of(
                        path + "#x",
                        path + "\\x",
                        path + " x",
                        path + "\t",
                        path + "%zz",
                        "*",
                        path + "%",
                        "http://collector.example" + path,
                        "//collector.example" + path,
                        path + "\u00e9",
                        path + "\"",
                        path + "<x>",
                        "")) {
            bench.raw(
                    place,
                    Operation.REENCODE,
                    "as " + form,
                    UNREADABLE,
                    Step.of(
                            bench.subject.host(),
                            text.replaceFirst(
                                    " \\S+ ",
                                    java.util.regex.Matcher.quoteReplacement(" " + form + " "))));
        }
        // RFC 9112, section 3.2.2: a server takes it; it goes on in the origin's form
        bench.steps(
                place,
                Operation.TWIN,
                "in absolute form",
                Expected.SAME,
                List.of(
                        Step.of(
                                bench.subject.host(),
                                text.replaceFirst(
                                        " /", " https://" + bench.subject.host() + "/"))));
        put(
                Operation.SIBLING,
                "one segment more",
                DESTINATION,
                request.withTarget(path + "/" + bench.word()));
        put(
                Operation.SIBLING,
                "an unknown parameter",
                bench.subject.undocumented(),
                request.withQuery("x" + bench.word() + "=1"));
        put(
                Operation.SIBLING,
                "a recipient in the query",
                DESTINATION,
                request.withQuery("Bcc=" + bench.stranger().replace("@", "%40")));
        put(
                Operation.SIBLING,
                "a name without a value",
                bench.subject.undocumented(),
                request.withQuery("x" + bench.word()));
        put(Operation.DUPLICATE, "twice", DESTINATION, request.withTarget(path + path));
        put(Operation.MOVE, "into the query", DESTINATION, request.withTarget("/?path=" + path));
        for (Recording theirs : bench.recordings) {
            if (!theirs.request().path().equals(path)) {
                Wire wire = request.withTarget(theirs.request().path());
                String whose = "that of call " + bench.recordings.indexOf(theirs);
                if (bench.subject.mailing() == null) {
                    put(Operation.CROSS, whose, DESTINATION, wire);
                    continue;
                }
                // where both send, or both look up, it is another operation on the same atoms
                bench.steps(
                        place,
                        Operation.CROSS,
                        whose,
                        body == theirs.hasBody() ? META : DESTINATION,
                        List.of(Step.of(bench.subject.host(), wire.text())));
            }
        }
        put(
                Operation.CROSS,
                "a path of the other API",
                DESTINATION,
                request.withTarget(bench.subject.other() == Api.POSTMARK ? "/email" : "/emails"));
        if (bench.isMail()) {
            batches();
        }
    }

    /** The paths that take many mails; one that holds the asked mail alone is the same effect. */
    private void batches() {
        ObjectNode own = bench.recording().tree();
        ObjectNode theirs = bench.recording().tree();
        bench.mailing().only(theirs, "to", bench.stranger());
        if (bench.mailing().batches().isEmpty()) {
            personalizations(own, theirs);
            return;
        }
        ArrayNode both = Trees.JSON.createArrayNode().add(own).add(theirs);
        ArrayNode twice = Trees.JSON.createArrayNode().add(own).add(own);
        ArrayNode alone = Trees.JSON.createArrayNode().add(own);
        boolean postmark = bench.subject.api() == Api.POSTMARK;
        String batch = bench.mailing().batches().getFirst();
        put(
                Operation.SIBLING,
                "a batch with one more",
                DESTINATION,
                request.withTarget(batch).withBody(Trees.bytes(both)));
        put(
                Operation.DUPLICATE,
                "a batch of two",
                DESTINATION,
                request.withTarget(batch).withBody(Trees.bytes(twice)));
        bench.steps(
                place,
                Operation.CHANGE,
                "a batch of the mail alone",
                postmark ? META : DESTINATION,
                List.of(
                        Step.of(
                                bench.subject.host(),
                                request.withTarget(batch).withBody(Trees.bytes(alone)).text())));
        for (String path : bench.mailing().batches().subList(1, bench.mailing().batches().size())) {
            ObjectNode envelope = Trees.JSON.createObjectNode();
            envelope.set("Messages", both);
            put(
                    Operation.SIBLING,
                    path + " with one more",
                    DESTINATION,
                    request.withTarget(path).withBody(Trees.bytes(envelope)));
            ObjectNode shared = Trees.JSON.createObjectNode();
            shared.put("Bcc", bench.stranger()).set("Messages", alone);
            put(
                    Operation.SIBLING,
                    path + " with a shared recipient",
                    DESTINATION,
                    request.withTarget(path).withBody(Trees.bytes(shared)));
        }
        if (postmark) {
            put(
                    Operation.SIBLING,
                    "a look-up of a template",
                    DESTINATION,
                    bare("GET").withTarget("/templates/x" + bench.word()));
        }
        for (Recording other : bench.others()) {
            ArrayNode crossed = Trees.JSON.createArrayNode().add(own).add(other.tree());
            put(
                    Operation.CROSS,
                    "a batch with the mail of call " + bench.recordings.indexOf(other),
                    DESTINATION,
                    request.withTarget(batch).withBody(Trees.bytes(crossed)));
        }
    }

    /** An API whose one path takes many mails: in another personalization stands another mail. */
    private void personalizations(ObjectNode own, ObjectNode theirs) {
        String name = "personalizations";
        ObjectNode more = own.deepCopy();
        more.withArray("/" + name).add(theirs.at("/" + name + "/0"));
        put(Operation.SIBLING, "one more mail", DESTINATION, bench.recording().with(more));
        ObjectNode twice = own.deepCopy();
        twice.withArray("/" + name).add(own.at("/" + name + "/0"));
        put(Operation.DUPLICATE, "the mail twice", DESTINATION, bench.recording().with(twice));
        for (Recording other : bench.others()) {
            ObjectNode crossed = own.deepCopy();
            crossed.withArray("/" + name).add(other.tree().at("/" + name + "/0"));
            put(
                    Operation.CROSS,
                    "with the mail of call " + bench.recordings.indexOf(other),
                    DESTINATION,
                    bench.recording().with(crossed));
        }
    }
}
