package dev.stoplock.core.effect;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.stoplock.core.json.Json;
import dev.stoplock.core.model.Atom;
import dev.stoplock.core.wire.mime.TextCharset;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The atoms of a body that is announced as a document, or as nothing. Threat: an API that never
 * looks at the type reads it as JSON, or as a form; what could be one is read as one or refused.
 */
final class DocumentAtoms {

    /** Whose documents may begin with a bracket and be no JSON. */
    private static final Pattern BRACKETS =
            Pattern.compile("text/(markdown|csv)|application/(octet-stream|rtf|msword|vnd\\..*)");

    private static final Pattern ANY_FORM = Pattern.compile("(?s)[!-~&&[^=]]{1,200}=.*");
    private static final Pattern PLAIN_FORM =
            Pattern.compile("(?s)[A-Za-z_][A-Za-z0-9_.%\\[\\]-]{0,200}=.*");

    private DocumentAtoms() {}

    static List<Atom> of(String type, byte[] body) throws Unreadable {
        String utf8 = TextCharset.decode(body, "utf-8");
        String text = EmbeddedJson.stripped(utf8 == null ? new String(body, ISO_8859_1) : utf8);
        if (isWideJson(body)) {
            throw unreadable();
        }
        if (EmbeddedJson.startsLikeJson(text)) {
            Json json = utf8 == null ? null : EmbeddedJson.read(text);
            if (json != null) {
                return BodyAtoms.json("body", json, false);
            }
            boolean strict = utf8 != null && !BRACKETS.matcher(type).matches();
            if (strict || EmbeddedJson.startsLikeObject(text)) {
                throw unreadable();
            }
        }
        boolean form =
                type.isEmpty() && ANY_FORM.matcher(text).matches()
                        || type.equals("text/plain") && PLAIN_FORM.matcher(text).matches();
        return form && utf8 != null
                ? FormAtoms.fields(BodyCredentials.FORM, escaped(text), false)
                : List.of(BodyAtoms.content(body));
    }

    private static Unreadable unreadable() {
        return new Unreadable(
                "wire.content-type",
                "a body looks like JSON, is not announced as such, and cannot be read as such");
    }

    /** Threat: readers of JSON find out themselves that it is UTF-16 or UTF-32 (RFC 4627, 3). */
    static boolean isWideJson(byte[] body) {
        int at = 0;
        while (at < Math.min(body.length, 64)
                && " \t\r\n\0\u00ff\u00fe".indexOf(body[at] & 0xff) >= 0) {
            at++;
        }
        return at + 1 < body.length && (body[at] == '{' || body[at] == '[') && body[at + 1] == 0;
    }

    /** As a strict writer would write what a lenient reader reads: each field has its name. */
    private static byte[] escaped(String text) {
        StringBuilder out = new StringBuilder();
        for (String field : text.split("[&;]", -1)) {
            if (field.isEmpty()) {
                continue;
            }
            StringBuilder coded = new StringBuilder();
            for (int i = 0; i < field.length(); i++) {
                char c = field.charAt(i);
                boolean code = c == '%' && isCode(field, i);
                if (c > ' ' && c <= '~' && c != '%' || code) {
                    coded.append(c);
                } else if (c == ' ') {
                    coded.append('+');
                } else {
                    int point = field.codePointAt(i);
                    for (byte each : Character.toString(point).getBytes(UTF_8)) {
                        coded.append('%').append(HexFormat.of().toHexDigits(each));
                    }
                    i += Character.charCount(point) - 1;
                }
            }
            String one = coded.toString();
            out.append(out.isEmpty() ? "" : "&").append(one).append(one.contains("=") ? "" : "=");
        }
        return out.toString().getBytes(ISO_8859_1);
    }

    private static boolean isCode(String text, int at) {
        return at + 2 < text.length()
                && HexFormat.isHexDigit(text.charAt(at + 1))
                && HexFormat.isHexDigit(text.charAt(at + 2));
    }
}
