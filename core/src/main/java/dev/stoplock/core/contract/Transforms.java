package dev.stoplock.core.contract;

import dev.stoplock.core.effect.MailAddress;
import dev.stoplock.core.model.Role;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * The exact ways in which a value that leaves may differ from the value that explains it. No fuzzy
 * matching anywhere: a new way is one function in {@link Renderings} and one line here.
 */
public final class Transforms {

    public static final String IDENTITY = "identity";

    /** One transform: its name, and whether {@code leaving} is {@code source} under it. */
    public record Transform(String name, BiPredicate<String, String> holds) {}

    /** Those that say the same receiver or the same place: what the default contract takes. */
    static final List<Transform> OF_DESTINATIONS =
            List.of(
                    new Transform(IDENTITY, String::equals),
                    new Transform("trim", (source, leaving) -> source.strip().equals(leaving)),
                    new Transform("case of the domain part", Transforms::sameAddress),
                    new Transform("element of an address list", Transforms::isElement));

    private static final Map<String, Transform> ALL = all();

    private Transforms() {}

    private static Map<String, Transform> all() {
        Map<String, Transform> all = new LinkedHashMap<>();
        OF_DESTINATIONS.forEach(each -> all.put(each.name(), each));
        Renderings.ALL.forEach((name, writes) ->
                all.put(
                        name,
                        new Transform(
                                name, (source, leaving) -> leaving.equals(writes.apply(source)))));
        return all;
    }

    /** Every listed transform, the plainest first. */
    public static List<Transform> listed() {
        return List.copyOf(ALL.values());
    }

    /** Null where no such transform is listed. */
    static @Nullable Transform named(String name) {
        return ALL.get(name);
    }

    /**
     * What a transform makes of a source, for those that write; null for those that only compare,
     * and where nothing can be made of this source.
     */
    public static @Nullable String written(String name, String source) {
        if (name.equals(IDENTITY)) {
            return source;
        }
        if (name.equals("trim")) {
            return source.strip();
        }
        Renderings.Writing writes = Renderings.ALL.get(name);
        return writes == null ? null : writes.apply(source);
    }

    /** The names of those that write, the plainest first. */
    public static List<String> writing() {
        List<String> names = new ArrayList<>(List.of(IDENTITY, "trim"));
        names.addAll(Renderings.ALL.keySet());
        return names;
    }

    /**
     * The name of the first transform that leads from {@code source} to {@code leaving}, or null.
     */
    static @Nullable String between(String source, String leaving, Role role) {
        // a text that is one link or one number may end its line, where an address may not
        boolean text = role == Role.NONE || role == Role.LINK;
        if (text && source.strip().equals(leaving.strip()) && !source.isBlank()) {
            return source.equals(leaving) ? IDENTITY : "trim";
        }
        for (Transform transform : OF_DESTINATIONS) {
            if (transform.holds().test(source, leaving)) {
                return transform.name();
            }
        }
        return null;
    }

    /** No list of addresses is read to look for what is none. */
    private static boolean mayBeAddress(String leaving) {
        return leaving.indexOf('@') > 0;
    }

    private static boolean sameAddress(String source, String leaving) {
        if (!mayBeAddress(leaving)) {
            return false;
        }
        List<MailAddress> list = MailAddress.written(source);
        return list != null && list.size() == 1 && isBare(list.getFirst(), leaving);
    }

    private static boolean isElement(String source, String leaving) {
        if (!mayBeAddress(leaving)) {
            return false;
        }
        List<MailAddress> list = MailAddress.written(source);
        return list != null && list.stream().anyMatch(address -> isBare(address, leaving));
    }

    /** Threat: a sentence that ends in an address in angle brackets reads as one with a name. */
    private static boolean isBare(MailAddress address, String leaving) {
        return address.display().isEmpty() && address.canonical().equals(leaving);
    }
}
