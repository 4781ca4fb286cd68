package dev.stoplock.core.wire.smtp;

import dev.stoplock.core.wire.auth.Sasl;
import java.util.Locale;

/** What is said between AUTH and its end (RFC 4954, 4), the password in one go or asked for. */
final class LoginDialogue {

    /** What one line of the client leads to. */
    sealed interface Turn {

        record Ask(SmtpReply question) implements Turn {}

        record Done(Sasl.Presented presented) implements Turn {}

        record GivenUp() implements Turn {}

        record Wrong(Fault fault) implements Turn {}
    }

    private final boolean plain;
    private String user = "";

    private LoginDialogue(boolean plain) {
        this.plain = plain;
    }

    /** A dialogue and its first turn. */
    record Begun(LoginDialogue dialogue, Turn turn) {}

    /** Begins with what stands behind AUTH. */
    static Begun begin(String rest) {
        String[] words = rest.split(" ", -1);
        String mechanism = words[0].toUpperCase(Locale.ROOT);
        LoginDialogue made = new LoginDialogue(mechanism.equals("PLAIN"));
        if (words.length > 2 || !made.plain && !mechanism.equals("LOGIN")) {
            Fault fault =
                    Fault.of(
                            504,
                            "5.5.4",
                            "wire.smtp-auth",
                            "a login is neither AUTH PLAIN nor AUTH LOGIN");
            return new Begun(made, new Turn.Wrong(fault));
        }
        return new Begun(
                made,
                words.length == 2
                        ? made.answered(words[1])
                        : new Turn.Ask(
                                SmtpReply.of(334, made.plain ? "" : Sasl.base64("Username:"))));
    }

    Turn answered(String base64) {
        if (base64.equals("*")) {
            return new Turn.GivenUp();
        }
        if (plain) {
            Sasl.Presented presented = Sasl.plain(base64);
            return presented == null ? unreadable() : new Turn.Done(presented);
        }
        String text = Sasl.text(base64);
        if (text == null || text.isEmpty()) {
            return unreadable();
        }
        if (user.isEmpty()) {
            user = text;
            return new Turn.Ask(SmtpReply.of(334, Sasl.base64("Password:")));
        }
        return new Turn.Done(new Sasl.Presented(user, text));
    }

    private static Turn unreadable() {
        return new Turn.Wrong(
                Fault.of(
                        501,
                        "5.5.2",
                        "wire.smtp-auth",
                        "a login cannot be read in exactly one way"));
    }
}
