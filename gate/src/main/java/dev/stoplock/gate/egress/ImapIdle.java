package dev.stoplock.gate.egress;

import dev.stoplock.core.wire.imap.ImapResponses;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * A mailbox that is watched, from the upstream's consent to IDLE up to DONE (RFC 2177). What the
 * upstream says meanwhile goes to the server as it comes where it counts mails or tells their
 * flags; anything else is kept for the record and not passed on.
 *
 * <p>Guarantees: nothing of the server's goes upstream but DONE; however it ends, what was said is
 * known afterwards.
 */
final class ImapIdle {

    /** A client asks anew within 29 minutes (RFC 2177, 3); its own connection ends after 30. */
    private static final Duration QUIET = Duration.ofMinutes(31);

    private static final Duration LAST_WORDS = Duration.ofSeconds(60);
    private static final int MOST_RESPONSES = 10_000;
    private static final int MOST_BYTES = 1 << 20;
    private static final Pattern TOLD =
            Pattern.compile(
                    "(?i)\\* [0-9]{1,10} (EXISTS|RECENT|EXPUNGE"
                            + "|FETCH \\((UID [0-9]{1,10} )?FLAGS \\([ !#$&'+-Z\\\\^-z|]{0,400}\\)\\))");

    /** The server that watches. */
    interface Watcher {

        void tell(byte[] response) throws IOException;

        /** The upstream is lost: nothing more will come. */
        void lost();
    }

    private final ImapUpstream upstream;
    private final String tag;
    private final CompletableFuture<String> last = new CompletableFuture<>();
    private int usualMillis;

    /** Guarded by itself. */
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();

    /** {@code tag} is the one under which the upstream began to idle. */
    ImapIdle(ImapUpstream upstream, String tag) {
        this.upstream = upstream;
        this.tag = tag;
    }

    /** Passes on what the upstream says, until it ends; {@code clean}: it holds no secret. */
    void listen(Watcher watcher, Predicate<byte[]> clean) throws IOException {
        Socket socket = upstream.dialled().socket();
        usualMillis = socket.getSoTimeout();
        socket.setSoTimeout(Math.toIntExact(QUIET.toMillis()));
        Thread.ofVirtual().name("idle").start(() -> listening(watcher, clean));
    }

    private void listening(Watcher watcher, Predicate<byte[]> clean) {
        try {
            for (int i = 0; i < MOST_RESPONSES; i++) {
                ImapResponses.Step.Whole whole = upstream.response();
                String head = whole.head();
                if (head.startsWith(tag + " ")) {
                    last.complete(head.substring(tag.length() + 1));
                    return;
                }
                if (!head.startsWith("* ") || !keep(whole.bytes())) {
                    throw new IOException("it says too much, or what was not asked");
                }
                if (TOLD.matcher(head).matches() && clean.test(whole.bytes())) {
                    watcher.tell(whole.bytes());
                }
            }
            throw new IOException("it says more than " + MOST_RESPONSES + " things");
        } catch (Throwable e) {
            // whoever says DONE hears of it
            last.completeExceptionally(e);
            watcher.lost();
        }
    }

    private boolean keep(byte[] response) {
        synchronized (said) {
            said.writeBytes(response);
            return said.size() <= MOST_BYTES;
        }
    }

    /** Ends it; an answer that is not OK where the upstream was lost. */
    ImapUpstream.Answer done() {
        String end;
        try {
            upstream.write("DONE\r\n".getBytes(StandardCharsets.US_ASCII));
            end = last.get(LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS);
            upstream.dialled().socket().setSoTimeout(usualMillis);
        } catch (IOException | ExecutionException | TimeoutException e) {
            end = "BAD the session was lost";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            end = "BAD the session was given up";
        }
        synchronized (said) {
            return new ImapUpstream.Answer(said.toByteArray(), end);
        }
    }
}
