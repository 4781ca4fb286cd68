package dev.stoplock.core.model.contract;

/**
 * How often one call may cause an effect: {@code most} times, or, where {@code per} names an array
 * among the call's arguments (a JSON Pointer), that often for each of its elements. {@code per} is
 * empty where it names none.
 */
public record Times(int most, String per) {

    public static final int LARGEST = 10_000;

    public Times {
        if (most < 1 || most > LARGEST) {
            throw new IllegalArgumentException("not a number of times: " + most);
        }
        if (!per.isEmpty() && !per.startsWith("/")) {
            throw new IllegalArgumentException("not a JSON Pointer: " + per);
        }
    }

    public static Times of(int most) {
        return new Times(most, "");
    }

    public boolean isPerElement() {
        return !per.isEmpty();
    }

    @Override
    public String toString() {
        return isPerElement() ? most + " per element of " + per : Integer.toString(most);
    }
}
