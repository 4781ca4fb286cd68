package dev.stoplock.core.wire.mcp;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a byte stream into lines; a line over the limit is reported once and skipped to its end,
 * never delivered in part.
 */
public final class Lines {

    /** A whole line without its end, or null for one that was too long. */
    public record Line(byte @Nullable [] bytes) {}

    private final int limit;
    private final ByteArrayOutputStream current = new ByteArrayOutputStream();
    private boolean skipping;

    public Lines(int limit) {
        this.limit = limit;
    }

    public List<Line> feed(byte[] bytes, int length) {
        List<Line> lines = new ArrayList<>();
        int from = 0;
        for (int i = 0; i < length; i++) {
            if (bytes[i] == '\n') {
                take(bytes, from, i - from, lines);
                if (!skipping) {
                    lines.add(new Line(current.toByteArray()));
                }
                current.reset();
                skipping = false;
                from = i + 1;
            }
        }
        take(bytes, from, length - from, lines);
        return lines;
    }

    private void take(byte[] bytes, int from, int count, List<Line> lines) {
        if (skipping) {
            return;
        }
        if (current.size() + count > limit) {
            skipping = true;
            current.reset();
            lines.add(new Line(null));
        } else {
            current.write(bytes, from, count);
        }
    }
}
