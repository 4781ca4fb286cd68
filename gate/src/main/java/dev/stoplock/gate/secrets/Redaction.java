package dev.stoplock.gate.secrets;

import dev.stoplock.core.model.SecretName;
import dev.stoplock.gate.port.Redacted;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A search for secrets in bytes: in plain, where they are replaced by their placeholders, and in
 * the coded forms an API or a proxy puts text into. Bytes are handled as Latin-1 characters, one to
 * one.
 *
 * <p>Not guaranteed: a secret that was compressed, encrypted, hashed or cut in pieces is not seen.
 */
final class Redaction {

    /** A secret to look for, and what stands in its place. */
    record Wanted(Sought secret, String placeholder) {}

    private Redaction() {}

    static Redacted of(List<Wanted> wanted, byte[] bytes) {
        if (wanted.isEmpty()) {
            return new Redacted.Clean();
        }
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        Set<SecretName> plain = new LinkedHashSet<>();
        // longest first: one secret may begin with another; equal lengths keep the caller's order
        List<Wanted> ordered =
                wanted.stream()
                        .sorted(
                                Comparator.comparingInt(
                                                (Wanted one) -> one.secret().value().length())
                                        .reversed())
                        .toList();
        for (Wanted one : ordered) {
            String value = one.secret().value();
            if (text.contains(value)) {
                plain.add(one.secret().name());
                text = text.replace(value, one.placeholder());
            }
        }
        Set<SecretName> coded = new LinkedHashSet<>();
        for (String view : views(text)) {
            String digits = Unescape.digits(view);
            for (Wanted one : ordered) {
                if (one.secret().isIn(view, digits)) {
                    coded.add(one.secret().name());
                }
            }
        }
        if (!coded.isEmpty()) {
            return new Redacted.Coded(coded);
        }
        return plain.isEmpty()
                ? new Redacted.Clean()
                : new Redacted.Plain(text.getBytes(StandardCharsets.ISO_8859_1), plain);
    }

    /** The text as it is, and as readers of five codings would see it. */
    private static Set<String> views(String text) {
        Set<String> views = new LinkedHashSet<>();
        views.add(text);
        String percent = Unescape.percent(text);
        views.add(percent);
        views.add(Unescape.percent(percent));
        String json = Unescape.json(text);
        views.add(json);
        String again = Unescape.json(json);
        views.add(again);
        views.add(Unescape.percent(json));
        views.add(Unescape.html(text));
        views.add(Unescape.html(json));
        // line breaks of MIME's base64 and the zero bytes of UTF-16
        views.add(Unescape.dense(text));
        views.add(Unescape.dense(json));
        views.add(Unescape.dense(again));
        return views;
    }
}
