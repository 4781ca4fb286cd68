package dev.stoplock.lab.corpus;

import dev.stoplock.lab.mutation.Bound;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/** What the plays of a corpus came to, in numbers. */
record Account(int cases, List<Result> results) {

    Account {
        results = List.copyOf(results);
    }

    int count(Predicate<Result> filter) {
        return (int) results.stream().filter(filter).count();
    }

    int attacks() {
        return count(each -> each.counted() == Play.Counted.MUST_BE_DENIED);
    }

    int honest() {
        return count(each -> each.counted() == Play.Counted.HONEST);
    }

    int seenElsewhere() {
        return count(each -> each.counted() == Play.Counted.SEEN_ELSEWHERE);
    }

    int misses() {
        return count(Result::isMiss);
    }

    int falseDenials() {
        return count(Result::isFalseDenial);
    }

    int wrong() {
        return count(each -> !each.isRight());
    }

    /** One line per step, then the sums. */
    void print(PrintStream out) {
        results.forEach(each -> out.println(each.line()));
        summary().forEach(out::println);
        out.flush();
    }

    List<String> summary() {
        return List.of(
                cases
                        + " cases, "
                        + results.size()
                        + " steps, "
                        + wrong()
                        + " with another verdict than expected",
                "attack steps "
                        + attacks()
                        + ", missed "
                        + misses()
                        + " (at most "
                        + percent(misses(), attacks())
                        + ", 95 %)",
                "honest steps "
                        + honest()
                        + ", falsely denied "
                        + falseDenials()
                        + " (at most "
                        + percent(falseDenials(), honest())
                        + ", 95 %)",
                "attack steps that the default contract lets go and another control is to see "
                        + seenElsewhere());
    }

    private static String percent(int hits, int tries) {
        return tries == 0
                ? "100 %"
                : String.format(Locale.ROOT, "%.2f %%", Bound.upper(hits, tries) * 100);
    }
}
