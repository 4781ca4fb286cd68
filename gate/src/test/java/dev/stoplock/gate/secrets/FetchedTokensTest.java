package dev.stoplock.gate.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stoplock.core.model.Destination;
import dev.stoplock.core.model.InstanceId;
import dev.stoplock.core.model.SecretGrant;
import dev.stoplock.core.model.SecretName;
import dev.stoplock.gate.port.Redacted;
import dev.stoplock.gate.port.Refused;
import dev.stoplock.gate.port.Secret;
import dev.stoplock.gate.port.SecretWatch;
import dev.stoplock.gate.port.TokenMint;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a token becomes that an endpoint gave a running server. */
class FetchedTokensTest {

    private static final InstanceId ONE = new InstanceId("mail-1");
    private static final InstanceId TWO = new InstanceId("mail-2");
    private static final String REAL = "1//09refresh-Abc_123456789";
    private static final String OTHER = "another-secret-0123456789";
    private static final String TOKEN = "ya29.a0Af_fetched-Token-0123456789";
    private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");
    private static final SecretName KEY = new SecretName("KEY");
    private static final SecretGrant FETCHES =
            SecretGrant.parse("KEY@login.example/token in body refresh_token");
    private static final SecretGrant USES = SecretGrant.parse("KEY:access_token@api.example");
    private static final Destination API = USES.destination();

    @TempDir Path home;
    private SecretBroker broker;

    @BeforeEach
    void start() throws Exception {
        Path secrets = Files.createDirectory(home.resolve("secrets"));
        for (Map.Entry<String, String> each : Map.of("KEY", REAL, "OTHER", OTHER).entrySet()) {
            Path file = Files.writeString(secrets.resolve(each.getKey()), each.getValue());
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        }
        broker = new SecretBroker(secrets, home, new SecureRandom());
        assertThat(broker.issue(ONE, Set.of(FETCHES, USES)).byName()).containsOnlyKeys(KEY);
        broker.issue(TWO, Set.of(FETCHES, USES, SecretGrant.parse("OTHER@other.example")));
    }

    private TokenMint.Minted mint(InstanceId instance, Map<String, String> tokens) throws Refused {
        return broker.mint(
                instance, new TokenMint.Fetched(KEY, true, tokens, NOW, NOW.plusSeconds(3_600)));
    }

    private String token(InstanceId instance, String value) throws Refused {
        return Objects.requireNonNull(
                mint(instance, Map.of("access_token", value)).placeholders().get("access_token"));
    }

    private String value(InstanceId instance, SecretGrant grant, String presented) throws Refused {
        return broker.secret(instance, grant, presented).reveal(Secret.Purpose.EGRESS);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void itsPlaceholderHasItsShapeAndCountsForItsHostInThisInstance() throws Exception {
        String held = token(ONE, TOKEN);
        assertThat(held).startsWith("ya29.").hasSameSizeAs(TOKEN).isNotEqualTo(TOKEN);
        assertThat(broker.issued(ONE, held, API)).isEqualTo(USES);
        assertThat(value(ONE, USES, held)).isEqualTo(TOKEN);
        assertThat(broker.issued(ONE, held, FETCHES.destination())).isNull();
        assertThat(broker.issued(ONE, held, Destination.parse("other.example"))).isNull();
        assertThat(broker.issued(TWO, held, API)).isNull();
        assertThat(broker.issued(ONE, TOKEN, API)).isNull();
        assertThat(broker.within(ONE, "a text with " + held))
                .isEqualTo(new SecretName("KEY:access_token"));
        assertThatThrownBy(() -> value(TWO, USES, held)).isInstanceOf(Refused.class);
        assertThatThrownBy(() -> value(ONE, FETCHES, held)).isInstanceOf(Refused.class);
    }

    @Test
    void fromThenOnItIsLookedForAsAnySecret() throws Exception {
        assertThat(broker.redact(ONE, bytes("you sent " + TOKEN)))
                .isInstanceOf(Redacted.Clean.class);
        SecretWatch begun = broker.watch(ONE);
        String held = token(ONE, TOKEN);
        assertThat(broker.redact(ONE, bytes("you sent " + TOKEN)))
                .isInstanceOfSatisfying(
                        Redacted.Plain.class,
                        plain ->
                                assertThat(new String(plain.bytes(), StandardCharsets.UTF_8))
                                        .isEqualTo("you sent " + held));
        byte[] stream = bytes("data: " + TOKEN + "\n");
        assertThat(begun.feed(stream, 0, stream.length)).isInstanceOf(SecretWatch.Step.Cut.class);
        broker.withdraw(ONE);
        assertThat(broker.redact(ONE, bytes(TOKEN))).isInstanceOf(Redacted.Clean.class);
    }

    /** Threat: an endpoint that says a common text would stop the replies to all servers. */
    @Test
    void whatAnEndpointSaysIsLookedForInItsOwnInstanceOnly() throws Exception {
        mint(ONE, Map.of("access_token", "application/json", "refresh_token", "eyJhbGciOi"));
        byte[] reply = bytes("content-type: application/json, eyJhbGciOiJub25lIn0");
        assertThat(broker.redact(ONE, reply)).isInstanceOf(Redacted.Plain.class);
        assertThat(broker.redact(TWO, reply)).isInstanceOf(Redacted.Clean.class);
        SecretWatch others = broker.watch(TWO);
        assertThat(others.feed(reply, 0, reply.length)).isInstanceOf(SecretWatch.Step.Pass.class);
        assertThat(broker.held("application/json")).isNull();
        assertThat(token(TWO, "eyJhbGciOiJub25lIn0")).isNotEmpty();
        // the secret that a person gave is looked for all the same
        assertThat(broker.redact(TWO, bytes(REAL))).isInstanceOf(Redacted.Plain.class);
    }

    /** Threat: a start of another server would look for a placeholder for ever. */
    @Test
    void aTokenThatIsWhatAllOfAKindBeginWithStopsNoPlaceholder() throws Exception {
        token(ONE, "sk-ant-api03-");
        assertThat(token(TWO, "sk-ant-api03-0123456789abcdefXYZ")).startsWith("sk-ant-api03-");
        assertThat(token(ONE, "sk-ant-api03-0123456789abcdefXYZ")).startsWith("sk-ant-api03-");
    }

    /** Threat: a refusal would say of each guess whether a secret begins like it. */
    @Test
    void aPartOfASecretIsNotToldFromAnyOtherText() throws Exception {
        assertThat(token(ONE, OTHER.substring(0, 12))).isNotEmpty();
    }

    @Test
    void anEndpointMayGiveTheSameTokenAgainAndToAnotherInstance() throws Exception {
        String held = token(ONE, TOKEN);
        assertThat(token(ONE, TOKEN)).isEqualTo(held);
        String others = token(TWO, TOKEN);
        assertThat(others).isNotEqualTo(held);
        assertThat(value(TWO, USES, others)).isEqualTo(TOKEN);
        String second = token(ONE, "ya29.a0Af_fetched-Token-9876543210");
        assertThat(value(ONE, USES, second)).endsWith("9876543210");
        assertThat(value(ONE, USES, held)).isEqualTo(TOKEN);
    }

    @Test
    void anotherRefreshTokenTakesThePlaceOfTheOldOneBehindItsPlaceholder() throws Exception {
        String fresh = "1//09another-Abc_987654321";
        TokenMint.Minted same = mint(ONE, Map.of("refresh_token", REAL));
        assertThat(same.rotation()).isEqualTo(TokenMint.Rotation.NONE);
        String held = Objects.requireNonNull(same.placeholders().get("refresh_token"));
        assertThat(value(ONE, FETCHES, held)).isEqualTo(REAL);

        TokenMint.Minted first = mint(ONE, Map.of("access_token", TOKEN, "refresh_token", fresh));
        assertThat(first.rotation()).isEqualTo(TokenMint.Rotation.FIRST);
        assertThat(first.placeholders().get("refresh_token")).isEqualTo(held);
        assertThat(value(ONE, FETCHES, held)).isEqualTo(fresh);
        assertThat(broker.redact(ONE, bytes(REAL + " " + fresh)))
                .isInstanceOfSatisfying(
                        Redacted.Plain.class,
                        plain ->
                                assertThat(new String(plain.bytes(), StandardCharsets.UTF_8))
                                        .isEqualTo(held + " " + held));
        assertThat(mint(ONE, Map.of("refresh_token", fresh + "x")).rotation())
                .isEqualTo(TokenMint.Rotation.AGAIN);
        // the other instance goes on with what its source says
        assertThat(mint(TWO, Map.of("refresh_token", REAL)).rotation())
                .isEqualTo(TokenMint.Rotation.NONE);
        assertThat(mint(TWO, Map.of("refresh_token", fresh)).rotation())
                .isEqualTo(TokenMint.Rotation.FIRST);
    }

    @Test
    void aClientsOwnGrantReplacesNothing() throws Exception {
        TokenMint.Minted minted =
                broker.mint(
                        ONE,
                        new TokenMint.Fetched(
                                KEY,
                                false,
                                Map.of("access_token", TOKEN, "refresh_token", "rt-0123456789ab"),
                                NOW,
                                null));
        assertThat(minted.rotation()).isEqualTo(TokenMint.Rotation.NONE);
        String held = Objects.requireNonNull(minted.placeholders().get("refresh_token"));
        assertThat(broker.issued(ONE, held, FETCHES.destination())).isNull();
        assertThat(broker.within(ONE, held)).isEqualTo(new SecretName("KEY:refresh_token"));
    }

    /** Threat: each would be put in for the token's host. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                REAL,
                OTHER,
                "before" + OTHER,
                OTHER + "behind",
                "sh0rt",
                "----------",
                "with a space in it",
                "line\nbreak-0123456789",
                "umlaut-\u00e4-0123456789",
            })
    void whatIsAnotherSecretOrFitsNoHeaderIsRefusedWhole(String value) {
        assertThatThrownBy(() ->
                        mint(
                                ONE,
                                Map.of("access_token", value, "id_token", "good-0123456789abcdef")))
                .isInstanceOfSatisfying(
                        Refused.class,
                        refused -> {
                            assertThat(refused.refusal().rule().value())
                                    .isEqualTo("credential.token-reply");
                            assertThat(refused.refusal().sentence()).doesNotContain(value);
                        });
        assertThat(broker.redact(ONE, bytes("good-0123456789abcdef")))
                .isInstanceOf(Redacted.Clean.class);
    }

    @Test
    void oneTextIsNotBothAccessAndRefreshToken() {
        assertThatThrownBy(() -> mint(ONE, Map.of("access_token", TOKEN, "refresh_token", TOKEN)))
                .isInstanceOf(Refused.class);
    }

    @Test
    void onlySoManyAreKeptAndThoseThatHaveEndedGoFirst() throws Exception {
        String lasting = token(ONE, "lasting-token-0123456789");
        for (int i = 0; i < Issues.MOST_FETCHED - 1; i++) {
            broker.mint(
                    ONE,
                    new TokenMint.Fetched(
                            KEY,
                            true,
                            Map.of("access_token", "short-lived-token-%04d".formatted(i)),
                            NOW,
                            NOW.plusSeconds(1)));
        }
        Instant later = NOW.plusSeconds(60);
        String newest =
                Objects.requireNonNull(
                        broker.mint(
                                        ONE,
                                        new TokenMint.Fetched(
                                                KEY,
                                                true,
                                                Map.of("access_token", "newest-token-0123456789"),
                                                later,
                                                later.plusSeconds(60)))
                                .placeholders()
                                .get("access_token"));
        assertThat(broker.issued(ONE, lasting, API)).isEqualTo(USES);
        assertThat(broker.issued(ONE, newest, API)).isEqualTo(USES);
        assertThat(broker.redact(ONE, bytes("short-lived-token-0000")))
                .isInstanceOf(Redacted.Clean.class);
        assertThat(broker.redact(ONE, bytes("short-lived-token-0030")))
                .isInstanceOf(Redacted.Plain.class);
    }

    @Test
    void anInstanceThatHasEndedGetsNone() {
        broker.withdraw(ONE);
        assertThatThrownBy(() -> token(ONE, TOKEN)).isInstanceOf(Refused.class);
    }
}
