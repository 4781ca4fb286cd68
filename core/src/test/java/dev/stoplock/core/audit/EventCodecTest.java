package dev.stoplock.core.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stoplock.core.json.Json;
import dev.stoplock.core.json.JsonWriter;
import dev.stoplock.core.model.AuditRecord;
import dev.stoplock.core.model.Digest;
import dev.stoplock.core.model.Ecosystem;
import dev.stoplock.core.model.Event;
import dev.stoplock.core.model.InstanceId;
import dev.stoplock.core.model.PackageRef;
import dev.stoplock.core.model.Review;
import dev.stoplock.core.model.RuleId;
import dev.stoplock.core.model.ServerName;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventCodecTest {

    private static final Instant AT = Instant.parse("2026-11-22T10:00:00.123456789Z");

    @Test
    void theSamplesHoldEveryVariantOfEvent() {
        Set<Class<?>> sampled =
                SampleEvents.with("x", 1, true).stream()
                        .map(Object::getClass)
                        .collect(Collectors.toSet());
        assertThat(sampled).containsExactlyInAnyOrder(Event.class.getPermittedSubclasses());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void everyVariantReadsBackAsItWasWritten(boolean optional) {
        for (Event event : SampleEvents.with("Größe \"x\" \\ \u0001 \ud83d\ude00", 3, optional)) {
            AuditRecord record = new AuditRecord(1L << 60, AT, event);
            assertThat(EventCodec.read(EventCodec.leaf(record)))
                    .isEqualTo(new EventCodec.Decoded.Known(record));
        }
    }

    @Test
    void theWrittenFormIsCanonicalAndHasTimesAndIndicesAsStrings() {
        byte[] leaf = EventCodec.leaf(new AuditRecord(7, AT, new Event.LedgerOpened(12)));
        assertThat(new String(leaf, StandardCharsets.UTF_8))
                .isEqualTo(
                        "{\"at\":\"2026-11-22T10:00:00.123456789Z\",\"cutBytes\":\"12\",\"index\":\"7\","
                                + "\"type\":\"ledger-opened\",\"v\":2}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u0000", "a", "\"", "é", "\u4e2d", "\ud83d\ude00", "\ud800"})
    void aHugeHostileTextIsCutWhereOneSeesItAndEveryRecordFits(String unit) {
        String huge = unit.repeat(300_000);
        for (Event event : SampleEvents.with(huge, 500, true)) {
            AuditRecord record = new AuditRecord(Long.MAX_VALUE, AT, event);
            byte[] leaf = EventCodec.leaf(record);
            assertThat(leaf.length).isLessThanOrEqualTo(Entries.LONGEST);
            assertThat(EventCodec.read(leaf)).isInstanceOf(EventCodec.Decoded.Known.class);
            if (event instanceof Event.Judged) {
                assertThat(new String(leaf, StandardCharsets.UTF_8))
                        .contains("[cut: " + huge.length() + " characters in all]")
                        .contains("[cut: 500 values in all]");
            }
        }
    }

    @Test
    void aHugePackageNameVersionOrRuleIsReplacedByADigestOfIt() {
        PackageRef huge =
                new PackageRef(Ecosystem.NPM, "a".repeat(100_000), "1.0.0-" + "b".repeat(100_000));
        Digest digest = Digest.sha256(new byte[0]);
        ServerName server = new ServerName("s");
        List<Event> events =
                List.of(
                        new Event.EntryAccepted(
                                server,
                                huge,
                                huge,
                                digest,
                                digest,
                                "l",
                                new Review("b", false, "w", AT)),
                        new Event.ReviewHeld(
                                server, huge, huge, digest, new RuleId("a.b"), "k", "s", List.of()),
                        new Event.Refused(server, new RuleId("a." + "c".repeat(100_000)), "no"));
        for (Event event : events) {
            byte[] leaf = EventCodec.leaf(new AuditRecord(0, AT, event));
            assertThat(new String(leaf, StandardCharsets.UTF_8)).contains("cut");
            assertThat(EventCodec.read(leaf)).isInstanceOf(EventCodec.Decoded.Known.class);
        }
    }

    @Test
    void aTextAtItsBoundIsNotCut() {
        String longest = "a".repeat(Cut.TEXT_BYTES);
        assertThat(Cut.text(longest)).isEqualTo(longest);
        assertThat(Cut.text(longest + "a")).endsWith("[cut: 4001 characters in all]");
        assertThat(Cut.text(Cut.text(longest + "a"))).isEqualTo(Cut.text(longest + "a"));
    }

    @Test
    void whatIsNotExactlyARecordIsAnErrorThatSaysWhy() {
        Json.Obj good =
                EventCodec.json(
                        new AuditRecord(
                                7,
                                AT,
                                new Event.Exited(new InstanceId("i"), new ServerName("s"), "r")));
        assertThat(read(good)).isInstanceOf(EventCodec.Decoded.Known.class);
        assertUnknown(read(good.with("extra", Json.of("x"))), "\"extra\" is unknown");
        assertUnknown(read(good.with("type", Json.of("other"))), "type \"other\" is unknown");
        assertUnknown(read(good.with("v", Json.of(1))), "schema version");
        assertUnknown(read(good.with("index", Json.of(7))), "\"index\"");
        assertUnknown(read(good.with("index", Json.of("07"))), "\"index\"");
        assertUnknown(read(good.with("at", Json.of("yesterday"))), "\"at\"");
        assertUnknown(read(good.with("at", Json.of("2026-11-22T10:00:00.000Z"))), "\"at\"");
        assertUnknown(read(good.with("reason", Json.NULL)), "\"reason\"");
        assertUnknown(read(good.with("server", Json.of("../x"))), "\"server\"");
        assertUnknown(EventCodec.read("[]".getBytes(StandardCharsets.UTF_8)), "not an object");
        assertUnknown(EventCodec.read(new byte[0]), "empty");
        assertUnknown(EventCodec.read("{\"v\":1.5}".getBytes(StandardCharsets.UTF_8)), "number");
        byte[] spaced =
                JsonWriter.canonical(good).replace(",", ", ").getBytes(StandardCharsets.UTF_8);
        assertUnknown(EventCodec.read(spaced), "canonical");
    }

    @Test
    void everyCutOffLeafIsRefused() {
        byte[] leaf =
                EventCodec.leaf(new AuditRecord(7, AT, SampleEvents.with("x", 2, true).get(5)));
        for (int length = 0; length < leaf.length; length++) {
            assertThat(EventCodec.read(Arrays.copyOf(leaf, length)))
                    .isInstanceOf(EventCodec.Decoded.Unknown.class);
        }
    }

    @Test
    void unfinishedThingsAreEndedAsInDoubt() {
        Unfinished unfinished = new Unfinished();
        SampleEvents.with("x", 1, true).stream()
                .filter(e ->
                        !(e instanceof Event.Outcome
                                || e instanceof Event.CallClosed
                                || e instanceof Event.Exited))
                .forEach(unfinished::step);
        assertThat(unfinished.endings())
                .extracting(Object::getClass)
                .containsExactly(Event.Outcome.class, Event.CallClosed.class, Event.Exited.class);
        unfinished.endings().forEach(unfinished::step);
        assertThat(unfinished.isEmpty()).isTrue();
    }

    private static EventCodec.Decoded read(Json.Obj object) {
        return EventCodec.read(JsonWriter.canonicalBytes(object));
    }

    private static void assertUnknown(EventCodec.Decoded decoded, String part) {
        assertThat(decoded)
                .isInstanceOfSatisfying(
                        EventCodec.Decoded.Unknown.class,
                        u -> assertThat(u.sentence()).contains(part));
    }
}
