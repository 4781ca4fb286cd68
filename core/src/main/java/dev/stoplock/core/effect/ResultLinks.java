package dev.stoplock.core.effect;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.net.IDN;
import java.text.Normalizer;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The links in what a server says to its client, which may open or show them by itself: Markdown
 * (inline, by reference, automatic), HTML, bare. Read generously, as {@link BodyLinks} is, and both
 * as it stands and with its codes and escapes taken off; beyond it, what a browser completes to a
 * link where it stands as a target ({@code https:host}, {@code //host}).
 */
public final class ResultLinks {

    private static final Pattern WEB =
            Pattern.compile("(?i)(https?|wss?|ftps?):.*|[/\\\\]{2}.*|www\\..*");
    private static final Pattern ONE_SLASH =
            Pattern.compile(
                    "(?i)(?<![a-z0-9+.-])(?:https?|wss?|ftps?):[/\\\\][^\\s<>\"'`)\\]]{1,4000}");

    /** Where a target stands, a scheme needs no slashes (WHATWG URL, 4.4) and slashes no scheme. */
    private static final Pattern TARGET =
            Pattern.compile(
                    "(?i)(?:\\][(:][\\s>]*+<?|<\\s*+)((?:(?:https?|wss?|ftps?):[/\\\\]*+|[/\\\\]{2})"
                            + "[^\\s<>)\"']{1,4000})");

    private static final Pattern CODED_END =
            Pattern.compile(
                    "(?i)&(?:#x0*(?:9|a|d)(?![0-9a-f])|#0*(?:9|10|13)(?![0-9])|Tab|NewLine);?");
    private static final Pattern ESCAPE = Pattern.compile("\\\\(\\p{Punct})");
    private static final Pattern AUTHORITY =
            Pattern.compile("(?i)(?:[a-z]+:)?[/\\\\]{0,9}([^/\\\\?#]{1,1000}).*", Pattern.DOTALL);

    private static final int LONGEST = 4_000;
    private static final int NOWHERE = Integer.MAX_VALUE;

    private ResultLinks() {}

    /**
     * The web links of a text, as they would be opened; not what stays inside the client ({@code
     * note://}, {@code cid:}). One that is written in code may stand nowhere in the text itself.
     */
    public static Set<String> of(String text) {
        Set<String> links = new LinkedHashSet<>();
        // a text without any of these has none
        if (text.chars().noneMatch(c -> ":/\\&".indexOf(c) >= 0)
                && !text.toLowerCase(Locale.ROOT).contains("www.")) {
            return links;
        }
        String decoded = BodyLinks.unescaped(CODED_END.matcher(text).replaceAll(""));
        String plain = ESCAPE.matcher(decoded).replaceAll("$1");
        Set<String> read = new LinkedHashSet<>(List.of(text, decoded, plain));
        for (String each : List.copyOf(read)) {
            read.add(joined(each));
        }
        read.forEach(each -> collect(each, links));
        return links;
    }

    private static void collect(String text, Set<String> links) {
        for (String link : BodyLinks.ofCall(text)) {
            if (WEB.matcher(link).matches() || link.startsWith("(")) {
                links.add(link);
            }
        }
        for (Matcher one = ONE_SLASH.matcher(text); one.find(); ) {
            links.add(one.group());
        }
        for (Matcher target = TARGET.matcher(text); target.find(); ) {
            links.add(target.group(1));
        }
    }

    /** Without the tabs and line ends in targets, which URL parsers drop (WHATWG URL, 4.4). */
    private static String joined(String text) {
        StringBuilder joined = new StringBuilder(text.length());
        int close = -1;
        for (int i = 0; i < text.length(); ) {
            int end = i;
            if (text.startsWith("](", i)) {
                close = close < i && close != NOWHERE ? text.indexOf(')', i) : close;
                close = close < 0 ? NOWHERE : close;
                end = close == NOWHERE || close - i > LONGEST ? i : close;
            } else if (text.charAt(i) == '<') {
                int at = i + 1;
                while (at < text.length() && "<> ".indexOf(text.charAt(at)) < 0) {
                    at++;
                }
                end = at < text.length() && text.charAt(at) == '>' ? at : i;
            }
            if (end == i) {
                joined.append(text.charAt(i++));
            }
            for (; i < end; i++) {
                if ("\t\r\n".indexOf(text.charAt(i)) < 0) {
                    joined.append(text.charAt(i));
                }
            }
        }
        return joined.toString();
    }

    /**
     * The host that a browser would ask, in lower case and as A-labels; null where that cannot be
     * told.
     */
    public static @Nullable String host(String link) {
        Matcher authority = AUTHORITY.matcher(link.replaceAll("[\\t\\r\\n]", ""));
        if (!authority.matches()) {
            return null;
        }
        String host = authority.group(1);
        host = host.substring(host.lastIndexOf('@') + 1);
        if (host.startsWith("[")) {
            int end = host.indexOf(']');
            return end < 0 ? null : host.substring(1, end).toLowerCase(Locale.ROOT);
        }
        int colon = host.indexOf(':');
        host = unescaped(colon < 0 ? host : host.substring(0, colon));
        try {
            String plain =
                    IDN.toASCII(
                            Normalizer.normalize(host, Normalizer.Form.NFKC).replace('\u3002', '.'),
                            IDN.ALLOW_UNASSIGNED);
            plain = plain.toLowerCase(Locale.ROOT).replaceAll("\\.$", "");
            return plain.matches("[a-z0-9_-]{1,63}(\\.[a-z0-9_-]{1,63})*") ? plain : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /**
     * What a link carries beside its host: user, path, query and fragment, percent codes decoded,
     * plus signs as spaces.
     */
    public static String rest(String link) {
        Matcher authority = AUTHORITY.matcher(link);
        if (!authority.matches()) {
            return unescaped(link);
        }
        String named = authority.group(1);
        String user = named.substring(0, named.lastIndexOf('@') + 1);
        return unescaped((user + link.substring(authority.end(1))).replace('+', ' '));
    }

    private static String unescaped(String text) {
        if (text.indexOf('%') < 0) {
            return text;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        byte[] utf8 = text.getBytes(UTF_8);
        for (int i = 0; i < utf8.length; i++) {
            int high =
                    utf8[i] == '%' && i + 2 < utf8.length ? Character.digit(utf8[i + 1], 16) : -1;
            int low = high < 0 ? -1 : Character.digit(utf8[i + 2], 16);
            if (low >= 0) {
                bytes.write(high << 4 | low);
                i += 2;
            } else {
                bytes.write(utf8[i]);
            }
        }
        return bytes.toString(UTF_8);
    }
}
