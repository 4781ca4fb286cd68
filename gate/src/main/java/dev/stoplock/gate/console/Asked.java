package dev.stoplock.gate.console;

import dev.stoplock.gate.console.Sessions.Session;
import dev.stoplock.gate.console.page.Frame;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request that was let in: the variable segments of its path, its form, and who asks ({@code
 * session} is null where nobody is signed in, which only open routes see). {@code last} is the
 * number of the last event a stream's reader has, -1 for none.
 */
record Asked(
        Map<String, String> path,
        Map<String, List<String>> form,
        @Nullable Session session,
        Frame.Theme theme,
        String authority,
        long user,
        int last) {

    Asked {
        path = Map.copyOf(path);
        form = Map.copyOf(form);
    }

    Asked with(Map<String, List<String>> read) {
        return new Asked(path, read, session, theme, authority, user, last);
    }

    String segment(String name) {
        String value = path.get(name);
        if (value == null) {
            throw new IllegalArgumentException("the route has no segment " + name);
        }
        return value;
    }

    /** The only value of a form's field, empty where it is absent or given twice. */
    String field(String name) {
        List<String> values = form.getOrDefault(name, List.of());
        return values.size() == 1 ? values.getFirst() : "";
    }

    /** Who asks, on a route that only a session reaches. */
    Session signedIn() {
        if (session == null) {
            throw new IllegalStateException("an open route asked who is signed in");
        }
        return session;
    }
}
