package dev.stoplock.core.wire.mime;

import dev.stoplock.core.wire.mime.FieldValue.Parameter;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The asterisks in parameter names (RFC 2231): {@code name*=utf-8''caf%C3%A9}, {@code name*0="ca";
 * name*1="fe"}, {@code name*0*=utf-8''ca; name*1*=f%C3%A9}. Sections stand in order and without a
 * gap.
 */
final class ParameterNames {

    private static final Pattern NAME = Pattern.compile("([^*]+)(?:\\*(0|[1-9][0-9]?))?(\\*)?");
    private static final Pattern EXTENDED = Pattern.compile("([A-Za-z0-9-]{1,20})''(.*)");

    private ParameterNames() {}

    /** The parameters whole and decoded, or null where they have no single reading. */
    static @Nullable List<Parameter> joined(List<Parameter> raw) {
        List<Parameter> joined = new ArrayList<>();
        for (int i = 0; i < raw.size(); ) {
            Matcher name = NAME.matcher(raw.get(i).name());
            if (!name.matches()) {
                return null;
            }
            boolean coded = name.group(3) != null;
            if (!coded && name.group(2) == null) {
                joined.add(raw.get(i++));
                continue;
            }
            StringBuilder value = new StringBuilder(raw.get(i).value());
            if (name.group(2) != null && !name.group(2).equals("0")) {
                return null;
            }
            String base = name.group(1);
            int section = 1;
            i++;
            while (i < raw.size() && name.group(2) != null) {
                String next = base + "*" + section + (coded ? "*" : "");
                if (!raw.get(i).name().equals(next)) {
                    break;
                }
                value.append(raw.get(i).value());
                section++;
                i++;
            }
            String text = coded ? decoded(value.toString()) : value.toString();
            if (text == null) {
                return null;
            }
            joined.add(new Parameter(base, text));
        }
        return joined;
    }

    private static @Nullable String decoded(String value) {
        Matcher extended = EXTENDED.matcher(value);
        if (!extended.matches()) {
            return null;
        }
        String coded = extended.group(2);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < coded.length(); i++) {
            char c = coded.charAt(i);
            if (c == '%') {
                int high = i + 2 < coded.length() ? Character.digit(coded.charAt(i + 1), 16) : -1;
                int low = i + 2 < coded.length() ? Character.digit(coded.charAt(i + 2), 16) : -1;
                if (high < 0 || low < 0) {
                    return null;
                }
                bytes.write(high << 4 | low);
                i += 2;
            } else if (c > ' ' && c <= '~') {
                bytes.write(c);
            } else {
                return null;
            }
        }
        return TextCharset.decode(bytes.toByteArray(), extended.group(1));
    }
}
