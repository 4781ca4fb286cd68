package dev.stoplock.core.effect;

import dev.stoplock.core.model.Destination;
import dev.stoplock.core.wire.auth.Sasl;
import dev.stoplock.core.wire.smtp.SmtpMail;
import org.jspecify.annotations.Nullable;

/** One mail as it would go to a mail server, and what the server logged in with, if it did. */
public record SmtpSubmission(
        Destination destination, Sasl.@Nullable Presented login, SmtpMail mail) {}
