package dev.stoplock.gate.console;

import dev.stoplock.core.model.Refusal;
import dev.stoplock.gate.port.Refused;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/** Reads a form that was posted: {@code application/x-www-form-urlencoded}, small. */
final class Form {

    static final int LONGEST = 16 << 10;

    private static final int MOST_FIELDS = 64;
    private static final String TYPE = "application/x-www-form-urlencoded";

    private Form() {}

    /** Whether it says beforehand that it is too long. */
    static boolean isTooLong(Request request) {
        return request.getLength() > LONGEST;
    }

    /** The fields in order; null where the body is longer than {@link #LONGEST}. */
    static @Nullable Map<String, List<String>> read(Request request) throws IOException, Refused {
        try (InputStream in = Request.asInputStream(request)) {
            byte[] bytes = in.readNBytes(LONGEST + 1);
            return bytes.length > LONGEST
                    ? null
                    : parse(
                            request.getHeaders().get(HttpHeader.CONTENT_TYPE),
                            new String(bytes, StandardCharsets.UTF_8));
        }
    }

    private static Map<String, List<String>> parse(@Nullable String type, String text)
            throws Refused {
        if (text.isEmpty()) {
            return Map.of();
        }
        if (type == null || !type.split(";", 2)[0].strip().equalsIgnoreCase(TYPE)) {
            throw unreadable("it is no form");
        }
        Map<String, List<String>> fields = new LinkedHashMap<>();
        String[] pairs = text.split("&", -1);
        if (pairs.length > MOST_FIELDS) {
            throw unreadable("it has over " + MOST_FIELDS + " fields");
        }
        for (String pair : pairs) {
            int equals = pair.indexOf('=');
            try {
                String name =
                        URLDecoder.decode(
                                equals < 0 ? pair : pair.substring(0, equals),
                                StandardCharsets.UTF_8);
                String value =
                        equals < 0
                                ? ""
                                : URLDecoder.decode(
                                        pair.substring(equals + 1), StandardCharsets.UTF_8);
                fields.computeIfAbsent(name, key -> new ArrayList<>()).add(value);
            } catch (IllegalArgumentException e) {
                throw unreadable("it is not coded as a form");
            }
        }
        return fields;
    }

    private static Refused unreadable(String why) {
        return new Refused(
                Refusal.Exit.USAGE,
                "console.form",
                "what was sent cannot be read: " + why,
                "go back and send the form again");
    }
}
