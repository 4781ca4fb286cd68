package dev.stoplock.core.contract;

import dev.stoplock.core.json.Json;
import dev.stoplock.core.model.contract.AtomPath;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A JSON Pointer (RFC 6901) of a contract, ready to be followed: a star stands for the index that
 * the same star of the explained path stood for; two stars at the end for the same way down as in
 * that path; a hash for the element that an effect is about, where there is one for each.
 */
public record CallPointer(List<String> segments) {

    public static final String BELOW = "**";
    public static final String OF_ELEMENT = "#";

    public CallPointer {
        segments = List.copyOf(segments);
    }

    public static CallPointer of(String pointer) {
        List<String> segments = new ArrayList<>();
        if (!pointer.isEmpty()) {
            for (String segment : pointer.substring(1).split("/", -1)) {
                segments.add(unescaped(segment));
            }
        }
        return new CallPointer(segments);
    }

    /** The same with the number of an effect's element; negative where it is about none. */
    public CallPointer at(int element) {
        if (element < 0 || !segments.contains(OF_ELEMENT)) {
            return this;
        }
        String number = Integer.toString(element);
        return new CallPointer(
                segments.stream().map(each -> each.equals(OF_ELEMENT) ? number : each).toList());
    }

    public static String unescaped(String segment) {
        return segment.indexOf('~') < 0 ? segment : segment.replace("~1", "/").replace("~0", "~");
    }

    /**
     * The value there, or null where there is none. {@code stars}: what its stars stand for, in
     * order; {@code below}: the way down that two stars stand for.
     */
    public @Nullable Json in(Json root, List<Integer> stars, List<String> below) {
        Json at = root;
        int star = 0;
        for (String segment : segments) {
            if (segment.equals(BELOW)) {
                for (String inner : below) {
                    at = step(at, spelled(at, inner));
                    if (at == null) {
                        return null;
                    }
                }
                return at;
            }
            if (segment.equals(AtomPath.STAR)) {
                if (star >= stars.size() || !(at instanceof Json.Arr(List<Json> items))) {
                    return null;
                }
                int index = stars.get(star++);
                at = index < items.size() ? items.get(index) : null;
            } else {
                at = step(at, segment);
            }
            if (at == null) {
                return null;
            }
        }
        return at;
    }

    /**
     * The one member that is called so, or in other letters' case: adapters read the names of
     * headers in lower case.
     */
    private static String spelled(Json at, String segment) {
        if (!(at instanceof Json.Obj(Map<String, Json> members)) || members.containsKey(segment)) {
            return segment;
        }
        List<String> same =
                members.keySet().stream()
                        .filter(name -> name.toLowerCase(Locale.ROOT).equals(segment))
                        .toList();
        return same.size() == 1 ? same.getFirst() : segment;
    }

    private static @Nullable Json step(Json at, String segment) {
        return switch (at) {
            case Json.Obj(Map<String, Json> members) -> members.get(segment);
            case Json.Arr(List<Json> items) -> {
                int number = AtomPath.isIndex(segment) ? Integer.parseInt(segment) : items.size();
                yield number < items.size() ? items.get(number) : null;
            }
            case Json.Str s -> null;
            case Json.Num n -> null;
            case Json.Bool b -> null;
            case Json.Null n -> null;
        };
    }
}
