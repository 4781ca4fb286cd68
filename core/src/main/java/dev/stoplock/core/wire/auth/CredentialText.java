package dev.stoplock.core.wire.auth;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A credential as a protocol writes it, taken apart into the texts that may each be a placeholder,
 * and put together again after an exchange of them.
 *
 * <p>Guarantees: {@code read(form, text).with(UnaryOperator.identity())} is the text again; what
 * has a second spelling (base64 with line breaks, missing padding or leftover bits) has no reading.
 * Sources: RFC 7617 (Basic), RFC 4616 (SASL PLAIN), RFC 4954 (AUTH), RFC 9110, 11.4 (schemes).
 */
public record CredentialText(Form form, String before, List<String> parts) {

    /** How the parts stand in the text. */
    public enum Form {
        /** the text is the credential: one part */
        PLAIN,
        /** base64 of one part, as each answer of AUTH LOGIN */
        BASE64,
        /** base64 of {@code user:password}: two parts */
        BASIC,
        /** base64 of {@code identity NUL user NUL password}: three parts */
        SASL_PLAIN
    }

    private static final String BASIC_SCHEME = "basic";

    /** Schemes that are followed by one opaque text; RFC 9110 reads their names in any case. */
    private static final Set<String> OPAQUE =
            Set.of("bearer", "token", "bot", "apikey", "api-key", "key", "ssws", "zoho-oauthtoken");

    public CredentialText {
        parts = List.copyOf(parts);
    }

    /** Takes a text of a known form apart; null where it has no single reading in it. */
    public static @Nullable CredentialText read(Form form, String text) {
        return read(form, "", text);
    }

    /**
     * Takes the value of an Authorization header apart: a scheme that is known and its text, or the
     * whole as one part. Null: Basic that has no single reading.
     */
    public static @Nullable CredentialText header(String value) {
        int space = value.indexOf(' ');
        String scheme = space < 0 ? "" : value.substring(0, space).toLowerCase(Locale.ROOT);
        if (scheme.equals(BASIC_SCHEME)) {
            return read(Form.BASIC, value.substring(0, space + 1), value.substring(space + 1));
        }
        return OPAQUE.contains(scheme)
                ? read(Form.PLAIN, value.substring(0, space + 1), value.substring(space + 1))
                : read(Form.PLAIN, "", value);
    }

    private static @Nullable CredentialText read(Form form, String before, String text) {
        if (form == Form.PLAIN) {
            return new CredentialText(form, before, List.of(text));
        }
        String plain = decoded(text);
        if (plain == null) {
            return null;
        }
        return switch (form) {
            case PLAIN, BASE64 -> new CredentialText(form, before, List.of(plain));
            case BASIC -> {
                int colon = plain.indexOf(':');
                yield colon < 0 || plain.chars().anyMatch(Character::isISOControl)
                        ? null
                        : new CredentialText(
                                form,
                                before,
                                List.of(plain.substring(0, colon), plain.substring(colon + 1)));
            }
            case SASL_PLAIN -> {
                List<String> parts = Arrays.asList(plain.split("\0", -1));
                yield parts.size() == 3 ? new CredentialText(form, before, parts) : null;
            }
        };
    }

    private static @Nullable String decoded(String text) {
        try {
            byte[] bytes = Base64.getDecoder().decode(text);
            String plain =
                    StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
            // Threat: missing padding and leftover bits are read differently, and carry bits
            return coded(plain).equals(text) ? plain : null;
        } catch (IllegalArgumentException | CharacterCodingException e) {
            return null;
        }
    }

    private static String coded(String plain) {
        return Base64.getEncoder().encodeToString(plain.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Who says to be authorised: the user of BASIC, the user of SASL_PLAIN, and null where the form
     * has none.
     */
    public @Nullable String user() {
        return switch (form) {
            case PLAIN, BASE64 -> null;
            case BASIC -> parts.getFirst();
            case SASL_PLAIN -> parts.get(1);
        };
    }

    /** What authorises: the last part. */
    public String secret() {
        return parts.getLast();
    }

    /**
     * The text with each part exchanged. Throws IllegalArgumentException where a new part would be
     * read as two.
     */
    public String with(UnaryOperator<String> exchange) {
        List<String> fresh = parts.stream().map(exchange).toList();
        char between = form == Form.BASIC ? ':' : '\0';
        boolean divided =
                switch (form) {
                    case PLAIN, BASE64 -> false;
                    case BASIC -> fresh.getFirst().indexOf(between) >= 0;
                    case SASL_PLAIN -> fresh.stream().anyMatch(part -> part.indexOf(between) >= 0);
                };
        if (divided) {
            throw new IllegalArgumentException(
                    "a credential holds the sign that would divide it in this place");
        }
        String text = String.join(String.valueOf(between), fresh);
        return before + (form == Form.PLAIN ? text : coded(text));
    }
}
