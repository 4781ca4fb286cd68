package dev.stoplock.core.effect;

import java.util.regex.Pattern;

/** Whether a whole value looks like somewhere or someone to send to (EFFECTS: such a value is a destination wherever it stands). */
final class Looks {

    private static final int LONGEST = 400;
    private static final Pattern ADDRESS = Pattern.compile("[^\\s@<>,;]{1,64}@[^\\s@<>,;]+\\.[^\\s@<>,;]+");
    private static final Pattern URL = Pattern.compile("(?i)([a-z][a-z0-9+.-]*://|mailto:|tel:|//)\\S+");
    private static final Pattern DOMAIN = Pattern.compile("(?i)([a-z0-9_-]{1,63}\\.)+[a-z]{2,63}\\.?");
    private static final Pattern IPV4 = Pattern.compile("([0-9]{1,3}\\.){3}[0-9]{1,3}(:[0-9]+)?");
    private static final Pattern IPV6 = Pattern.compile("\\[?[0-9a-fA-F]{0,4}(:[0-9a-fA-F]{0,4}){2,7}\\]?(:[0-9]+)?");
    private static final Pattern PHONE = Pattern.compile("(\\+|00)[0-9][0-9 ()./-]{6,20}");
    private static final Pattern IBAN = Pattern.compile("[A-Z]{2}[0-9]{2}[A-Z0-9 ]{11,38}");

    private Looks() {}

    static boolean likeDestination(String value) {
        String text = value.strip();
        if (text.length() < 3 || text.length() > LONGEST) {
            return false;
        }
        return ADDRESS.matcher(text).matches()
                || URL.matcher(text).matches()
                || DOMAIN.matcher(text).matches()
                || IPV4.matcher(text).matches()
                || IPV6.matcher(text).matches()
                || PHONE.matcher(text).matches()
                || IBAN.matcher(text).matches();
    }
}
