package dev.stoplock.lab.mutation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.stoplock.lab.loopback.Header;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Finds every atom of a recorded request. */
final class Places {

    /** Written by the gate's own canonical writer, so not the server's: their framing is. */
    private static final Set<String> FRAMING =
            Set.of("host", "connection", "content-length", "accept-encoding");

    /** An array of more plain values than this is one value: bytes, say. */
    private static final int MOST_ELEMENTS = 60;

    private Places() {}

    static List<Place> of(Subject subject, Recording recording) {
        List<Place> places = new ArrayList<>();
        Wire request = recording.request();
        places.add(new Place("method", Place.Kind.TARGET));
        String[] segments = request.path().split("/", -1);
        for (int i = 1; i < segments.length; i++) {
            places.add(new Place("path/" + (i - 1), Place.Kind.TARGET));
        }
        for (String parameter : request.query().split("&")) {
            if (!parameter.isEmpty()) {
                String name = parameter.split("=", 2)[0];
                places.add(new Place("query/" + name, parameterKind(subject, name)));
            }
        }
        for (Header field : request.fields()) {
            String name = field.name().toLowerCase(Locale.ROOT);
            if (!FRAMING.contains(name)) {
                boolean authorises = name.equals(subject.credential());
                places.add(
                        new Place(
                                "header/" + name,
                                authorises ? Place.Kind.CREDENTIAL : Place.Kind.META));
            }
        }
        JsonNode body = Trees.parse(request.body());
        if (body != null) {
            body.properties()
                    .forEach(member ->
                            leaves(subject, "body/" + member.getKey(), member.getValue(), places));
        }
        places.add(new Place("framing", Place.Kind.FRAMING));
        return places;
    }

    private static Place.Kind parameterKind(Subject subject, String name) {
        if (subject.mailing() == null && subject.selects(name)) {
            return Place.Kind.SELECTOR;
        }
        return Set.of("count", "offset").contains(name) ? Place.Kind.META : Place.Kind.CONTENT;
    }

    private static void leaves(Subject subject, String path, JsonNode value, List<Place> places) {
        if (value instanceof ArrayNode array && !isBytes(array)) {
            for (int i = 0; i < array.size(); i++) {
                leaves(subject, path + "/" + i, array.get(i), places);
            }
        } else if (value.isObject()) {
            value.properties()
                    .forEach(member ->
                            leaves(
                                    subject,
                                    path + "/" + escaped(member.getKey()),
                                    member.getValue(),
                                    places));
        } else {
            places.add(new Place(path, subject.kind(path.substring("body".length()))));
        }
    }

    private static boolean isBytes(ArrayNode array) {
        return array.size() > MOST_ELEMENTS || !array.isEmpty() && array.get(0).isNumber();
    }

    private static String escaped(String name) {
        return name.replace("~", "~0").replace("/", "~1");
    }
}
