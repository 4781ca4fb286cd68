package dev.stoplock.core.effect;

import dev.stoplock.core.model.Atom;
import dev.stoplock.core.model.Role;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The links and image addresses in the text of a mail: what whoever opens it fetches, at once or by
 * a click (HTML, 4.6 and 4.8; CSS Values, 4.5; WHATWG URL). Read generously: an attribute counts
 * wherever it stands, in comments too, because mail programs read broken HTML differently. What
 * stays inside the mail ({@code cid:}, {@code data:}, fragments, relative paths without a base) and
 * the names of document types are no links.
 */
public final class BodyLinks {

    private static final int LONGEST = 8_192;
    private static final int MOST_DIGITS = 7;
    private static final String TOO_MANY = "(more links than can be judged)";

    private static final Pattern ATTRIBUTE =
            Pattern.compile(
                    "(?i)(?:srcset|src|href|background|poster|data|action|formaction|cite|longdesc|codebase"
                            + "|archive|ping|manifest|lowsrc|dynsrc|profile|usemap|classid|content)\\s*+=\\s*+");
    private static final Pattern STYLE_URL =
            Pattern.compile("(?i)url\\(\\s*+[\"']?|@import\\s*+[\"']");

    /**
     * Functions of a style whose strings are addresses (CSS Images, 2.4 and 2.5; CSS Values, 4.5).
     */
    private static final Pattern STYLE_STRINGS =
            Pattern.compile("(?i)(?:image-set|image|cross-fade|src)\\(");

    /** HTML, 4.2.5.3: the seconds, then the address, with or without a name before it. */
    private static final Pattern REFRESH =
            Pattern.compile("(?is)[0-9.;,\\s]++(url\\s*+=\\s*+)?['\"]?(.*)");

    private static final Pattern SCHEME = Pattern.compile("(?is)[a-z][a-z0-9+.-]{0,30}:.*");

    /** Threat: what an API fills in there after judging makes the address another. */
    private static final Pattern FILLED_IN =
            Pattern.compile("\\{[{%]|[%}]\\}|\\[\\[|(?i:%recipient)");

    private static final Pattern INSIDE = Pattern.compile("(?i)(cid|mid|data|about):.*");

    /** Written at the head of HTML documents; nobody fetches them. */
    private static final Pattern NAMES =
            Pattern.compile(
                    "https?://www\\.w3\\.org/(1999/xhtml|1999/xlink|2000/svg|TR/[A-Za-z0-9_-]{1,20}/(DTD/)?[A-Za-z0-9_-]{1,30}\\.dtd)"
                            + "|http://schemas\\.microsoft\\.com/office/2004/12/omml");

    private static final Pattern ENTITY =
            Pattern.compile("&(?:#[xX]([0-9a-fA-F]++)|#([0-9]++)|([a-zA-Z]{2,8}));?");
    private static final Pattern STYLE_ESCAPE =
            Pattern.compile("(?s)\\\\(?:([0-9a-fA-F]{1,6})(?:\r\n|\\s)?|\r\n|[\n\r\f]|(.))");

    private final Set<String> links = new LinkedHashSet<>();

    /** Characters that may still be looked at as part of a link. */
    private long left;

    /** Threat: links inside links inside links; the work stays proportional to the text. */
    private BodyLinks(String text) {
        this.left = 8L * text.length() + 1_000_000;
    }

    /** One atom for each link of a text, beside the atom of the text itself. */
    static List<Atom> atoms(String path, String text, boolean html) {
        List<Atom> atoms = new ArrayList<>();
        for (String link : of(text, html)) {
            atoms.add(Atom.destination(path + "/#link", Role.LINK, link));
        }
        return atoms;
    }

    /** All links that a text of a call holds, read as plain text and as HTML. */
    public static Set<String> ofCall(String text) {
        Set<String> links = of(text, false);
        links.addAll(of(text, true));
        if (text.indexOf('\\') >= 0) {
            // whoever puts the text between tags has a mail program undo what looks escaped in it
            BodyLinks styled = new BodyLinks(text);
            styled.inStyles(text);
            links.addAll(styled.links);
        }
        return links;
    }

    static Set<String> of(String text, boolean html) {
        BodyLinks found = new BodyLinks(text);
        boolean marked = text.indexOf('<') >= 0 || text.indexOf('&') >= 0;
        if (!html || !marked) {
            found.inText(text);
        }
        if (marked) {
            String plain = unescaped(text);
            found.inText(plain);
            found.inAttributes(
                    text,
                    text.toLowerCase(Locale.ROOT).contains("<base"),
                    plain.toLowerCase(Locale.ROOT).contains("refresh"));
            found.inStyles(plain);
        }
        found.links.removeIf(link -> NAMES.matcher(link).matches());
        return found.links;
    }

    /** Adds what stands as {@code scheme://…}, {@code www.…} or {@code mailto:…}. */
    private void inText(String text) {
        for (int i = 0; i < text.length() && left > 0; i++) {
            char c = text.charAt(i);
            if (c == ':' && slashed(text, i + 1) || c == ':' && endsIn(text, i, "mailto")) {
                int from = i;
                while (from > 0 && i - from < 31 && isOfScheme(text.charAt(from - 1))) {
                    from--;
                }
                // Threat: a template's variable may stand for the scheme
                if (from < i || i > 0 && "}]%".indexOf(text.charAt(i - 1)) >= 0) {
                    add(bare(text, from, i + 1));
                }
            } else if ((c == 'w' || c == 'W')
                    && text.regionMatches(true, i, "www.", 0, 4)
                    && (i == 0
                            || !Character.isLetterOrDigit(text.charAt(i - 1))
                                    && !slashed(text, i - 2))) {
                add(bare(text, i, i + 4));
            }
        }
    }

    private static boolean slashed(String text, int at) {
        return at >= 0
                && at + 1 < text.length()
                && isSlash(text.charAt(at))
                && isSlash(text.charAt(at + 1));
    }

    private static boolean isSlash(char c) {
        return c == '/' || c == '\\';
    }

    private static boolean endsIn(String text, int at, String word) {
        return text.regionMatches(true, at - word.length(), word, 0, word.length());
    }

    private static boolean isOfScheme(char c) {
        return c < 128 && (Character.isLetterOrDigit(c) || c == '+' || c == '.' || c == '-');
    }

    /** The link that starts there, without the punctuation of the sentence it stands in. */
    private String bare(String text, int from, int rest) {
        int end = rest;
        while (end < text.length() && end - from <= LONGEST && isOfLink(text.charAt(end))) {
            end++;
        }
        spend(end - from);
        // counted once: a link of nothing but brackets would else be counted for each of them
        long unopened = count(text, from, end, ')') - count(text, from, end, '(');
        while (end > from) {
            char last = text.charAt(end - 1);
            if (last == ')' && unopened > 0) {
                unopened--;
            } else if (".,;:!?]}*|".indexOf(last) < 0) {
                break;
            }
            end--;
        }
        return text.substring(from, end);
    }

    private static boolean isOfLink(char c) {
        return c > ' ' && "<>\"'`".indexOf(c) < 0 && !Character.isWhitespace(c) && c != '\u00a0';
    }

    private static long count(String text, int from, int end, char wanted) {
        return text.substring(from, end).chars().filter(c -> c == wanted).count();
    }

    /**
     * Adds each value of an attribute that is fetched. Each place is looked at by itself: no quote
     * before it can hide it.
     */
    private void inAttributes(String text, boolean based, boolean refreshes) {
        Matcher attribute = ATTRIBUTE.matcher(text);
        while (left > 0 && attribute.find()) {
            int at = attribute.end();
            char quote = at < text.length() ? text.charAt(at) : ' ';
            boolean quoted = quote == '"' || quote == '\'';
            int from = quoted ? at + 1 : at;
            int end = from;
            while (end < text.length()
                    && end - from <= LONGEST
                    && (quoted
                            ? text.charAt(end) != quote
                            : text.charAt(end) > ' ' && text.charAt(end) != '>')) {
                end++;
            }
            spend(end - from);
            String name = attribute.group().toLowerCase(Locale.ROOT);
            String value = unescaped(text.substring(from, end));
            if (name.startsWith("content")) {
                Matcher refresh = REFRESH.matcher(value.replaceAll("[\\t\\n\\r]", ""));
                if (refresh.matches() && (refreshes || refresh.group(1) != null)) {
                    fetched(refresh.group(2), based);
                }
            } else if (name.startsWith("srcset")
                    || name.startsWith("ping")
                    || name.startsWith("archive")) {
                for (String one : value.split("[\\s,]+", -1)) {
                    fetched(one, based);
                }
            } else {
                fetched(value, based);
            }
        }
    }

    private void inStyles(String text) {
        String plain = text;
        if (text.indexOf('\\') >= 0) {
            plain =
                    STYLE_ESCAPE
                            .matcher(text)
                            .replaceAll(code -> Matcher.quoteReplacement(styled(code)));
            inText(plain);
        }
        inStyle(plain);
        if (plain.contains("/*")) {
            inStyle(uncommented(plain));
        }
    }

    private static String uncommented(String style) {
        StringBuilder text = new StringBuilder(style.length());
        int from = 0;
        for (int at = style.indexOf("/*"); at >= 0; at = style.indexOf("/*", from)) {
            int end = style.indexOf("*/", at + 2);
            if (end < 0) {
                break;
            }
            text.append(style, from, at).append(' ');
            from = end + 2;
        }
        return text.append(style, from, style.length()).toString();
    }

    /** What an escape stands for (CSS Syntax, 4.3.7); one at a line's end goes on without it. */
    private static String styled(MatchResult code) {
        if (code.group(1) != null) {
            return character(code.group(1), 16);
        }
        return code.group(2) == null ? "" : code.group(2);
    }

    private void inStyle(String plain) {
        Matcher style = STYLE_URL.matcher(plain);
        while (left > 0 && style.find()) {
            int end = style.end();
            while (end < plain.length()
                    && end - style.end() <= LONGEST
                    && "\"')".indexOf(plain.charAt(end)) < 0) {
                end++;
            }
            spend(end - style.end());
            fetched(plain.substring(style.end(), end), false);
        }
        Matcher function = STYLE_STRINGS.matcher(plain);
        while (left > 0 && function.find()) {
            strings(plain, function.end());
        }
    }

    /** Each string from there to the bracket that closes the function. */
    private void strings(String plain, int start) {
        int depth = 1;
        int from = -1;
        int at = start;
        for (; at < plain.length() && at - start <= LONGEST && depth > 0; at++) {
            char c = plain.charAt(at);
            if (from < 0) {
                depth += c == '(' ? 1 : c == ')' ? -1 : 0;
                from = c == '"' || c == '\'' ? at + 1 : -1;
            } else if (c == plain.charAt(from - 1)) {
                fetched(plain.substring(from, at), false);
                from = -1;
            }
        }
        if (from >= 0) {
            fetched(plain.substring(from, at), false);
        }
        spend(at - start);
    }

    /** As a URL parser cleans it first: no white space around, no line ends or tabs inside. */
    private void fetched(String value, boolean based) {
        String link =
                value.replaceAll("[\\t\\n\\r]", "")
                        .replaceAll("^[\\x00-\\x20]+|[\\x00-\\x20]+$", "");
        if (link.isEmpty() || link.startsWith("#") || INSIDE.matcher(link).matches()) {
            return;
        }
        if (based
                || FILLED_IN.matcher(link).find()
                || slashed(link, 0)
                || SCHEME.matcher(link).matches()) {
            add(link);
        }
    }

    private void add(String link) {
        links.add(
                link.length() > LONGEST ? link.substring(0, LONGEST) + "\u2026 (too long)" : link);
    }

    private void spend(int characters) {
        left -= characters + 16;
        if (left <= 0) {
            links.add(TOO_MANY);
        }
    }

    /**
     * With its character references decoded (HTML, 13.5), as far as links are written with them.
     */
    static String unescaped(String text) {
        return text.indexOf('&') < 0
                ? text
                : ENTITY.matcher(text)
                        .replaceAll(code -> Matcher.quoteReplacement(character(code)));
    }

    private static String character(MatchResult code) {
        if (code.group(1) != null) {
            return character(code.group(1), 16);
        }
        if (code.group(2) != null) {
            return character(code.group(2), 10);
        }
        return switch (code.group(3)) {
            case "amp", "AMP" -> "&";
            case "lt", "LT" -> "<";
            case "gt", "GT" -> ">";
            case "quot", "QUOT" -> "\"";
            case "apos" -> "'";
            case "nbsp" -> "\u00a0";
            case "colon" -> ":";
            case "sol" -> "/";
            case "bsol" -> "\\";
            case "period" -> ".";
            case "comma" -> ",";
            case "quest" -> "?";
            case "equals" -> "=";
            case "num" -> "#";
            case "percnt" -> "%";
            case "commat" -> "@";
            case "lowbar" -> "_";
            case "dash", "hyphen" -> "\u2010";
            case "lpar" -> "(";
            case "rpar" -> ")";
            case "Tab" -> "\t";
            case "NewLine" -> "\n";
            default -> code.group();
        };
    }

    /** Zeros before a number say nothing (HTML, 13.2.5.80). */
    private static String character(String digits, int radix) {
        int from = 0;
        while (from < digits.length() && digits.charAt(from) == '0') {
            from++;
        }
        boolean fits = digits.length() - from <= MOST_DIGITS && from < digits.length();
        int point = fits ? Integer.parseInt(digits.substring(from), radix) : 0;
        return Character.isValidCodePoint(point) && point > 0
                ? Character.toString(point)
                : "\ufffd";
    }
}
