package dev.stoplock.core.contract;

import dev.stoplock.core.effect.MailAddress;
import dev.stoplock.core.model.Role;
import java.util.List;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * The exact ways in which a value that leaves may differ from the value that explains it. No fuzzy
 * matching anywhere.
 */
final class Transforms {

    /** One transform: its name, and whether {@code leaving} is {@code source} under it. */
    record Transform(String name, BiPredicate<String, String> holds) {}

    static final List<Transform> ALL =
            List.of(
                    new Transform("identity", String::equals),
                    new Transform("trim", (source, leaving) -> source.strip().equals(leaving)),
                    new Transform("case of the domain part", Transforms::sameAddress),
                    new Transform("element of an address list", Transforms::isElement));

    private Transforms() {}

    /**
     * The name of the first transform that leads from {@code source} to {@code leaving}, or null.
     */
    static @Nullable String between(String source, String leaving, Role role) {
        // a text that is one link or one number may end its line, where an address may not
        boolean text = role == Role.NONE || role == Role.LINK;
        if (text && source.strip().equals(leaving.strip()) && !source.isBlank()) {
            return source.equals(leaving) ? "identity" : "trim";
        }
        for (Transform transform : ALL) {
            if (transform.holds().test(source, leaving)) {
                return transform.name();
            }
        }
        return null;
    }

    private static boolean sameAddress(String source, String leaving) {
        List<MailAddress> list = MailAddress.list(source);
        return list != null && list.size() == 1 && isBare(list.getFirst(), leaving);
    }

    private static boolean isElement(String source, String leaving) {
        List<MailAddress> list = MailAddress.list(source);
        return list != null && list.stream().anyMatch(address -> isBare(address, leaving));
    }

    /** Threat: a sentence that ends in an address in angle brackets reads as one with a name. */
    private static boolean isBare(MailAddress address, String leaving) {
        return address.display().isEmpty() && address.canonical().equals(leaving);
    }
}
