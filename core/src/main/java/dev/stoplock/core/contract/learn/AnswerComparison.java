package dev.stoplock.core.contract.learn;

import dev.stoplock.core.model.Digest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Compares what one tool answers its client in two versions, called alike (EFFECTS, "Comparing two
 * versions"). What an answer repeats of the call, a setting or an upstream's reply is no
 * difference; every other word is one. Pure.
 */
public final class AnswerComparison {

    /** So many lines are shown each for itself, and the rest as one. */
    private static final int MOST_SHOWN = 12;

    private static final String ANOTHER = "another each time";

    private final String tool;
    private final List<Difference> found = new ArrayList<>();

    private AnswerComparison(String tool) {
        this.tool = tool;
    }

    /** Null stands for a version without this tool. */
    public static List<Difference> of(
            String tool, @Nullable Answers before, @Nullable Answers now) {
        AnswerComparison comparison = new AnswerComparison(tool);
        if (before != null && now != null) {
            comparison.compare(before, now);
        } else if (now != null) {
            // that it is new is said elsewhere, and where its answers lead is said here
            comparison.show(
                    now.all().stream().filter(line -> !line.hosts().isEmpty()).toList(),
                    new ArrayList<>());
        }
        return List.copyOf(comparison.found);
    }

    /**
     * Whether a second run of a version answers otherwise than its first one, where the version
     * {@code before} answered calls of one kind alike.
     */
    public static List<Difference> unlike(
            String tool, Answers first, Answers second, @Nullable Answers before) {
        AnswerComparison comparison = new AnswerComparison(tool);
        List<AnswerLine> lines = second.beyond(first);
        if ((before == null || before.isSteady()) && first.isSteady() && !lines.isEmpty()) {
            comparison.add(
                    Difference.Kind.UNSTABLE,
                    "the same call was answered otherwise in a second run: "
                            + lines.getFirst().sentence(),
                    "",
                    ANOTHER);
        }
        return List.copyOf(comparison.found);
    }

    private void add(Difference.Kind kind, String sentence, String before, String now) {
        found.add(new Difference(kind, tool, "its answer", sentence, before, now));
    }

    private void compare(Answers before, Answers now) {
        if (before.isSteady() && !now.isSteady()) {
            add(
                    Difference.Kind.UNSTABLE,
                    "calls of one kind are not answered alike any more",
                    "",
                    ANOTHER);
        }
        List<AnswerLine> lines = now.beyond(before);
        if (!before.isSteady() && !lines.isEmpty()) {
            add(
                    Difference.Kind.UNEXPLAINED,
                    "what it answers is another each time in both versions, and cannot be compared",
                    ANOTHER,
                    ANOTHER);
            lines.removeIf(line -> line.hosts().isEmpty());
        }
        List<AnswerLine> gone =
                before.isSteady()
                        ? new ArrayList<>(
                                before.all().stream()
                                        .filter(line -> !now.says(line, null))
                                        .toList())
                        : new ArrayList<>();
        show(lines, gone);
        gone.stream()
                .limit(MOST_SHOWN)
                .forEach(line ->
                        add(
                                Difference.Kind.NARROWED,
                                "its answer no longer says this",
                                line.sentence(),
                                ""));
    }

    /** Each with the line that stood there before, if one is gone there. */
    private void show(List<AnswerLine> lines, List<AnswerLine> gone) {
        Map<String, List<AnswerLine>> byPlace = new HashMap<>();
        gone.forEach(
                line -> byPlace.computeIfAbsent(line.place(), any -> new ArrayList<>()).add(line));
        List<AnswerLine> rest = new ArrayList<>();
        int shown = 0;
        for (AnswerLine line : lines) {
            // one that leads somewhere is never lost among many
            if (line.hosts().isEmpty() && ++shown > MOST_SHOWN) {
                rest.add(line);
                continue;
            }
            List<AnswerLine> there = byPlace.getOrDefault(line.place(), List.of());
            AnswerLine same = there.isEmpty() ? null : there.removeFirst();
            if (same != null) {
                gone.remove(same);
            }
            add(
                    line.hosts().isEmpty()
                            ? Difference.Kind.UNEXPLAINED
                            : Difference.Kind.NEW_DESTINATION,
                    line.hosts().isEmpty()
                            ? "its answer says what no argument, setting or upstream says"
                            : "its answer leads to " + hosts(List.of(line)),
                    same == null ? "" : same.sentence(),
                    line.sentence());
        }
        if (!rest.isEmpty()) {
            String all = rest.stream().map(AnswerLine::sentence).collect(Collectors.joining("\n"));
            add(
                    Difference.Kind.UNEXPLAINED,
                    "its answers say " + rest.size() + " lines more that nobody else says",
                    "",
                    rest.size() + " lines, " + Digest.sha256(all.getBytes(StandardCharsets.UTF_8)));
        }
    }

    private static String hosts(List<AnswerLine> lines) {
        Set<String> hosts = new TreeSet<>();
        lines.forEach(line -> hosts.addAll(line.hosts()));
        return String.join(", ", hosts);
    }
}
