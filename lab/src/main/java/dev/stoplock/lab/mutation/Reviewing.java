package dev.stoplock.lab.mutation;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.stoplock.core.json.Json;
import dev.stoplock.core.json.YamlObject;
import dev.stoplock.core.lock.Lockfile;
import dev.stoplock.core.lock.LockfileText;
import dev.stoplock.core.model.LockEntry;
import dev.stoplock.core.model.Refusal;
import dev.stoplock.core.model.ServerName;
import dev.stoplock.core.model.contract.Contracts;
import dev.stoplock.core.model.contract.ToolContract;
import dev.stoplock.gate.daemon.DaemonClient;
import dev.stoplock.gate.port.Refused;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Has the server of a ground reviewed as its user would, and holds whatever is locked there to what
 * was learned of it.
 */
final class Reviewing {

    private static final Duration REVIEW = Duration.ofSeconds(540);
    private static final int SEEDS = 100_000;

    /**
     * What became of the recorded calls under the contracts that were learned: each one's request
     * has to arrive as it was recorded.
     */
    record Legitimate(int calls, List<String> refused) {
        Legitimate {
            refused = List.copyOf(refused);
        }

        static final Legitimate NOT_ASKED = new Legitimate(0, List.of());
    }

    private final Ground ground;
    private final Contracts contracts;

    private Reviewing(Ground ground, Contracts contracts) {
        this.ground = ground;
        this.contracts = contracts;
    }

    /** {@code stoplock review NAME} of the tools that the server was recorded with. */
    static Reviewing of(Ground ground, Reviewed reviewed, long seed)
            throws Refused, IOException, InterruptedException {
        Subject subject = ground.subject();
        Path answers = ground.project().resolve("answers.yaml");
        Files.writeString(answers, reviewed.answersText());
        Path samples = ground.project().resolve("samples.json");
        Files.writeString(samples, reviewed.samplesText());
        List<String> tools = subject.calls().stream().map(Subject.Call::tool).distinct().toList();
        List<String> words =
                new ArrayList<>(
                        List.of(
                                "review",
                                subject.server(),
                                "--accept",
                                "--by",
                                "mutation-drill",
                                "--why",
                                "drill",
                                "--seed",
                                Long.toString(Math.floorMod(seed, SEEDS)),
                                "--limit",
                                Long.toString(REVIEW.toSeconds() - 60),
                                "--calls",
                                samples.toString()));
        if (!reviewed.answers().isEmpty()) {
            words.addAll(List.of("--answers", answers.toString()));
        }
        tools.forEach(tool -> words.addAll(List.of("--tool", tool)));
        ground.command("review", REVIEW, words);
        Contracts contracts = entry(ground).contracts();
        for (String tool : tools) {
            ToolContract contract = contracts.of(tool);
            if (contract == null || contract.reached() != ToolContract.Reached.ALL) {
                throw new Refused(
                        Refusal.Exit.FAILED,
                        "drill.review",
                        "the review of "
                                + subject.server()
                                + " did not reach every request of "
                                + tool,
                        "read what the review said in the drill's commands folder");
            }
        }
        return new Reviewing(ground, contracts);
    }

    /** The recorded calls once more, by the real server, under the contracts. */
    Legitimate replayed(List<Played> recorded) throws Refused, IOException, InterruptedException {
        List<String> refused = new ArrayList<>();
        try (Client client = ground.run("legitimate")) {
            for (Played each : recorded) {
                ground.api().clear();
                ground.other().clear();
                String said =
                        client.call(each.tool(), each.arguments()).at("/content/0/text").asText();
                List<byte[]> arrived = ground.api().requests();
                boolean asRecorded =
                        arrived.size() == 1
                                && ground.other().requests().isEmpty()
                                && each.read().apply(marked(arrived.getFirst())) == Expected.SAME;
                if (!asRecorded) {
                    refused.add(each.tool() + ": " + said);
                }
            }
        }
        return new Legitimate(recorded.size(), refused);
    }

    private byte[] marked(byte[] request) {
        return ground.marked(new String(request, ISO_8859_1)).getBytes(ISO_8859_1);
    }

    /** Gives what is locked now the contracts of the server in whose place it is. */
    void hold() throws Refused, IOException {
        LockEntry entry = entry(ground);
        LockEntry held = entry.with(contracts, entry.review());
        try (DaemonClient daemon = ground.daemon()) {
            daemon.ask(
                    Json.object()
                            .put("do", "accept")
                            .put("entry", LockfileText.render(new Lockfile(List.of(held))))
                            .put("lockfile", ground.lockfile().toString())
                            .put("replace", true)
                            .build());
        }
    }

    private static LockEntry entry(Ground ground) throws IOException {
        Path file = ground.lockfile();
        try {
            LockEntry entry =
                    LockfileText.parse(file.toString(), Files.readString(file))
                            .entry(new ServerName(ground.subject().server()));
            if (entry == null) {
                throw new IOException(ground.subject().server() + " is not locked in " + file);
            }
            return entry;
        } catch (YamlObject.Misfit e) {
            throw new IOException(e.sentence(), e);
        }
    }
}
