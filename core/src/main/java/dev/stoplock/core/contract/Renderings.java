package dev.stoplock.core.contract;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.stoplock.core.json.Json;
import dev.stoplock.core.json.JsonWriter;
import java.math.BigDecimal;
import java.net.URLEncoder;
import java.text.Normalizer;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The transforms that write: each makes exactly one text of a source, or null where it can make
 * nothing of it. None of them leaves whoever writes a choice, so none can hide a bit.
 */
final class Renderings {

    private static final int LONGEST_NUMBER = 40;
    private static final int LONGEST_TIME = 40;
    private static final Pattern NUMBER = Pattern.compile("-?[0-9]+(\\.[0-9]+)?");
    private static final Pattern MARKS = Pattern.compile("\\p{M}+");
    private static final Pattern NO_SLUG = Pattern.compile("[^a-z0-9]+");
    private static final DateTimeFormatter MILLIS =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter SECONDS =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss'Z'", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    /** Makes one text of a source, or null where it can make nothing of it. */
    interface Writing {
        @Nullable String apply(String source);
    }

    static final Map<String, Writing> ALL = all();

    private Renderings() {}

    private static Map<String, Writing> all() {
        Map<String, Writing> all = new LinkedHashMap<>();
        all.put("URL encoding", Renderings::url);
        all.put("form encoding", text -> URLEncoder.encode(text, UTF_8));
        all.put("base64", text -> Base64.getEncoder().encodeToString(text.getBytes(UTF_8)));
        all.put(
                "base64url",
                text ->
                        Base64.getUrlEncoder()
                                .withoutPadding()
                                .encodeToString(text.getBytes(UTF_8)));
        all.put(
                "base64url with padding",
                text -> Base64.getUrlEncoder().encodeToString(text.getBytes(UTF_8)));
        all.put("JSON text", text -> JsonWriter.compact(Json.of(text)));
        all.put("lines as CRLF", Renderings::crlf);
        all.put(
                "lines as CRLF, the last ended",
                text -> crlf(text).replaceFirst("(?<!\r\n)\\z", "\r\n"));
        all.put("lines as LF", Renderings::lf);
        all.put("number", Renderings::number);
        all.put("time in seconds", text -> time(text, SECONDS));
        all.put("time in milliseconds", text -> time(text, MILLIS));
        all.put("time as epoch seconds", Renderings::epochSeconds);
        all.put("time as epoch milliseconds", Renderings::epochMillis);
        all.put("day of a time", text -> time(text, DateTimeFormatter.ISO_LOCAL_DATE));
        all.put("slug", Renderings::slug);
        all.put("last part of a path", FileNames::last);
        all.put("media type of a file's name", FileNames::mediaType);
        for (Escaping escaping : Escaping.values()) {
            if (escaping != Escaping.NONE) {
                all.put(escaping.words, escaping::apply);
            }
            for (String line : new String[] {"<br>", "<br/>", "<br />"}) {
                all.put(
                        (escaping.words + ", lines end in " + line).strip(),
                        text -> lf(escaping.apply(text)).replace("\n", line));
            }
            all.put(
                    (escaping.words + ", each line in <p>").strip(),
                    text -> paragraphs(escaping.apply(text), "\n"));
            all.put(
                    (escaping.words + ", paragraphs in <p>").strip(),
                    text -> paragraphs(escaping.apply(text), "\n\n"));
        }
        return all;
    }

    /** How libraries write text as HTML. */
    private enum Escaping {
        NONE("as it is"),
        MARKUP("HTML escaped"),
        QUOTES("HTML escaped with quotes"),
        QUOTES_HEX("HTML escaped with quotes, the single one in hexadecimal");

        private final String words;

        Escaping(String words) {
            this.words = words;
        }

        String apply(String text) {
            String markup = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
            return switch (this) {
                case NONE -> text;
                case MARKUP -> markup;
                case QUOTES -> markup.replace("\"", "&quot;").replace("'", "&#39;");
                case QUOTES_HEX -> markup.replace("\"", "&quot;").replace("'", "&#x27;");
            };
        }
    }

    private static String paragraphs(String text, String between) {
        return "<p>" + lf(text).replace(between, "</p><p>") + "</p>";
    }

    /** As ECMA-262 says of encodeURIComponent. */
    private static String url(String text) {
        StringBuilder out = new StringBuilder();
        for (byte b : text.getBytes(UTF_8)) {
            char c = (char) (b & 0xFF);
            boolean plain =
                    c >= 'a' && c <= 'z'
                            || c >= 'A' && c <= 'Z'
                            || c >= '0' && c <= '9'
                            || "-_.!~*'()".indexOf(c) >= 0;
            if (plain) {
                out.append(c);
            } else {
                out.append('%')
                        .append(Character.toUpperCase(Character.forDigit(c >> 4, 16)))
                        .append(Character.toUpperCase(Character.forDigit(c & 15, 16)));
            }
        }
        return out.toString();
    }

    private static String lf(String text) {
        return text.replace("\r\n", "\n");
    }

    private static String crlf(String text) {
        return lf(text).replace("\n", "\r\n");
    }

    static @Nullable String number(String text) {
        return text.length() <= LONGEST_NUMBER && NUMBER.matcher(text).matches()
                ? new BigDecimal(text).stripTrailingZeros().toPlainString()
                : null;
    }

    /** Whether a number is written in the one plain way, so that how it is written says nothing. */
    static boolean plain(String number) {
        return number.equals(number(number));
    }

    private static @Nullable Instant instant(String text) {
        // a year of four digits, as both forms below have it; an exception for each word is slow
        if (text.length() < 10 || text.length() > LONGEST_TIME || text.charAt(4) != '-') {
            return null;
        }
        try {
            if (text.matches("[0-9]{4}-[0-9]{2}-[0-9]{2}")) {
                return LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
            }
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static @Nullable String time(String text, DateTimeFormatter written) {
        Instant at = instant(text);
        try {
            return at == null ? null : written.withZone(ZoneOffset.UTC).format(at);
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static @Nullable String epochSeconds(String text) {
        Instant at = instant(text);
        return at == null ? null : Long.toString(at.getEpochSecond());
    }

    private static @Nullable String epochMillis(String text) {
        Instant at = instant(text);
        try {
            return at == null ? null : Long.toString(at.toEpochMilli());
        } catch (ArithmeticException e) {
            return null;
        }
    }

    private static @Nullable String slug(String text) {
        String plain =
                MARKS.matcher(Normalizer.normalize(text, Normalizer.Form.NFD))
                        .replaceAll("")
                        .toLowerCase(Locale.ROOT);
        String slug = NO_SLUG.matcher(plain).replaceAll("-").replaceAll("^-|-$", "");
        return slug.isEmpty() ? null : slug;
    }
}
