package dev.stoplock.gate.secrets;

import dev.stoplock.core.model.SecretName;
import dev.stoplock.gate.port.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeSet;

/**
 * A secret as it is looked for: the Latin-1 characters of its UTF-8 bytes, what they become in
 * coded texts, and their hexadecimal digits. Made once, since each body is searched for it. It
 * shows itself as its name only.
 */
record Sought(SecretName name, String value, List<String> forms, String hex) {

    static Sought of(Secret secret) {
        String value =
                new String(
                        secret.reveal(Secret.Purpose.REDACTION).getBytes(StandardCharsets.UTF_8),
                        StandardCharsets.ISO_8859_1);
        byte[] bytes = value.getBytes(StandardCharsets.ISO_8859_1);
        TreeSet<String> forms = new TreeSet<>();
        forms.add(value);
        forms.add(new StringBuilder(value).reverse().toString());
        for (int before = 0; before < 3; before++) {
            forms.add(middle(Base64.getEncoder(), bytes, before));
            forms.add(middle(Base64.getUrlEncoder(), bytes, before));
        }
        return new Sought(
                secret.name(), value, List.copyOf(forms), HexFormat.of().formatHex(bytes));
    }

    /** Whether it stands in a view of a text, whose hexadecimal digits are {@code digits}. */
    boolean isIn(String view, String digits) {
        for (String form : forms) {
            if (view.contains(form)) {
                return true;
            }
        }
        return digits.contains(hex);
    }

    /**
     * The characters of the base64 text (RFC 4648) that only the secret decides, with {@code
     * before} bytes in front of it.
     */
    private static String middle(Base64.Encoder encoder, byte[] secret, int before) {
        byte[] shifted = new byte[before + secret.length];
        System.arraycopy(secret, 0, shifted, before, secret.length);
        String text = encoder.withoutPadding().encodeToString(shifted);
        return text.substring((before * 8 + 5) / 6, shifted.length * 8 / 6);
    }

    @Override
    public String toString() {
        return "secret " + name;
    }
}
