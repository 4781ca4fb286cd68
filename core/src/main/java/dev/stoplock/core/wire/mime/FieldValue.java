package dev.stoplock.core.wire.mime;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A field of a value and parameters, such as Content-Type (RFC 2045, 5.1) or Content-Disposition
 * (RFC 2183), read without comments and without white space beside a parameter's {@code =}. Names
 * are lower-case; coded and continued parameters (RFC 2231) are whole and decoded.
 */
public record FieldValue(String value, List<Parameter> parameters) {

    /** One parameter; a name stands once. */
    public record Parameter(String name, String value) {}

    public FieldValue {
        parameters = List.copyOf(parameters);
    }

    public @Nullable String parameter(String name) {
        for (Parameter parameter : parameters) {
            if (parameter.name().equals(name)) {
                return parameter.value();
            }
        }
        return null;
    }

    /** Null where the text has no single reading. */
    public static @Nullable FieldValue parse(String text) {
        Cursor cursor = new Cursor(text);
        String value = cursor.token(true);
        if (value == null) {
            return null;
        }
        List<Parameter> raw = new ArrayList<>();
        while (!cursor.atEnd()) {
            Parameter parameter = cursor.parameter();
            if (parameter == null) {
                return null;
            }
            raw.add(parameter);
        }
        List<Parameter> parameters = ParameterNames.joined(raw);
        Set<String> names = new HashSet<>();
        return parameters == null || !parameters.stream().allMatch(each -> names.add(each.name()))
                ? null
                : new FieldValue(value.toLowerCase(Locale.ROOT), parameters);
    }

    /** A place in the text; what it reads is behind it afterwards. */
    private static final class Cursor {

        private static final String SEPARATORS = "()<>@,;:\\\"/[]?= \t";

        private final String text;
        private int at;

        Cursor(String text) {
            this.text = text;
        }

        boolean atEnd() {
            return at == text.length();
        }

        private void blanks() {
            while (!atEnd() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
                at++;
            }
        }

        /** With {@code slash} one slash may stand within, as in a media type. */
        @Nullable String token(boolean slash) {
            int from = at;
            int slashes = 0;
            while (!atEnd()) {
                char c = text.charAt(at);
                boolean within = slash && c == '/' && slashes == 0 && at > from;
                if (!within && (c <= ' ' || c > '~' || SEPARATORS.indexOf(c) >= 0)) {
                    break;
                }
                slashes += within ? 1 : 0;
                at++;
            }
            return at == from || text.charAt(at - 1) == '/' ? null : text.substring(from, at);
        }

        @Nullable Parameter parameter() {
            blanks();
            if (atEnd() || text.charAt(at++) != ';') {
                return null;
            }
            blanks();
            String name = token(false);
            if (name == null || atEnd() || text.charAt(at++) != '=' || atEnd()) {
                return null;
            }
            String value = text.charAt(at) == '"' ? quoted() : token(false);
            return value == null ? null : new Parameter(name.toLowerCase(Locale.ROOT), value);
        }

        /** Threat: a backslash before anything but itself or a quote is kept by some readers. */
        private @Nullable String quoted() {
            StringBuilder value = new StringBuilder();
            for (at++; !atEnd(); at++) {
                char c = text.charAt(at);
                if (c == '"') {
                    at++;
                    return value.toString();
                }
                if (c == '\\') {
                    at++;
                    if (atEnd() || text.charAt(at) != '"' && text.charAt(at) != '\\') {
                        return null;
                    }
                    c = text.charAt(at);
                }
                value.append(c);
            }
            return null;
        }
    }
}
