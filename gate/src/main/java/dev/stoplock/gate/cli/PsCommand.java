package dev.stoplock.gate.cli;

import dev.stoplock.core.audit.Activity;
import dev.stoplock.core.audit.Quarantines;
import dev.stoplock.core.json.Json;
import dev.stoplock.core.model.AuditRecord;
import dev.stoplock.core.model.Event;
import dev.stoplock.core.model.InstanceId;
import dev.stoplock.core.model.Refusal;
import dev.stoplock.core.model.Shown;
import dev.stoplock.core.policy.CleanCalls;
import dev.stoplock.gate.config.Home;
import dev.stoplock.gate.daemon.DaemonClient;
import dev.stoplock.gate.port.Refused;
import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** {@code stoplock ps}: whether you are safe, what runs now, and what is stopped. */
@CommandLine.Command(
        name = "ps",
        description = "Tell what runs now, whether anything left unasked, and what is quarantined.")
final class PsCommand extends Command {

    static final String SCHEMA = "stoplock.ps/1";

    @CommandLine.Option(names = "--json", description = "print it as one JSON object")
    private boolean json;

    PsCommand(Site site) {
        super(site);
    }

    /** What the ledger says. */
    private record Read(
            Activity activity,
            Quarantines quarantines,
            CleanCalls clean,
            Map<InstanceId, Instant> started,
            boolean stoppedInOrder) {}

    @Override
    int run() throws Refused, IOException {
        Home home = site().home();
        Json.Obj live = live(home);
        Read read;
        try {
            read = read(home);
        } catch (Refused e) {
            return withoutLedger(live, home, e.refusal());
        } catch (IOException e) {
            return withoutLedger(live, home, failed(e));
        }
        Safety safety =
                Safety.of(
                        read.activity().departures(),
                        live == null && !read.stoppedInOrder(),
                        Instant.now());
        if (json) {
            terminal().json(json(live, read, safety));
            return 0;
        }
        safety.lines(Times.here(), terminal().copied()).forEach(terminal()::line);
        people(live, read, home);
        return 0;
    }

    /** Who runs is told all the same; whether you are safe is not made up. */
    private int withoutLedger(Json.@Nullable Obj live, Home home, Refusal why) {
        if (json) {
            terminal()
                    .json(
                            Json.object()
                                    .put("schema", SCHEMA)
                                    .put("daemon", live != null)
                                    .put("safety", Json.NULL)
                                    .put("rule", why.rule().value())
                                    .put("sentence", why.sentence())
                                    .put("servers", running(live))
                                    .put(
                                            "quarantined",
                                            live == null
                                                    ? Json.NULL
                                                    : new Json.Arr(List.copyOf(held(live, null))))
                                    .build());
        } else {
            terminal().line("! whether anything left cannot be told: the ledger cannot be read");
            people(live, null, home);
        }
        return terminal().refuse(why);
    }

    private static Json.Arr running(Json.@Nullable Obj live) {
        return new Json.Arr(
                List.copyOf(QuarantineCommand.objects(live == null ? null : live.at("servers"))));
    }

    private static Json.@Nullable Obj live(Home home) throws Refused {
        try (DaemonClient client = DaemonClient.connect(home.socket())) {
            return client.ask(Json.object().put("do", "ps").build());
        } catch (IOException e) {
            // no daemon is up, and without it no server runs
            return null;
        }
    }

    private Read read(Home home) throws Refused, IOException {
        Activity activity = new Activity();
        Map<InstanceId, Instant> started = new HashMap<>();
        List<AuditRecord> records =
                LedgerAccess.isEmpty(home)
                        ? List.of()
                        : LedgerAccess.reader(home, terminal()).records();
        CleanCalls clean = CleanCalls.NONE;
        for (AuditRecord record : records) {
            activity.step(record);
            clean = clean.after(record);
            if (record.event() instanceof Event.Launched launched) {
                started.put(launched.instance(), record.at());
            }
        }
        boolean inOrder = records.isEmpty() || records.getLast().event() instanceof Event.Stopped;
        return new Read(activity, Quarantines.of(records), clean, started, inOrder);
    }

    private void people(Json.@Nullable Obj live, @Nullable Read read, Home home) {
        terminal().line("");
        if (live == null) {
            terminal().line("no daemon is up for " + home.folder() + ": no server runs");
        } else {
            List<Json.Obj> servers = QuarantineCommand.objects(live.at("servers"));
            if (servers.isEmpty()) {
                terminal().line("no server runs");
            }
            servers.forEach(server -> server(server, read));
        }
        List<Json.Obj> held = held(live, read);
        if (!held.isEmpty()) {
            terminal().line("");
            held.forEach(each -> QuarantineCommand.lines(each).forEach(terminal()::line));
            String only = held.size() == 1 ? held.getFirst().text("server") : null;
            terminal().line("  to let " + (only == null ? "one" : "it") + " run again:");
            terminal()
                    .line(
                            "    "
                                    + QuarantineCommand.release(
                                            terminal(), only == null ? "NAME" : only));
        }
    }

    private static List<Json.Obj> held(Json.@Nullable Obj live, @Nullable Read read) {
        if (live != null) {
            return QuarantineCommand.objects(live.at("quarantined"));
        }
        return read == null
                ? List.of()
                : read.quarantines().all().stream().map(QuarantineCommand::json).toList();
    }

    private void server(Json.Obj server, @Nullable Read read) {
        String instance = String.valueOf(server.text("instance"));
        terminal()
                .line(
                        Shown.text(server.text("server") + " " + server.text("version"))
                                + "  instance "
                                + Shown.text(instance));
        if (read != null) {
            InstanceId id = new InstanceId(instance);
            Activity.Doing doing = read.activity().of(id);
            Instant since = read.started().get(id);
            if (doing != null && since != null) {
                Wrapped.lines(
                                "  ",
                                "since "
                                        + Times.here().of(since)
                                        + " for "
                                        + doing.agent()
                                        + " (self-declared)")
                        .forEach(terminal()::line);
                terminal()
                        .line(
                                "  "
                                        + Safety.counted(doing.openCalls(), "call")
                                        + " open · "
                                        + Safety.counted(doing.mails(), "mail")
                                        + " sent · "
                                        + doing.denied()
                                        + " denied"
                                        + (doing.unasked() == 0
                                                ? ""
                                                : " · ! " + doing.unasked() + " LEFT UNASKED")
                                        + (doing.inDoubt() == 0
                                                ? ""
                                                : " · ! " + doing.inDoubt() + " in doubt"));
            }
        }
        if (server.at("learned") instanceof Json.Num(String tools)) {
            Wrapped.lines(
                            "    ",
                            tools.equals("0")
                                    ? "tier 1: receivers, credentials and sends without a call are enforced (to learn what each tool does: stoplock review "
                                            + server.text("server")
                                            + ")"
                                    : "contracts of "
                                            + tools
                                            + " tools: every value of theirs is judged; of other tools, receivers and credentials")
                    .forEach(terminal()::line);
        }
        if (server.at("startup") instanceof Json.Num(String effects) && !effects.equals("0")) {
            Wrapped.lines(
                            "    ",
                            "at its start it may send "
                                    + Safety.counted(Integer.parseInt(effects), "kind")
                                    + " of request without a call, as its lockfile says")
                    .forEach(terminal()::line);
        }
        if (read != null) {
            TierLines.of(server, read.clean()).forEach(terminal()::line);
        }
        if (server.at("passthrough") instanceof Json.Arr(List<Json> open)) {
            for (Json each : open) {
                Wrapped.lines(
                                "  ! ",
                                "NOT JUDGED: connections to "
                                        + (each instanceof Json.Str(String host) ? host : "?")
                                        + " pass through unread")
                        .forEach(terminal()::line);
            }
        }
        if (server.at("kind") instanceof Json.Str(String kind)) {
            Wrapped.lines(
                            "  ! ",
                            "kind " + kind + ": whatever host it reaches is recorded, not refused")
                    .forEach(terminal()::line);
        }
        if (server.at("modes") instanceof Json.Obj modes) {
            modes.members()
                    .forEach((group, mode) ->
                            Wrapped.lines(
                                            "  ! ",
                                            "NOT ENFORCED: rules of group "
                                                    + group
                                                    + " are in "
                                                    + (mode instanceof Json.Str(String word)
                                                            ? word
                                                            : "?")
                                                    + " mode, what they deny is let go")
                                    .forEach(terminal()::line));
        }
    }

    private Json json(Json.@Nullable Obj live, Read read, Safety safety) {
        List<Json> servers =
                QuarantineCommand.objects(live == null ? null : live.at("servers")).stream()
                        .<Json>map(server -> counted(server, read))
                        .toList();
        return Json.object()
                .put("schema", SCHEMA)
                .put("daemon", live != null)
                .put("stoppedInOrder", live != null || read.stoppedInOrder())
                .put("safety", safety.json())
                .put("servers", new Json.Arr(servers))
                .put("quarantined", new Json.Arr(List.copyOf(held(live, read))))
                .build();
    }

    private static Json.Obj counted(Json.Obj live, Read read) {
        Json.Obj server = live.with("tiers", TierLines.json(live, read.clean()));
        InstanceId id = new InstanceId(String.valueOf(server.text("instance")));
        Activity.Doing doing = read.activity().of(id);
        Instant since = read.started().get(id);
        if (doing == null || since == null) {
            return server;
        }
        return server.with("since", Json.of(since.toString()))
                .with("agent", Json.of(doing.agent().value()))
                .with("openCalls", Json.of(doing.openCalls()))
                .with("mails", Json.of(doing.mails()))
                .with("denied", Json.of(doing.denied()))
                .with("unasked", Json.of(doing.unasked()))
                .with("inDoubt", Json.of(doing.inDoubt()));
    }
}
