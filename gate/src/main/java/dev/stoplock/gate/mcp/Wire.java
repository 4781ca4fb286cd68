package dev.stoplock.gate.mcp;

import dev.stoplock.core.json.Json;
import dev.stoplock.core.wire.mcp.JsonRpc;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.locks.ReentrantLock;

/** One direction of a session: whole lines, one at a time. */
final class Wire {

    private final OutputStream out;

    /** Guards {@code out}, so that no line is torn. */
    private final ReentrantLock lock = new ReentrantLock();

    Wire(OutputStream out) {
        this.out = out;
    }

    void send(Json message) throws IOException {
        write(JsonRpc.line(message));
    }

    /** Passes a line on as it was read. */
    void pass(byte[] line) throws IOException {
        byte[] ended = java.util.Arrays.copyOf(line, line.length + 1);
        ended[line.length] = '\n';
        write(ended);
    }

    private void write(byte[] bytes) throws IOException {
        lock.lock();
        try {
            out.write(bytes);
            out.flush();
        } finally {
            lock.unlock();
        }
    }

    void close() throws IOException {
        lock.lock();
        try {
            out.close();
        } finally {
            lock.unlock();
        }
    }
}
