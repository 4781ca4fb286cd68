package dev.stoplock.core.contract.learn;

import dev.stoplock.core.contract.FileForms;
import dev.stoplock.core.contract.JsonTexts;
import dev.stoplock.core.contract.Transforms;
import dev.stoplock.core.json.Json;
import dev.stoplock.core.model.AtomClass;
import dev.stoplock.core.model.NamedFile;
import dev.stoplock.core.model.Role;
import dev.stoplock.core.model.contract.Source;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Where one observed value may come from: every place of the call, of the settings, and of what the
 * host replied that has it, each with the plainest transform that leads from there; the likeliest
 * first.
 */
final class Candidates {

    /** A value that no chance puts in two places. */
    private static final int TELLING = 5;

    private static final int LONGEST_RETURNED = 256;

    /** A source, and how sure it is that chance did not put the value there: less is surer. */
    record Candidate(Source source, int doubt) {}

    private Candidates() {}

    static List<Candidate> of(Observed seen) {
        Map<Source, Integer> found = new LinkedHashMap<>();
        for (Leaves.Node node : Leaves.of(seen.sample().arguments())) {
            String via = via(node.value(), seen.value());
            if (via != null) {
                found.putIfAbsent(
                        new Source.Argument(Leaves.pointer(node, seen), via),
                        doubt(node.lastName(), seen, 0));
            }
        }
        if (seen.atom().kind() == AtomClass.CONTENT) {
            files(seen, found);
            seen.sample()
                    .footers()
                    .forEach((name, text) -> {
                        String via = via(Json.of(text), seen.value());
                        if (via != null) {
                            found.putIfAbsent(new Source.Rule(name, via), doubt(name, seen, 1));
                        }
                    });
        }
        seen.sample()
                .settings()
                .forEach((name, value) -> {
                    String via = via(Json.of(value), seen.value());
                    if (via != null) {
                        found.putIfAbsent(new Source.Setting(name, via), doubt(name, seen, 1));
                    }
                });
        if (mayComeBack(seen)) {
            for (Json reply : seen.replies()) {
                for (Leaves.Node node : Leaves.of(reply)) {
                    if (seen.value().equals(JsonTexts.leaf(node.value()))) {
                        found.putIfAbsent(
                                new Source.Reply(Leaves.pointer(node, seen)),
                                doubt(node.lastName(), seen, 2));
                    }
                }
            }
        }
        List<Candidate> candidates = new ArrayList<>();
        found.forEach((source, doubt) -> candidates.add(new Candidate(source, doubt)));
        candidates.sort((one, other) -> Integer.compare(one.doubt(), other.doubt()));
        return candidates;
    }

    private static void files(Observed seen, Map<Source, Integer> found) {
        for (NamedFile named : seen.sample().files()) {
            String via =
                    named instanceof NamedFile.Read read ? FileForms.via(read, seen.value()) : null;
            for (Leaves.Node node : Leaves.of(seen.sample().arguments())) {
                if (via != null && Leaves.literal(node).equals(named.pointer())) {
                    found.putIfAbsent(
                            new Source.File(
                                    node.indices().equals(seen.indices())
                                            ? node.starred()
                                            : Leaves.literal(node),
                                    via),
                            doubt(node.lastName(), seen, 0));
                }
            }
        }
    }

    private static @Nullable String via(Json value, String leaving) {
        String text = JsonTexts.leaf(value);
        if (text != null) {
            if (text.isEmpty()) {
                return null;
            }
            for (Transforms.Transform transform : Transforms.listed()) {
                if (transform.holds().test(text, leaving)) {
                    return transform.name();
                }
            }
            return null;
        }
        for (Map.Entry<String, Function<Json, @Nullable String>> join :
                JsonTexts.JOINS.entrySet()) {
            if (leaving.equals(join.getValue().apply(value))) {
                return join.getKey();
            }
        }
        return null;
    }

    private static int doubt(String name, Observed seen, int kind) {
        boolean named = plain(name).equals(plain(lastName(seen.atom().path())));
        return (seen.value().length() >= TELLING ? 0 : 20) + (named ? 0 : 10) + kind;
    }

    private static String lastName(String path) {
        String[] segments = path.split("/", -1);
        for (int i = segments.length - 1; i >= 0; i--) {
            if (!segments[i].matches("[0-9]+|#?name")) {
                return segments[i];
            }
        }
        return path;
    }

    private static String plain(String name) {
        return name.replaceAll("[^A-Za-z0-9]", "").toLowerCase(Locale.ROOT);
    }

    private static boolean mayComeBack(Observed seen) {
        return switch (seen.atom().kind()) {
            case CREDENTIAL -> false;
            case CONTENT, META -> seen.value().length() >= TELLING;
            case DESTINATION ->
                    seen.atom().role() == Role.SELECTOR
                            && seen.value().length() >= TELLING
                            && seen.value().length() <= LONGEST_RETURNED;
        };
    }

    static boolean routesNothing(Observed seen) {
        return seen.atom().kind() == AtomClass.CONTENT || seen.atom().kind() == AtomClass.META;
    }
}
