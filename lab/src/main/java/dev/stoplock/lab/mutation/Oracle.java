package dev.stoplock.lab.mutation;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Says what the bytes of a request are beside the recorded one, by reading both. It never asks the
 * gate: what it says is what the gate is held to.
 */
final class Oracle {

    /** Headers that say nothing about whom or where (RFC 9110; EFFECTS: closed list). */
    private static final Set<String> META =
            Set.of(
                    "accept",
                    "accept-language",
                    "accept-charset",
                    "cache-control",
                    "content-type",
                    "date",
                    "dnt",
                    "idempotency-key",
                    "pragma",
                    "priority",
                    "user-agent");

    private static final Pattern AWAY =
            Pattern.compile("[^\\s@]+@[^\\s@]+\\.[^\\s@]+|(?i)[a-z]{2,10}://\\S+");

    private Oracle() {}

    /** What the bytes are, seen from the recorded request. */
    static Expected compare(Subject subject, Wire recorded, byte[] bytes) {
        Read before = Read.of(subject, recorded.bytes());
        if (before == null) {
            throw new IllegalArgumentException("a recorded request that cannot be read");
        }
        Read after = Read.of(subject, bytes);
        if (after == null) {
            return Expected.UNREADABLE;
        }
        if (before.equals(after)) {
            return Expected.SAME;
        }
        if (!before.head().equals(after.head()) || !before.addresses().equals(after.addresses())) {
            return Expected.DESTINATION;
        }
        Expected head = worst(headers(subject, before, after), parameters(before, after));
        Set<String> named = new TreeSet<>();
        before.addresses().values().forEach(named::addAll);
        before.rest().values().forEach(value -> named.add(value.substring(value.indexOf(' ') + 1)));
        return worst(head, body(subject, before.rest(), after.rest(), named));
    }

    private static Expected headers(Subject subject, Read before, Read after) {
        Expected found = Expected.SAME;
        for (String name : names(before.fields(), after.fields())) {
            List<String> was = before.fields().getOrDefault(name, List.of());
            List<String> is = after.fields().getOrDefault(name, List.of());
            if (was.equals(is)) {
                continue;
            }
            if (name.equals(subject.credential())) {
                found = worst(found, Expected.CREDENTIAL);
            } else {
                boolean known =
                        META.contains(name)
                                && is.stream().noneMatch(value -> AWAY.matcher(value).matches());
                found = worst(found, known ? Expected.META : Expected.DESTINATION);
            }
        }
        return found;
    }

    private static Expected parameters(Read before, Read after) {
        Expected found = Expected.SAME;
        for (String name : names(before.parameters(), after.parameters())) {
            List<String> was = before.parameters().getOrDefault(name, List.of());
            List<String> is = after.parameters().getOrDefault(name, List.of());
            if (!was.equals(is)) {
                boolean inPlace =
                        was.size() == 1
                                && is.size() == 1
                                && !AWAY.matcher(is.getFirst()).matches();
                found = worst(found, inPlace ? Expected.CONTENT : Expected.DESTINATION);
            }
        }
        return found;
    }

    /** {@code named} is who and what the recorded request names: saying it again leads nowhere. */
    private static Expected body(
            Subject subject,
            SortedMap<String, String> before,
            SortedMap<String, String> after,
            Set<String> named) {
        Expected found = Expected.SAME;
        for (String pointer : names(before, after)) {
            String was = before.getOrDefault(pointer, "");
            String is = after.getOrDefault(pointer, "");
            if (was.equals(is)) {
                continue;
            }
            String value = is.substring(is.indexOf(' ') + 1);
            boolean away = AWAY.matcher(value.strip()).matches();
            String name = pointer.replaceFirst("^/([^/]*).*$", "$1");
            Place.Kind kind = name.equals("#name") ? Place.Kind.CONTENT : subject.kind(name);
            found =
                    worst(
                            found,
                            away && !named.contains(value)
                                    ? Expected.DESTINATION
                                    : switch (kind) {
                                        case CONTENT -> Expected.CONTENT;
                                        case META -> Expected.META;
                                        case ADDRESS, SELECTOR, CREDENTIAL, TARGET, FRAMING ->
                                                Expected.DESTINATION;
                                    });
        }
        return found;
    }

    private static Set<String> names(Map<String, ?> one, Map<String, ?> other) {
        Set<String> names = new TreeSet<>(one.keySet());
        names.addAll(other.keySet());
        return names;
    }

    /** In the order of the enumeration, the first weighs most. */
    private static Expected worst(Expected one, Expected other) {
        return one.ordinal() <= other.ordinal() ? one : other;
    }
}
