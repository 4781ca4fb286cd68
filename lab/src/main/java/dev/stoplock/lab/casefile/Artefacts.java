package dev.stoplock.lab.casefile;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stoplock.core.json.JsonWriter;
import dev.stoplock.core.model.AuditRecord;
import dev.stoplock.core.model.Event;
import dev.stoplock.lab.agent.AgentLog;
import dev.stoplock.lab.agent.AgentRun;
import dev.stoplock.lab.agent.Approver;
import dev.stoplock.lab.agent.DueLettersTool;
import dev.stoplock.lab.mail.AcceptedMail;
import dev.stoplock.lab.mail.ApiRequest;
import dev.stoplock.lab.registry.PostmarkPackage;
import dev.stoplock.lab.truth.Played;
import dev.stoplock.lab.truth.Ran;
import dev.stoplock.lab.world.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What is shown in the six steps, taken from the two runs of a case. */
final class Artefacts {

    private static final int MOST_LINES = 60;
    private static final String CONFIGURATION = "client-configuration.txt";
    private static final String WITHOUT = "without/";
    private static final String WITH = "with/";

    private final Stage stage;
    private final String stranger;
    private final Played without;
    private final Played with;
    private final List<Artefact> all = new ArrayList<>();

    private Artefacts(Stage stage, String stranger, Played without, Played with) {
        this.stage = stage;
        this.stranger = stranger;
        this.without = without;
        this.with = with;
    }

    static List<Artefact> of(Stage stage, String stranger, Played without, Played with)
            throws IOException {
        Artefacts artefacts = new Artefacts(stage, stranger, without, with);
        artefacts.setup();
        artefacts.trust();
        artefacts.update();
        artefacts.call();
        artefacts.copy();
        artefacts.after();
        return artefacts.all;
    }

    private void setup() throws IOException {
        String first = without.before() == null ? "after" : "before";
        Path manifest = without.folder().resolve("without/" + first + "/package.json");
        List<String> lines = new ArrayList<>(List.of("package.json"));
        Files.readAllLines(manifest).forEach(line -> lines.add("  " + line));
        lines.add("handed to the server at each start");
        // a throw-away token of the lab, and not shown whole all the same
        lines.add("  " + Stage.TOKEN + "=" + stage.token().substring(0, 4) + "…");
        lines.add("  DEFAULT_SENDER_EMAIL=" + Stage.SENDER);
        all.add(
                Artefact.ofFile(
                        "client-configuration",
                        false,
                        "how the server was installed (^ is: this version or any newer one) and what it was handed",
                        lines,
                        WITHOUT + CONFIGURATION));
        accepted()
                .ifPresent(record ->
                        all.add(
                                Artefact.ofRecord(
                                        "client-configuration",
                                        "what was accepted first, with the digest of its bytes",
                                        List.of(
                                                record.event() instanceof Event.EntryAccepted entry
                                                        ? entry.to() + "  " + entry.tree()
                                                        : ""),
                                        record.index())));
    }

    private Optional<AuditRecord> accepted() {
        return with.records().stream()
                .filter(record -> record.event() instanceof Event.EntryAccepted)
                .findFirst();
    }

    private void trust() {
        if (without.before() != null) {
            List<String> mails = new ArrayList<>();
            for (AcceptedMail mail : without.before().accepted()) {
                mails.add(String.join(", ", mail.recipients()) + "  ·  " + mail.subject());
            }
            all.add(
                    Artefact.ofFile(
                            "mails-before",
                            false,
                            "mails the mail company received from " + PostmarkPackage.BEFORE,
                            mails,
                            WITHOUT + Ran.BEFORE));
        }
    }

    private void update() {
        if (!without.diff().isEmpty()) {
            all.add(
                    Artefact.ofFile(
                            "tree-diff",
                            false,
                            "all that the update changed (+ is new, - is gone)",
                            without.diff().subList(0, Math.min(without.diff().size(), MOST_LINES)),
                            WITHOUT + Ran.DIFF));
        }
        for (AuditRecord record : with.records()) {
            if (record.event() instanceof Event.ReviewHeld held) {
                List<String> lines = new ArrayList<>(held.differences());
                lines.add(held.to() + " held by " + held.rule() + ": " + held.kind());
                all.add(
                        Artefact.ofRecord(
                                "tree-diff",
                                "what the review of the update found: it beside the version that is locked",
                                lines,
                                record.index()));
            }
        }
        for (String note : with.notes()) {
            all.add(
                    Artefact.ofFile(
                            "tree-diff",
                            true,
                            "what Stoplock said to the update",
                            List.of(note),
                            WITH + Ran.NOTES));
        }
    }

    /** The first mail that carried the copy without Stoplock, or else the first: on both sides. */
    private Optional<AgentRun.Asked> first(Played run) {
        List<AgentRun.Asked> mails = run.after().run().mails();
        return mails.stream()
                .filter(this::isCopied)
                .findFirst()
                .or(() -> mails.stream().findFirst());
    }

    private boolean isCopied(AgentRun.Asked mail) {
        return without.after().requests().stream()
                .anyMatch(request -> of(request, mail) && request.mentions(stranger));
    }

    /** Whether arguments, as they were shown or logged, are those of this mail. */
    private static boolean of(String arguments, AgentRun.Asked mail) {
        String subject = mail.text("subject");
        return subject != null && arguments.contains(subject);
    }

    private void call() {
        first(without)
                .ifPresent(mail ->
                        all.add(
                                Artefact.ofFile(
                                        "call",
                                        false,
                                        "the agent's call of " + mail.tool(),
                                        pretty(mail),
                                        WITHOUT + Ran.LOG)));
        first(without)
                .flatMap(mail ->
                        without.after().approver().approvals().stream()
                                .filter(each -> of(each.shown().arguments(), mail))
                                .findFirst())
                .ifPresent(each ->
                        all.add(
                                Artefact.ofFile(
                                        "approval-prompt",
                                        false,
                                        "what its person was shown, and answered",
                                        prompt(each),
                                        WITHOUT + Ran.PROMPTS)));
        prompts();
    }

    /** Behind the gate: each call its person was shown, in few words; the whole is in the file. */
    private void prompts() {
        List<Approver.Approval> approvals = with.after().approver().approvals();
        List<String> lines = new ArrayList<>();
        for (Approver.Approval each : approvals) {
            lines.add("run " + each.shown().tool() + "? answer: " + (each.yes() ? "yes" : "no"));
        }
        all.add(
                Artefact.ofFile(
                        "approval-prompt",
                        true,
                        "the calls that its person was shown behind the gate ("
                                + DueLettersTool.NAME
                                + ": the agent asks its own tool which letters are due)",
                        lines,
                        WITH + Ran.PROMPTS));
    }

    private static List<String> pretty(AgentRun.Asked mail) {
        List<String> lines = new ArrayList<>();
        mail.arguments()
                .members()
                .forEach((name, value) -> lines.add(name + ": " + JsonWriter.compact(value)));
        return lines;
    }

    private static List<String> prompt(Approver.Approval each) {
        return List.of(
                "run " + each.shown().tool() + "?",
                each.shown().arguments(),
                "answer: " + (each.yes() ? "yes" : "no"));
    }

    private void copy() {
        first(without)
                .ifPresent(mail -> {
                    without.after().requests().stream()
                            .filter(request -> of(request, mail))
                            .findFirst()
                            .ifPresent(request ->
                                    all.add(
                                            Artefact.ofFile(
                                                    "request",
                                                    false,
                                                    "the request that left for the mail company",
                                                    members(request),
                                                    WITHOUT + Ran.REQUESTS)));
                    all.add(
                            Artefact.ofFile(
                                    "reply",
                                    false,
                                    "what the agent was told",
                                    mail.answer().lines().toList(),
                                    WITHOUT + Ran.LOG));
                });
        first(without)
                .flatMap(mail ->
                        without.after().log().lines().stream()
                                .filter(line -> of(line.arguments(), mail))
                                .findFirst())
                .ifPresent(line ->
                        all.add(
                                Artefact.ofFile(
                                        "agent-log",
                                        false,
                                        "the line in the agent's own log",
                                        List.of(logged(line)),
                                        WITHOUT + Ran.LOG)));
        verdicts();
        first(with)
                .ifPresent(mail ->
                        all.add(
                                Artefact.ofFile(
                                        "reply",
                                        true,
                                        "what the agent was told behind the gate",
                                        mail.answer().lines().toList(),
                                        WITH + Ran.LOG)));
    }

    private static String logged(AgentLog.Line line) {
        return line.at()
                + "  "
                + line.tool()
                + "  "
                + line.arguments()
                + "  → "
                + line.result().replace("\n", " / ");
    }

    /** The first verdict on a mail that names the stranger, or else on any mail. */
    private void verdicts() {
        List<AuditRecord> judged =
                with.counted().stream()
                        .filter(record ->
                                record.event() instanceof Event.Judged it && it.mails() > 0)
                        .toList();
        judged.stream()
                .filter(record ->
                        record.event() instanceof Event.Judged it
                                && it.recipients().contains(stranger))
                .findFirst()
                .or(() -> judged.stream().findFirst())
                .ifPresent(record -> {
                    if (record.event() instanceof Event.Judged it) {
                        List<String> lines = new ArrayList<>();
                        lines.add("recipients: " + String.join(", ", it.recipients()));
                        it.unexplained().forEach(atom -> lines.add("nobody asked for: " + atom));
                        lines.add("verdict: " + it.verdict() + " by " + it.rule());
                        lines.add(it.sentence());
                        lines.add(it.leaves() ? "it left" : "nothing of it left");
                        all.add(
                                Artefact.ofRecord(
                                        "verdict",
                                        "what the gate decided, and by which rule: its verdict"
                                                + (it.call() == null
                                                        ? ""
                                                        : " in call " + it.call()),
                                        lines,
                                        record.index()));
                    }
                });
    }

    private static boolean of(ApiRequest request, AgentRun.Asked mail) {
        String subject = mail.text("subject");
        return subject != null && request.mentions(subject);
    }

    private static List<String> members(ApiRequest request) {
        List<String> lines = new ArrayList<>(List.of(request.method() + " " + request.target()));
        JsonNode json = request.json();
        if (json == null || !json.isObject()) {
            lines.addAll(new String(request.raw(), ISO_8859_1).lines().toList());
        } else {
            json.properties()
                    .forEach(member -> lines.add(member.getKey() + ": " + member.getValue()));
        }
        return lines;
    }

    private void after() {
        without.notes()
                .forEach(note ->
                        all.add(
                                Artefact.ofFile(
                                        "registry-answer",
                                        false,
                                        "what the registry answers after the takedown (404 is: not here)",
                                        List.of(note),
                                        WITHOUT + Ran.NOTES)));
        mailbox(without, false);
        mailbox(with, true);
    }

    private void mailbox(Played run, boolean gated) {
        List<String> held = new ArrayList<>();
        for (AcceptedMail mail : run.mailbox(stranger)) {
            held.add(mail.at() + "  ·  " + mail.subject());
        }
        all.add(
                Artefact.ofFile(
                        "stranger-mailbox",
                        gated,
                        "the mailbox of " + stranger + ": " + held.size() + " mails",
                        held,
                        (gated ? WITH : WITHOUT) + Ran.MAILS));
    }
}
