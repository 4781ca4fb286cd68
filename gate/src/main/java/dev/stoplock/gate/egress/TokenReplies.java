package dev.stoplock.gate.egress;

import dev.stoplock.core.contract.Explained;
import dev.stoplock.core.dlp.TokenReply;
import dev.stoplock.core.effect.TokenRequest;
import dev.stoplock.core.model.CallId;
import dev.stoplock.core.model.Destination;
import dev.stoplock.core.model.Event;
import dev.stoplock.core.model.Explanation;
import dev.stoplock.core.model.InstanceId;
import dev.stoplock.core.model.Refusal;
import dev.stoplock.core.model.RuleId;
import dev.stoplock.core.model.SecretName;
import dev.stoplock.core.model.ServerName;
import dev.stoplock.core.model.Severity;
import dev.stoplock.core.policy.Judgement;
import dev.stoplock.gate.port.Recorder;
import dev.stoplock.gate.port.Refused;
import dev.stoplock.gate.port.Secrets;
import dev.stoplock.gate.port.TokenMint;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The replies of token endpoints: the server gets them with placeholders in the tokens' places, or
 * not at all.
 */
record TokenReplies(
        InstanceId instance,
        ServerName server,
        Secrets secrets,
        Recorder recorder,
        InstantSource clock) {

    static final RuleId RULE = new RuleId("credential.token-reply");

    private static final String REFRESHED = "body/refresh_token";

    /** Where a client's secret stands (RFC 6749, 2.3.1), what is preferred first. */
    private static final List<String> CLIENT =
            List.of("body/client_secret", "header/authorization/password", "header/authorization");

    /** A token is asked for with this secret; {@code refreshed}: which is a refresh token. */
    record Awaited(
            SecretName by, boolean refreshed, Destination destination, @Nullable CallId call) {}

    /** A reply that may go on, and what to record of it. */
    record Masked(byte[] body, String told) {}

    /** What a judged request will be answered with, where the broker fetches with it; else null. */
    @Nullable Awaited awaited(Judgement judgement) {
        for (Judgement.Judged judged : judgement.effects()) {
            if (TokenRequest.is(judged.effect())) {
                boolean refreshes = judged.effect().operation().equals(TokenRequest.REFRESH);
                for (String place : refreshes ? List.of(REFRESHED) : CLIENT) {
                    SecretName by = secretAt(place, judged.explained());
                    if (by != null) {
                        Destination to = judged.effect().destination();
                        return new Awaited(by, refreshes, to, judgement.call());
                    }
                }
            }
        }
        return null;
    }

    private static @Nullable SecretName secretAt(String path, Explained explained) {
        for (Explained.Item item : explained.items()) {
            if (item.atom().path().equals(path)
                    && item.explanation() instanceof Explanation.Secret(SecretName name)) {
                return name;
            }
        }
        return null;
    }

    /** {@code body} is out of its codings. Refuses a reply that must not go on. */
    Masked masked(Awaited awaited, int status, byte[] body) throws Refused, IOException {
        return switch (TokenReply.read(status, body)) {
            case TokenReply.None none -> new Masked(body, "");
            case TokenReply.Unfit(String why) -> throw refused(why);
            case TokenReply.Tokens tokens -> minted(awaited, tokens);
        };
    }

    private Masked minted(Awaited awaited, TokenReply.Tokens tokens) throws Refused, IOException {
        Instant now = clock.instant();
        Long seconds = tokens.seconds();
        TokenMint.Minted minted =
                secrets.mint(
                        instance,
                        new TokenMint.Fetched(
                                awaited.by(),
                                awaited.refreshed(),
                                tokens.values(),
                                now,
                                seconds == null ? null : now.plusSeconds(seconds)));
        if (minted.rotation() == TokenMint.Rotation.FIRST) {
            recorder.append(rotated(awaited));
        }
        return new Masked(
                tokens.with(minted.placeholders()),
                told(awaited, tokens, minted.rotation() != TokenMint.Rotation.NONE));
    }

    /** Each by its name and its digest. */
    private String told(Awaited awaited, TokenReply.Tokens tokens, boolean rotated) {
        List<String> told = new ArrayList<>();
        for (Map.Entry<String, String> each : new TreeMap<>(tokens.values()).entrySet()) {
            boolean renewed = awaited.refreshed() && each.getKey().equals(SecretName.REFRESH_TOKEN);
            String digest = secrets.keyedDigest(each.getValue().getBytes(StandardCharsets.UTF_8));
            told.add(
                    renewed
                            ? (rotated ? "a new value of " : "the same ")
                                    + awaited.by()
                                    + " "
                                    + digest
                            : awaited.by().fetched(each.getKey()) + " " + digest);
        }
        Long seconds = tokens.seconds();
        return " · fetched "
                + String.join(", ", told)
                + (seconds == null ? "" : ", for " + seconds + " s");
    }

    private Event rotated(Awaited awaited) {
        return new Event.Found(
                new RuleId("secret.rotated"),
                Severity.HIGH,
                server,
                awaited.call(),
                awaited.destination()
                        + " gave another refresh token in the place of secret "
                        + awaited.by()
                        + "; this start of the server goes on with it, and it is kept nowhere else: what `secrets` names"
                        + " may be refused at the next start (hint: authorise anew then and put the fresh refresh token"
                        + " there, or have the client issued refresh tokens that do not rotate)",
                List.of(),
                null);
    }

    /** {@code why} goes on after "the token endpoint's reply". */
    static Refused refused(String why) {
        return new Refused(
                Refusal.Exit.FAILED,
                RULE.value(),
                "the token endpoint's reply " + why + "; it is withheld",
                "see `stoplock log`");
    }
}
