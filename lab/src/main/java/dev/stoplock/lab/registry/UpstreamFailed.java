package dev.stoplock.lab.registry;

import java.io.IOException;

/**
 * The configured registry did not give what was asked; {@code status} is what the client of the
 * lab's registry is told.
 */
final class UpstreamFailed extends IOException {

    private static final long serialVersionUID = 1L;

    private final int status;

    UpstreamFailed(int status, String message) {
        super(message);
        this.status = status;
    }

    int status() {
        return status;
    }
}
