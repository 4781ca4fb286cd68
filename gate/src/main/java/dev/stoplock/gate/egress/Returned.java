package dev.stoplock.gate.egress;

import dev.stoplock.core.model.InstanceId;
import dev.stoplock.core.model.Refusal;
import dev.stoplock.core.model.RuleId;
import dev.stoplock.core.model.Shown;
import dev.stoplock.core.wire.http1.ContentCoding;
import dev.stoplock.core.wire.http1.Fields;
import dev.stoplock.core.wire.http1.Http1Writer;
import dev.stoplock.core.wire.http1.ResponseHead;
import dev.stoplock.gate.port.Redacted;
import dev.stoplock.gate.port.Refused;
import dev.stoplock.gate.port.SecretWatch;
import dev.stoplock.gate.port.Secrets;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What of an upstream's reply by HTTP goes back to the server. Threat: an API that echoes the
 * credential would hand it to the server, in plain, in code, in a head, in a stream.
 */
final class Returned {

    private static final int BUSY = 429;
    private static final int SERVER_ERROR = 500;
    private static final RuleId ECHO = new RuleId("credential.echo");
    private static final RuleId CODING = new RuleId("wire.reply-coding");

    private static final Set<String> CODED = Set.of("content-encoding");
    private static final Set<String> COOKIES = Set.of("set-cookie", "set-cookie2");

    private final InstanceId instance;
    private final Secrets secrets;
    private final Bodies bodies;

    Returned(InstanceId instance, Secrets secrets, Bodies bodies) {
        this.instance = instance;
        this.secrets = secrets;
        this.bodies = bodies;
    }

    /** A reply that came whole: as it is, with its secrets masked, or withheld. */
    Sent<Reply> whole(ResponseHead head, byte[] coded, String hops) {
        Sent.Came<Reply> came =
                new Sent.Came<>() {
                    @Override
                    public byte[] body() {
                        return decoded(head, coded).body();
                    }

                    @Override
                    public Reply passedOn() {
                        return towardsServer(head, coded);
                    }

                    @Override
                    public byte[] kept() {
                        return bodies.reply(head, body());
                    }
                };
        return new Sent.Answered<>(came, head.status(), fate(head), hops);
    }

    /** The reply of a token endpoint: with placeholders in it, or withheld. */
    Sent<Reply> token(
            ResponseHead head,
            byte[] coded,
            String hops,
            TokenReplies tokens,
            TokenReplies.Awaited awaited)
            throws IOException {
        try {
            List<String> announced = head.fields().all("content-encoding");
            ContentCoding.Decoded decoded = decoded(head, coded);
            if (ContentCoding.refusal(announced) != null || decoded.rule() != null) {
                throw TokenReplies.refused("came in a coding that the gate does not read");
            }
            TokenReplies.Masked masked = tokens.masked(awaited, head.status(), decoded.body());
            ResponseHead plain =
                    new ResponseHead(head.status(), head.reason(), head.fields().without(CODED));
            return whole(plain, masked.body(), hops + masked.told());
        } catch (Refused e) {
            return withheld(head, hops, e.refusal());
        }
    }

    /** Nothing of it goes on, and nothing of it is kept: a credential may stand anywhere in it. */
    Sent<Reply> withheld(ResponseHead head, String hops, Refusal why) {
        Sent.Came<Reply> came =
                new Sent.Came<>() {
                    @Override
                    public byte[] body() {
                        return new byte[0];
                    }

                    @Override
                    public Reply passedOn() {
                        return Reply.failed(why.rule(), why.sentence());
                    }

                    @Override
                    public byte[] kept() {
                        return bodies.reply(
                                new ResponseHead(head.status(), "", Fields.NONE), new byte[0]);
                    }

                    @Override
                    public Sent.Denied denied() {
                        return new Sent.Denied(why.rule(), why.sentence());
                    }
                };
        return new Sent.Answered<>(
                came, head.status(), fate(head), hops + " · " + why.rule() + ": " + why.sentence());
    }

    private static Sent.Fate fate(ResponseHead head) {
        boolean failed = head.status() >= SERVER_ERROR || head.status() == BUSY;
        return failed ? Sent.Fate.DOUBTFUL : Sent.Fate.TAKEN;
    }

    private static ContentCoding.Decoded decoded(ResponseHead head, byte[] coded) {
        return ContentCoding.decode(head.fields().all("content-encoding"), coded, WireLimits.REPLY);
    }

    private Reply towardsServer(ResponseHead head, byte[] coded) {
        ContentCoding.Decoded decoded = decoded(head, coded);
        if (ContentCoding.refusal(head.fields().all("content-encoding")) != null
                || decoded.rule() != null) {
            return Reply.failed(
                    CODING,
                    "the reply came in a coding that the gate does not read although it was asked for plain; it is withheld");
        }
        Reply refused = head(head);
        if (refused != null) {
            return refused;
        }
        // the writer drops the coding, and says the length of what it writes
        byte[] body = decoded.body();
        return switch (secrets.redact(instance, body)) {
            case Redacted.Clean clean -> new Reply(uncookied(head), body, false);
            case Redacted.Plain plain -> new Reply(uncookied(head), plain.bytes(), false);
            case Redacted.Coded found ->
                    Reply.failed(ECHO, "the reply holds a secret in coded form; it is withheld");
        };
    }

    /** Threat: a cookie is a credential; the server would send back one that no grant names. */
    private static ResponseHead uncookied(ResponseHead head) {
        return new ResponseHead(head.status(), head.reason(), head.fields().without(COOKIES));
    }

    private @Nullable Reply head(ResponseHead head) {
        byte[] bytes = Http1Writer.bytes(head, new byte[0], false, false);
        return secrets.redact(instance, bytes) instanceof Redacted.Clean
                ? null
                : Reply.failed(ECHO, "the reply's head holds a secret; it is withheld");
    }

    /** A reply that is passed on as it comes: whole, or cut off where a secret stands. */
    Sent<Reply> streamed(ResponseHead head, ReplyStream stream, String hops) {
        return new Sent.Streamed<>(heard -> begun(head, stream, heard), head.status(), hops);
    }

    private Reply begun(ResponseHead head, ReplyStream stream, Sent.Heard heard)
            throws IOException {
        SecretWatch watch;
        Reply refused;
        try {
            watch = secrets.watch(instance);
            refused = uncoded(head);
        } catch (RuntimeException e) {
            stream.close();
            throw e;
        }
        PassedOn rest = new PassedOn(stream, watch, ending(head, heard));
        if (refused == null) {
            return new Reply(uncookied(head), new byte[0], false, rest);
        }
        rest.close();
        return refused;
    }

    private @Nullable Reply uncoded(ResponseHead head) {
        List<String> announced = head.fields().all("content-encoding");
        return announced.stream().allMatch("identity"::equalsIgnoreCase)
                ? head(head)
                : Reply.failed(
                        CODING,
                        "a streamed reply came coded although it was asked for plain; it is withheld");
    }

    private PassedOn.Ending ending(ResponseHead head, Sent.Heard heard) {
        return new PassedOn.Ending() {
            @Override
            public void begun(byte[] piece) {
                heard.passed(piece);
            }

            @Override
            public void ended(@Nullable String cut, boolean secret, String measure, byte[] first)
                    throws IOException {
                String end = cut == null ? "passed on to its end" : "cut off, " + Shown.text(cut);
                heard.ended(
                        end + " · " + measure,
                        bodies.reply(head, first),
                        secret
                                ? new Sent.Denied(
                                        ECHO,
                                        "a streamed reply holds a secret; it was cut off there")
                                : null);
            }
        };
    }
}
