package dev.stoplock.core.wire.smtp;

import dev.stoplock.core.wire.text.CrlfInput;
import java.io.ByteArrayOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * The octets of one message as they arrive, by DATA (RFC 5321, 4.1.1.4 and 4.5.2) or in chunks (RFC
 * 3030).
 *
 * <p>Threat: SMTP smuggling. Only CR LF dot CR LF ends a message, and what another server might
 * take for an end (a bare CR or LF around a dot, NUL, a line so long that it is cut) is refused.
 */
final class MessageData {

    /** RFC 5321, 4.5.3.1.6: 1000 octets with CR LF, a stuffed dot not counted. */
    private static final int LONGEST_LINE = 998;

    /** Why a message cannot be taken. */
    enum Wrong {
        TOO_LONG,
        BARE,
        NUL,
        LINE
    }

    private final long limit;
    private final boolean stuffed;
    private final ByteArrayOutputStream message = new ByteArrayOutputStream();
    private int column;
    private boolean dot;
    private boolean cr;
    private boolean done;
    private @Nullable Wrong wrong;

    MessageData(long limit, boolean stuffed) {
        this.limit = limit;
        this.stuffed = stuffed;
    }

    /** Reads until the message ends, the input does, or something is wrong. */
    void take(CrlfInput input, long most) {
        for (long i = 0; i < most && input.available() > 0 && !done && wrong == null; i++) {
            take(input.take());
        }
    }

    private void take(byte next) {
        if (next == 0) {
            wrong = Wrong.NUL;
        } else if (cr && next != '\n' || !cr && next == '\n') {
            wrong = Wrong.BARE;
        } else if (next == '\n') {
            endLine();
        } else if (next == '\r') {
            cr = true;
        } else if (stuffed && column == 0 && !dot && next == '.') {
            dot = true;
        } else {
            put(next);
            column++;
            if (column > LONGEST_LINE) {
                wrong = Wrong.LINE;
            }
        }
    }

    private void endLine() {
        if (dot && column == 0) {
            done = true;
            return;
        }
        put((byte) '\r');
        put((byte) '\n');
        column = 0;
        dot = false;
        cr = false;
    }

    private void put(byte next) {
        if (message.size() >= limit) {
            wrong = Wrong.TOO_LONG;
        } else {
            message.write(next);
        }
    }

    boolean done() {
        return done;
    }

    @Nullable Wrong wrong() {
        return wrong;
    }

    long size() {
        return message.size();
    }

    /** Whether the last line has its end; a message is never ended for its sender. */
    boolean isAtLineStart() {
        return column == 0 && !cr;
    }

    byte[] bytes() {
        return message.toByteArray();
    }
}
