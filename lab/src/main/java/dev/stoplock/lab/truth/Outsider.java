package dev.stoplock.lab.truth;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.stoplock.core.json.Json;
import dev.stoplock.core.json.JsonWriter;
import dev.stoplock.core.model.Refusal;
import dev.stoplock.gate.port.Refused;
import dev.stoplock.lab.agent.Approver;
import dev.stoplock.lab.agent.DueLettersTool;
import dev.stoplock.lab.agent.Person;
import dev.stoplock.lab.registry.PostmarkPackage;
import dev.stoplock.lab.world.Stage;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * Whoever wrote the server, elsewhere, with everything the server had: tries to send a mail past
 * the gate. It is also the agent's person, who says yes to everything and at the first mail's
 * prompt, while the server runs, looks into it.
 */
public final class Outsider implements Person {

    private static final int PATIENCE_MILLIS = 10_000;
    private static final String REFUSED = "401";

    /** What the running server holds. */
    interface Look extends Callable<Set<String>> {
        @Override
        Set<String> call() throws Refused, IOException;
    }

    /**
     * What came of it.
     *
     * @param tried how many values were tried in the token's place
     * @param sent how many of them sent a mail
     * @param real the API's status to the same request with the real token
     */
    public record Attempt(int tried, int sent, String real) {

        /** Whether nothing the server had sends, while the request itself is one that is taken. */
        boolean bounded() {
            return tried > 0 && sent == 0 && real.equals("200");
        }
    }

    private final Stage stage;
    private final Look look;
    private final int port;
    private final Set<String> had = new LinkedHashSet<>();
    private String failure = "the agent asked to mail nothing";

    Outsider(Stage stage, Look look, int port) {
        this.stage = stage;
        this.look = look;
        this.port = port;
    }

    @Override
    public boolean approves(Approver.Shown shown) {
        if (!failure.isEmpty() && !shown.tool().equals(DueLettersTool.NAME)) {
            try {
                had.addAll(look.call());
                failure = "";
            } catch (Refused | IOException e) {
                failure = "the server could not be looked into: " + e.getMessage();
            }
        }
        return true;
    }

    /**
     * Tries everything found, and what stands in the bytes the server sent, once the phase is over
     * and counted.
     */
    Attempt attempt(List<byte[]> sentBytes) throws Refused, IOException, GeneralSecurityException {
        if (!failure.isEmpty()) {
            throw new Refused(Refusal.Exit.FAILED, "story.outsider", failure, "report it");
        }
        Set<String> tokens = new LinkedHashSet<>(had);
        sentBytes.forEach(bytes -> tokens.addAll(Inside.tokens(bytes)));
        int sent = 0;
        for (String token : tokens) {
            // a header holds no other characters (RFC 9110, 5.5)
            if (token.chars().allMatch(c -> c >= ' ' && c < 0x7f)
                    && !status(token).equals(REFUSED)) {
                sent++;
            }
        }
        return new Attempt(tokens.size(), sent, status(stage.token()));
    }

    /** The status of a mail sent from here, with this token. */
    private String status(String token) throws IOException, GeneralSecurityException {
        byte[] body =
                JsonWriter.compact(
                                Json.object()
                                        .put("From", Stage.SENDER)
                                        .put("To", PostmarkPackage.STRANGER)
                                        .put("Subject", "from outside")
                                        .put("TextBody", "nobody asked for this")
                                        .put("MessageStream", Stage.STREAM)
                                        .build())
                        .getBytes(UTF_8);
        SSLContext trusting = stage.certificates().client();
        try (Socket plain = new Socket()) {
            plain.connect(
                    new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port),
                    PATIENCE_MILLIS);
            plain.setSoTimeout(PATIENCE_MILLIS);
            try (SSLSocket socket =
                    (SSLSocket)
                            trusting.getSocketFactory()
                                    .createSocket(plain, Stage.API, port, true)) {
                SSLParameters parameters = socket.getSSLParameters();
                parameters.setEndpointIdentificationAlgorithm("HTTPS");
                socket.setSSLParameters(parameters);
                OutputStream out = socket.getOutputStream();
                String head =
                        "POST /email HTTP/1.1\r\nHost: "
                                + Stage.API
                                + "\r\nAccept: application/json\r\nContent-Type: application/json\r\n"
                                + "X-Postmark-Server-Token: "
                                + token
                                + "\r\nConnection: close\r\nContent-Length: "
                                + body.length
                                + "\r\n\r\n";
                out.write(head.getBytes(UTF_8));
                out.write(body);
                out.flush();
                String line =
                        new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8))
                                .readLine();
                String[] words = line == null ? new String[0] : line.split(" ");
                return words.length < 2 ? "nothing" : words[1];
            }
        }
    }
}
