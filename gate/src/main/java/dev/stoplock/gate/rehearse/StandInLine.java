package dev.stoplock.gate.rehearse;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;

/**
 * A connection to a stand-in that is no connection: what is written is handed to it when an answer
 * is wanted, on the thread that wants it.
 */
final class StandInLine extends Socket {

    /** What stands at the other end of one connection. */
    interface Peer {

        /** What it says before anything was written. */
        default byte[] greeting() {
            return new byte[0];
        }

        /** What it answers to these bytes; empty as long as it waits for more. */
        byte[] answer(byte[] written);
    }

    private final Peer peer;
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private byte[] waiting;
    private int at;
    private boolean closed;

    StandInLine(Peer peer) {
        this.peer = peer;
        this.waiting = peer.greeting();
    }

    @Override
    public OutputStream getOutputStream() {
        return written;
    }

    @Override
    public InputStream getInputStream() {
        return new InputStream() {
            @Override
            public int read() {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
            }

            @Override
            public int read(byte[] buffer, int offset, int length) {
                if (at == waiting.length) {
                    waiting = peer.answer(written.toByteArray());
                    written.reset();
                    at = 0;
                }
                if (at == waiting.length) {
                    // it waits for what nobody will write: to whoever reads it has hung up
                    return -1;
                }
                int n = Math.min(length, waiting.length - at);
                System.arraycopy(waiting, at, buffer, offset, n);
                at += n;
                return n;
            }
        };
    }

    @Override
    public void setSoTimeout(int millis) {
        // an answer is there at once or never
    }

    @Override
    public boolean isClosed() {
        return closed;
    }

    @Override
    public void close() {
        closed = true;
    }
}
