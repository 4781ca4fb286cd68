package dev.stoplock.gate.egress;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stoplock.core.model.InstanceId;
import dev.stoplock.core.model.SecretGrant;
import dev.stoplock.core.wire.http1.Fields;
import dev.stoplock.core.wire.http1.Http1Response;
import dev.stoplock.core.wire.http1.ResponseHead;
import dev.stoplock.gate.secrets.SecretBroker;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What of a reply by HTTP reaches the server, the call and the records. */
class ReturnedTest {

    private static final InstanceId INSTANCE = new InstanceId("mail-1");
    private static final String SECRET = "a-very-real-password";

    @TempDir Path home;
    private Returned returned;
    private final List<String> heard = new ArrayList<>();
    private final AtomicInteger done = new AtomicInteger();

    @BeforeEach
    void issue() throws Exception {
        Path secrets = Files.createDirectory(home.resolve("secrets"));
        Path file = Files.writeString(secrets.resolve("API_KEY"), SECRET);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        SecretBroker broker = new SecretBroker(secrets, home, new SecureRandom());
        broker.issue(INSTANCE, Set.of(SecretGrant.parse("API_KEY@api.test")));
        returned = new Returned(INSTANCE, broker, new Bodies(INSTANCE, broker));
    }

    private static ResponseHead head(int status, String... fields) {
        Fields all = Fields.NONE;
        for (int i = 0; i < fields.length; i += 2) {
            all = all.with(fields[i], fields[i + 1]);
        }
        return new ResponseHead(status, "Said", all);
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream coded = new GZIPOutputStream(out)) {
            coded.write(text.getBytes(ISO_8859_1));
        }
        return out.toByteArray();
    }

    private Sent.Answered<Reply> whole(ResponseHead head, byte[] body) {
        return (Sent.Answered<Reply>) returned.whole(head, body, "by test");
    }

    @Test
    void aCodedReplyIsReadBeforeItIsPassedOnAndStored() throws Exception {
        Sent.Answered<Reply> sent =
                whole(
                        head(200, "content-encoding", "gzip", "content-type", "text/plain"),
                        gzip("key " + SECRET));
        assertThat(new String(sent.came().passedOn().body(), ISO_8859_1))
                .startsWith("key ")
                .doesNotContain(SECRET);
        assertThat(new String(sent.came().kept(), ISO_8859_1))
                .contains("key ")
                .doesNotContain(SECRET);
        assertThat(new String(sent.came().body(), ISO_8859_1)).isEqualTo("key " + SECRET);
    }

    @Test
    void whatNobodyCanReadIsWithheld() {
        Sent.Answered<Reply> sent = whole(head(200, "content-encoding", "br"), new byte[] {1, 2});
        assertThat(sent.came().passedOn().head().status()).isEqualTo(502);
        assertThat(new String(sent.came().passedOn().body(), ISO_8859_1))
                .contains("wire.reply-coding");
        assertThat(sent.came().body()).isEmpty();
    }

    @Test
    void whoeverIsBusyMayHaveTakenItAllTheSame() {
        assertThat(whole(head(200), new byte[0]).fate()).isEqualTo(Sent.Fate.TAKEN);
        assertThat(whole(head(404), new byte[0]).fate()).isEqualTo(Sent.Fate.TAKEN);
        assertThat(whole(head(429), new byte[0]).fate()).isEqualTo(Sent.Fate.DOUBTFUL);
        assertThat(whole(head(503), new byte[0]).fate()).isEqualTo(Sent.Fate.DOUBTFUL);
    }

    @Test
    void aCookieStaysHereAndIsRecordedByItsDigest() {
        Sent.Answered<Reply> sent =
                whole(head(200, "set-cookie", "session=31337", "x-a", "b"), new byte[0]);
        assertThat(sent.came().passedOn().head().fields().list())
                .containsExactly(new Fields.Field("x-a", "b"));
        assertThat(new String(sent.came().kept(), ISO_8859_1))
                .contains("set-cookie: ")
                .doesNotContain("31337");
    }

    /** Reads what {@code said} streams to its end, or to where it is cut off. */
    private String streamed(String fields, String body) throws IOException {
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Socket here = new Socket(listener.getInetAddress(), listener.getLocalPort());
                Socket peer = listener.accept()) {
            peer.getOutputStream()
                    .write(
                            ("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
                                            + fields
                                            + "\r\n"
                                            + body)
                                    .getBytes(ISO_8859_1));
            peer.shutdownOutput();
            Http1Response response = new Http1Response("GET", Long.MAX_VALUE);
            byte[] buffer = new byte[8192];
            while (!ReplyStream.is(response, 1 << 20)) {
                int n = here.getInputStream().read(buffer);
                response.feed(buffer, 0, n);
                response.next(false);
            }
            Sent<Reply> sent =
                    returned.streamed(
                            Objects.requireNonNull(response.head()),
                            new ReplyStream(response, here, done::incrementAndGet),
                            "by test");
            Reply reply = ((Sent.Streamed<Reply>) sent).coming().begun(listening());
            PassedOn rest = reply.rest();
            assertThat(reply.head().fields().has("set-cookie")).isFalse();
            return reply.head().status() + " " + (rest == null ? "" : read(rest));
        }
    }

    private static String read(PassedOn rest) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (rest) {
            for (byte[] piece = rest.next(); piece != null; piece = rest.next()) {
                out.writeBytes(piece);
            }
        } catch (IOException e) {
            out.writeBytes("(cut)".getBytes(ISO_8859_1));
        }
        return out.toString(ISO_8859_1);
    }

    private Sent.Heard listening() {
        return new Sent.Heard() {
            @Override
            public void passed(byte[] piece) {
                heard.add("passed " + new String(piece, ISO_8859_1));
            }

            @Override
            public void ended(String detail, byte[] kept, Sent.@Nullable Denied denied) {
                heard.add(
                        "ended "
                                + detail.replaceAll(" · .*", "")
                                + " "
                                + (denied == null ? "" : denied.rule())
                                + new String(kept, ISO_8859_1).contains(SECRET));
            }
        };
    }

    @Test
    void aStreamIsHeardOfAsItPassesAndOnceAtItsEnd() throws Exception {
        assertThat(streamed("Set-Cookie: a=b\r\n", "data: a\n\n")).isEqualTo("200 data: a\n\n");
        assertThat(String.join("", heard)).contains("passed ", "data: a");
        assertThat(heard.getLast()).isEqualTo("ended passed on to its end false");
        assertThat(heard.stream().filter(each -> each.startsWith("ended"))).hasSize(1);
        assertThat(done).hasValue(1);
    }

    @Test
    void aStreamWithASecretIsCutOffThereAndTheRuleIsNamed() throws Exception {
        assertThat(streamed("", "data: " + SECRET + "\n\n"))
                .endsWith("(cut)")
                .doesNotContain(SECRET);
        assertThat(heard.getLast())
                .isEqualTo("ended cut off, it holds a secret credential.echofalse");
        assertThat(done).hasValue(1);
    }

    @Test
    void aStreamWhoseHeadHoldsASecretOrThatIsCodedIsNotBegunAndItsLineIsGivenUp() throws Exception {
        assertThat(streamed("X-Key: " + SECRET + "\r\n", "data: a\n\n")).isEqualTo("502 ");
        assertThat(streamed("Content-Encoding: gzip\r\n", "data: a\n\n")).isEqualTo("502 ");
        assertThat(heard).hasSize(2).allMatch(each -> each.startsWith("ended cut off"));
        assertThat(done).hasValue(2);
    }
}
