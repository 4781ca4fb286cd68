package dev.stoplock.core.effect;

import java.math.BigInteger;
import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whether a whole value looks like somewhere or someone to send to (EFFECTS: such a value is a
 * destination wherever it stands). Looked at as a lenient reader would see it: without invisible
 * characters, compatibility forms folded, percent codes decoded.
 */
final class Looks {

    private static final int LONGEST = 1_000;

    /** An IBAN has 15 characters or more (ISO 13616). */
    private static final int SHORTEST_NUMBER = 15;

    private static final String PLAIN_SIGNS = " _-,;!?'\"()\n";
    private static final Pattern INVISIBLE =
            Pattern.compile("[\\p{C}\\p{M}\\p{Zl}\\p{Zp}\\u115F\\u1160\\u2800\\u3164\\uFFA0]");
    private static final Pattern URL =
            Pattern.compile(
                    "(?i)([a-z][a-z0-9+.-]{0,30}:)?//\\S.*|(mailto|tel|sms|data|javascript):.+");
    private static final Pattern ADDRESS =
            Pattern.compile("[^\\s@<>,;]{1,128}@[^\\s@<>,;]+\\.[^\\s@<>,;]+");
    private static final Pattern DOMAIN =
            Pattern.compile(
                    "([\\p{L}\\p{N}_-]{1,63}\\.){1,30}([\\p{L}]{2,63}|xn--[a-zA-Z0-9-]{2,59})\\.?(:[0-9]{1,5})?([/?#]\\S*)?");
    private static final Pattern DOTTED_WORDS =
            Pattern.compile(
                    "[A-Za-z0-9_-]{1,120}(\\.[A-Za-z0-9_-]{1,120}){0,10}\\.[A-Za-z][A-Za-z0-9]{0,9}");
    private static final Pattern IPV4 =
            Pattern.compile("([0-9]{1,3}\\.){3}[0-9]{1,3}(:[0-9]+)?([/?#]\\S*)?");
    private static final Pattern IPV6 =
            Pattern.compile(
                    "\\[?(?=[^\\]]*::|([0-9a-fA-F]{1,4}:){7})[0-9a-fA-F:.]{2,45}\\]?(:[0-9]+)?");
    private static final Pattern PHONE = Pattern.compile("(\\+|00)[0-9][0-9 ()./-]{6,20}");
    private static final Pattern IBAN = Pattern.compile("[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}");
    private static final Pattern DIVIDERS = Pattern.compile("[ .-]");
    private static final Pattern PART = Pattern.compile("[^;,\\s]+");
    private static final Pattern PERCENT = Pattern.compile("%[0-9a-fA-F]{2}");
    private static final BigInteger NINETY_SEVEN = BigInteger.valueOf(97);

    private Looks() {}

    /**
     * The same for the name of a file or of a field, where dotted words ({@code invoice.pdf},
     * {@code order.id}) are what names look like and route nothing.
     */
    static boolean likeDestinationInName(String value) {
        return !DOTTED_WORDS.matcher(value).matches() && likeDestination(value);
    }

    static boolean likeDestination(String value) {
        if (isPlain(value)) {
            return false;
        }
        if (like(value) || isList(value)) {
            return true;
        }
        // the plain value may be coded, once or more
        String text = value;
        for (int i = 0; i < 3 && text.length() <= LONGEST && PERCENT.matcher(text).find(); i++) {
            text = unescaped(text);
            if (like(text)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Whether a value cannot look like any of them, since it lacks the signs that each needs: most
     * values are such, and need not be looked at closely.
     */
    private static boolean isPlain(String value) {
        boolean digits = false;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            boolean letter = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
            boolean digit = c >= '0' && c <= '9';
            if (!letter && !digit && PLAIN_SIGNS.indexOf(c) < 0) {
                return false;
            }
            digits |= digit;
        }
        // a phone number may begin with two zeros, and an account's number has letters and digits
        return !digits || value.length() < SHORTEST_NUMBER && !value.contains("00");
    }

    /** Threat: an API that takes one receiver mostly takes several. */
    private static boolean isList(String value) {
        Matcher parts = PART.matcher(value);
        int like = 0;
        while (parts.find()) {
            if (!like(parts.group())) {
                return false;
            }
            like++;
        }
        return like > 1;
    }

    /**
     * The value without what nobody sees, as far as it is looked at. Threat: blanks make a value as
     * long as one wants.
     */
    private static String seen(String value) {
        if (value.length() <= LONGEST) {
            return value;
        }
        StringBuilder out = new StringBuilder();
        StringBuilder blanks = new StringBuilder();
        for (int i = 0; i < value.length() && out.length() <= LONGEST; i++) {
            char c = value.charAt(i);
            boolean blank = Character.isWhitespace(c) || Character.isSpaceChar(c);
            if (blank && !out.isEmpty() && blanks.length() <= LONGEST) {
                blanks.append(' ');
            } else if (!blank && (isPlain(c) || Character.isSurrogate(c) || !isInvisible(c))) {
                out.append(blanks).append(c);
                blanks.setLength(0);
            }
        }
        return out.toString();
    }

    private static boolean isInvisible(char c) {
        return c > '~' && INVISIBLE.matcher(String.valueOf(c)).matches() || c < ' ' || c == 0x7F;
    }

    /** Printable ASCII, a blank included: there is nothing to fold in it and nothing invisible. */
    private static boolean isPlain(int c) {
        return c >= ' ' && c <= '~';
    }

    private static String folded(String text) {
        return INVISIBLE
                .matcher(Normalizer.normalize(text, Normalizer.Form.NFKC).replace('\u3002', '.'))
                .replaceAll("")
                .strip();
    }

    private static boolean like(String value) {
        String seen = seen(value);
        String start = seen.length() <= LONGEST ? seen : seen.substring(0, LONGEST);
        String text = isPlainText(start) ? start.strip() : folded(start);
        boolean colon = text.indexOf(':') >= 0;
        // a link may be of any length, as long as it is one word
        if ((colon || text.startsWith("//"))
                && URL.matcher(text).matches()
                && value.strip().chars().noneMatch(Character::isWhitespace)) {
            return true;
        }
        if (text.length() < 3 || seen.length() > LONGEST) {
            return false;
        }
        // each is asked only of a text with the sign that it needs
        return text.indexOf('.') >= 0 && (isAddressed(text) || isDotted(text))
                || colon && IPV6.matcher(text).matches()
                || PHONE.matcher(text).matches()
                || isIban(text);
    }

    private static boolean isPlainText(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (!isPlain(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isAddressed(String text) {
        if (text.indexOf('@') < 0) {
            return false;
        }
        List<MailAddress> addresses = MailAddress.list(text);
        return addresses != null && !addresses.isEmpty() || ADDRESS.matcher(text).matches();
    }

    private static boolean isDotted(String text) {
        return DOMAIN.matcher(text).matches() || IPV4.matcher(text).matches();
    }

    /**
     * ISO 13616: two letters, two check digits, and the whole has the remainder 1 (ISO 7064, MOD
     * 97-10).
     */
    private static boolean isIban(String text) {
        if (text.length() < SHORTEST_NUMBER) {
            return false;
        }
        String plain = DIVIDERS.matcher(text).replaceAll("").toUpperCase(Locale.ROOT);
        if (!IBAN.matcher(plain).matches()) {
            return false;
        }
        StringBuilder digits = new StringBuilder();
        (plain.substring(4) + plain.substring(0, 4))
                .chars()
                .forEach(c -> digits.append(Character.digit(c, 36)));
        return new BigInteger(digits.toString()).mod(NINETY_SEVEN).equals(BigInteger.ONE);
    }

    private static String unescaped(String text) {
        return PERCENT.matcher(text)
                .replaceAll(code ->
                        Matcher.quoteReplacement(
                                String.valueOf(
                                        (char) Integer.parseInt(code.group().substring(1), 16))));
    }
}
