package dev.stoplock.core.model;

/**
 * What a server may do at most, whatever explains it: mails within an hour, and how often in a row
 * the same call may be made. 0 means none. Numbers only: a limit has no mode.
 */
public record Limits(int mailsPerHour, int identicalCalls) {

    /**
     * What holds where no setting says another. 100 mails an hour is several times what an agent
     * sends that writes each of them, and far less than an abused account is worth; 20 identical
     * calls in a row are more than a model needs to see that the answer stays what it is.
     */
    public static final Limits DEFAULT = new Limits(100, 20);

    public static final int LARGEST = 1_000_000;

    public Limits {
        if (!fits(mailsPerHour) || !fits(identicalCalls)) {
            throw new IllegalArgumentException("a limit is a whole number up to " + LARGEST);
        }
    }

    private static boolean fits(int limit) {
        return limit >= 0 && limit <= LARGEST;
    }
}
