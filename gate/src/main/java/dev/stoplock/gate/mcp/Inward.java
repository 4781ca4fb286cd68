package dev.stoplock.gate.mcp;

import dev.stoplock.core.wire.mcp.Lines;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** What comes in from one side of a session: whole lines, of a bounded length. */
final class Inward {

    static final int LONGEST_LINE = 16 << 20;

    private Inward() {}

    /** Takes one line; null stands for one that was too long. Blank lines are left out. */
    interface LineTaker {
        void take(byte @Nullable [] line) throws IOException;
    }

    /** Hands over line after line until the stream ends. */
    static void pump(InputStream in, LineTaker taker) throws IOException {
        Lines lines = new Lines(LONGEST_LINE);
        byte[] buffer = new byte[64 << 10];
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
            for (Lines.Line line : lines.feed(buffer, n)) {
                byte[] bytes = line.bytes();
                if (bytes == null || !isBlank(bytes)) {
                    taker.take(bytes);
                }
            }
        }
    }

    private static boolean isBlank(byte[] line) {
        for (byte b : line) {
            if (b != ' ' && b != '\t' && b != '\r') {
                return false;
            }
        }
        return true;
    }
}
