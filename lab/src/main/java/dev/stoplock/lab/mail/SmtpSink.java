package dev.stoplock.lab.mail;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * A mail server behind TLS that takes every mail and keeps it as it came: it knows lines and reply
 * codes, and shares no code with the gate (RFC 5321). Bytes are Latin-1.
 */
public final class SmtpSink implements AutoCloseable {

    /** The lines of the envelope as they came, and the text between DATA and the dot, stuffed. */
    public record Mail(List<String> envelope, String data) {
        public Mail {
            envelope = List.copyOf(envelope);
        }
    }

    private final ServerSocket listener;
    private final List<Mail> mails = new CopyOnWriteArrayList<>();
    private final AtomicInteger failure = new AtomicInteger();
    private final List<String> logins = new CopyOnWriteArrayList<>();

    /** Listens on loopback; call it on a host thread. */
    public SmtpSink(SSLContext context) throws IOException {
        listener =
                context.getServerSocketFactory()
                        .createServerSocket(0, 20, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    public int port() {
        return listener.getLocalPort();
    }

    /** What came since it was taken, in order. */
    public List<Mail> mails() {
        return List.copyOf(mails);
    }

    /** Answers the next mail with this reply code and keeps it not. */
    public void failNext(int code) {
        failure.set(code);
    }

    /** The mails so far, and forgets them. */
    public List<Mail> take() {
        List<Mail> taken = List.copyOf(mails);
        mails.clear();
        return taken;
    }

    /** The AUTH lines that came, in order. */
    public List<String> logins() {
        return List.copyOf(logins);
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException e) {
                // closed with the test, or a handshake that failed: the next one is served
                continue;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), ISO_8859_1));
            OutputStream out = socket.getOutputStream();
            say(out, "220 sink");
            List<String> envelope = new ArrayList<>();
            for (String line = line(in); line != null; line = line(in)) {
                String verb = line.split("[ :]", 2)[0].strip().toUpperCase(Locale.ROOT);
                switch (verb) {
                    case "EHLO", "HELO" ->
                            say(
                                    out,
                                    "250-sink\r\n250-PIPELINING\r\n250-SIZE 10000000\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250-DSN\r\n250 AUTH PLAIN LOGIN");
                    case "AUTH" -> {
                        logins.add(line);
                        say(out, "235 welcome");
                    }
                    case "MAIL" -> {
                        envelope.clear();
                        envelope.add(line);
                        say(out, "250 good");
                    }
                    case "RCPT" -> {
                        envelope.add(line);
                        say(out, "250 good");
                    }
                    case "DATA" -> {
                        say(out, "354 go on");
                        StringBuilder data = new StringBuilder();
                        for (String text = line(in);
                                text != null && !text.equals(".");
                                text = line(in)) {
                            data.append(text).append("\r\n");
                        }
                        int failing = failure.getAndSet(0);
                        if (failing == 0) {
                            mails.add(new Mail(envelope, data.toString()));
                        }
                        say(out, failing == 0 ? "250 taken" : failing + " later");
                    }
                    case "QUIT" -> {
                        say(out, "221 bye");
                        return;
                    }
                    default -> say(out, "250 good");
                }
            }
        } catch (IOException e) {
            // the client went: what it sent whole is kept
            return;
        }
    }

    private static @Nullable String line(BufferedReader in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c >= 0; c = in.read()) {
            line.append((char) c);
            if (c == '\n' && line.length() > 1 && line.charAt(line.length() - 2) == '\r') {
                return line.substring(0, line.length() - 2);
            }
        }
        return null;
    }

    private static void say(OutputStream out, String line) throws IOException {
        out.write((line + "\r\n").getBytes(ISO_8859_1));
        out.flush();
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
