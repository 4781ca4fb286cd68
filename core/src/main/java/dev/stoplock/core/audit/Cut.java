package dev.stoplock.core.audit;

import dev.stoplock.core.model.Digest;
import dev.stoplock.core.model.PackageRef;
import dev.stoplock.core.model.RuleId;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The bounds of what a record says in words. Longer values are cut where one can see it; sizes
 * count bytes as JSON writes them.
 *
 * <p>Threat: a server that sends a huge subject, path or operation must not be able to make its own
 * record impossible. The sum of all bounds of any variant stays under the 65,535 bytes of a log
 * entry.
 */
final class Cut {

    static final int TEXT_BYTES = 4_000;
    static final int LIST_BYTES = 24_000;
    static final int PATHS_BYTES = 2_000;
    private static final int RECIPIENT_BYTES = 17_000; // over Recipients.MOST_BYTES
    private static final int MOST_EVIDENCE = 100;
    private static final int ITEM_BYTES = 1_000;
    private static final int MARK_BYTES = 80;
    private static final int NAME_CHARS = 214; // npm's own bound
    private static final int RULE_CHARS = 200;

    private Cut() {}

    static String text(String value) {
        return text(value, TEXT_BYTES);
    }

    static List<String> list(List<String> values) {
        return list(values, LIST_BYTES);
    }

    /** Only a denied exchange can have more than fit: what leaves is bounded by the judge. */
    static List<String> recipients(List<String> values) {
        return list(values, RECIPIENT_BYTES);
    }

    /** The first of the record indices a finding rests on, as they are written. */
    static List<String> evidence(List<Long> indices) {
        return indices.stream().limit(MOST_EVIDENCE).map(String::valueOf).toList();
    }

    /** Where values stand that nothing explains: the first of them. */
    static List<String> paths(List<String> values) {
        return list(values, PATHS_BYTES);
    }

    private static List<String> list(List<String> values, int most) {
        List<String> kept = new ArrayList<>();
        int bytes = 0;
        for (String value : values) {
            String item = text(value, ITEM_BYTES);
            bytes += item.codePoints().map(Cut::jsonBytes).sum() + 3;
            if (bytes > most - MARK_BYTES) {
                kept.add("…[cut: " + values.size() + " values in all]");
                return kept;
            }
            kept.add(item);
        }
        return kept;
    }

    static PackageRef ref(PackageRef ref) {
        String name = ref.name().length() <= NAME_CHARS ? ref.name() : "cut~" + sha256(ref.name());
        String version =
                ref.version().length() <= NAME_CHARS
                        ? ref.version()
                        : "0.0.0-cut." + sha256(ref.version());
        return new PackageRef(ref.ecosystem(), name, version);
    }

    static RuleId rule(RuleId rule) {
        return rule.value().length() <= RULE_CHARS
                ? rule
                : new RuleId("cut." + sha256(rule.value()));
    }

    /** Cuts to {@code most} bytes; lone surrogates, which UTF-8 cannot say, become U+FFFD. */
    private static String text(String value, int most) {
        StringBuilder whole = new StringBuilder();
        int bytes = 0;
        int keep = 0;
        for (int i = 0; i < value.length(); ) {
            int point = value.codePointAt(i);
            i += Character.charCount(point);
            if (point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE) {
                point = 0xFFFD;
            }
            bytes += jsonBytes(point);
            if (bytes > most) {
                whole.setLength(keep);
                return whole.append("…[cut: ")
                        .append(value.length())
                        .append(" characters in all]")
                        .toString();
            }
            whole.appendCodePoint(point);
            if (bytes <= most - MARK_BYTES) {
                keep = whole.length();
            }
        }
        return whole.toString();
    }

    private static int jsonBytes(int point) {
        if (point < 0x20) {
            return 6;
        }
        if (point < 0x80) {
            return point == '"' || point == '\\' ? 2 : 1;
        }
        return point < 0x800 ? 2 : point < 0x1_0000 ? 3 : 4;
    }

    private static String sha256(String value) {
        return Digest.sha256(value.getBytes(StandardCharsets.UTF_8)).hex();
    }
}
