package dev.stoplock.gate.report;

import java.lang.Character.UnicodeScript;
import java.text.Normalizer;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The words of a text that are not what they look like: whatever stands before an at sign and is
 * not all ASCII, and words that mix scripts or hold letters that are ASCII in another shape.
 *
 * <p>Not guaranteed: that a word written whole in one other script is told from an ASCII word it
 * resembles; it may be a word of that language.
 */
final class Lookalikes {

    /** The part of an address before its at sign (RFC 5322 atoms, RFC 6532 letters), or a word. */
    private static final Pattern WORD =
            Pattern.compile("[\\p{L}\\p{N}\\p{M}!#$%&'*+/=?^_`|~.-]+(?=@)|[\\p{L}\\p{N}\\p{M}_-]+");

    /** Scripts whose letters stand beside Latin ones in honest words (UTS 39 §5.2, less Greek). */
    private static final Set<UnicodeScript> BESIDE_LATIN =
            EnumSet.of(
                    UnicodeScript.LATIN,
                    UnicodeScript.COMMON,
                    UnicodeScript.INHERITED,
                    UnicodeScript.HAN,
                    UnicodeScript.HIRAGANA,
                    UnicodeScript.KATAKANA,
                    UnicodeScript.HANGUL,
                    UnicodeScript.BOPOMOFO);

    /** Below it, letters in another shape are ordinals and the like: {@code 1º}. */
    private static final int FIRST_SHAPED = 0x2000;

    private Lookalikes() {}

    /** Where they stand, in order. */
    static Stream<MatchResult> in(String text) {
        return text.chars().allMatch(c -> c < 0x80)
                ? Stream.empty()
                : WORD.matcher(text).results().filter(word -> isOne(text, word));
    }

    private static boolean isOne(String text, MatchResult word) {
        String letters = word.group();
        if (letters.chars().allMatch(c -> c < 0x80)) {
            return false;
        }
        boolean address = word.end() < text.length() && text.charAt(word.end()) == '@';
        return address || isMixed(letters) || letters.codePoints().anyMatch(Lookalikes::isShaped);
    }

    private static boolean isMixed(String letters) {
        EnumSet<UnicodeScript> scripts = EnumSet.noneOf(UnicodeScript.class);
        letters.codePoints().mapToObj(UnicodeScript::of).forEach(scripts::add);
        return scripts.contains(UnicodeScript.LATIN) && !BESIDE_LATIN.containsAll(scripts);
    }

    private static boolean isShaped(int c) {
        return c >= FIRST_SHAPED
                && Character.isLetterOrDigit(c)
                && Normalizer.normalize(Character.toString(c), Normalizer.Form.NFKC)
                        .chars()
                        .allMatch(plain -> plain < 0x80);
    }

    /** The word with each letter that is not ASCII named by its number. */
    static String named(String word) {
        StringBuilder out = new StringBuilder();
        word.codePoints()
                .forEach(c -> {
                    if (c < 0x80) {
                        out.appendCodePoint(c);
                    } else {
                        out.append(String.format(Locale.ROOT, "{U+%04X}", c));
                    }
                });
        return out.toString();
    }
}
