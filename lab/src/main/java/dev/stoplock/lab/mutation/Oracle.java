package dev.stoplock.lab.mutation;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
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
                    "sec-fetch-dest",
                    "sec-fetch-mode",
                    "sec-fetch-site",
                    "user-agent");

    private static final Pattern AWAY =
            Pattern.compile("[^\\s@]+@[^\\s@]+\\.[^\\s@]+|(?i)[a-z]{2,10}://\\S+");

    /** Mail headers that say who gets, sent or answers a mail (RFC 5322, section 3.6). */
    private static final Pattern MAILED =
            Pattern.compile("/headers/(to|cc|bcc|from|sender|reply-to|resent-(to|cc|bcc))(/.*)?");

    private Oracle() {}

    /** What the bytes are, seen from the recorded request and its call. */
    static Expected compare(Subject subject, Recording recording, byte[] bytes) {
        Read before = Read.of(subject, recording.request().bytes());
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
        if (!before.head().equals(after.head()) || !within(after.addresses(), before.addresses())) {
            return Expected.DESTINATION;
        }
        Set<String> asked = asked(subject, recording);
        Expected fewer =
                before.addresses().equals(after.addresses()) ? Expected.SAME : Expected.FEWER;
        Expected head =
                worst(
                        worst(fewer, headers(subject, before, after, asked)),
                        parameters(subject, before, after, asked));
        return worst(head, body(subject, before.rest(), after.rest(), asked));
    }

    /**
     * Whether one call alone says every destination of a granted request, with the head of the
     * recorded one but for its path.
     */
    static boolean explains(Subject subject, Recording recorded, Recording call, byte[] bytes) {
        Read before = Read.of(subject, recorded.request().bytes());
        Read after = Read.of(subject, bytes);
        if (before == null || after == null) {
            return false;
        }
        String[] head = after.head().split(" ", 3);
        List<String> chosen = subject.granted().chosen(head[0], head[2]);
        Set<String> asked = asked(subject, call);
        if (chosen == null || !head[1].equals(subject.host()) || !asked.containsAll(chosen)) {
            return false;
        }
        Read nothing =
                new Read("", before.fields(), new TreeMap<>(), new TreeMap<>(), new TreeMap<>());
        Expected found =
                worst(
                        headers(subject, nothing, after, asked),
                        parameters(subject, nothing, after, asked));
        return !worst(found, body(subject, nothing.rest(), after.rest(), asked)).mustBeDenied();
    }

    /** Whether nobody is named in a role more often than there: who is left out gets nothing. */
    private static boolean within(
            Map<String, List<String>> addresses, Map<String, List<String>> there) {
        for (Map.Entry<String, List<String>> role : addresses.entrySet()) {
            List<String> left = new ArrayList<>(there.getOrDefault(role.getKey(), List.of()));
            for (String address : role.getValue()) {
                if (!left.remove(address)) {
                    return false;
                }
            }
        }
        return true;
    }

    /**
     * Every whole leaf of the call's arguments and of the settings, and each address of a list
     * there.
     */
    private static Set<String> asked(Subject subject, Recording recording) {
        List<String> leaves = new ArrayList<>(subject.settings().values());
        leaves.addAll(subject.accepted());
        collect(recording.arguments(), leaves);
        Set<String> asked = new TreeSet<>(leaves);
        leaves.forEach(leaf -> Mailboxes.of(leaf).forEach(each -> asked.add(each.address())));
        return asked;
    }

    private static void collect(JsonNode tree, List<String> leaves) {
        if (tree.isValueNode()) {
            leaves.add(tree.asText());
        }
        tree.forEach(each -> collect(each, leaves));
    }

    private static Expected headers(Subject subject, Read before, Read after, Set<String> asked) {
        Expected found = Expected.SAME;
        for (String name : names(before.fields(), after.fields())) {
            List<String> was = before.fields().getOrDefault(name, List.of());
            List<String> is = after.fields().getOrDefault(name, List.of());
            if (was.equals(is)) {
                continue;
            }
            if (name.equals(subject.credential())) {
                found = worst(found, credential(subject, is));
            } else if (new TreeSet<>(was).equals(new TreeSet<>(is))) {
                found = worst(found, Expected.META);
            } else {
                boolean known =
                        META.contains(name)
                                && is.stream().noneMatch(value -> AWAY.matcher(value).matches());
                // the name of a header that nobody knows is said by the server alone
                boolean named = META.contains(name) || subject.accepted().contains(name);
                Expected other = named ? elsewhere(is, asked) : Expected.DESTINATION;
                found = worst(found, known ? Expected.META : other);
            }
        }
        return found;
    }

    /** A grant for an API that nobody knows names the header, and no scheme before the token. */
    private static Expected credential(Subject subject, List<String> is) {
        boolean scheme =
                subject.mailing() == null
                        && is.size() == 1
                        && is.getFirst().endsWith(subject.marker())
                        && is.getFirst().replace(subject.marker(), "").matches("[A-Za-z]*\\s*");
        return scheme ? Expected.META : Expected.CREDENTIAL;
    }

    /** Values where nobody said that they are harmless. */
    private static Expected elsewhere(List<String> values, Set<String> asked) {
        return asked.containsAll(values) ? Expected.ARGUMENT : Expected.DESTINATION;
    }

    private static Expected parameters(
            Subject subject, Read before, Read after, Set<String> asked) {
        Expected found = Expected.SAME;
        for (String name : names(before.parameters(), after.parameters())) {
            List<String> was = before.parameters().getOrDefault(name, List.of());
            List<String> is = after.parameters().getOrDefault(name, List.of());
            if (was.equals(is)) {
                continue;
            }
            if (subject.mailing() == null) {
                found = worst(found, unknown(subject.selects(name), is, was, asked));
                continue;
            }
            boolean inPlace =
                    was.size() == 1 && is.size() == 1 && !AWAY.matcher(is.getFirst()).matches();
            boolean once = was.size() == 1 && is.size() == 1;
            Expected other = once ? elsewhere(is, asked) : Expected.DESTINATION;
            found = worst(found, inPlace ? Expected.CONTENT : other);
        }
        return found;
    }

    /** Of an API that nobody knows each parameter stands for itself, however often it is named. */
    private static Expected unknown(
            boolean selects, List<String> is, List<String> was, Set<String> asked) {
        Expected found = Expected.META;
        for (String value : is) {
            boolean away = selects && !value.isEmpty() || AWAY.matcher(value.strip()).matches();
            if (!was.contains(value)) {
                found = worst(found, away ? elsewhere(List.of(value), asked) : Expected.CONTENT);
            }
        }
        return found;
    }

    private static Expected body(
            Subject subject,
            SortedMap<String, String> before,
            SortedMap<String, String> after,
            Set<String> asked) {
        Expected found = Expected.SAME;
        for (String pointer : names(before, after)) {
            String was = before.getOrDefault(pointer, "");
            String is = after.getOrDefault(pointer, "");
            if (!was.equals(is)) {
                found = worst(found, leaf(subject, pointer, is, asked));
            }
        }
        return found;
    }

    private static Expected leaf(Subject subject, String pointer, String is, Set<String> asked) {
        String value = is.substring(is.indexOf(' ') + 1);
        String name = pointer.replaceFirst("^/([^/]*).*$", "$1");
        if (name.equals("headers") && subject.mailing() != null) {
            return MAILED.matcher(pointer).matches()
                    ? Expected.DESTINATION
                    : elsewhere(List.of(value), asked);
        }
        Place.Kind kind = name.equals("#name") ? Place.Kind.CONTENT : subject.kind(pointer);
        boolean away = AWAY.matcher(value.strip()).matches();
        boolean nothing = is.isEmpty() || is.equals("OBJECT ") || is.equals("ARRAY ");
        return switch (kind) {
            case CONTENT -> away ? elsewhere(List.of(value), asked) : Expected.CONTENT;
            case META -> away ? elsewhere(List.of(value), asked) : Expected.META;
            // what is not there any more goes nowhere
            case SELECTOR -> nothing ? Expected.META : elsewhere(List.of(value), asked);
            case ADDRESS, CREDENTIAL, TARGET, FRAMING -> Expected.DESTINATION;
        };
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
