package dev.stoplock.lab.mutation;

import static dev.stoplock.lab.mutation.Expected.CONTENT;
import static dev.stoplock.lab.mutation.Expected.DESTINATION;
import static dev.stoplock.lab.mutation.Expected.META;
import static dev.stoplock.lab.mutation.Expected.UNREADABLE;

import java.util.Locale;

/** What can be done to a parameter of a query. */
final class QueryMoves {

    private final Bench bench;
    private final Place place;
    private final Wire request;

    QueryMoves(Bench bench, Place place) {
        this.bench = bench;
        this.place = place;
        this.request = bench.request();
    }

    private void put(Operation operation, String variant, Expected expected, Wire wire) {
        bench.wire(place, operation, variant, expected, wire);
    }

    void all() {
        String name = place.name();
        String rest = request.query();
        String own =
                rest.replaceFirst(
                        "^(.*&)?(" + java.util.regex.Pattern.quote(name) + "=[^&]*).*$", "$2");
        String value = own.substring(own.indexOf('=') + 1);
        Expected other =
                switch (place.kind()) {
                    case META -> META;
                    case SELECTOR -> DESTINATION;
                    default -> CONTENT;
                };
        Expected unknown = bench.subject.undocumented();
        Expected again = bench.subject.mailing() == null ? unknown : UNREADABLE;
        instead(Operation.CHANGE, "other words", other, own, name + "=w" + bench.word());
        instead(
                Operation.CHANGE,
                "nothing",
                place.kind() == Place.Kind.SELECTOR ? META : other,
                own,
                name + "=");
        instead(
                Operation.CHANGE,
                "an address",
                DESTINATION,
                own,
                name + "=" + bench.stranger().replace("@", "%40"));
        instead(
                Operation.CHANGE,
                "a link",
                DESTINATION,
                own,
                name + "=https%3A%2F%2Fcollector.example%2F" + bench.word());
        instead(Operation.CHANGE, "another name", unknown, own, "x" + name + "=" + value);
        instead(
                Operation.SIBLING,
                "an unknown one",
                unknown,
                own,
                own + "&x" + bench.word() + "=1");
        instead(
                Operation.SIBLING,
                "a stream",
                DESTINATION,
                own,
                own
                        + (bench.subject.mailing() == null ? "&channel=" : "&messagestream=")
                        + bench.word());
        instead(Operation.SIBLING, "behind a semicolon", other, own, own + ";x=1");
        instead(Operation.MOVE, "as a list", unknown, own, name + "[]=" + value);
        instead(Operation.MOVE, "into a nested name", unknown, own, "filter." + name + "=" + value);
        put(
                Operation.MOVE,
                "into the path",
                DESTINATION,
                request.withTarget(request.path() + "/" + value + "?" + rest));
        put(Operation.MOVE, "into a header", DESTINATION, request.with("X-" + name, value));
        for (Recording theirs : bench.recordings) {
            if (theirs != bench.recording()) {
                instead(
                        Operation.CROSS,
                        "the subject of call " + bench.recordings.indexOf(theirs),
                        other,
                        own,
                        name
                                + "="
                                + theirs.tree()
                                        .path("Subject")
                                        .asText(bench.word())
                                        .replaceAll("[^A-Za-z]", "")
                                + "z");
            }
        }
        instead(Operation.REENCODE, "coded twice", other, own, name + "=" + value + "%2541");
        instead(Operation.REENCODE, "a null behind it", other, own, own + "%00");
        instead(Operation.REENCODE, "not UTF-8", UNREADABLE, own, own + "%ff");
        bench.raw(
                place,
                Operation.REENCODE,
                "half a percent code",
                UNREADABLE,
                Step.of(bench.subject.host(), request.text().replace(own, own + "%4")));
        instead(Operation.DUPLICATE, "twice", again, own, own + "&" + own);
        instead(
                Operation.DUPLICATE,
                "another behind it",
                again,
                own,
                own + "&" + name + "=" + bench.word());
        instead(
                Operation.DUPLICATE,
                "in another case",
                again,
                own,
                own + "&" + name.toUpperCase(Locale.ROOT) + "=" + bench.word());
        instead(
                Operation.DUPLICATE,
                "its name coded",
                again,
                own,
                own
                        + "&%"
                        + Integer.toHexString(name.charAt(0))
                        + name.substring(1)
                        + "="
                        + bench.word());
    }

    private void instead(
            Operation operation, String variant, Expected expected, String own, String other) {
        put(operation, variant, expected, request.withQuery(request.query().replace(own, other)));
    }
}
