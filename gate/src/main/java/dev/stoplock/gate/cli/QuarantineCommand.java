package dev.stoplock.gate.cli;

import dev.stoplock.core.audit.Quarantines;
import dev.stoplock.core.json.Json;
import dev.stoplock.core.model.Refusal;
import dev.stoplock.core.model.ServerName;
import dev.stoplock.core.model.Shown;
import dev.stoplock.gate.config.Home;
import dev.stoplock.gate.config.NamedServers;
import dev.stoplock.gate.daemon.DaemonClient;
import dev.stoplock.gate.ledger.Ledger;
import dev.stoplock.gate.ledger.LedgerReader;
import dev.stoplock.gate.port.Refused;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/**
 * {@code stoplock quarantine}: stops a server until a person releases it, or lists those that are
 * stopped.
 */
@CommandLine.Command(
        name = "quarantine",
        description = "Stop a server at once and keep it stopped; alone: list what is stopped.")
final class QuarantineCommand extends Command {

    static final String SCHEMA = "stoplock.quarantine/1";

    @CommandLine.Parameters(paramLabel = "NAME", arity = "0..1", description = "the server")
    private @Nullable String name;

    @Option(names = "--why", paramLabel = "TEXT", description = "why, for the record (required)")
    private String why = "";

    @Option(
            names = "--by",
            paramLabel = "NAME",
            description = "who does it (default: the login name; self-declared)")
    private String by = System.getProperty("user.name", "unknown");

    @Option(names = "--release", description = "let it run again")
    private boolean release;

    @Option(names = "--json", description = "print one JSON object per line")
    private boolean json;

    QuarantineCommand(Site site) {
        super(site);
    }

    @Override
    int run() throws Refused, IOException, InterruptedException {
        Home home = site().home();
        if (name == null) {
            if (release || !why.isEmpty()) {
                throw usage("which server? no NAME was given");
            }
            list(home);
            return 0;
        }
        if (why.isBlank()) {
            throw usage("--why TEXT is missing: who reads the record later needs the reason");
        }
        ServerName server = new ServerName(name);
        if (!LedgerAccess.isUp(home)) {
            requireKnown(home, server);
        }
        try (DaemonClient client = DaemonStart.connect(site(), home)) {
            Json.Obj answer =
                    client.ask(
                            Json.object()
                                    .put("do", release ? "release" : "quarantine")
                                    .put("server", server.value())
                                    .put("by", by)
                                    .put("why", why)
                                    .build());
            if (json) {
                terminal()
                        .json(
                                answer.with("schema", Json.of(SCHEMA))
                                        .with("did", Json.of(release ? "release" : "quarantine")));
            } else if (release) {
                released(server);
            } else {
                stopped(server, answer);
            }
        }
        return 0;
    }

    /**
     * Refuses a name that nothing here has, before a gate is started for it. What cannot be told
     * for sure is left to the gate: a server that is there must be stopped.
     */
    static void requireKnown(Home home, ServerName server) throws Refused {
        SortedSet<String> names = new TreeSet<>();
        try {
            NamedServers files = new NamedServers(home);
            if (files.mayHave(server) || !Ledger.stoppedInOrder(home.ledger())) {
                return;
            }
            names.addAll(files.accepted());
            if (!LedgerAccess.isEmpty(home)) {
                names.addAll(
                        Quarantines.of(new LedgerReader(home.ledger(), home.keys()).records())
                                .known());
            }
        } catch (Refused | IOException e) {
            // the gate opens the ledger anew, and says what is wrong with it
            return;
        }
        if (!names.contains(server.value())) {
            throw new Refused(
                    Refusal.Exit.USAGE,
                    "quarantine.unknown",
                    "no server was ever locked in "
                            + home.folder()
                            + " as "
                            + server
                            + "; nothing was stopped",
                    names.isEmpty()
                            ? "name another home with --home, or lock a first server: stoplock add npm:NAME@VERSION"
                            : "the names are: " + String.join(", ", names));
        }
    }

    private static Refused usage(String sentence) {
        return new Refused(
                Refusal.Exit.USAGE,
                "cli.usage",
                sentence,
                "stoplock quarantine NAME --why TEXT (with --release: let it run again)");
    }

    private void stopped(ServerName server, Json.Obj answer) {
        boolean already = answer.at("already") instanceof Json.Bool(boolean was) && was;
        List<String> ended = texts(answer.at("ended"));
        if (already && answer.at("quarantined") instanceof Json.Obj held) {
            print(
                    server + " is quarantined already: ",
                    "since "
                            + Times.here().whole(Instant.parse(String.valueOf(held.text("since"))))
                            + " by "
                            + held.text("by")
                            + " (self-declared): "
                            + held.text("why"));
        } else {
            print(server + " is quarantined: ", "by " + by + " (self-declared): " + why);
        }
        terminal()
                .line(
                        ended.isEmpty()
                                ? "  ended    nothing of it was running"
                                : "  ended    "
                                        + Safety.counted(ended.size(), "instance")
                                        + " within "
                                        + millis(answer)
                                        + " ms: "
                                        + String.join(" ", ended));
        for (String alive : texts(answer.at("alive"))) {
            terminal()
                    .line(
                            "  ! the process of "
                                    + alive
                                    + " has not ended yet; its door is shut, nothing of it leaves");
        }
        terminal().line("  now      it can send nothing and does not start, also after a restart");
        terminal().line("  who received what, and what to do next:");
        terminal().line("    " + terminal().copied().line("incident " + server));
        terminal().line("  to let it run again:");
        terminal().line("    " + release(terminal(), server.value()));
    }

    private void released(ServerName server) {
        print(server + " is released: ", "by " + by + " (self-declared): " + why);
        terminal().line("  now      it may start again; what MCP clients start it with:");
        terminal().line("    " + terminal().copied().line("run " + server));
    }

    private static String millis(Json.Obj answer) {
        return answer.at("millis") instanceof Json.Num(String literal) ? literal : "?";
    }

    static List<String> texts(@Nullable Json list) {
        List<String> all = new ArrayList<>();
        if (list instanceof Json.Arr(List<Json> items)) {
            for (Json item : items) {
                if (item instanceof Json.Str(String text)) {
                    all.add(text);
                }
            }
        }
        return all;
    }

    private void print(String lead, String hostile) {
        Wrapped.lines(lead, hostile).forEach(terminal()::line);
    }

    private void list(Home home) throws Refused, IOException {
        List<Json.Obj> all = standing(home, terminal());
        if (json) {
            all.forEach(each -> terminal().json(each.with("schema", Json.of(SCHEMA))));
            return;
        }
        if (all.isEmpty()) {
            terminal().line("no server is quarantined");
        }
        for (Json.Obj each : all) {
            lines(each).forEach(terminal()::line);
            terminal().line("  to let it run again:");
            terminal().line("    " + release(terminal(), String.valueOf(each.text("server"))));
        }
    }

    /** The command that lets it run again. */
    static String release(Terminal terminal, String server) {
        return terminal.copied().line("quarantine " + Shown.text(server) + " --release --why TEXT");
    }

    /** One stopped server, for people. */
    static List<String> lines(Json.Obj held) {
        String since = String.valueOf(held.text("since"));
        List<String> lines =
                new ArrayList<>(
                        Wrapped.lines(
                                "⏸ " + Shown.text(String.valueOf(held.text("server"))) + "  ",
                                "quarantined since "
                                        + Times.here().whole(Instant.parse(since))
                                        + " by "
                                        + held.text("by")
                                        + " (self-declared): "
                                        + held.text("why")));
        if (held.at("recorded") instanceof Json.Bool(boolean recorded) && !recorded) {
            lines.add("  ! the ledger could not record this: a restart of the daemon forgets it");
        }
        return lines;
    }

    /** What is stopped: as the daemon knows it, or, where none is up, as the ledger says. */
    static List<Json.Obj> standing(Home home, Terminal terminal) throws Refused, IOException {
        try (DaemonClient client = DaemonClient.connect(home.socket())) {
            Json.Obj answer = client.ask(Json.object().put("do", "ps").build());
            return objects(answer.at("quarantined"));
        } catch (IOException e) {
            // no daemon is up: the ledger is all there is, and it is the truth
            return recorded(home, terminal);
        }
    }

    private static List<Json.Obj> recorded(Home home, Terminal terminal)
            throws Refused, IOException {
        if (LedgerAccess.isEmpty(home)) {
            return List.of();
        }
        return Quarantines.of(LedgerAccess.reader(home, terminal).records()).all().stream()
                .map(QuarantineCommand::json)
                .toList();
    }

    static Json.Obj json(Quarantines.Standing standing) {
        return Json.object()
                .put("server", standing.server().value())
                .put("since", standing.since().toString())
                .put("by", standing.by())
                .put("why", standing.why())
                .put("recorded", true)
                .build();
    }

    static List<Json.Obj> objects(@Nullable Json list) {
        List<Json.Obj> all = new ArrayList<>();
        if (list instanceof Json.Arr(List<Json> items)) {
            for (Json item : items) {
                if (item instanceof Json.Obj object) {
                    all.add(object);
                }
            }
        }
        return all;
    }
}
