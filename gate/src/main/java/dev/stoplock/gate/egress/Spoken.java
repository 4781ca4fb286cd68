package dev.stoplock.gate.egress;

import dev.stoplock.core.model.Destination;

/**
 * What is spoken with a destination, by its port (IANA; 2525 is what many mail providers offer
 * beside 587). Other ports than these speak HTTP: over TLS, but where a grant says that it is
 * plain. What a server begins to say decides nothing.
 */
enum Spoken {
    HTTP(false),
    HTTPS(true),
    SMTP(false),
    SMTPS(true),
    IMAP(false),
    IMAPS(true);

    private final boolean tlsFirst;

    Spoken(boolean tlsFirst) {
        this.tlsFirst = tlsFirst;
    }

    static Spoken with(Destination destination) {
        return switch (destination.port()) {
            case 25, 587, 2525 -> SMTP;
            case 465 -> SMTPS;
            case 143 -> IMAP;
            case 993 -> IMAPS;
            default -> destination.isPlain() ? HTTP : HTTPS;
        };
    }

    /** Whether a connection begins with a TLS handshake. */
    boolean isTlsFirst() {
        return tlsFirst;
    }
}
