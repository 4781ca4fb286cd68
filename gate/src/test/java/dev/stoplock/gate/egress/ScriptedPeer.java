package dev.stoplock.gate.egress;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A mail server that answers each line by the first entry it begins with, and keeps what it heard.
 * An answer that is {@code close} closes the connection.
 */
final class ScriptedPeer implements AutoCloseable {

    final List<String> heard = new CopyOnWriteArrayList<>();
    private final ServerSocket listener;
    private final String greeting;
    private final Map<String, String> answers;

    ScriptedPeer(String greeting, Map<String, String> answers) throws IOException {
        this.greeting = greeting;
        this.answers = answers;
        listener = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::serve);
    }

    /** A way out that ends here, without TLS. */
    Dialer dialer() {
        return new Dialer() {
            @Override
            public Dialled dial(dev.stoplock.core.model.Destination destination)
                    throws NotConnected {
                return open(destination);
            }

            @Override
            public Dialled open(dev.stoplock.core.model.Destination destination)
                    throws NotConnected {
                try {
                    Socket socket =
                            new Socket(InetAddress.getLoopbackAddress(), listener.getLocalPort());
                    socket.setSoTimeout(5_000);
                    return new Dialled(socket, "scripted");
                } catch (IOException e) {
                    throw new NotConnected("upstream.connect", destination, e.getMessage() + "");
                }
            }
        };
    }

    private void serve() {
        while (!listener.isClosed()) {
            try (Socket socket = listener.accept()) {
                heard.add("connected");
                answer(socket);
            } catch (IOException e) {
                // the connection went, or the test is over: the next one is served
                continue;
            }
        }
    }

    private void answer(Socket socket) throws IOException {
        BufferedReader in =
                new BufferedReader(
                        new InputStreamReader(
                                socket.getInputStream(), StandardCharsets.ISO_8859_1));
        say(socket, greeting);
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            heard.add(line);
            String said = line;
            String answer =
                    answers.entrySet().stream()
                            .filter(each -> said.startsWith(each.getKey()))
                            .map(Map.Entry::getValue)
                            .findFirst()
                            .orElse("");
            if (answer.equals("close")) {
                return;
            }
            say(socket, answer);
        }
    }

    private static void say(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
