package dev.stoplock.gate.secrets;

import dev.stoplock.core.dlp.KnownTokens;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A text in the shape of a secret, for those who check a credential's shape before they use it: the
 * issuer's prefix, the separators and the kinds of characters stay, everything else is random.
 *
 * <p>Guarantees: at least 96 random bits; it neither holds the secret nor is part of it.
 */
final class Placeholder {

    private static final int FEWEST_BITS = 96;
    private static final String SEPARATORS = "-_.~:/+=";
    private static final String LOWER = "abcdefghijklmnopqrstuvwxyz";
    private static final String UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    private static final String DIGITS = "0123456789";
    private static final String HEX = "0123456789abcdef";
    private static final Pattern UUID =
            Pattern.compile(
                    "[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[1-8][0-9a-fA-F]{3}-[89abAB][0-9a-fA-F]{3}-[0-9a-fA-F]{12}");
    private static final Pattern WHEN = Pattern.compile("\"(exp|iat|nbf)\"\\s*:\\s*([0-9]{1,12})");

    private final SecureRandom random;
    private final StringBuilder out = new StringBuilder();
    private double bits;

    private Placeholder(SecureRandom random) {
        this.random = random;
    }

    /** A fresh one. */
    static String like(String secret, SecureRandom random) {
        for (int attempt = 0; attempt < 64; attempt++) {
            String text = new Placeholder(random).made(secret);
            if (!text.contains(secret) && !secret.contains(text)) {
                return text;
            }
        }
        throw new IllegalStateException("randomness repeats itself");
    }

    private String made(String secret) {
        if (KnownTokens.isJwt(secret)) {
            return jwt(secret);
        }
        if (UUID.matcher(secret).matches()) {
            return uuid(secret);
        }
        KnownTokens.Prefix prefix = KnownTokens.prefix(secret);
        String kept = prefix == null ? "" : prefix.text();
        out.append(kept);
        like(secret.substring(kept.length()));
        return padded();
    }

    /** Version and variant (RFC 9562, 4) stay: those who check look at them. */
    private String uuid(String secret) {
        String digits = secret.matches(".*[A-F].*") ? HEX.toUpperCase(Locale.ROOT) : HEX;
        for (int i = 0; i < secret.length(); i++) {
            if (secret.charAt(i) == '-' || i == 14 || i == 19) {
                out.append(secret.charAt(i));
            } else {
                add(digits);
            }
        }
        return out.toString();
    }

    /** A short secret has too few bits in its own length: it gets longer. */
    private String padded() {
        while (bits < FEWEST_BITS) {
            add(LOWER + DIGITS);
        }
        return out.toString();
    }

    private void like(String text) {
        int at = 0;
        while (at < text.length()) {
            if (SEPARATORS.indexOf(text.charAt(at)) >= 0) {
                out.append(text.charAt(at++));
                continue;
            }
            int end = at;
            while (end < text.length() && SEPARATORS.indexOf(text.charAt(end)) < 0) {
                end++;
            }
            String alphabet = alphabet(text.substring(at, end));
            for (; at < end; at++) {
                add(alphabet);
            }
        }
    }

    private void add(String alphabet) {
        out.append(alphabet.charAt(random.nextInt(alphabet.length())));
        bits += Math.log(alphabet.length()) / Math.log(2);
    }

    /** What a run is made of, as narrow as it shows: hexadecimal digits before letters. */
    private static String alphabet(String run) {
        if (run.matches("[0-9]+")) {
            return DIGITS;
        }
        if (run.matches("[0-9a-f]{4,}")) {
            return HEX;
        }
        if (run.matches("[0-9A-F]{4,}")) {
            return HEX.toUpperCase(Locale.ROOT);
        }
        boolean lower = run.matches(".*[a-z].*");
        boolean upper = run.matches(".*[A-Z].*");
        String letters = (lower || !upper ? LOWER : "") + (upper ? UPPER : "");
        return run.matches("[A-Za-z]+") ? letters : letters + DIGITS;
    }

    /**
     * Threat: the claims of the real token tell whom it is for. Of them only the times stay, which
     * clients look at; the header names algorithms and keys, which are public.
     */
    private String jwt(String secret) {
        String[] parts = secret.split("\\.", -1);
        StringBuilder claims = new StringBuilder("{\"jti\":\"");
        byte[] id = new byte[16];
        random.nextBytes(id);
        claims.append(HexFormat.of().formatHex(id)).append('"');
        Matcher times = WHEN.matcher(decoded(parts[1]));
        while (times.find()) {
            claims.append(",\"").append(times.group(1)).append("\":").append(times.group(2));
        }
        byte[] payload = claims.append('}').toString().getBytes(StandardCharsets.UTF_8);
        out.append(parts[0])
                .append('.')
                .append(Base64.getUrlEncoder().withoutPadding().encodeToString(payload))
                .append('.');
        for (int i = 0; i < parts[2].length(); i++) {
            add(LOWER + UPPER + DIGITS);
        }
        return padded();
    }

    private static String decoded(String part) {
        try {
            return new String(Base64.getUrlDecoder().decode(part), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            // no claims that anybody reads, then
            return "";
        }
    }
}
