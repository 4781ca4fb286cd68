package dev.stoplock.gate.daemon;

import dev.stoplock.core.json.Json;
import dev.stoplock.core.model.AuditRecord;
import dev.stoplock.gate.port.Refused;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;

/** One connection to the daemon, from a command's side. */
public final class DaemonClient implements AutoCloseable {

    private final SocketChannel channel;
    private final InputStream in;
    private final OutputStream out;

    private DaemonClient(SocketChannel channel) {
        this.channel = channel;
        this.in = Channels.newInputStream(channel);
        this.out = Channels.newOutputStream(channel);
    }

    /** Connects; throws IOException where no daemon listens. */
    public static DaemonClient connect(Path socket) throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            channel.connect(UnixDomainSocketAddress.of(socket));
            return new DaemonClient(channel);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /** Asks once; a refusal of the daemon is thrown as the refusal it is. */
    public Json.Obj ask(Json.Obj message) throws IOException, Refused {
        Control.write(out, message);
        Json.Obj answer = Control.read(in);
        if (!Control.isOk(answer)) {
            throw new Refused(Control.readRefusal(answer));
        }
        return answer;
    }

    /** What a followed ledger says next. */
    public sealed interface Told {

        record Grew(AuditRecord record) implements Told {}

        /** Records were left out; whoever wants them reads the ledger. */
        record LeftOut() implements Told {}

        /** The connection ended, whoever ended it. */
        record Ended() implements Told {}
    }

    /** After {@code watch}: waits for what the ledger says next. */
    public Told next() {
        try {
            AuditRecord record = Control.readRecord(Control.read(in));
            return record == null ? new Told.LeftOut() : new Told.Grew(record);
        } catch (IOException e) {
            // the daemon stopped, or broke: the reader of the ledger tells which
            return new Told.Ended();
        }
    }

    /**
     * Joins these streams to the connection until the daemon closes it; true if standard input had
     * ended by then, so that it was the client who was done.
     */
    public boolean join(InputStream stdin, OutputStream stdout) throws IOException {
        AtomicBoolean done = new AtomicBoolean();
        Thread.ofPlatform()
                .daemon()
                .name("stdin")
                .start(() -> {
                    try {
                        copy(stdin, out);
                        done.set(true);
                        channel.shutdownOutput();
                    } catch (IOException e) {
                        // the daemon closed first: the other direction ends as well and says so
                        return;
                    }
                });
        copy(in, stdout);
        return done.get();
    }

    /** Waits until the daemon has closed the connection. */
    public void awaitClose() throws IOException {
        copy(in, OutputStream.nullOutputStream());
    }

    private static void copy(InputStream from, OutputStream to) throws IOException {
        byte[] buffer = new byte[64 << 10];
        for (int n = from.read(buffer); n >= 0; n = from.read(buffer)) {
            to.write(buffer, 0, n);
            to.flush();
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
