package dev.stoplock.core.contract;

import java.util.Arrays;
import java.util.Collection;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/**
 * The runs of letters and digits that texts hold, case and what stands between them left out: what
 * finds a piece of a text again that was split, cut or spelled otherwise.
 *
 * <p>Runs are kept as hashes of 64 bits, sorted; two that differ are taken for the same by chance
 * only.
 */
final class Runs {

    /** Shorter pieces of a text are ids, words and chance. */
    static final int LENGTH = 12;

    private static final long BASE = 0x9E3779B97F4A7C15L;
    private static final long OLDEST = power();

    private final long[] sorted;

    private Runs(long[] sorted) {
        this.sorted = sorted;
    }

    /** No run reaches from one text into the next. */
    static Runs of(Collection<String> texts) {
        long[] all = new long[texts.stream().mapToInt(String::length).sum()];
        int[] count = {0};
        for (String text : texts) {
            anyOf(
                    text,
                    run -> {
                        all[count[0]++] = run;
                        return false;
                    });
        }
        long[] runs = Arrays.copyOf(all, count[0]);
        Arrays.sort(runs);
        return new Runs(runs);
    }

    boolean has(long run) {
        return Arrays.binarySearch(sorted, run) >= 0;
    }

    boolean isEmpty() {
        return sorted.length == 0;
    }

    /** Whether {@code wanted} holds for a run of a text, the first found ending the search. */
    static boolean anyOf(@Nullable String text, LongPredicate wanted) {
        if (text == null || text.length() < LENGTH) {
            return false;
        }
        char[] window = new char[LENGTH];
        long hash = 0;
        int seen = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!Character.isLetterOrDigit(c)) {
                continue;
            }
            c = Character.toLowerCase(c);
            int at = seen % LENGTH;
            hash = (hash - window[at] * OLDEST) * BASE + c;
            window[at] = c;
            seen++;
            if (seen >= LENGTH && wanted.test(mixed(hash))) {
                return true;
            }
        }
        return false;
    }

    private static long power() {
        long power = 1;
        for (int i = 1; i < LENGTH; i++) {
            power *= BASE;
        }
        return power;
    }

    private static long mixed(long hash) {
        return hash ^ hash >>> 29;
    }
}
