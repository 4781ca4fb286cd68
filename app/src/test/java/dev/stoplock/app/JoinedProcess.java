package dev.stoplock.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/**
 * A server behind the gate, joined over the daemon's socket from within the test: what {@code
 * stoplock run} does, without a process for it.
 */
final class JoinedProcess extends Process {

    private final SocketChannel channel;
    private final InputStream in;
    private final OutputStream out;

    /** The daemon's answer to {@code run}. */
    final JsonNode answer;

    private JoinedProcess(SocketChannel channel, String server) throws IOException {
        this.channel = channel;
        this.in = Channels.newInputStream(channel);
        this.out = Channels.newOutputStream(channel);
        String ask = Rig.JSON.createObjectNode().put("do", "run").put("server", server).toString();
        out.write((ask + "\n").getBytes(UTF_8));
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new IOException("the daemon closed the connection without an answer");
            }
            line.write(b);
        }
        this.answer = Rig.JSON.readTree(line.toByteArray());
    }

    /** Asks the daemon to run a server; {@code answer} says whether it does. */
    static JoinedProcess ask(Path socket, String server) throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            channel.connect(UnixDomainSocketAddress.of(socket));
            return new JoinedProcess(channel, server);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    boolean isJoined() {
        return answer.path("ok").asBoolean();
    }

    /** Says that nothing more will be asked; answers can still be read. */
    void finish() throws IOException {
        channel.shutdownOutput();
    }

    @Override
    public OutputStream getOutputStream() {
        return out;
    }

    @Override
    public InputStream getInputStream() {
        return in;
    }

    @Override
    public InputStream getErrorStream() {
        return InputStream.nullInputStream();
    }

    @Override
    public int waitFor() {
        return 0;
    }

    @Override
    public int exitValue() {
        if (channel.isOpen()) {
            throw new IllegalThreadStateException("still joined");
        }
        return 0;
    }

    @Override
    public void destroy() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
