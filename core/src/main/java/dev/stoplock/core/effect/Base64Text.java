package dev.stoplock.core.effect;

import dev.stoplock.core.wire.mime.TransferCoding;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Whole mails in the text of a request (RFC 4648), in the one form that all readers decode alike.
 */
final class Base64Text {

    private Base64Text() {}

    /** The URL-safe alphabet, padded or not; null for anything else. */
    static byte @Nullable [] url(String text) {
        String bare = text.endsWith("=") ? text.replaceAll("={1,2}$", "") : text;
        boolean padded = bare.length() == text.length() || text.length() % 4 == 0;
        if (bare.isEmpty() || !padded || !bare.matches("[A-Za-z0-9_-]+")) {
            return null;
        }
        String plain = bare.replace('-', '+').replace('_', '/');
        return standard(plain + "=".repeat((4 - plain.length() % 4) % 4));
    }

    /** The plain alphabet, padded, on one line. */
    static byte @Nullable [] standard(String text) {
        return text.isEmpty() || !text.matches("[A-Za-z0-9+/]+={0,2}")
                ? null
                : TransferCoding.base64(text.getBytes(StandardCharsets.US_ASCII), false);
    }
}
