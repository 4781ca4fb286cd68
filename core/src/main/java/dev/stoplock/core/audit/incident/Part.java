package dev.stoplock.core.audit.incident;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One of the effects of an exchange: a mail, or something else. {@code mails} is how many it stands
 * for: one where the body says what each was, all of them where that is gone. {@code others} are
 * its unexplained values besides recipients.
 */
public record Part(
        String operation,
        int mails,
        @Nullable String subject,
        List<Recipient> recipients,
        List<Value> others) {

    /** A value nobody explained: where it stood, what it was and what was recorded of it. */
    public record Value(String path, String value, String why) {}

    public Part {
        recipients = List.copyOf(recipients);
        others = List.copyOf(others);
    }

    public boolean has(Standing standing) {
        return recipients.stream().anyMatch(recipient -> recipient.standing() == standing);
    }

    /** In how many of its mails one of its recipients is: in one at least. */
    public Count mailsOfEach() {
        return new Count(Math.min(mails, 1), mails);
    }
}
