package dev.stoplock.core.contract;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.stoplock.core.effect.ResultLinks;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a link says beside its host, read in each way its receiver might: as it is, the values of
 * its parameters put together, and either from base64 or hexadecimal. Threat: text of the call in
 * it, in pieces or in code. Whoever writes it in a code of their own is not found.
 */
final class Carried {

    private static final Pattern NAMES = Pattern.compile("[?&;#/][^=&;#?/]{0,200}=");

    private Carried() {}

    /** At most a few dozen texts, each no longer than the link. */
    static Set<String> by(String link) {
        String rest = ResultLinks.rest(link);
        Set<String> readings = new LinkedHashSet<>();
        for (String text : List.of(rest, NAMES.matcher(rest).replaceAll(""))) {
            readings.add(text);
            // a plus sign was read as a space, and belongs to base64
            String letters = text.replace(' ', '+').replace('-', '+').replace('_', '/');
            fromBase64(letters.replaceAll("[^A-Za-z0-9+/]", ""), readings);
            fromBase64(letters.replaceAll("[^A-Za-z0-9]", ""), readings);
            fromHex(text.replaceAll("[^0-9A-Fa-f]", ""), readings);
        }
        return readings;
    }

    /** From each of the four places where a group of four may begin. */
    private static void fromBase64(String letters, Set<String> readings) {
        for (int from = 0; from < 4; from++) {
            int length = (letters.length() - from) / 4 * 4;
            // a last group that is not whole holds two bytes at most
            int odd = Math.max(0, letters.length() - from - length);
            if (length >= 0 && length + odd >= Runs.LENGTH) {
                int end = from + length + (odd == 1 ? 0 : odd);
                readings.add(
                        new String(
                                Base64.getDecoder().decode(letters.substring(from, end)), UTF_8));
            }
        }
    }

    private static void fromHex(String digits, Set<String> readings) {
        for (int from = 0; from < 2; from++) {
            int length = (digits.length() - from) / 2 * 2;
            if (length >= 2 * Runs.LENGTH) {
                byte[] bytes = HexFormat.of().parseHex(digits.substring(from, from + length));
                readings.add(new String(bytes, UTF_8));
            }
        }
    }
}
