package dev.stoplock.gate.cli;

import dev.stoplock.core.contract.learn.Difference;
import dev.stoplock.core.contract.learn.Question;
import dev.stoplock.core.json.Json;
import dev.stoplock.core.lock.Lockfile;
import dev.stoplock.core.lock.LockfileText;
import dev.stoplock.core.model.LockEntry;
import dev.stoplock.core.model.Modes;
import dev.stoplock.core.model.PackageRef;
import dev.stoplock.core.model.ServerName;
import dev.stoplock.core.model.Shown;
import dev.stoplock.core.model.contract.Contracts;
import dev.stoplock.core.model.contract.StartContract;
import dev.stoplock.core.model.contract.ToolContract;
import dev.stoplock.gate.config.Home;
import dev.stoplock.gate.config.HomeConfig;
import dev.stoplock.gate.config.HomeSecrets;
import dev.stoplock.gate.config.Lockfiles;
import dev.stoplock.gate.daemon.DaemonClient;
import dev.stoplock.gate.port.Refused;
import dev.stoplock.gate.registry.Fetched;
import dev.stoplock.gate.registry.NpmRegistry;
import dev.stoplock.gate.rehearse.Rehearsal;
import dev.stoplock.gate.rehearse.Review;
import dev.stoplock.gate.rehearse.SideBySide;
import dev.stoplock.gate.secrets.SecretBroker;
import dev.stoplock.gate.secrets.SecretValues;
import java.io.Console;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/**
 * {@code stoplock review NAME}: rehearses a locked server against stand-ins, shows what its tools
 * do as sentences, asks what only a person can accept, and has the daemon accept the contracts.
 * {@code NAME@VERSION} rehearses another version beside the locked one and compares; where a
 * difference waits for a person and none accepts it, that is on record and refused (exit 5).
 */
@CommandLine.Command(
        name = "review",
        description =
                "Rehearse a locked server, show what each tool does, and accept it as its contract.")
final class ReviewCommand extends Command {

    private static final int SEEDS = 100_000;

    @CommandLine.Parameters(
            paramLabel = "NAME[@VERSION]",
            description = "the server's name in the lockfile, and a version to compare with it")
    private String name = "";

    @CommandLine.Option(
            names = "--tool",
            paramLabel = "NAME",
            description = "a tool to call (repeatable; default: all)")
    private List<String> only = List.of();

    @CommandLine.Option(
            names = "--answers",
            paramLabel = "FILE",
            description =
                    "what you would type: YAML, question id: value; a destination in full, each for itself")
    private @Nullable Path answers;

    @CommandLine.Option(
            names = "--calls",
            paramLabel = "FILE",
            description =
                    "calls you write, made first: JSON, {\"tool\": [{arguments}, …]}; $replies in a call: what its requests are answered; for tools that want values nobody can make up")
    private @Nullable Path calls;

    @CommandLine.Option(
            names = "--openapi",
            paramLabel = "FILE",
            description =
                    "an OpenAPI document, JSON or YAML: how the stand-ins answer (default: the one in the package)")
    private @Nullable Path openapi;

    @CommandLine.Option(
            names = "--accept",
            description = "accept the contracts without being asked for the server's name")
    private boolean accept;

    @CommandLine.Option(
            names = "--limit",
            paramLabel = "SECONDS",
            description = "how long it may take (default: ${DEFAULT-VALUE})",
            defaultValue = "600")
    private int limit;

    @CommandLine.Option(
            names = "--seed",
            paramLabel = "N",
            description = "decides the values that tools are called with (default: random)")
    private @Nullable Integer seed;

    @CommandLine.Option(
            names = "--lock",
            paramLabel = "FILE",
            description = "the lockfile to use, instead of the registered one")
    private @Nullable Path lock;

    @CommandLine.Option(
            names = "--by",
            paramLabel = "NAME",
            description = "who accepts it (default: the login name; self-declared)")
    private String by = System.getProperty("user.name", "unknown");

    @CommandLine.Option(names = "--why", paramLabel = "TEXT", description = "why, for the record")
    private String why = "";

    @CommandLine.Option(
            names = "--json",
            description = "print it as one JSON object, and ask nothing")
    private boolean json;

    ReviewCommand(Site site) {
        super(site);
    }

    @Override
    int run() throws Refused, IOException, InterruptedException {
        Home home = site().home();
        home.requireReachable();
        Map<String, String> typed = new LinkedHashMap<>();
        if (answers != null) {
            typed.putAll(ReviewFiles.answers(answers));
        }
        int at = name.lastIndexOf('@');
        ServerName server = new ServerName(at > 0 ? name.substring(0, at) : name);
        Lockfiles.Located located = new Lockfiles(home).find(server, lock);
        LockEntry entry = located.entry();
        boolean web = HomeConfig.read(home.configFile()).server(server).modes().isWeb();
        Console console = json ? null : System.console();
        Desk desk = new Desk(console != null && console.isTerminal() ? console : null, typed);
        int number = seed == null ? new SecureRandom().nextInt(SEEDS) : seed;
        if (at < 0) {
            Review review =
                    rehearsed(
                            home,
                            rehearsal ->
                                    Review.of(rehearsal, entry, plan(home, entry, number), now()));
            // once there are contracts, another rehearsal widens them as an update would
            List<Difference> beyond = review.beyond(entry.contracts());
            show(review, beyond, web);
            return settled(home, located, review, desk, beyond);
        }
        LockEntry candidate = fetched(home, entry, name.substring(at + 1));
        terminal()
                .progress(
                        "rehearsing " + entry.ref() + ", which is locked, and " + candidate.ref());
        Review.Plan plan = plan(home, entry, number);
        SideBySide both =
                rehearsed(
                        home, rehearsal -> SideBySide.of(rehearsal, entry, candidate, plan, now()));
        show(both.now(), both.differences(), web);
        return settled(home, located, both.now(), desk, both.differences());
    }

    private void show(Review review, List<Difference> differences, boolean web) {
        if (json) {
            terminal().json(ReviewText.json(review, differences));
        } else {
            if (web) {
                terminal()
                        .line(
                                "kind web: "
                                        + Modes.NOT_EXPLAINED
                                        + "; what stands here is told and not enforced");
            }
            ReviewText.lines(review).forEach(terminal()::line);
            if (isOfAnother() || !differences.isEmpty()) {
                ReviewText.differences(differences).forEach(terminal()::line);
            }
        }
    }

    /** Whether another version is looked at than the one that is locked. */
    private boolean isOfAnother() {
        return name.lastIndexOf('@') > 0;
    }

    /** The version beside the locked one: in the store, and nowhere else yet. */
    private LockEntry fetched(Home home, LockEntry entry, String version)
            throws Refused, IOException, InterruptedException {
        PackageRef ref = new PackageRef(entry.ref().ecosystem(), entry.ref().name(), version);
        Fetched fetched =
                new NpmRegistry(site().environment())
                        .fetch(
                                ref,
                                HomeConfig.read(home.configFile()).npmRegistry(),
                                home.store(),
                                terminal()::progress);
        return new LockEntry(
                entry.server(),
                ref,
                fetched.closure(),
                entry.grant(),
                entry.acceptedDestinations(),
                entry.contracts(),
                entry.review());
    }

    /** Who is asked, if anybody is there, and what was typed so far. */
    private record Desk(@Nullable Console console, Map<String, String> typed) {

        void ask(Question question) {
            if (console != null && !typed.containsKey(question.id())) {
                typed.put(question.id(), asked(console, question));
            }
        }

        boolean takes(String server) {
            return console != null
                    && server.equals(
                            console.readLine("type %s to accept these contracts: ", server));
        }
    }

    private int settled(
            Home home,
            Lockfiles.Located located,
            Review review,
            Desk desk,
            List<Difference> differences)
            throws Refused, IOException, InterruptedException {
        StartContract held = located.entry().contracts().start();
        // what a person typed of its start once is not asked again
        review.start().known(held).forEach(desk.typed()::putIfAbsent);
        review.questions().forEach(desk::ask);
        Contracts contracts =
                review.accepted(desk.typed(), held, by, LocalDate.now(ZoneOffset.UTC).toString());
        if (!json) {
            review.questions().stream()
                    .filter(question -> !question.isAccepted(desk.typed().get(question.id())))
                    .forEach(question ->
                            terminal()
                                    .line(
                                            "not accepted: "
                                                    + Shown.line(question.id())
                                                    + " · it stays unexplained, and what needs it is refused"));
        }
        HeldReview waits =
                HeldReview.of(
                        located.entry(), review.entry(), differences, review.literal(desk.typed()));
        boolean takes = !accept && desk.takes(review.entry().server().value());
        if (waits != null && !takes && (accept || isOfAnother())) {
            throw waits.recorded(site(), home);
        }
        if (!accept && !takes) {
            if (!json) {
                terminal().line("nothing was accepted; what was locked before still holds");
                terminal()
                        .progress(
                                "to accept: "
                                        + terminal().copied().line("review " + name)
                                        + " --accept --answers FILE");
            }
            return 0;
        }
        accepted(home, located, review, contracts);
        return 0;
    }

    private void accepted(Home home, Lockfiles.Located located, Review review, Contracts contracts)
            throws Refused, IOException, InterruptedException {
        LockEntry changed =
                review.entry()
                        .with(
                                merged(review.entry().contracts(), contracts),
                                new dev.stoplock.core.model.Review(
                                        by,
                                        true,
                                        why,
                                        Instant.now().truncatedTo(ChronoUnit.SECONDS)));
        try (DaemonClient client = DaemonStart.connect(site(), home)) {
            client.ask(
                    Json.object()
                            .put("do", "accept")
                            .put("entry", LockfileText.render(new Lockfile(List.of(changed))))
                            .put("lockfile", located.lockfile().toString())
                            .put("replace", true)
                            .build());
        }
        if (!json) {
            terminal()
                    .line(
                            "accepted "
                                    + changed.ref()
                                    + " with the contracts of "
                                    + contracts.tools().size()
                                    + " tools"
                                    + (contracts.start().isEmpty() ? "" : " and of its start")
                                    + "; they hold from its next start");
        }
    }

    /**
     * Tools that were not called, or of which nothing was seen now, keep the contract they had. Its
     * start was seen.
     */
    private static Contracts merged(Contracts before, Contracts now) {
        Map<String, ToolContract> all = new LinkedHashMap<>(before.tools());
        all.putAll(now.tools());
        return new Contracts(all, now.start());
    }

    private static Instant now() {
        return Clock.systemUTC().instant();
    }

    private Review.Plan plan(Home home, LockEntry locked, int number) throws Refused, IOException {
        return new Review.Plan(
                only.isEmpty() ? null : new LinkedHashSet<>(only),
                calls == null ? Map.of() : ReviewFiles.calls(calls),
                number,
                Duration.ofSeconds(limit),
                HomeConfig.read(home.configFile()).rules(),
                ReviewFiles.document(home, locked, openapi),
                "");
    }

    /** What is done with a rehearsal. */
    private interface Rehearsing<T> {
        T with(Rehearsal rehearsal) throws Refused, IOException, InterruptedException;
    }

    private <T> T rehearsed(Home home, Rehearsing<T> what)
            throws Refused, IOException, InterruptedException {
        SecureRandom random = new SecureRandom();
        SecretBroker secrets =
                new SecretBroker(
                        new SecretValues(
                                new HomeSecrets(home), home.secrets(), site().environment()),
                        home.keys(),
                        random);
        Clock clock = Clock.systemUTC();
        try (Rehearsal rehearsal =
                new Rehearsal(home, secrets, site().environment(), clock, terminal()::progress)) {
            return what.with(rehearsal);
        }
    }

    /** Enter alone accepts nothing. */
    private static String asked(Console console, Question question) {
        String what =
                switch (question.kind()) {
                    case WITHOUT_CALL -> "type " + question.value() + " to let it leave";
                    case CONSTANT_DESTINATION -> "type it in full to accept it";
                    case UNEXPLAINED_CONTENT -> "type " + question.value() + " to let it pass";
                    case HIDDEN_BITS -> "type " + question.value() + " to accept that";
                };
        String line =
                console.readLine(
                        "%s%n  %s, or press Enter to refuse: ",
                        Shown.line(question.sentence()), what);
        return line == null ? "" : line.strip();
    }
}
