package dev.stoplock.core.model.contract;

import dev.stoplock.core.model.Destination;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * One effect that a tool may cause: by which operation, where, how often in one call, and a clause
 * for each value that it may hold. A value without a clause is not explained. {@code least}: how
 * often each call that went well caused it, 0 where one was seen that did not.
 */
public record EffectContract(
        String operation, Destination destination, Times times, int least, List<Clause> clauses) {

    public EffectContract {
        clauses = List.copyOf(clauses);
        if (least < 0 || least > (times.isPerElement() ? 0 : times.most())) {
            throw new IllegalArgumentException("not a least number of times: " + least);
        }
        Set<AtomPath> paths = new HashSet<>();
        for (Clause clause : clauses) {
            if (!paths.add(clause.path())) {
                throw new IllegalArgumentException(
                        "two clauses are about " + clause.path() + "; a value has one");
            }
        }
    }

    /** One that a call may cause or not. */
    public EffectContract(
            String operation, Destination destination, Times times, List<Clause> clauses) {
        this(operation, destination, times, 0, clauses);
    }

    /**
     * The free bits of choosing between constants that nothing of the call decides: of one such
     * effect, or, {@code perElement}, of each element of a list in it.
     */
    public long choiceBits(boolean perElement) {
        long bits = 0;
        for (Clause clause : clauses) {
            long constants =
                    clause.sources().stream()
                            .filter(source -> source instanceof Source.Constant)
                            .count();
            boolean listed = clause.path().text().contains("/" + AtomPath.STAR);
            if (constants > 1 && listed == perElement) {
                bits += Long.SIZE - Long.numberOfLeadingZeros(constants - 1);
            }
        }
        return bits;
    }

    /**
     * The free bits of one such effect: what a server could hide in it, values that a person let
     * pass unexplained included.
     */
    public long hiddenBits() {
        long bits = 0;
        for (Clause clause : clauses) {
            bits += clause.sources().stream().mapToLong(Source::hiddenBits).max().orElse(0);
            bits += clause.manner().hiddenBits();
        }
        return bits;
    }
}
