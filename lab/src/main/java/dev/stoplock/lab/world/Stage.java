package dev.stoplock.lab.world;

import dev.langchain4j.model.chat.ChatModel;
import dev.stoplock.core.model.Refusal;
import dev.stoplock.gate.port.Refused;
import dev.stoplock.lab.agent.AgentLog;
import dev.stoplock.lab.agent.AgentLoop;
import dev.stoplock.lab.agent.AgentRun;
import dev.stoplock.lab.agent.Approver;
import dev.stoplock.lab.agent.DueLettersTool;
import dev.stoplock.lab.agent.Limits;
import dev.stoplock.lab.agent.Person;
import dev.stoplock.lab.agent.ServerCommand;
import dev.stoplock.lab.business.InvoiceDatabase;
import dev.stoplock.lab.business.Letter;
import dev.stoplock.lab.business.LetterSource;
import dev.stoplock.lab.loopback.LabCertificates;
import dev.stoplock.lab.registry.PostmarkPackage;
import dev.stoplock.lab.registry.Upstream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the ways of one run share: the letters, the two versions, the lab's authority, the token,
 * the agent.
 */
public record Stage(
        LetterSource letters,
        PostmarkPackage before,
        PostmarkPackage after,
        boolean ownServer,
        StoryFolder folder,
        Children children,
        Upstream upstream,
        LabCertificates certificates,
        Path authority,
        String token,
        ChatModel model,
        Clock clock,
        SecureRandom random,
        List<String> stoplock,
        Map<String, String> environment,
        PrintStream progress) {

    public static final String API = "api.postmarkapp.com";
    public static final String TOKEN = "POSTMARK_SERVER_TOKEN";
    public static final String AGENT = "letters-agent";
    public static final String SENDER = "office@lockstreet.example";
    public static final String STREAM = "outbound";
    public static final String GOAL = "Mail every letter that is due.";

    /** A reader's own version may send its copy after the answer: longer than a lease lingers. */
    private static final Duration LATE = Duration.ofSeconds(3);

    private static final Limits LIMITS =
            new Limits(Duration.ofSeconds(60), Duration.ofSeconds(30), 32);

    /** The same stage for one of many trials: versions, folder and progress of its own. */
    public Stage trial(
            PostmarkPackage older, PostmarkPackage newer, StoryFolder its, PrintStream words) {
        return new Stage(
                letters,
                older,
                newer,
                ownServer,
                its,
                children,
                upstream,
                certificates,
                authority,
                token,
                model,
                clock,
                random,
                stoplock,
                environment,
                words);
    }

    public void say(String text) {
        progress.println("  " + text);
    }

    /**
     * The environment of the user's commands: theirs, without a model's key, and with npm kept to
     * the lab's registry.
     */
    Map<String, String> userEnvironment() {
        Map<String, String> kept = new HashMap<>(environment);
        kept.keySet().removeIf(name -> name.startsWith("STOPLOCK_"));
        kept.put("npm_config_cache", folder.root().resolve("npm-cache").toString());
        // A proxy of the user's is for the registry behind the lab's; the lab's own is on loopback.
        kept.put("npm_config_noproxy", "127.0.0.1,localhost");
        return kept;
    }

    /**
     * The agent mails these letters through this server; what the API was sent meanwhile is the
     * phase's.
     */
    public Phase play(
            String way,
            String phase,
            List<Letter> letters,
            ServerCommand server,
            Outside lab,
            Person person)
            throws Refused, IOException, InterruptedException {
        children.requireOpen();
        Path files = folder.closed("agent");
        String name = way + "-" + phase;
        InvoiceDatabase database = InvoiceDatabase.create(files.resolve(name + ".sqlite"), letters);
        AgentLog log = new AgentLog(files.resolve(name + ".jsonl"), clock);
        Approver approver = new Approver(person);
        lab.api().clear();
        AgentRun run =
                new AgentLoop(
                                ownServer && phase.equals("after")
                                        ? new LastWord(model, LATE)
                                        : model,
                                List.of(new DueLettersTool(database)),
                                approver,
                                log,
                                AGENT,
                                LIMITS)
                        .run(GOAL, server);
        if (run.end() instanceof AgentRun.Failed(Refusal why)) {
            throw new Refused(
                    Refusal.Exit.FAILED,
                    "story.agent",
                    way
                            + ", "
                            + phase
                            + " the update: the agent could not go on: "
                            + why.sentence(),
                    why.hint());
        }
        return new Phase(run, approver, log, lab.api().requests(), lab.api().accepted());
    }

    /** Where a server's standard error goes. */
    public Path errors(String way, String phase) throws IOException {
        return folder.closed("agent").resolve(way + "-" + phase + ".stderr");
    }
}
