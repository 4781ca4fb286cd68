package dev.stoplock.gate.cli;

import dev.stoplock.core.contract.learn.Difference;
import dev.stoplock.core.json.Json;
import dev.stoplock.core.model.LockEntry;
import dev.stoplock.core.model.Refusal;
import dev.stoplock.core.model.Shown;
import dev.stoplock.gate.config.Home;
import dev.stoplock.gate.daemon.DaemonClient;
import dev.stoplock.gate.port.Refused;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What keeps a reviewed version from being accepted without a person: the differences that no
 * policy lets pass and nobody typed, the gravest first.
 */
record HeldReview(LockEntry locked, LockEntry reviewed, List<Difference> waiting) {

    HeldReview {
        waiting =
                waiting.stream().sorted(Comparator.comparing(Difference::kind).reversed()).toList();
    }

    /** Null where nothing waits for a person. */
    static @Nullable HeldReview of(
            LockEntry locked,
            LockEntry reviewed,
            List<Difference> differences,
            Map<String, String> typed) {
        List<Difference> waiting =
                differences.stream().filter(each -> !isHarmless(each, typed)).toList();
        return waiting.isEmpty() ? null : new HeldReview(locked, reviewed, waiting);
    }

    /** Unattended, only what policy lets pass by its class, and what was typed word for word. */
    private static boolean isHarmless(Difference each, Map<String, String> typed) {
        return switch (each.kind().unattended()) {
            case ACCEPT -> true;
            case BY_POLICY ->
                    each.kind() == Difference.Kind.WIDENED_BY_ARGUMENT
                            || each.now().equals(typed.get(each.id()));
            // the answer to its question is one to the difference that it makes
            case NEVER ->
                    each.now().equals(typed.get(each.id()))
                            || each.now().equals(typed.get(each.place().strip()));
        };
    }

    /** Puts it on record, then refuses: whoever is refused can show why. */
    Refused recorded(Site site, Home home) throws Refused, IOException, InterruptedException {
        Refused refused = refused();
        try (DaemonClient client = DaemonStart.connect(site, home)) {
            client.ask(
                    Json.object()
                            .put("do", "held")
                            .put("server", locked.server().value())
                            .put("from", locked.ref().toString())
                            .put("to", reviewed.ref().toString())
                            .put("tree", reviewed.closure().tree().toString())
                            .put("kind", waiting.getFirst().kind().words())
                            .put("sentence", refused.refusal().sentence())
                            .put(
                                    "differences",
                                    Json.strings(waiting.stream().map(HeldReview::line).toList()))
                            .build());
        }
        return refused;
    }

    private Refused refused() {
        Difference first = waiting.getFirst();
        return new Refused(
                Refusal.Exit.LOCK,
                "review.held",
                "this version waits for a person ("
                        + first.kind().words()
                        + "): "
                        + (first.tool().isEmpty() ? "" : Shown.text(first.tool()) + ", ")
                        + Shown.text(first.sentence()),
                "look at it, then answer it at a terminal, or in --answers under \""
                        + Shown.line(first.id())
                        + "\"");
    }

    private static String line(Difference each) {
        String tool = each.tool().isEmpty() ? "" : each.tool() + " · ";
        return each.kind().words() + " · " + tool + each.sentence();
    }
}
