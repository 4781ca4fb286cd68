package dev.stoplock.lab.mutation;

/** Exact bounds of a proportion (Clopper and Pearson, 1934). */
public final class Bound {

    private static final double LEFT = 0.05;

    private Bound() {}

    /**
     * The one-sided upper 95 % bound of the rate behind {@code hits} among {@code tries}: the
     * largest rate under which so few hits would still be seen once in twenty times.
     */
    public static double upper(int hits, int tries) {
        if (hits < 0 || hits > tries) {
            throw new IllegalArgumentException(hits + " of " + tries);
        }
        if (hits == tries) {
            return 1;
        }
        double low = 0;
        double high = 1;
        for (int i = 0; i < 200; i++) {
            double middle = (low + high) / 2;
            if (atMost(hits, tries, middle) > LEFT) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return high;
    }

    /** The probability of at most so many hits. */
    private static double atMost(int hits, int tries, double rate) {
        if (rate <= 0) {
            return 1;
        }
        if (rate >= 1) {
            return 0;
        }
        double logTerm = tries * Math.log1p(-rate);
        double sum = Math.exp(logTerm);
        for (int k = 1; k <= hits; k++) {
            logTerm += Math.log((double) (tries - k + 1) / k) + Math.log(rate) - Math.log1p(-rate);
            sum += Math.exp(logTerm);
        }
        return sum;
    }
}
