package dev.stoplock.gate.egress;

import dev.stoplock.core.model.Destination;
import dev.stoplock.core.wire.auth.Sasl;
import dev.stoplock.core.wire.imap.ImapRequest;
import dev.stoplock.core.wire.imap.ImapResponses;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * The gate's own IMAP connection to a mail server, encrypted wherever the server offers it. Its
 * tags are the gate's: a tag is free text.
 *
 * <p>Guarantees: nothing of what a sandboxed server chose is sent before {@code login} and {@code
 * ask}; nothing that the upstream said before TLS counts after it.
 */
final class ImapUpstream implements Closeable {

    /** The longest answer to one command, in octets. */
    static final int LIMIT = WireLimits.REPLY;

    private static final Duration OPENING = Duration.ofSeconds(40);

    /** A whole answer: what came before its last line, and what that says without its tag. */
    record Answer(byte[] untagged, String last) {

        boolean isOk() {
            return last.toUpperCase(Locale.ROOT).startsWith("OK");
        }
    }

    private final Destination destination;
    private final Latch latch;
    private final Set<String> capabilities = new TreeSet<>();
    private Dialer.Dialled dialled;
    private ImapResponses responses = new ImapResponses(LIMIT);
    private boolean encrypted;
    private int tags;

    private ImapUpstream(Destination destination, Latch latch, Dialer.Dialled dialled) {
        this.destination = destination;
        this.latch = latch;
        this.dialled = dialled;
    }

    static ImapUpstream open(Destination destination, Dialer dialer, Latch latch)
            throws NotConnected {
        Dialer.Dialled plain = dialer.open(destination);
        ImapUpstream upstream = new ImapUpstream(destination, latch, plain);
        if (!latch.pass(plain.line())) {
            upstream.close();
            throw new NotConnected(
                    "host.door-shut", destination, "the server was stopped before this left");
        }
        try (Deadline deadline = Deadline.closing(plain.line(), OPENING)) {
            try {
                upstream.greet(dialer);
                return upstream;
            } catch (NotConnected e) {
                upstream.close();
                throw e;
            } catch (IOException e) {
                upstream.close();
                String why =
                        deadline.passed() ? "no greeting within " + OPENING : e.getMessage() + "";
                throw new NotConnected("upstream.imap", destination, plain.hops() + ": " + why);
            }
        }
    }

    private void greet(Dialer dialer) throws IOException {
        if (Spoken.with(destination).isTlsFirst()) {
            secure(dialer);
        }
        // PREAUTH (RFC 9051, 7.1.4) would be a session that nobody logged in to
        if (!response().head().toUpperCase(Locale.ROOT).startsWith("* OK")) {
            throw new IOException("it does not greet with OK");
        }
        learn();
        if (!encrypted && capabilities.contains("STARTTLS")) {
            Answer answer = command("STARTTLS");
            // Threat: responses put in front of the handshake would be taken for the server's own
            if (!answer.isOk() || responses.isAhead()) {
                throw new IOException("it offers STARTTLS and does not keep to it");
            }
            secure(dialer);
            learn();
        }
    }

    private void secure(Dialer dialer) throws NotConnected {
        dialled = dialer.secure(dialled, destination);
        responses = new ImapResponses(LIMIT);
        encrypted = true;
    }

    private void learn() throws IOException {
        capabilities.clear();
        String untagged = new String(command("CAPABILITY").untagged(), StandardCharsets.ISO_8859_1);
        for (String line : untagged.split("\r\n")) {
            String upper = line.toUpperCase(Locale.ROOT);
            if (upper.startsWith("* CAPABILITY ")) {
                capabilities.addAll(List.of(upper.substring("* CAPABILITY ".length()).split(" ")));
            }
        }
    }

    boolean isEncrypted() {
        return encrypted;
    }

    /** Words of CAPABILITY, in upper case. */
    Set<String> capabilities() {
        return Set.copyOf(capabilities);
    }

    String hops() {
        return dialled.hops();
    }

    /** Whether the door still lets through what is written here. */
    boolean isLetThrough() {
        return latch.holds(dialled.line());
    }

    /** Logs in; to be done on an encrypted connection only. */
    Answer login(Sasl.Presented login) throws IOException {
        if (!encrypted) {
            throw new IOException("a login would go over a connection that is not encrypted");
        }
        Answer answer;
        if (capabilities.contains("AUTH=PLAIN")) {
            String tag = tag();
            write((tag + " AUTHENTICATE PLAIN\r\n").getBytes(StandardCharsets.US_ASCII));
            byte[] secret =
                    (Sasl.plain(login.user(), login.password()) + "\r\n")
                            .getBytes(StandardCharsets.US_ASCII);
            answer = answer(tag, List.of(secret));
        } else {
            answer = ask(List.of("LOGIN ", login.user(), " ", login.password()));
        }
        if (answer.isOk()) {
            learn();
        }
        return answer;
    }

    private Answer ask(List<String> fixedAndChosen) throws IOException {
        java.util.ArrayList<ImapRequest.Piece> pieces = new java.util.ArrayList<>();
        for (int i = 0; i < fixedAndChosen.size(); i++) {
            String text = fixedAndChosen.get(i);
            pieces.add(
                    i % 2 == 0
                            ? new ImapRequest.Piece.Fixed(text)
                            : new ImapRequest.Piece.Chosen(ImapRequest.Kind.TEXT, text));
        }
        return ask(new ImapRequest("imap login", true, pieces));
    }

    private Answer command(String words) throws IOException {
        return ask(new ImapRequest("imap", true, List.of(new ImapRequest.Piece.Fixed(words))));
    }

    /** Sends one command and reads all there is to it. */
    Answer ask(ImapRequest request) throws IOException {
        String tag = tag();
        List<byte[]> parts = request.parts(tag);
        write(parts.getFirst());
        return answer(tag, parts.subList(1, parts.size()));
    }

    private String tag() {
        tags++;
        return "s" + tags;
    }

    /** Reads up to the tagged line; each continuation asks for the next of {@code more}. */
    private Answer answer(String tag, List<byte[]> more) throws IOException {
        ByteArrayOutputStream untagged = new ByteArrayOutputStream();
        int sent = 0;
        while (true) {
            ImapResponses.Step.Whole whole = response();
            String head = whole.head();
            if (head.startsWith("+")) {
                if (sent == more.size()) {
                    throw new IOException("it asks for more than there is");
                }
                write(more.get(sent));
                sent++;
            } else if (head.startsWith(tag + " ")) {
                return new Answer(untagged.toByteArray(), head.substring(tag.length() + 1));
            } else if (head.startsWith("* ")) {
                untagged.writeBytes(whole.bytes());
                if (untagged.size() > LIMIT) {
                    throw new IOException("its answer is over " + LIMIT + " octets");
                }
            } else {
                throw new IOException("it answers what was not asked");
            }
        }
    }

    private void write(byte[] bytes) throws IOException {
        dialled.socket().getOutputStream().write(bytes);
        dialled.socket().getOutputStream().flush();
    }

    private ImapResponses.Step.Whole response() throws IOException {
        byte[] buffer = new byte[16 << 10];
        while (true) {
            switch (responses.next()) {
                case ImapResponses.Step.Whole whole -> {
                    return whole;
                }
                case ImapResponses.Step.Refused(String reason) -> throw new IOException(reason);
                case ImapResponses.Step.More none -> {
                    int n = dialled.socket().getInputStream().read(buffer);
                    if (n < 0) {
                        throw new IOException("it closed the connection");
                    }
                    responses.feed(buffer, 0, n);
                }
            }
        }
    }

    @Override
    public void close() {
        latch.done(dialled.line());
        try {
            dialled.line().close();
        } catch (IOException e) {
            // it is given up: whether it closes well is of no interest
            return;
        }
    }
}
