package dev.stoplock.gate.secrets;

import dev.stoplock.core.model.SecretName;
import dev.stoplock.gate.port.Redacted;
import dev.stoplock.gate.port.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * A search for secrets in bytes: in plain, where they are replaced by their placeholders, and in
 * the coded forms an API or a proxy puts text into. Bytes are handled as Latin-1 characters, one to
 * one.
 *
 * <p>Not guaranteed: a secret that was compressed, encrypted, hashed or cut in pieces is not seen.
 */
final class Redaction {

    /** A secret to look for, and what stands in its place. */
    record Wanted(Secret secret, String placeholder) {}

    private Redaction() {}

    static Redacted of(List<Wanted> wanted, byte[] bytes) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        Set<SecretName> plain = new LinkedHashSet<>();
        // longest first: one secret may begin with another; equal lengths keep the caller's order
        List<Wanted> ordered =
                wanted.stream()
                        .sorted(
                                Comparator.comparingInt((Wanted one) -> latin(one).length())
                                        .reversed())
                        .toList();
        for (Wanted one : ordered) {
            String value = latin(one);
            if (text.contains(value)) {
                plain.add(one.secret().name());
                text = text.replace(value, one.placeholder());
            }
        }
        Set<SecretName> coded = new LinkedHashSet<>();
        List<String> views = views(text);
        for (Wanted one : ordered) {
            if (views.stream().anyMatch(view -> shows(view, latin(one)))) {
                coded.add(one.secret().name());
            }
        }
        if (!coded.isEmpty()) {
            return new Redacted.Coded(coded);
        }
        return plain.isEmpty()
                ? new Redacted.Clean()
                : new Redacted.Plain(text.getBytes(StandardCharsets.ISO_8859_1), plain);
    }

    private static String latin(Wanted one) {
        return latin(one.secret());
    }

    /** The secret's UTF-8 bytes as Latin-1 characters. */
    static String latin(Secret secret) {
        return new String(
                secret.reveal(Secret.Purpose.REDACTION).getBytes(StandardCharsets.UTF_8),
                StandardCharsets.ISO_8859_1);
    }

    /** The text as it is, and as readers of five codings would see it. */
    private static List<String> views(String text) {
        Set<String> views = new LinkedHashSet<>();
        views.add(text);
        String percent = Unescape.percent(text);
        views.add(percent);
        views.add(Unescape.percent(percent));
        String json = Unescape.json(text);
        views.add(json);
        views.add(Unescape.json(json));
        views.add(Unescape.percent(json));
        views.add(Unescape.html(text));
        views.add(Unescape.html(json));
        // line breaks of MIME's base64 and the zero bytes of UTF-16
        views.add(Unescape.without(text, "\r\n\t \0"));
        views.add(Unescape.without(json, "\r\n\t \0"));
        views.add(Unescape.without(Unescape.json(json), "\r\n\t \0"));
        return List.copyOf(views);
    }

    private static boolean shows(String view, String secret) {
        for (String form : forms(secret)) {
            if (view.contains(form)) {
                return true;
            }
        }
        String hex = hex(secret);
        String lower = view.toLowerCase(Locale.ROOT);
        return lower.contains(hex) || Unescape.without(lower, ": -").contains(hex);
    }

    static String hex(String secret) {
        return HexFormat.of().formatHex(secret.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** What to look for, in a view, besides hexadecimal digits. */
    static Set<String> forms(String secret) {
        Set<String> forms = new TreeSet<>();
        forms.add(secret);
        forms.add(new StringBuilder(secret).reverse().toString());
        byte[] bytes = secret.getBytes(StandardCharsets.ISO_8859_1);
        for (int before = 0; before < 3; before++) {
            forms.add(middle(Base64.getEncoder(), bytes, before));
            forms.add(middle(Base64.getUrlEncoder(), bytes, before));
        }
        return forms;
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
}
