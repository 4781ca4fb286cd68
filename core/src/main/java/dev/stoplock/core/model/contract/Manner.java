package dev.stoplock.core.model.contract;

import dev.stoplock.core.model.Form;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * How a value stands at its place: whether it has to be there, and as which types of JSON. {@code
 * always}: in every such effect, below a star in every element. {@code with}: wherever the call has
 * something at one of these pointers. {@code written}: the types that do not follow from an
 * argument that is copied as it is; none says texts only. {@code most}: how many elements a list
 * may have that follows nothing of the call, 0 where one does or there is no list.
 */
public record Manner(boolean always, List<String> with, Set<Form> written, int most) {

    /** It may be left out; an argument keeps its type, and all else is text. */
    public static final Manner FREE = new Manner(false, List.of(), Set.of(), 0);

    private static final int MOST_POINTERS = 16;
    private static final int LONGEST_LIST = 999_999;

    public Manner {
        with = List.copyOf(with);
        written =
                written.isEmpty() ? Set.of() : Collections.unmodifiableSet(EnumSet.copyOf(written));
        if (with.size() > MOST_POINTERS || always && !with.isEmpty()) {
            throw new IllegalArgumentException(
                    "a value is always there, or with up to " + MOST_POINTERS + " arguments");
        }
        if (most < 0 || most > LONGEST_LIST) {
            throw new IllegalArgumentException("not a number of elements: " + most);
        }
        if (!with.stream().allMatch(pointer -> pointer.isEmpty() || pointer.startsWith("/"))) {
            throw new IllegalArgumentException("not a JSON Pointer among " + with);
        }
    }

    /** Whether it is never missed. */
    public boolean isFree() {
        return !always && with.isEmpty();
    }

    /** Whether more may be missing, or stand there as another type, than by the other one. */
    public boolean isLooserThan(Manner other) {
        boolean fewer = !always && (other.always || !with.containsAll(other.with));
        boolean longer = other.most > 0 && (most == 0 || most > other.most);
        return fewer || longer || !other.written.containsAll(written);
    }

    /** The free bits that the choice between several types leaves. */
    public int hiddenBits() {
        return written.size() < 2 ? 0 : 32 - Integer.numberOfLeadingZeros(written.size() - 1);
    }
}
