package dev.stoplock.lab.mutation;

import static dev.stoplock.lab.mutation.Expected.CREDENTIAL;
import static dev.stoplock.lab.mutation.Expected.DESTINATION;
import static dev.stoplock.lab.mutation.Expected.META;
import static dev.stoplock.lab.mutation.Expected.UNREADABLE;

import dev.stoplock.lab.loopback.Header;
import java.util.List;
import java.util.Locale;

/** What can be done to a header field: the one that authorises, and those that say little. */
final class HeadMoves {

    /** Where clients of one API or another put what authorises. */
    private static final List<String> CREDENTIALS =
            List.of(
                    "Authorization",
                    "Proxy-Authorization",
                    "Cookie",
                    "X-Api-Key",
                    "Api-Key",
                    "X-Auth-Token",
                    "X-Postmark-Server-Token",
                    "X-Postmark-Account-Token");

    private final Bench bench;
    private final Place place;
    private final String name;
    private final String value;
    private final Wire request;

    HeadMoves(Bench bench, Place place) {
        this.bench = bench;
        this.place = place;
        this.name = place.name();
        this.request = bench.request();
        this.value = request.field(name);
    }

    void all() {
        if (place.kind() == Place.Kind.CREDENTIAL) {
            credential();
        } else {
            meta();
        }
    }

    private void put(Operation operation, String variant, Expected expected, Wire wire) {
        bench.wire(place, operation, variant, expected, wire);
    }

    private String literal() {
        return "re_" + bench.word() + bench.word() + bench.word();
    }

    private void credential() {
        String prefix = bench.subject.prefix();
        String token = bench.subject.marker();
        String mark = token.substring(2, token.length() - 2);
        for (String twist :
                List.of(
                        "cut", "longer", "upper", "reverse", "base64", "percent", "quoted",
                        "spaced", "half")) {
            Operation operation =
                    List.of("base64", "percent", "quoted", "upper").contains(twist)
                            ? Operation.REENCODE
                            : Operation.CHANGE;
            put(
                    operation,
                    "its token " + twist,
                    CREDENTIAL,
                    request.replaced(name, prefix + "{{" + mark + ":" + twist + "}}"));
        }
        put(
                Operation.CHANGE,
                "a token of the server's",
                CREDENTIAL,
                request.replaced(name, prefix + literal()));
        put(
                Operation.CHANGE,
                "a token that looks like the gate's",
                CREDENTIAL,
                request.replaced(
                        name,
                        prefix
                                + "stoplock-"
                                + bench.word()
                                + bench.word()
                                + bench.word()
                                + bench.word()));
        put(
                Operation.CHANGE,
                "the secret's name",
                CREDENTIAL,
                request.replaced(name, prefix + "secret " + bench.subject.secret()));
        put(Operation.CHANGE, "no token", CREDENTIAL, request.replaced(name, ""));
        // of an API that nobody knows the grant names the header, and no scheme
        boolean known = bench.subject.mailing() != null;
        for (String scheme :
                List.of(
                        "Basic ",
                        "Token ",
                        "bearer ",
                        "Bearer  ",
                        "Bearer\t",
                        "Bearer Bearer ",
                        "Bearer")) {
            if (!scheme.equals(prefix)) {
                put(
                        Operation.REENCODE,
                        "behind " + scheme.replace("\t", "tab").strip() + scheme.length(),
                        known ? CREDENTIAL : META,
                        request.replaced(name, scheme + token));
            }
        }
        if (!prefix.isEmpty()) {
            put(
                    Operation.REENCODE,
                    "without a scheme",
                    known ? CREDENTIAL : META,
                    request.replaced(name, token));
        }
        for (String other : CREDENTIALS) {
            if (other.equalsIgnoreCase(name)) {
                continue;
            }
            put(
                    Operation.SIBLING,
                    "its own token in " + other,
                    CREDENTIAL,
                    request.with(other, prefix + literal()));
            put(Operation.SIBLING, "the token in " + other, CREDENTIAL, request.with(other, token));
            put(
                    Operation.MOVE,
                    "to " + other,
                    CREDENTIAL,
                    request.without(name).with(other, token));
            put(
                    Operation.MOVE,
                    "to " + other + " as bearer",
                    CREDENTIAL,
                    request.without(name).with(other, "Bearer " + token));
        }
        for (String other :
                List.of(
                        "X-Amz-Security-Token",
                        "X-Access-Token",
                        "X-Token",
                        "From",
                        "X-Forwarded-For")) {
            put(Operation.SIBLING, "the token in " + other, CREDENTIAL, request.with(other, token));
        }
        for (String other : List.of("User-Agent", "Accept", "Accept-Language", "Idempotency-Key")) {
            // the token of this API, said to this API, where it means nothing
            put(
                    Operation.MOVE,
                    "a copy to " + other,
                    META,
                    request.without(other).with(other, token));
        }
        for (String parameter : List.of("token", "api_key", "access_token", "server_token")) {
            put(
                    Operation.MOVE,
                    "to the query as " + parameter,
                    CREDENTIAL,
                    request.without(name).withQuery(parameter + "=" + token));
            put(
                    Operation.SIBLING,
                    "also in the query as " + parameter,
                    CREDENTIAL,
                    request.withQuery(
                            (request.query().isEmpty() ? "" : request.query() + "&")
                                    + parameter
                                    + "="
                                    + token));
        }
        String others = "{{" + bench.subject.other().secret() + "}}";
        put(
                Operation.CROSS,
                "the other API's token",
                CREDENTIAL,
                request.replaced(name, prefix + others));
        put(
                Operation.CROSS,
                "the other API's token too",
                CREDENTIAL,
                request.with(name, prefix + others));
        put(
                Operation.CROSS,
                "the other API's token in its header",
                CREDENTIAL,
                request.with(
                        prefix.isEmpty() ? "Authorization" : "X-Postmark-Server-Token",
                        prefix.isEmpty() ? "Bearer " + others : others));
        String lower = name.toLowerCase(Locale.ROOT);
        put(Operation.DUPLICATE, "twice", UNREADABLE, request.with(lower, value));
        put(
                Operation.DUPLICATE,
                "twice in another case",
                UNREADABLE,
                request.with(name.toUpperCase(Locale.ROOT), value));
        put(
                Operation.DUPLICATE,
                "another behind it",
                UNREADABLE,
                request.with(lower, prefix + literal()));
        put(
                Operation.DUPLICATE,
                "another before it",
                UNREADABLE,
                request.withFirst(lower, prefix + literal()));
        put(
                Operation.DUPLICATE,
                "two in one field",
                CREDENTIAL,
                request.replaced(name, value + ", " + prefix + literal()));
    }

    private void meta() {
        boolean type = name.equals("content-type") && bench.recording().hasBody();
        Expected other = type ? UNREADABLE : META;
        put(Operation.CHANGE, "other words", other, request.replaced(name, "word-" + bench.word()));
        put(Operation.CHANGE, "nothing", other, request.replaced(name, ""));
        put(Operation.CHANGE, "an address", DESTINATION, request.replaced(name, bench.stranger()));
        put(
                Operation.CHANGE,
                "a link",
                DESTINATION,
                request.replaced(name, "https://collector.example/" + bench.word()));
        put(
                Operation.CHANGE,
                "a domain",
                DESTINATION,
                request.replaced(name, bench.word() + ".collector.example"));
        if (type) {
            put(
                    Operation.CHANGE,
                    "with its charset",
                    META,
                    request.replaced(name, value + "; charset=utf-8"));
            for (String coding :
                    List.of(
                            "text/plain",
                            "application/json; charset=utf-16",
                            "application/json; charset=utf-7",
                            "application/x-www-form-urlencoded",
                            "multipart/form-data; boundary=x",
                            "application/json, text/html",
                            "application/json; charset=utf-8; charset=utf-16",
                            "application/jsonp")) {
                // a document that looks like JSON is judged as what it is
                boolean any = bench.subject.mailing() == null && coding.equals("text/plain");
                put(
                        Operation.REENCODE,
                        coding,
                        any ? META : UNREADABLE,
                        request.replaced(name, coding));
            }
        }
        for (String added :
                List.of(
                        "X-Forwarded-Host",
                        "X-HTTP-Method-Override",
                        "X-Original-URL",
                        "X-Rewrite-URL",
                        "Forwarded",
                        "X-Account-Id",
                        "X-Tenant",
                        "Resend-Account",
                        "X-PM-Message-Stream",
                        "X-Bcc",
                        "Referer",
                        "Origin",
                        "From",
                        "Via",
                        "X-Request-Id",
                        "Traceparent")) {
            String said =
                    added.contains("Method")
                            ? "DELETE"
                            : added.contains("URL") ? "/email/batch" : bench.word();
            put(Operation.SIBLING, added, DESTINATION, request.with(added, said));
        }
        for (String added :
                List.of(
                        "Idempotency-Key",
                        "Accept-Language",
                        "Cache-Control",
                        "Date",
                        "Priority")) {
            put(Operation.SIBLING, added, META, request.with(added, bench.word()));
        }
        String safe = value.replaceAll("[^A-Za-z0-9./_-]", "");
        put(
                Operation.MOVE,
                "under another name",
                DESTINATION,
                request.without(name).with("X-" + name, value.isEmpty() ? "x" : value));
        put(
                Operation.MOVE,
                "into the query",
                bench.subject.undocumented(),
                request.withQuery("h=" + safe));
        if (bench.recording().hasBody()) {
            bench.tree(
                    place,
                    Operation.MOVE,
                    "into the body",
                    bench.subject.undocumented(),
                    tree -> tree.put("header", value));
        }
        for (Recording theirs : bench.recordings) {
            for (Header field : theirs.request().fields()) {
                String given = field.name().toLowerCase(Locale.ROOT);
                if (given.equals(name) && !field.value().equals(value)) {
                    put(
                            Operation.CROSS,
                            "that of call " + bench.recordings.indexOf(theirs),
                            other,
                            request.replaced(name, field.value()));
                }
            }
            put(
                    Operation.CROSS,
                    "the recipient of call " + bench.recordings.indexOf(theirs),
                    DESTINATION,
                    request.replaced(name, recipient(theirs)));
        }
        String head = request.head();
        String line =
                head.substring(head.toLowerCase(Locale.ROOT).indexOf("\r\n" + name + ":") + 2);
        String own = line.substring(0, line.indexOf("\r\n"));
        String whole = request.text();
        for (String[] form :
                new String[][] {
                    {"folded", own.replaceFirst(": ?", ":\r\n ")},
                    {"folded with a tab", own + "\r\n\tmore"},
                    {"a space before the colon", own.replaceFirst(":", " :")},
                    {"a bare CR", own + "\rX-Bcc: x"},
                    {"a bare LF", own + "\nX-Bcc: x"},
                    {"a null", own + "\u0000"},
                    {"a byte above 7e", own + "\u00e9"},
                    {"a name with brackets", own.replaceFirst("^[^:]+", "X(bcc)")},
                    {"no name", own.replaceFirst("^[^:]+", "")},
                    {"no colon", own.replace(":", "")}
                }) {
            bench.raw(
                    place,
                    Operation.REENCODE,
                    form[0],
                    UNREADABLE,
                    Step.of(bench.subject.host(), whole.replace(own, form[1])));
        }
        put(Operation.DUPLICATE, "twice", type ? UNREADABLE : META, request.with(name, value));
        put(
                Operation.DUPLICATE,
                "another behind it",
                type ? UNREADABLE : META,
                request.with(name, "word-" + bench.word()));
        put(
                Operation.DUPLICATE,
                "an address behind it",
                type ? UNREADABLE : DESTINATION,
                request.with(name, bench.stranger()));
    }

    private String recipient(Recording theirs) {
        Mailing mailing = bench.subject.mailing();
        String text = mailing == null ? "" : mailing.first(theirs.tree(), "to");
        // a call that lingers still explains what it named, where nobody is mailed
        boolean own = theirs == bench.recording() || !bench.isMail();
        return text.isEmpty() || own ? bench.stranger() : Mailboxes.of(text).getFirst().address();
    }
}
