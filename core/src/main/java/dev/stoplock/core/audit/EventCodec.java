package dev.stoplock.core.audit;

import dev.stoplock.core.json.Json;
import dev.stoplock.core.json.JsonLimits;
import dev.stoplock.core.json.JsonReader;
import dev.stoplock.core.json.JsonResult;
import dev.stoplock.core.json.JsonWriter;
import dev.stoplock.core.model.AgentName;
import dev.stoplock.core.model.AuditRecord;
import dev.stoplock.core.model.CallId;
import dev.stoplock.core.model.Digest;
import dev.stoplock.core.model.EffectId;
import dev.stoplock.core.model.Event;
import dev.stoplock.core.model.InstanceId;
import dev.stoplock.core.model.Mode;
import dev.stoplock.core.model.PackageRef;
import dev.stoplock.core.model.Review;
import dev.stoplock.core.model.RuleId;
import dev.stoplock.core.model.SecretName;
import dev.stoplock.core.model.ServerName;
import dev.stoplock.core.model.Severity;
import dev.stoplock.core.model.Tier;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The written form of records, schema version 2: a flat object with {@code v} 2, {@code type},
 * {@code index}, {@code at} and the event's own fields, in canonical JSON (RFC 8785). Times (ISO
 * 8601), indices and process ids are strings, since a JSON number is a double; an absent field is a
 * null.
 */
public final class EventCodec {

    private static final int VERSION = 2;
    private static final JsonLimits LIMITS = new JsonLimits(Entries.LONGEST, 4);

    private EventCodec() {}

    /** What the bytes of a log entry say. */
    public sealed interface Decoded {

        /** A record of this schema. */
        record Known(AuditRecord record) implements Decoded {}

        /** Not one, and why. */
        record Unknown(String sentence) implements Decoded {}
    }

    /** The bytes that go into the log, never more than {@link Entries#LONGEST}. */
    public static byte[] leaf(AuditRecord record) {
        byte[] bytes = JsonWriter.canonicalBytes(json(record));
        if (bytes.length > Entries.LONGEST) {
            throw new IllegalStateException(
                    "the bounds of " + record.event().getClass().getSimpleName() + " do not hold");
        }
        return bytes;
    }

    public static Json.Obj json(AuditRecord record) {
        return fields(record.event())
                .put("index", Long.toString(record.index()))
                .put("at", record.at().toString())
                .build();
    }

    public static Decoded read(byte[] leaf) {
        return switch (JsonReader.read(leaf, LIMITS)) {
            case JsonResult.Malformed(String reason, int line, int column) ->
                    new Decoded.Unknown(reason);
            case JsonResult.Parsed(Json value) -> {
                try {
                    if (!(value instanceof Json.Obj object)) {
                        yield new Decoded.Unknown("it is not an object");
                    }
                    if (!Arrays.equals(leaf, JsonWriter.canonicalBytes(object))) {
                        yield new Decoded.Unknown("it is not in canonical form");
                    }
                    yield new Decoded.Known(record(new Fields(object)));
                } catch (Fields.Malformed e) {
                    yield new Decoded.Unknown(e.sentence());
                } catch (IllegalArgumentException e) {
                    yield new Decoded.Unknown("it holds a number or name that no record has");
                }
            }
        };
    }

    /** The bodies that an event refers to. */
    public static List<Digest> bodies(Event event) {
        Stream<@Nullable Digest> digests =
                switch (event) {
                    case Event.CallOpened opened -> Stream.of(opened.arguments());
                    case Event.CallClosed closed -> Stream.of(closed.reply());
                    case Event.Judged judged -> Stream.of(judged.request(), judged.atoms());
                    case Event.Outcome outcome -> Stream.of(outcome.reply());
                    case Event.LedgerOpened e -> Stream.of();
                    case Event.Launched e -> Stream.of();
                    case Event.Exited e -> Stream.of();
                    case Event.SecretUsed e -> Stream.of();
                    case Event.EntryAccepted e -> Stream.of();
                    case Event.ReviewHeld e -> Stream.of();
                    case Event.Refused e -> Stream.of();
                    case Event.Found e -> Stream.of();
                    case Event.Tripped e -> Stream.of();
                    case Event.Tiered e -> Stream.of();
                    case Event.Quarantined e -> Stream.of();
                    case Event.Released e -> Stream.of();
                    case Event.Stopped e -> Stream.of();
                };
        return digests.filter(Objects::nonNull).map(Objects::requireNonNull).toList();
    }

    /** The event's fields with {@code v} and {@code type}. */
    public static Json.Obj json(Event event) {
        return fields(event).build();
    }

    private static Json.Builder fields(Event event) {
        Json.Builder out = Json.object().put("v", VERSION);
        if (event instanceof Event.Judged judged && judged.contents() != null) {
            out.put("contents", ContentsText.json(judged.contents()));
        }
        switch (event) {
            case Event.LedgerOpened e ->
                    out.put("type", "ledger-opened").put("cutBytes", Long.toString(e.cutBytes()));
            case Event.Launched e ->
                    out.put("type", "launched")
                            .put("instance", e.instance().value())
                            .put("server", e.server().value())
                            .put("ref", Cut.ref(e.ref()).toString())
                            .put("tree", e.tree().toString())
                            .put("entry", e.entry().toString())
                            .put("agent", Cut.text(e.agent().value()))
                            .put("claim", Cut.text(e.claim()))
                            .put("pid", Long.toString(e.pid()));
            case Event.Exited e ->
                    out.put("type", "exited")
                            .put("instance", e.instance().value())
                            .put("server", e.server().value())
                            .put("reason", Cut.text(e.reason()));
            case Event.CallOpened e ->
                    out.put("type", "call-opened")
                            .put("call", e.call().value())
                            .put("instance", e.instance().value())
                            .put("server", e.server().value())
                            .put("agent", Cut.text(e.agent().value()))
                            .put("tool", Cut.text(e.tool()))
                            .put("arguments", e.arguments().toString())
                            .putIfPresent("trace", e.trace() == null ? null : Cut.text(e.trace()))
                            .putIfPresent("same", e.same() == null ? null : Cut.text(e.same()));
            case Event.CallClosed e ->
                    out.put("type", "call-closed")
                            .put("call", e.call().value())
                            .put("outcome", Cut.text(e.outcome()))
                            .putIfPresent("reply", string(e.reply()));
            case Event.Judged e ->
                    out.put("type", "judged")
                            .put("effect", e.effect().value())
                            .putIfPresent("call", string(e.call()))
                            .put("instance", e.instance().value())
                            .put("server", e.server().value())
                            .put("operation", Cut.text(e.operation()))
                            .put("destination", Cut.text(e.destination()))
                            .put("verdict", Cut.text(e.verdict()))
                            .put("rule", Cut.rule(e.rule()).value())
                            .put("sentence", Cut.text(e.sentence()))
                            .put("unexplained", Json.strings(Cut.list(e.unexplained())))
                            .put("mode", Fields.word(e.mode()))
                            .put("leaves", e.leaves())
                            .put("unjudgedBytes", e.unjudgedBytes())
                            .put("mails", e.mails())
                            .put("recipients", Json.strings(Cut.recipients(e.recipients())))
                            .putIfPresent("request", string(e.request()))
                            .putIfPresent("atoms", string(e.atoms()));
            case Event.SecretUsed e ->
                    out.put("type", "secret-used")
                            .put("effect", e.effect().value())
                            .put("secret", e.secret().value())
                            .put("destination", Cut.text(e.destination()));
            case Event.Outcome e ->
                    out.put("type", "outcome")
                            .put("effect", e.effect().value())
                            .put("outcome", Cut.text(e.outcome()))
                            .put("status", e.status())
                            .put("detail", Cut.text(e.detail()))
                            .putIfPresent("reply", string(e.reply()));
            case Event.EntryAccepted e ->
                    out.put("type", "entry-accepted")
                            .put("server", e.server().value())
                            .putIfPresent(
                                    "from", e.from() == null ? null : Cut.ref(e.from()).toString())
                            .put("to", Cut.ref(e.to()).toString())
                            .put("tree", e.tree().toString())
                            .put("entry", e.entry().toString())
                            .put("lockfile", Cut.text(e.lockfile()))
                            .put("review", review(e.review()));
            case Event.ReviewHeld e -> HeldText.write(out, e);
            case Event.Refused e ->
                    out.put("type", "refused")
                            .putIfPresent("server", string(e.server()))
                            .put("rule", Cut.rule(e.rule()).value())
                            .put("sentence", Cut.text(e.sentence()));
            case Event.Found e ->
                    out.put("type", "found")
                            .put("rule", Cut.rule(e.rule()).value())
                            .put("severity", Fields.word(e.severity()))
                            .putIfPresent("server", string(e.server()))
                            .putIfPresent("call", string(e.call()))
                            .put("sentence", Cut.text(e.sentence()))
                            .put("evidence", Json.strings(Cut.evidence(e.evidence())))
                            .putIfPresent("id", e.id() == null ? null : Cut.text(e.id()));
            case Event.Tripped e ->
                    out.put("type", "tripped")
                            .put("server", e.server().value())
                            .putIfPresent("call", string(e.call()))
                            .put("rule", Cut.rule(e.rule()).value())
                            .put("sentence", Cut.text(e.sentence()));
            case Event.Tiered e ->
                    out.put("type", "tiered")
                            .put("server", e.server().value())
                            .put("tool", Cut.text(e.tool()))
                            .put("tier", Fields.word(e.tier()))
                            .put("mode", Fields.word(e.mode()))
                            .put("why", Cut.text(e.why()));
            case Event.Quarantined e -> standing(out, "quarantined", e.server(), e.by(), e.why());
            case Event.Released e -> standing(out, "released", e.server(), e.by(), e.why());
            case Event.Stopped e -> out.put("type", "stopped").put("since", e.since().toString());
        }
        return out;
    }

    private static void standing(
            Json.Builder out, String type, ServerName server, String by, String why) {
        out.put("type", type)
                .put("server", server.value())
                .put("by", Cut.text(by))
                .put("why", Cut.text(why));
    }

    private static Json review(Review review) {
        return Json.object()
                .put("by", Cut.text(review.by()))
                .put("selfDeclared", review.selfDeclared())
                .put("why", Cut.text(review.why()))
                .put("at", review.at().toString())
                .build();
    }

    private static @Nullable String string(@Nullable Object value) {
        return value == null ? null : value.toString();
    }

    private static AuditRecord record(Fields in) throws Fields.Malformed {
        if (in.small("v") != VERSION) {
            throw new Fields.Malformed("its schema version is not " + VERSION);
        }
        long index = in.number("index");
        Instant at = in.parsed("at", Instant::parse);
        Event event = event(in.text("type"), in);
        in.end();
        return new AuditRecord(index, at, event);
    }

    private static Event event(String type, Fields in) throws Fields.Malformed {
        return switch (type) {
            case "ledger-opened" -> new Event.LedgerOpened(in.number("cutBytes"));
            case "launched" ->
                    new Event.Launched(
                            in.parsed("instance", InstanceId::new),
                            in.parsed("server", ServerName::new),
                            in.parsed("ref", PackageRef::parse),
                            in.digest("tree"),
                            in.digest("entry"),
                            in.name("agent", AgentName::new),
                            in.text("claim"),
                            in.number("pid"));
            case "exited" ->
                    new Event.Exited(
                            in.parsed("instance", InstanceId::new),
                            in.parsed("server", ServerName::new),
                            in.text("reason"));
            case "call-opened" ->
                    new Event.CallOpened(
                            in.parsed("call", CallId::new),
                            in.parsed("instance", InstanceId::new),
                            in.parsed("server", ServerName::new),
                            in.name("agent", AgentName::new),
                            in.text("tool"),
                            in.digest("arguments"),
                            in.optionalText("trace"),
                            in.optionalText("same"));
            case "call-closed" ->
                    new Event.CallClosed(
                            in.parsed("call", CallId::new),
                            in.text("outcome"),
                            in.optionalDigest("reply"));
            case "judged" ->
                    new Event.Judged(
                            in.parsed("effect", EffectId::new),
                            in.optional("call", CallId::new),
                            in.parsed("instance", InstanceId::new),
                            in.parsed("server", ServerName::new),
                            in.text("operation"),
                            in.text("destination"),
                            in.text("verdict"),
                            in.parsed("rule", RuleId::new),
                            in.text("sentence"),
                            in.texts("unexplained"),
                            in.choice("mode", Mode.class),
                            in.truth("leaves"),
                            in.small("unjudgedBytes"),
                            in.small("mails"),
                            in.texts("recipients"),
                            in.optionalDigest("request"),
                            in.optionalDigest("atoms"),
                            ContentsText.of(in.optionalObject("contents")));
            case "secret-used" ->
                    new Event.SecretUsed(
                            in.parsed("effect", EffectId::new),
                            in.parsed("secret", SecretName::new),
                            in.text("destination"));
            case "outcome" ->
                    new Event.Outcome(
                            in.parsed("effect", EffectId::new),
                            in.text("outcome"),
                            in.small("status"),
                            in.text("detail"),
                            in.optionalDigest("reply"));
            case "entry-accepted" ->
                    new Event.EntryAccepted(
                            in.parsed("server", ServerName::new),
                            in.optional("from", PackageRef::parse),
                            in.parsed("to", PackageRef::parse),
                            in.digest("tree"),
                            in.digest("entry"),
                            in.text("lockfile"),
                            review(in.object("review")));
            case "review-held" -> HeldText.read(in);
            case "refused" ->
                    new Event.Refused(
                            in.optional("server", ServerName::new),
                            in.parsed("rule", RuleId::new),
                            in.text("sentence"));
            case "found" ->
                    new Event.Found(
                            in.parsed("rule", RuleId::new),
                            in.choice("severity", Severity.class),
                            in.optional("server", ServerName::new),
                            in.optional("call", CallId::new),
                            in.text("sentence"),
                            in.numbers("evidence"),
                            in.optionalText("id"));
            case "tripped" ->
                    new Event.Tripped(
                            in.parsed("server", ServerName::new),
                            in.optional("call", CallId::new),
                            in.parsed("rule", RuleId::new),
                            in.text("sentence"));
            case "tiered" ->
                    new Event.Tiered(
                            in.parsed("server", ServerName::new),
                            in.text("tool"),
                            in.choice("tier", Tier.class),
                            in.choice("mode", Mode.class),
                            in.text("why"));
            case "quarantined" ->
                    new Event.Quarantined(
                            in.parsed("server", ServerName::new), in.text("by"), in.text("why"));
            case "released" ->
                    new Event.Released(
                            in.parsed("server", ServerName::new), in.text("by"), in.text("why"));
            case "stopped" -> new Event.Stopped(in.parsed("since", Instant::parse));
            default -> throw new Fields.Malformed("the type \"" + Cut.text(type) + "\" is unknown");
        };
    }

    private static Review review(Fields in) throws Fields.Malformed {
        Review review =
                new Review(
                        in.text("by"),
                        in.truth("selfDeclared"),
                        in.text("why"),
                        in.parsed("at", Instant::parse));
        in.end();
        return review;
    }
}
