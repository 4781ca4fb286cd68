package dev.stoplock.gate.console;

import dev.stoplock.gate.port.Refused;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One thing the console answers: a method, a path whose segments in braces are variable, who may
 * ask, and what does it.
 */
record Route(String method, String path, Access access, Answering answering) {

    /** Who may ask. */
    enum Access {
        /** anybody who may talk to the console at all */
        OPEN,
        /** who is signed in */
        SESSION,
        /** who is signed in, from a page of ours: it streams to that page only */
        STREAM
    }

    /** Does it. A refusal becomes a page. */
    interface Answering {
        @Nullable Answer answer(Asked asked) throws Refused, IOException;
    }

    private static final String SEGMENT = "[A-Za-z0-9][A-Za-z0-9._-]{0,79}";

    /** The variable segments of a path that this is the route of, or null. */
    @Nullable Map<String, String> match(String asked) {
        List<String> pattern = List.of(path.split("/", -1));
        List<String> given = List.of(asked.split("/", -1));
        if (pattern.size() != given.size()) {
            return null;
        }
        Map<String, String> segments = new HashMap<>();
        for (int i = 0; i < pattern.size(); i++) {
            String part = pattern.get(i);
            if (part.startsWith("{")) {
                if (!given.get(i).matches(SEGMENT)) {
                    return null;
                }
                segments.put(part.substring(1, part.length() - 1), given.get(i));
            } else if (!part.equals(given.get(i))) {
                return null;
            }
        }
        return segments;
    }

    @Override
    public String toString() {
        return method + " " + path + " " + access;
    }
}
