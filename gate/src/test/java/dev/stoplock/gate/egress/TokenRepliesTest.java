package dev.stoplock.gate.egress;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stoplock.core.model.AuditRecord;
import dev.stoplock.core.model.Destination;
import dev.stoplock.core.model.Event;
import dev.stoplock.core.model.InstanceId;
import dev.stoplock.core.model.SecretGrant;
import dev.stoplock.core.model.SecretName;
import dev.stoplock.core.model.ServerName;
import dev.stoplock.core.model.Severity;
import dev.stoplock.core.wire.http1.Fields;
import dev.stoplock.core.wire.http1.ResponseHead;
import dev.stoplock.gate.ledger.Ledger;
import dev.stoplock.gate.ledger.LedgerReader;
import dev.stoplock.gate.secrets.SecretBroker;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What of a token endpoint's reply reaches the server, the call and the records. */
class TokenRepliesTest {

    private static final Clock CLOCK =
            Clock.fixed(Instant.parse("2026-11-23T10:00:00Z"), ZoneOffset.UTC);
    private static final InstanceId INSTANCE = new InstanceId("mail-1");
    private static final String REFRESH = "1//refresh-Abc_0123456789";
    private static final String TOKEN = "ya29.a0Af_fetched-0123456789";
    private static final TokenReplies.Awaited AWAITED =
            new TokenReplies.Awaited(
                    new SecretName("KEY"), true, Destination.parse("login.example"), null);

    /** One ledger for all of them: a disk under load takes its time to open one. */
    @TempDir static Path shared;

    private static Ledger ledger;

    @TempDir Path home;
    private SecretBroker broker;
    private TokenReplies tokens;
    private Returned returned;

    @BeforeAll
    static void openLedger() throws Exception {
        ledger =
                Ledger.open(
                        closed(shared, "ledger"),
                        closed(shared, "keys"),
                        "test.example/log",
                        CLOCK);
    }

    @BeforeEach
    void open() throws Exception {
        Path secrets = closed(home, "secrets");
        Path file = Files.writeString(secrets.resolve("KEY"), REFRESH);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        broker = new SecretBroker(secrets, closed(home, "keys"), new SecureRandom());
        broker.issue(
                INSTANCE,
                Set.of(
                        SecretGrant.parse("KEY@login.example/token in body refresh_token"),
                        SecretGrant.parse("KEY:access_token@api.example")));
        tokens = new TokenReplies(INSTANCE, new ServerName("mail"), broker, ledger, CLOCK);
        returned = new Returned(INSTANCE, broker, new Bodies(INSTANCE, broker));
    }

    @AfterAll
    static void closeLedger() throws IOException {
        ledger.close();
    }

    private static Path closed(Path folder, String name) throws IOException {
        return Files.createDirectory(
                folder.resolve(name),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }

    private static ResponseHead head(int status, String... fields) {
        Fields all = new Fields(List.of(new Fields.Field("content-type", "application/json")));
        for (int i = 0; i < fields.length; i += 2) {
            all = all.with(fields[i], fields[i + 1]);
        }
        return new ResponseHead(status, "Said", all);
    }

    private Sent.Answered<Reply> sent(ResponseHead head, byte[] body) throws Exception {
        return (Sent.Answered<Reply>) returned.token(head, body, "by test", tokens, AWAITED);
    }

    private Sent.Answered<Reply> sent(int status, String body) throws Exception {
        return sent(head(status), body.getBytes(UTF_8));
    }

    private static String text(byte[] bytes) {
        return new String(bytes, UTF_8);
    }

    private static String granted(String more) {
        return "{\"access_token\":\"" + TOKEN + "\",\"expires_in\":3599" + more + "}";
    }

    private static String member(Reply reply, String name) {
        String text = text(reply.body());
        int at = text.indexOf("\"" + name + "\":\"") + name.length() + 4;
        return text.substring(at, text.indexOf('"', at));
    }

    private static List<Event.Found> found() throws Exception {
        ledger.checkpoint();
        return new LedgerReader(shared.resolve("ledger"), shared.resolve("keys"))
                .records().stream()
                        .map(AuditRecord::event)
                        .filter(Event.Found.class::isInstance)
                        .map(Event.Found.class::cast)
                        .toList();
    }

    @Test
    void theServerGetsAPlaceholderAndTheRecordNameAndDigest() throws Exception {
        Sent.Answered<Reply> sent = sent(200, granted(",\"token_type\":\"Bearer\""));
        Reply reply = sent.came().passedOn();
        String held = member(reply, "access_token");
        assertThat(text(reply.body()))
                .isEqualTo(
                        "{\"access_token\":\""
                                + held
                                + "\",\"expires_in\":3599,\"token_type\":\"Bearer\"}");
        assertThat(held).startsWith("ya29.").isNotEqualTo(TOKEN);
        assertThat(broker.issued(INSTANCE, held, Destination.parse("api.example"))).isNotNull();
        assertThat(text(sent.came().kept())).doesNotContain(TOKEN).contains(held);
        assertThat(sent.came().denied()).isNull();
        assertThat(sent.hops())
                .isEqualTo(
                        "by test · fetched KEY:access_token "
                                + broker.keyedDigest(TOKEN.getBytes(UTF_8))
                                + ", for 3599 s");
    }

    @Test
    void aReplyInACodingThatIsReadGoesOnDecoded() throws Exception {
        ByteArrayOutputStream coded = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(coded)) {
            out.write(granted("").getBytes(UTF_8));
        }
        Sent.Answered<Reply> sent =
                sent(head(200, "content-encoding", "gzip"), coded.toByteArray());
        assertThat(text(sent.came().passedOn().body()))
                .startsWith("{\"access_token\":\"ya29.")
                .doesNotContain(TOKEN);
    }

    private static void assertWithheld(Sent.Answered<Reply> sent, String rule) {
        Reply reply = sent.came().passedOn();
        assertThat(reply.head().status()).isEqualTo(502);
        assertThat(text(reply.body())).contains(rule).doesNotContain(TOKEN);
        // a credential that nobody knows could stand anywhere in it
        assertThat(text(sent.came().kept())).doesNotContain(TOKEN, "ya29");
        assertThat(sent.came().body()).isEmpty();
        Sent.@Nullable Denied denied = sent.came().denied();
        assertThat(Objects.requireNonNull(denied).rule().value()).isEqualTo(rule);
        assertThat(sent.hops()).contains(rule + ": " + denied.sentence());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "access_token=ya29.a0Af_fetched-0123456789",
                "{\"access_token\":\"ya29.a0Af_fetched-0123456789\",\"access_token\":\"x\"}",
                "{\"token\":\"ya29.a0Af_fetched-0123456789\"}",
                "{\"access_token\":\"1//refresh-Abc_0123456789\",\"note\":\"ya29\"}",
                "{\"access_token\":\"ya29.a0Af_fetched-0123456789\",\"user\":{\"access_token\":\"y\"}}",
                "",
            })
    void whatIsNoPlainTokenReplyIsWithheldAndNotKept(String body) throws Exception {
        assertWithheld(sent(200, body), "credential.token-reply");
    }

    @Test
    void aCodingThatNobodyReadsIsWithheld() throws Exception {
        byte[] plain = granted("").getBytes(UTF_8);
        assertWithheld(sent(head(200, "content-encoding", "br"), plain), "credential.token-reply");
        assertWithheld(
                sent(head(200, "content-encoding", "gzip"), plain), "credential.token-reply");
    }

    @Test
    void anErrorGoesOnAsItIs() throws Exception {
        Sent.Answered<Reply> sent =
                sent(400, "{\"error\":\"invalid_grant\",\"error_description\":\"Bad Request\"}");
        assertThat(sent.came().passedOn().head().status()).isEqualTo(400);
        assertThat(text(sent.came().passedOn().body())).contains("invalid_grant");
        assertWithheld(sent(400, granted("")), "credential.token-reply");
    }

    @Test
    void aHeadThatNamesTheTokenIsWithheld() throws Exception {
        Sent.Answered<Reply> sent = sent(head(200, "x-token", TOKEN), granted("").getBytes(UTF_8));
        assertThat(text(sent.came().passedOn().body())).contains("credential.echo");
        assertThat(text(sent.came().kept())).doesNotContain(TOKEN);
    }

    @Test
    void anotherRefreshTokenIsSaidLoudlyOnce() throws Exception {
        String fresh = "1//another-Xyz_9876543210";
        sent(200, granted(",\"refresh_token\":\"" + REFRESH + "\""));
        assertThat(found()).isEmpty();
        Sent.Answered<Reply> sent = sent(200, granted(",\"refresh_token\":\"" + fresh + "\""));
        String held = member(sent.came().passedOn(), "refresh_token");
        assertThat(held).isNotEqualTo(fresh).isNotEqualTo(REFRESH).contains("//");
        assertThat(sent.hops()).contains("a new value of KEY hmac-sha256:").doesNotContain(fresh);
        assertThat(text(sent.came().kept())).doesNotContain(fresh).contains(held);
        sent(200, granted(",\"refresh_token\":\"" + fresh + "2\""));
        sent(200, granted(",\"refresh_token\":\"" + fresh + "2\""));
        assertThat(found()).hasSize(1);
        Event.Found rotated = found().getFirst();
        assertThat(rotated.rule().value()).isEqualTo("secret.rotated");
        assertThat(rotated.severity()).isEqualTo(Severity.HIGH);
        assertThat(rotated.sentence())
                .contains("login.example:443", "secret KEY", "hint: authorise anew")
                .doesNotContain(fresh);
    }
}
