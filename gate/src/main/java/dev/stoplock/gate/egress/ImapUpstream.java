package dev.stoplock.gate.egress;

import dev.stoplock.core.model.Destination;
import dev.stoplock.core.wire.auth.Sasl;
import dev.stoplock.core.wire.imap.ImapRequest;
import dev.stoplock.core.wire.imap.ImapResponses;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
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
final class ImapUpstream extends MailUpstream {

    /** The longest answer to one command, in octets. */
    static final int LIMIT = WireLimits.REPLY;

    private static final String BEGUN = "+ idling";

    /** A whole answer: what came before its last line, and what that says without its tag. */
    record Answer(byte[] untagged, String last) {

        boolean isOk() {
            return last.toUpperCase(Locale.ROOT).startsWith("OK");
        }

        /** The upstream goes on as it likes, until it is told to end. */
        boolean isBegun() {
            return last.equals(BEGUN);
        }
    }

    private final Set<String> capabilities = new TreeSet<>();
    private ImapResponses responses = new ImapResponses(LIMIT);
    private int tags;

    private ImapUpstream(Destination destination, Latch latch, Dialer.Dialled dialled) {
        super(destination, latch, dialled);
    }

    static ImapUpstream open(Destination destination, Dialer dialer, Latch latch)
            throws NotConnected {
        return opened(
                new ImapUpstream(destination, latch, dialer.open(destination)),
                dialer,
                "upstream.imap");
    }

    @Override
    void greet(Dialer dialer) throws IOException {
        // PREAUTH (RFC 9051, 7.1.4) would be a session that nobody logged in to
        if (!response().head().toUpperCase(Locale.ROOT).startsWith("* OK")) {
            throw new IOException("it does not greet with OK");
        }
        learn();
        if (!isEncrypted() && capabilities.contains("STARTTLS")) {
            Answer answer = command("STARTTLS");
            // Threat: responses put in front of the handshake would be taken for the server's own
            if (!answer.isOk() || responses.isAhead()) {
                throw new IOException("it offers STARTTLS and does not keep to it");
            }
            secure(dialer);
            learn();
        }
    }

    @Override
    void forget() {
        responses = new ImapResponses(LIMIT);
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

    /** Words of CAPABILITY, in upper case. */
    Set<String> capabilities() {
        return Set.copyOf(capabilities);
    }

    /** Logs in; to be done on an encrypted connection only. */
    Answer login(Sasl.Presented login) throws IOException {
        requireEncrypted();
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

    /**
     * Asks to watch the open mailbox (RFC 2177): where the upstream does from now on, the answer is
     * no last one, and {@link #watched} is all that may be done next.
     */
    Answer idle() throws IOException {
        String tag = tag();
        write(ImapRequest.IDLE.parts(tag).getFirst());
        return answer(tag, List.of(), true);
    }

    /** What {@code idle} began. */
    ImapIdle watched() {
        return new ImapIdle(this, "s" + tags);
    }

    private String tag() {
        tags++;
        return "s" + tags;
    }

    /** Reads up to the tagged line; each continuation asks for the next of {@code more}. */
    private Answer answer(String tag, List<byte[]> more) throws IOException {
        return answer(tag, more, false);
    }

    private Answer answer(String tag, List<byte[]> more, boolean idles) throws IOException {
        ByteArrayOutputStream untagged = new ByteArrayOutputStream();
        int sent = 0;
        while (true) {
            ImapResponses.Step.Whole whole = response();
            String head = whole.head();
            if (head.startsWith("+") && idles) {
                return new Answer(untagged.toByteArray(), BEGUN);
            } else if (head.startsWith("+")) {
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

    /** The next of the upstream's responses. */
    ImapResponses.Step.Whole response() throws IOException {
        byte[] buffer = new byte[16 << 10];
        while (true) {
            switch (responses.next()) {
                case ImapResponses.Step.Whole whole -> {
                    return whole;
                }
                case ImapResponses.Step.Refused(String reason) -> throw new IOException(reason);
                case ImapResponses.Step.More none -> responses.feed(buffer, 0, read(buffer));
            }
        }
    }
}
