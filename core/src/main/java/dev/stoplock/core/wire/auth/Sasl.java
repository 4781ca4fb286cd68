package dev.stoplock.core.wire.auth;

import dev.stoplock.core.wire.auth.CredentialText.Form;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The two ways of logging in with a name and a password: PLAIN (RFC 4616) and LOGIN (never
 * standardised; the client answers two questions), both in base64 (RFC 4648).
 */
public final class Sasl {

    /** What is presented. NUL, which would divide it, throws IllegalArgumentException. */
    public record Presented(String user, String password) {
        public Presented {
            if (isDivided(user) || isDivided(password)) {
                throw new IllegalArgumentException("a login holds NUL");
            }
        }
    }

    private Sasl() {}

    /** Base64 of UTF-8 text without NUL, strictly; null for anything else. */
    public static @Nullable String text(String base64) {
        CredentialText read = CredentialText.read(Form.BASE64, initial(base64));
        return read == null || isDivided(read.secret()) ? null : read.secret();
    }

    /**
     * Reads PLAIN's one message; null where it has no single reading. Who is acted for must be who
     * logs in: acting for another is another account.
     */
    public static @Nullable Presented plain(String base64) {
        CredentialText read = CredentialText.read(Form.SASL_PLAIN, initial(base64));
        if (read == null) {
            return null;
        }
        String actedFor = read.parts().getFirst();
        String user = read.parts().get(1);
        return !user.isEmpty() && (actedFor.isEmpty() || actedFor.equals(user))
                ? new Presented(user, read.secret())
                : null;
    }

    private static boolean isDivided(String text) {
        return text.indexOf('\0') >= 0;
    }

    public static String base64(String text) {
        return written(Form.BASE64, List.of(text));
    }

    /** PLAIN's message, in base64. */
    public static String plain(String user, String password) {
        return written(Form.SASL_PLAIN, List.of("", user, password));
    }

    private static String written(Form form, List<String> parts) {
        return new CredentialText(form, "", parts).with(UnaryOperator.identity());
    }

    /** RFC 4954, 4: an empty initial response is sent as one equals sign. */
    private static String initial(String base64) {
        return base64.equals("=") ? "" : base64;
    }
}
