package dev.stoplock.lab.mutation;

import dev.stoplock.core.json.Json;
import dev.stoplock.core.json.JsonWriter;
import dev.stoplock.core.model.PackageRef;
import dev.stoplock.core.model.Refusal;
import dev.stoplock.gate.port.Drills;
import dev.stoplock.gate.port.Refused;
import dev.stoplock.lab.loopback.LabCertificates;
import dev.stoplock.lab.registry.NpmConfiguration;
import dev.stoplock.lab.registry.PostmarkPackage;
import dev.stoplock.lab.registry.Upstream;
import dev.stoplock.lab.world.Children;
import dev.stoplock.lab.world.StoryFolder;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/** The drills of the lab: so far one, of changed requests. */
public final class LabDrills implements Drills {

    private static final String MUTATION = "mutation";
    private static final int STEP = 50;

    @Override
    public List<String> names() {
        return List.of(MUTATION);
    }

    @Override
    public List<String> servers() {
        return Subject.all().stream().map(Subject::server).toList();
    }

    @Override
    public int run(String name, Request request) throws Refused, IOException, InterruptedException {
        if (!name.equals(MUTATION)) {
            throw new IllegalArgumentException("there is no such drill");
        }
        StoryFolder folder =
                StoryFolder.create(
                        "drill-" + request.seed(),
                        Path.of(System.getProperty("java.io.tmpdir", "/tmp")));
        request.err()
                .println(
                        "drill mutation, seed "
                                + request.seed()
                                + ": everything is kept in "
                                + folder.root());
        List<Report> reports = new ArrayList<>();
        try (Children children = new Children(folder.closed("commands"));
                Upstream upstream =
                        new Upstream(
                                NpmConfiguration.read(folder.root(), request.environment()),
                                folder.cache(request.environment()))) {
            LabCertificates certificates =
                    LabCertificates.create(Clock.systemUTC().instant(), new SecureRandom());
            Path authority = certificates.writeAuthority(folder.closed("lab").resolve("ca.pem"));
            for (Subject subject : Subject.all()) {
                if (isMeant(subject, request)) {
                    try (Ground ground =
                            Ground.open(
                                    subject,
                                    folder,
                                    children,
                                    upstream,
                                    certificates,
                                    authority,
                                    request.stoplock(),
                                    request.environment())) {
                        reports.add(guarded(ground, folder, request));
                    }
                }
            }
        } catch (GeneralSecurityException e) {
            throw new Refused(
                    Refusal.Exit.FAILED,
                    "drill.certificates",
                    "the lab's certificates cannot be made: " + e.getMessage(),
                    "report it");
        }
        if (reports.isEmpty()) {
            throw new Refused(
                    Refusal.Exit.USAGE,
                    "drill.unknown",
                    "no review of " + request.server() + " reaches every tool that is drilled",
                    "drill it under the default contract, without --learned");
        }
        return told(reports, request);
    }

    private static boolean isMeant(Subject subject, Request request) {
        return (request.server() == null || subject.server().equals(request.server()))
                && (!request.learned() || subject.reviewed() != null);
    }

    private static int told(List<Report> reports, Request request) {
        String launcher = request.environment().getOrDefault("STOPLOCK_LAUNCHER", "stoplock");
        PrintStream words = request.json() ? request.err() : request.out();
        reports.forEach(report -> report.print(words, launcher));
        boolean clean = reports.stream().allMatch(Report::clean);
        words.println(
                "re-run one: "
                        + launcher
                        + " drill mutation"
                        + (request.learned() ? " --learned" : "")
                        + " --seed "
                        + request.seed()
                        + " --count "
                        + request.count()
                        + " --server NAME --only INDEX");
        words.flush();
        if (request.json()) {
            Json.Obj all =
                    Json.object()
                            .put("drill", MUTATION)
                            .put("seed", request.seed())
                            .put("learned", request.learned())
                            .put("held", clean)
                            .put(
                                    "servers",
                                    new Json.Arr(
                                            reports.stream()
                                                    .map(each -> (Json) each.json())
                                                    .toList()))
                            .build();
            request.out().println(JsonWriter.compact(all));
            request.out().flush();
        }
        return clean ? 0 : Refusal.Exit.FAILED.code();
    }

    /** As {@link #drill}; a signal on the way leaves no daemon behind. */
    private static Report guarded(Ground ground, StoryFolder folder, Request request)
            throws Refused, IOException, InterruptedException {
        Thread onSignal = new Thread(() -> closed(ground, request.err()), "drill-stop");
        Runtime.getRuntime().addShutdownHook(onSignal);
        try {
            return drill(ground, folder, request);
        } finally {
            unhook(onSignal);
        }
    }

    private static void unhook(Thread onSignal) {
        try {
            Runtime.getRuntime().removeShutdownHook(onSignal);
        } catch (IllegalStateException e) {
            // a signal came first, and its hook does what is left to do
            return;
        }
    }

    private static void closed(Ground ground, PrintStream progress) {
        try {
            ground.close();
        } catch (IOException e) {
            progress.println("stoplock: " + e.getMessage());
        }
    }

    private static Report drill(Ground ground, StoryFolder folder, Request request)
            throws Refused, IOException, InterruptedException {
        Subject subject = ground.subject();
        PrintStream progress = request.err();
        progress.println(
                "  " + subject.server() + ": recording " + PackageRef.parse(subject.source()));
        Holding holding = request.learned() ? Holding.LEARNED : Holding.DEFAULT;
        Recorder.Recorded recorded = Recorder.record(ground, holding, request.seed());
        List<Trial> trials = recorded.generator().trials(request.count());
        int first = 0;
        Integer only = request.only();
        if (only != null) {
            if (only >= trials.size()) {
                throw new Refused(
                        Refusal.Exit.USAGE,
                        "drill.unknown",
                        "there is no trial " + only + " among " + trials.size(),
                        "give --count as in the run that named it");
            }
            first = only;
            trials = List.of(trials.get(only));
        }
        Reviewing reviewing = null;
        Reviewing.Legitimate legitimate = Reviewing.Legitimate.NOT_ASKED;
        Reviewed reviewed = subject.reviewed();
        if (holding == Holding.LEARNED && reviewed != null) {
            progress.println("  " + subject.server() + ": reviewing it");
            reviewing = Reviewing.of(ground, reviewed, request.seed());
            legitimate = reviewing.replayed(recorded.calls());
        }
        if (!legitimate.refused().isEmpty()) {
            // held to contracts that refuse what the server is for, no figure would say anything
            trials = List.of();
        }
        progress.println("  " + subject.server() + ": locking the lab's server in its place");
        ground.publish(Plan.of(recorded.calls(), recorded.tools(), trials));
        ground.add(
                "npm:" + PostmarkPackage.NAME + "@" + PostmarkPackage.AFTER,
                "--replace",
                "--by",
                "mutation-drill",
                "--why",
                "drill");
        if (reviewing != null) {
            reviewing.hold();
        }
        long began = System.nanoTime();
        List<Range.Result> results;
        int all = trials.size();
        try (Client client = ground.run("trials")) {
            results =
                    new Range(ground, holding, recorded.calls())
                            .send(
                                    client,
                                    trials,
                                    first,
                                    done -> {
                                        if (done % STEP == 0 || done == all) {
                                            progress.println(
                                                    "  "
                                                            + subject.server()
                                                            + ": "
                                                            + done
                                                            + " of "
                                                            + all
                                                            + " trials, "
                                                            + (System.nanoTime() - began)
                                                                    / 1_000_000_000
                                                            + " s");
                                        }
                                    });
        }
        Report report =
                new Report(
                        subject,
                        holding,
                        request.seed(),
                        request.count(),
                        ground.home(),
                        folder.closed("misses"),
                        legitimate,
                        results);
        for (Range.Result each : report.troubles()) {
            write(report, each);
        }
        return report;
    }

    /** What was sent and what of it arrived, for whoever looks into it. */
    private static void write(Report report, Range.Result result) throws IOException {
        StringBuilder text =
                new StringBuilder(result.trial().label() + "\n" + result.said() + "\n");
        result.trial()
                .steps()
                .forEach(step ->
                        text.append("\n--- sent to ")
                                .append(step.host())
                                .append('\n')
                                .append(step.text())
                                .append('\n'));
        result.reached().forEach(each -> text.append("\n--- arrived\n").append(each).append('\n'));
        Files.writeString(
                report.misses().resolve(report.subject().server() + "-" + result.index() + ".txt"),
                text,
                java.nio.charset.StandardCharsets.ISO_8859_1);
    }
}
