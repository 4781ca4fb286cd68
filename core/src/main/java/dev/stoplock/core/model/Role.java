package dev.stoplock.core.model;

/** What a destination or credential atom does in its effect. */
public enum Role {
    HOST,
    TO,
    CC,
    BCC,
    REPLY_TO,
    FROM,
    /** A link or an image's address in the text of a mail: whoever opens the mail may fetch it. */
    LINK,
    /** Selects an account, stream, template, parent object or the like. */
    SELECTOR,
    /** Method and path of an HTTP request. */
    REQUEST,
    /** Whom a credential of two parts says to be: a placeholder, or a selector of the account. */
    USER,
    /** The field that authorises. */
    CREDENTIAL,
    NONE;

    /** Whether somebody receives the message because of this atom. */
    public boolean isRecipient() {
        return this == TO || this == CC || this == BCC;
    }

    /** Whether the atom's value is a mail address. */
    public boolean isAddress() {
        return isRecipient() || this == REPLY_TO || this == FROM;
    }

    /** As a mail header names it: To, Cc, Bcc, Reply-To, From. */
    public String label() {
        return switch (this) {
            case TO -> "To";
            case CC -> "Cc";
            case BCC -> "Bcc";
            case REPLY_TO -> "Reply-To";
            case FROM -> "From";
            case HOST -> "host";
            case LINK -> "link";
            case SELECTOR -> "selector";
            case REQUEST -> "request";
            case USER -> "user";
            case CREDENTIAL -> "credential";
            case NONE -> "value";
        };
    }
}
