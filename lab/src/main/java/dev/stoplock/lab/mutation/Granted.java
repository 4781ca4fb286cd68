package dev.stoplock.lab.mutation;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The methods and paths that a user grants; a star in a path is one segment, whichever it is. */
record Granted(List<String> methods, List<String> paths) {

    /** Whatever the API has: what an adapter reads needs no narrower grant. */
    static final Granted ALL = new Granted(List.of(), List.of());

    Granted {
        methods = List.copyOf(methods);
        paths = List.copyOf(paths);
    }

    /** As it stands in stoplock.yaml. */
    String text() {
        String quoted =
                paths.stream()
                        .map(path -> "\"" + path + "\"")
                        .collect(Collectors.joining(", ", "[", "]"));
        return "{methods: " + methods + ", paths: " + quoted + "}";
    }

    /** What stands under the stars of a path that is granted, or null where it is not. */
    @Nullable List<String> chosen(String method, String path) {
        if (!methods.contains(method)) {
            return null;
        }
        String[] asked = path.split("/", -1);
        for (String each : paths) {
            String[] granted = each.split("/", -1);
            List<String> chosen = new ArrayList<>();
            boolean fits = granted.length == asked.length;
            for (int i = 0; fits && i < granted.length; i++) {
                if (granted[i].equals("*")) {
                    chosen.add(asked[i]);
                } else {
                    fits = granted[i].equals(asked[i]);
                }
            }
            if (fits) {
                return chosen;
            }
        }
        return null;
    }
}
