package dev.stoplock.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The fail-closed matrix: each stage of the real gate throws at each of its steps, anything that
 * can be thrown. Before forwarding, nothing reaches the stand-in; after it, nobody is told that
 * nothing left. Each time it is on record, agent and server are told at once, and with the fault
 * gone the same instance serves the next honest call.
 */
class FailClosedTest {

    private static final String MAIL = "{\"op\":\"mail\",\"host\":\"api.postmarkapp.com\"}";
    private static final String COPY =
            "{\"op\":\"mail\",\"host\":\"api.postmarkapp.com\",\"body\":\"{\\\"From\\\":\\\"billing@shop.example\\\","
                    + "\\\"To\\\":\\\"customer@client.example\\\",\\\"Bcc\\\":\\\"archive@collector.example\\\","
                    + "\\\"Subject\\\":\\\"Your invoice\\\",\\\"TextBody\\\":\\\"x\\\"}\"}";
    private static final String KEPT_MAIL = kept(MAIL);
    private static final String KEPT_COPY = kept(COPY);
    private static final String HONEST = "[{\"op\":\"kept\"}," + MAIL + "]";
    private static final List<Fault> ERRORS =
            List.of(Fault.STACK, Fault.MEMORY, Fault.LINKAGE, Fault.ASSERTION);
    private static final List<Fault> UNCHECKED =
            List.of(Fault.RUNTIME, Fault.STACK, Fault.MEMORY, Fault.LINKAGE, Fault.ASSERTION);

    private static final String REPORT =
            "    modes: {host: report, contract: report, recipients: report, credential: report}\n";

    private static Rig rig;
    private static Faults faults;
    private static Process daemon;
    private static McpClient client;

    /** The client of an instance whose every rule is in report mode. */
    private static McpClient watched;

    private static int seen;

    private static String kept(String does) {
        return "[{\"op\":\"keep\",\"does\":" + does + "}]";
    }

    @BeforeAll
    static void start() throws Exception {
        rig = Rig.locked(Rig.SERVER);
        rig.limit(Rig.SERVER, "mails-per-hour: 1000000");
        rig.down();
        faults = new Faults(Files.createDirectory(rig.folder.resolve("faults")));
        daemon =
                rig.up(
                        List.of(),
                        FaultyMain.class,
                        "-Dstoplock.faults=" + rig.folder.resolve("faults"));
        client = rig.join(Rig.SERVER);
        String strict = Files.readString(rig.configFile());
        Files.writeString(
                rig.configFile(), strict.replace("    limits:\n", REPORT + "    limits:\n"));
        watched = rig.join(Rig.SERVER);
        Files.writeString(rig.configFile(), strict);
        seen = rig.records().size();
    }

    @AfterAll
    static void stop() throws Exception {
        faults.clear();
        rig.down();
        assertThat(daemon.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(daemon.exitValue()).isZero();
        Rig.Ran verified = rig.cli("verify");
        assertThat(verified.exit()).as("%s", verified).isZero();
        rig.close();
    }

    private static final List<String> BEFORE =
            List.of(
                    "tls.accept",
                    "wire.make",
                    "wire.feed",
                    "wire.next",
                    "adapter.read",
                    "contract.explain",
                    "policy.judge",
                    "breaker.mails",
                    "credential.issued",
                    "credential.within",
                    "credential.keyedDigest",
                    "credential.redact.request",
                    "credential.redact.atoms",
                    "credential.secret",
                    "ledger.keep.request",
                    "ledger.keep.atoms",
                    "ledger.append.Judged",
                    "ledger.appended.Judged",
                    "ledger.append.SecretUsed",
                    "dial.dial",
                    "sandbox.destination");
    private static final List<String> AFTER =
            List.of(
                    "dial.write",
                    "dial.written",
                    "dial.read",
                    "credential.redact.head",
                    "credential.redact.body",
                    "credential.redact.reply",
                    "ledger.keep.reply",
                    "ledger.append.Outcome",
                    "ledger.appended.Outcome");
    private static final List<String> OPENING =
            List.of(
                    "credential.keyedDigest.call",
                    "breaker.call",
                    "breaker.tiers",
                    "credential.redact.arguments",
                    "ledger.keep.arguments",
                    "ledger.append.CallOpened",
                    "ledger.appended.CallOpened");
    private static final List<String> ANSWERING =
            List.of(
                    "credential.redact.answer",
                    "ledger.keep.answer",
                    "ledger.append.CallClosed",
                    "ledger.appended.CallClosed");

    /** One step of each stage that a mail passes before it leaves. */
    private static final List<String> STAGES =
            List.of(
                    "sandbox.destination",
                    "tls.accept",
                    "wire.next",
                    "adapter.read",
                    "contract.explain",
                    "policy.judge",
                    "breaker.mails",
                    "credential.redact.request",
                    "ledger.append.Judged",
                    "dial.dial");

    /**
     * Each point with a RuntimeException, one Error in turn, and its checked exception if it has
     * one.
     */
    private static List<Arguments> cells(List<String> points) {
        List<Arguments> cells = new ArrayList<>();
        for (int i = 0; i < points.size(); i++) {
            String point = points.get(i);
            cells.add(Arguments.of(point, Fault.RUNTIME, "internal.error"));
            cells.add(Arguments.of(point, ERRORS.get(i % ERRORS.size()), "internal.error"));
            if (point.startsWith("ledger.") || point.startsWith("breaker.")) {
                cells.add(Arguments.of(point, Fault.IO, "ledger.unavailable"));
            }
        }
        return cells;
    }

    static Stream<Arguments> beforeForwarding() {
        List<Arguments> cells = cells(BEFORE);
        for (String point :
                List.of(
                        "tls.accept",
                        "wire.next",
                        "adapter.read",
                        "contract.explain",
                        "policy.judge",
                        "breaker.mails",
                        "credential.redact.request",
                        "dial.dial",
                        "sandbox.destination")) {
            cells.add(Arguments.of(point, Fault.NOTHING, "internal.error"));
        }
        cells.add(Arguments.of("credential.secret", Fault.REFUSED, "secret.missing"));
        cells.add(Arguments.of("sandbox.destination", Fault.IO, "wire.not-accepted"));
        cells.add(Arguments.of("tls.accept", Fault.IO, "wire.not-tls"));
        cells.add(Arguments.of("tls.accept", Fault.REFUSED, "secret.missing"));
        return cells.stream();
    }

    @ParameterizedTest(name = "{0} {1}: {2}")
    @MethodSource("beforeForwarding")
    void whateverIsThrownBeforeForwardingNothingLeaves(String point, Fault fault, String rule)
            throws Exception {
        nothingLeaves(client, KEPT_MAIL, point, fault, rule);
    }

    private static void nothingLeaves(
            McpClient who, String does, String point, Fault fault, String rule) throws Exception {
        int reached = rig.reached();
        long connections = rig.postmark.connections();
        String said = failing(who, point, fault, does);

        assertThat(rig.reached()).as("requests at the stand-in").isEqualTo(reached);
        assertThat(rig.postmark.connections())
                .as("connections at the stand-in")
                .isEqualTo(connections);
        assertThat(said)
                .contains(rule + ": ", "hint: ", "Nothing of this call has left")
                .doesNotContain("already sent");
        JsonNode kept = honestAfterwards(who, reached);
        assertThat(kept.path("reply").asText()).doesNotContain("HTTP/1.1 200");
        assertThat(kept.path("ended").asText())
                .as("the server is not left waiting")
                .isNotEqualTo("patience");
        assertRecorded(rule);
    }

    /** Without a fault this mode lets the copy go to its stranger: a crash is not a verdict. */
    @Test
    void inReportModeACopyThatNobodyAskedForLeaves() throws Exception {
        int reached = rig.reached();
        assertThat(said(watched, KEPT_COPY)).contains("HTTP/1.1 200");
        assertThat(rig.reached()).isEqualTo(reached + 1);
        assertThat(fresh())
                .anySatisfy(each -> {
                    assertThat(each.path("rule").asText()).isEqualTo("contract.recipient");
                    assertThat(each.path("leaves").asBoolean()).isTrue();
                });
    }

    static List<String> stages() {
        return STAGES;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("stages")
    void whateverIsThrownInReportModeIsNoLessADenial(String point) throws Exception {
        nothingLeaves(watched, KEPT_COPY, point, Fault.RUNTIME, "internal.error");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("stages")
    void withTwoCallsOpenNothingLeavesAndTheNextAnswerTells(String point) throws Exception {
        nothingLeavesBesideAnother(client, KEPT_MAIL, point, Fault.RUNTIME);
    }

    /**
     * While another call is open: what cannot be laid to either is told with the answer that comes
     * first, what can be is told to its own call, and never twice.
     */
    private static void nothingLeavesBesideAnother(
            McpClient who, String does, String point, Fault fault) throws Exception {
        int reached = rig.reached();
        CompletableFuture<JsonNode> other =
                who.startTool(
                        "do", Rig.asking("[{\"op\":\"hold\"}]").put("to", "other@client.example"));
        who.other("holding");
        String said = failing(who, point, fault, does);

        assertThat(rig.reached()).as("requests at the stand-in").isEqualTo(reached);
        assertThat(said).contains("internal.error: ").doesNotContain("already sent");
        who.tool("do", Rig.asking("[{\"op\":\"release\"}]"));
        assertThat(text(other.get(20, TimeUnit.SECONDS)))
                .contains("released")
                .doesNotContain("internal.error");
        honestAfterwards(who, reached);
        assertRecorded("internal.error");
    }

    static Stream<Arguments> afterForwarding() {
        List<Arguments> cells = cells(AFTER);
        cells.add(Arguments.of("credential.redact.body", Fault.NOTHING, "internal.error"));
        return cells.stream();
    }

    @ParameterizedTest(name = "{0} {1}: {2}")
    @MethodSource("afterForwarding")
    void whateverIsThrownAfterForwardingNobodyIsToldThatNothingLeft(
            String point, Fault fault, String rule) throws Exception {
        int reached = rig.reached();
        String said = failing(client, point, fault, KEPT_MAIL);

        assertThat(said)
                .contains(
                        rule + ": ",
                        "hint: ",
                        "already sent: POST /email to api.postmarkapp.com:443")
                .doesNotContainIgnoringCase("nothing of this call has left");
        int left = point.equals("dial.write") ? 0 : 1;
        assertReaches(reached + left);
        JsonNode kept = honestAfterwards(client, reached + left);
        assertThat(kept.path("reply").asText()).startsWith("HTTP/1.1 502").contains(rule);
        assertRecorded(rule);
    }

    @Test
    void aConnectionThatIsLostAfterTheBodyIsUnknownToAllAndNotDenied() throws Exception {
        for (String point : List.of("dial.write", "dial.written", "dial.read")) {
            int reached = rig.reached();
            String said = failing(client, point, Fault.IO, KEPT_MAIL);
            assertThat(said).contains("upstream.unknown");
            honestAfterwards(client, reached + (point.equals("dial.write") ? 0 : 1));
            assertThat(fresh())
                    .anySatisfy(
                            each -> assertThat(each.path("outcome").asText()).isEqualTo("unknown"));
        }
    }

    @Test
    void aRequestCutShortInABrokenReaderIsDenied() throws Exception {
        String half =
                "{\"op\":\"raw\",\"host\":\"api.postmarkapp.com\",\"bytes\":\"POST /em\",\"half\":true}";
        for (Fault fault : List.of(Fault.RUNTIME, Fault.LINKAGE)) {
            int reached = rig.reached();
            String said = failing(client, "wire.isMidway", fault, kept(half));
            assertThat(said).contains("internal.error: ", "Nothing of this call has left");
            honestAfterwards(client, reached);
            assertRecorded("internal.error");
        }
    }

    static Stream<Arguments> opening() {
        return cells(OPENING).stream();
    }

    @ParameterizedTest(name = "{0} {1}: {2}")
    @MethodSource("opening")
    void aCallThatCannotBePutOnRecordIsNotMade(String point, Fault fault, String rule)
            throws Exception {
        int reached = rig.reached();
        String said = failing(client, point, fault, "[" + MAIL + "]");

        assertThat(said).contains(rule + ": ", "hint");
        assertThat(rig.reached()).isEqualTo(reached);
        honestAfterwards(client, reached);
        assertRecorded(rule);
    }

    static Stream<Arguments> answering() {
        return cells(ANSWERING).stream();
    }

    @ParameterizedTest(name = "{0} {1}: {2}")
    @MethodSource("answering")
    void anAnswerThatCannotBePutOnRecordIsWithheldAndWhatWasSentIsTold(
            String point, Fault fault, String rule) throws Exception {
        int reached = rig.reached();
        String said = failing(client, point, fault, "[" + MAIL + "]");

        assertThat(said)
                .contains(rule + ": ", "withheld", "hint", "already sent: POST /email")
                .doesNotContainIgnoringCase("nothing of this call has left");
        assertThat(rig.reached()).isEqualTo(reached + 1);
        honestAfterwards(client, reached + 1);
        if (point.contains("CallClosed")) {
            // what cannot be written cannot tell of itself; the mail's own records stand
            assertThat(fresh())
                    .anySatisfy(each ->
                            assertThat(each.path("outcome").asText()).isEqualTo("answered"));
        } else {
            assertRecorded(rule);
        }
    }

    @Test
    void aLedgerThatRefusesEverythingRefusesTheCallAndComesBack() throws Exception {
        for (Fault fault : List.of(Fault.IO, Fault.RUNTIME, Fault.MEMORY)) {
            int reached = rig.reached();
            String rule = fault == Fault.IO ? "ledger.unavailable" : "internal.error";
            assertThat(failing(client, "ledger.*", fault, "[" + MAIL + "]"))
                    .contains(rule + ": ", "hint");
            assertThat(rig.reached()).isEqualTo(reached);
            honestAfterwards(client, reached);
        }
    }

    /** A second fault, in the very record that tells of the first. */
    @Test
    void aDenialThatCannotBeRecordedIsStillADenialAndTold() throws Exception {
        for (Fault second : EnumSet.of(Fault.IO, Fault.RUNTIME, Fault.STACK)) {
            int reached = rig.reached();
            faults.plant("policy.judge RUNTIME", "ledger.append.Refused " + second);
            String said = said(client, KEPT_MAIL);
            faults.clear();
            assertThat(faults.fired()).contains("policy.judge", "ledger.append.Refused");
            assertThat(said).contains("internal.error: ", "Nothing of this call has left");
            assertThat(rig.reached()).isEqualTo(reached);
            honestAfterwards(client, reached);
        }
    }

    /** A second fault, where the place that a mail took under its limit is given back. */
    @Test
    void aPlaceThatCannotBeGivenBackChangesNoDenial() throws Exception {
        for (String first :
                List.of("breaker.mails IO", "ledger.append.Judged RUNTIME", "dial.dial IO")) {
            int reached = rig.reached();
            faults.plant(first, "breaker.notSent STACK");
            String said = said(client, KEPT_MAIL);
            faults.clear();
            assertThat(faults.fired()).contains("breaker.notSent");
            assertThat(said)
                    .contains("internal.error: ")
                    .doesNotContain("already sent", "may have left");
            JsonNode kept = honestAfterwards(client, reached);
            assertThat(kept.path("ended").asText()).isNotEqualTo("patience");
            assertRecorded("internal.error");
        }
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "store.verify",
                "credential.issue",
                "sandbox.open",
                "contract.make",
                "policy.make",
                "dial.make",
                "sandbox.start",
                "ledger.append.Launched",
                "ledger.appended.Launched"
            })
    void aServerThatCannotBeStartedInOrderIsNotStartedAndTheClientIsTold(String point)
            throws Exception {
        boolean ledger = point.startsWith("ledger.");
        for (Fault fault :
                List.of(Fault.RUNTIME, Fault.LINKAGE, ledger ? Fault.IO : Fault.REFUSED)) {
            String rule =
                    switch (fault) {
                        case IO -> "ledger.unavailable";
                        case REFUSED -> "secret.missing";
                        default -> "internal.error";
                    };
            faults.plant(point + " " + fault);
            JoinedProcess asked = rig.ask(Rig.SERVER);
            faults.clear();
            assertThat(faults.fired()).contains(point);
            assertThat(asked.isJoined()).isFalse();
            assertThat(asked.answer.path("rule").asText()).isEqualTo(rule);
            assertThat(asked.answer.path("hint").asText()).isNotBlank();
            assertThat(asked.getInputStream().read()).as("the connection ends").isEqualTo(-1);
            asked.destroy();
            assertRecorded(rule);
        }
        JoinedProcess next = rig.ask(Rig.SERVER);
        assertThat(next.isJoined()).as("%s", next.answer).isTrue();
        next.destroy();
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"ledger.append.Exited", "credential.withdraw", "sandbox.close"})
    void anEndThatFailsIsNoControlAnswerOnTheClientsStream(String point) throws Exception {
        for (Fault fault : List.of(Fault.RUNTIME, Fault.MEMORY)) {
            JoinedProcess joined = rig.ask(Rig.SERVER);
            assertThat(joined.isJoined()).isTrue();
            faults.plant(point + " " + fault);
            joined.getOutputStream().write("no message\n".getBytes(UTF_8));
            joined.getOutputStream().flush();
            joined.finish();
            String rest = new String(joined.getInputStream().readAllBytes(), UTF_8);
            faults.clear();
            assertThat(rest.lines()).singleElement().asString().contains("mcp.malformed");
            assertThat(faults.fired()).contains(point);
            joined.destroy();
            assertRecorded("internal.error");
        }
    }

    /** Every step of an exchange with everything that can be thrown. */
    @Test
    @Tag("full")
    void everyKindOfThrowableAtEveryStep() throws Exception {
        for (Fault fault : UNCHECKED) {
            for (String point : BEFORE) {
                whateverIsThrownBeforeForwardingNothingLeaves(point, fault, "internal.error");
                nothingLeaves(watched, KEPT_COPY, point, fault, "internal.error");
                nothingLeavesBesideAnother(client, KEPT_MAIL, point, fault);
                nothingLeavesBesideAnother(watched, KEPT_COPY, point, fault);
            }
            for (String point : AFTER) {
                whateverIsThrownAfterForwardingNobodyIsToldThatNothingLeft(
                        point, fault, "internal.error");
            }
            for (String point : OPENING) {
                aCallThatCannotBePutOnRecordIsNotMade(point, fault, "internal.error");
            }
            for (String point : ANSWERING) {
                anAnswerThatCannotBePutOnRecordIsWithheldAndWhatWasSentIsTold(
                        point, fault, "internal.error");
            }
        }
    }

    /** Makes a call under a fault and returns what the agent was told. */
    private static String failing(McpClient who, String point, Fault fault, String does)
            throws Exception {
        faults.plant(point + " " + fault);
        String said;
        try {
            said = said(who, does);
        } finally {
            faults.clear();
        }
        assertThat(faults.fired()).as("the fault was met").isNotEmpty();
        return said;
    }

    private static String said(McpClient who, String does) throws Exception {
        return text(who.startTool("do", Rig.asking(does)).get(20, TimeUnit.SECONDS));
    }

    private static String text(JsonNode answer) {
        JsonNode error = answer.path("error");
        if (!error.isMissingNode()) {
            return error.path("message").asText() + "\nhint: " + error.at("/data/hint").asText();
        }
        StringBuilder text = new StringBuilder();
        answer.at("/result/content").forEach(item -> text.append(item.path("text").asText()));
        return text.toString();
    }

    /**
     * One honest mail through the same instance; returns what the server had kept of the call
     * before.
     */
    private static JsonNode honestAfterwards(McpClient who, int reached) throws Exception {
        JsonNode answer = who.tool("do", Rig.asking(HONEST));
        JsonNode content = answer.at("/result/content");
        assertThat(answer.at("/result/isError").asBoolean()).as("%s", answer).isFalse();
        JsonNode done = Rig.JSON.readTree(content.path(content.size() - 1).path("text").asText());
        assertThat(done.at("/1/reply").asText()).as("%s", answer).startsWith("HTTP/1.1 200");
        assertReaches(reached + 1);
        return done.path(0);
    }

    /** What was written arrives when it arrives, also where the gate has let go of it before. */
    private static void assertReaches(int wanted) {
        GateProcess.comes(TimeUnit.SECONDS.toNanos(10), () -> rig.reached() >= wanted);
        assertThat(rig.reached()).as("requests at the stand-in").isEqualTo(wanted);
    }

    private static void assertRecorded(String rule) throws Exception {
        assertThat(fresh()).anySatisfy(each -> assertThat(each.toString()).contains(rule));
    }

    /** The records since this was last asked. */
    private static List<JsonNode> fresh() throws Exception {
        List<JsonNode> fresh = rig.recordsFrom(seen);
        seen += fresh.size();
        return fresh;
    }
}
