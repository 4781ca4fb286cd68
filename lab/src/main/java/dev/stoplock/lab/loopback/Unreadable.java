package dev.stoplock.lab.loopback;

import java.io.IOException;

/** What was sent is no request this server takes. */
final class Unreadable extends IOException {

    private static final long serialVersionUID = 1L;

    Unreadable(String message) {
        super(message);
    }
}
