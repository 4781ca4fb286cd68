package dev.stoplock.core.model.contract;

import java.util.ArrayList;
import java.util.List;

/**
 * The path of an atom with a star in place of each array index below the body, so that it names the
 * values of every element: {@code body/to/*}, and {@code rcpt/*} of an envelope's recipients. The
 * segments of a URL's path keep their numbers.
 */
public record AtomPath(String text) {

    /** A longer one is in no contract: a key of YAML ends there too. */
    public static final int LONGEST = 800;

    /** The recipients of a mail's envelope: which number one has depends on all the others. */
    private static final String RECIPIENT = "rcpt/";

    /** What stands for any index. */
    public static final String STAR = "*";

    public AtomPath {
        if (text.isEmpty() || text.length() > LONGEST) {
            throw new IllegalArgumentException("not a path of a value");
        }
    }

    /** The path and the indices that its stars stood for. */
    public record Indexed(AtomPath path, List<Integer> indices) {
        public Indexed {
            indices = List.copyOf(indices);
        }
    }

    /**
     * Threat: an object whose keys are numbers reads as an array; the names in it are values too.
     */
    public static Indexed of(String atomPath) {
        boolean lists = atomPath.startsWith("body/") || atomPath.startsWith(RECIPIENT);
        if (!lists || !hasDigitSegment(atomPath)) {
            return new Indexed(new AtomPath(atomPath), List.of());
        }
        List<Integer> indices = new ArrayList<>();
        StringBuilder general = new StringBuilder();
        int from = 0;
        while (from <= atomPath.length()) {
            int slash = atomPath.indexOf('/', from);
            int end = slash < 0 ? atomPath.length() : slash;
            String segment = atomPath.substring(from, end);
            if (from > 0) {
                general.append('/');
            }
            if (isIndex(segment)) {
                indices.add(Integer.parseInt(segment));
                general.append(STAR);
            } else {
                general.append(segment);
            }
            from = end + 1;
        }
        return new Indexed(new AtomPath(general.toString()), indices);
    }

    private static boolean hasDigitSegment(String path) {
        for (int i = path.indexOf('/'); i >= 0; i = path.indexOf('/', i + 1)) {
            if (i + 1 < path.length() && isDigit(path.charAt(i + 1))) {
                return true;
            }
        }
        return false;
    }

    /** Digits without a leading zero, as RFC 6901, 4 has them; six at most. */
    public static boolean isIndex(String segment) {
        if (segment.isEmpty() || segment.length() > 6) {
            return false;
        }
        for (int i = 0; i < segment.length(); i++) {
            if (!isDigit(segment.charAt(i))) {
                return false;
            }
        }
        return segment.length() == 1 || segment.charAt(0) != '0';
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    @Override
    public String toString() {
        return text;
    }
}
