package dev.stoplock.core.wire.smtp;

import dev.stoplock.core.model.RuleId;

/**
 * What the bytes so far amount to. After {@code Hello}, {@code Secure}, {@code Login} and {@code
 * Mail} the conversation waits until it is told how that went.
 */
public sealed interface SmtpStep {

    /** More bytes are needed. */
    record More() implements SmtpStep {}

    /** Answered here; nothing is to be done. */
    record Said(SmtpReply reply) implements SmtpStep {}

    /** The client greets, and waits to hear what there is. */
    record Hello(boolean extended) implements SmtpStep {}

    /** The client goes over to TLS once it has this reply. */
    record Secure(SmtpReply reply) implements SmtpStep {}

    /** The client presents a name and a password. */
    record Login(String user, String password) implements SmtpStep {}

    /** A whole mail, of which the client waits to hear. */
    record Mail(SmtpMail mail) implements SmtpStep {}

    /**
     * Something that does not go on. {@code last}: nothing more can be read of this connection, or
     * nothing more shall be.
     */
    record Refused(SmtpReply reply, RuleId rule, String sentence, boolean last)
            implements SmtpStep {}

    /** The client takes its leave. */
    record Quit(SmtpReply reply) implements SmtpStep {}
}
