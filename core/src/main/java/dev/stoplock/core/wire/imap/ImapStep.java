package dev.stoplock.core.wire.imap;

import dev.stoplock.core.model.RuleId;

/**
 * What the bytes so far amount to. After {@code Secure}, {@code Login}, {@code Asked} and {@code
 * Done} the conversation waits until it is told how that went. Replies are whole lines with their
 * ends.
 */
public sealed interface ImapStep {

    /** More bytes are needed. */
    record More() implements ImapStep {}

    /** Answered here; nothing is to be done. */
    record Said(String reply) implements ImapStep {}

    /** The client goes over to TLS once it has this reply. */
    record Secure(String reply) implements ImapStep {}

    /** The client presents a name and a password. */
    record Login(String tag, String user, String password) implements ImapStep {}

    /** A reading command. */
    record Asked(String tag, ImapRequest request) implements ImapStep {}

    /** The client has watched enough (RFC 2177); {@code tag} is that of its IDLE. */
    record Done(String tag) implements ImapStep {}

    /** Something that does not go on; {@code last}: nor does anything after it. */
    record Refused(String reply, RuleId rule, String sentence, boolean last) implements ImapStep {}

    /** The client takes its leave. */
    record Quit(String reply) implements ImapStep {}
}
