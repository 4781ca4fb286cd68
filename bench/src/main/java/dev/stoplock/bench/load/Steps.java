package dev.stoplock.bench.load;

import java.util.ArrayList;
import java.util.List;

/**
 * Where the time of one exchange after another goes, as the ledger sees it: until its judgement is
 * durable, until its outcome begins to be recorded, until that is durable. For one connection.
 */
final class Steps {

    /** One step's p50 in milliseconds, and how many times it was taken. */
    record Median(double judged, double away, double outcome, int times) {

        String line() {
            return judged + " " + away + " " + outcome + " " + times;
        }

        static Median parsed(String line) {
            String[] words = line.split(" ", -1);
            return new Median(
                    Double.parseDouble(words[0]),
                    Double.parseDouble(words[1]),
                    Double.parseDouble(words[2]),
                    Integer.parseInt(words[3]));
        }
    }

    private final List<Long> judged = new ArrayList<>();
    private final List<Long> away = new ArrayList<>();
    private final List<Long> outcome = new ArrayList<>();
    private long enclosing;
    private long begun;
    private long left;

    /** A body was enclosed: the first of a record's begins its step. */
    synchronized void enclosed(long before, long after) {
        begun = enclosing == 0 ? before : begun;
        enclosing += after - before;
    }

    synchronized void judged(long before, long after) {
        judged.add(enclosing + after - before);
        enclosing = 0;
        left = after;
    }

    synchronized void outcome(long before, long after) {
        away.add(begun - left);
        outcome.add(enclosing + after - before);
        enclosing = 0;
    }

    /** Of the second half: by then the code is compiled. */
    synchronized Median median() {
        return new Median(
                Steps.median(judged),
                Steps.median(away),
                Steps.median(outcome),
                outcome.size() / 2);
    }

    private static double median(List<Long> all) {
        long[] late = all.stream().skip(all.size() / 2).mapToLong(Long::longValue).toArray();
        return late.length == 0 ? 0 : Samples.of(List.of(late), 1).millis(0.5);
    }
}
