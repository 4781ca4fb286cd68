package dev.stoplock.gate.cli;

import dev.stoplock.core.audit.Quarantines;
import dev.stoplock.core.json.Json;
import dev.stoplock.core.model.AuditRecord;
import dev.stoplock.core.model.Event;
import dev.stoplock.core.model.Refusal;
import dev.stoplock.core.model.ServerName;
import dev.stoplock.core.model.Shown;
import dev.stoplock.gate.config.Home;
import dev.stoplock.gate.daemon.DaemonClient;
import dev.stoplock.gate.ledger.LedgerReader;
import dev.stoplock.gate.port.Refused;
import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/**
 * {@code stoplock watch}: what matters, as it becomes durable, one line each; first the last lines
 * of what was.
 */
@CommandLine.Command(
        name = "watch",
        description = "Follow live what the servers send and what is denied.")
final class WatchCommand extends Command {

    static final String SCHEMA = "stoplock.watch/1";

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration STEP = Duration.ofMillis(50);

    @CommandLine.Parameters(
            paramLabel = "NAME",
            arity = "0..1",
            description = "one server only (default: all)")
    private @Nullable String name;

    @Option(
            names = "--since",
            paramLabel = "T",
            description = "begin then: 30m, 2h, 14:01, 2026-11-22 or an instant")
    private @Nullable String since;

    @Option(names = "--last", paramLabel = "N", description = "begin N lines back (default: 10)")
    private int last = 10;

    @Option(names = "--json", description = "one JSON object per line")
    private boolean json;

    private final Lines lines = new Lines();
    private final Times times = Times.here();
    private @Nullable ServerName only;
    private @Nullable LocalDate day;
    private long next;
    private boolean stoppedInOrder;
    private volatile boolean quit;

    WatchCommand(Site site) {
        super(site);
    }

    @Override
    int run() throws Refused, IOException, InterruptedException {
        Home home = site().home();
        Instant now = times.now();
        Instant from = since == null ? null : Moment.parse(since, now, times.zone());
        only = name == null ? null : new ServerName(name);
        LedgerAccess.requireBegun(home);
        DaemonClient connected = connected(home);
        LedgerReader reader = LedgerAccess.reader(home, terminal());
        if (connected == null) {
            history(reader, from, now, false);
            terminal()
                    .progress(
                            "no daemon is up for "
                                    + home.folder()
                                    + ": no server runs, and there is nothing to follow");
            return 0;
        }
        try (DaemonClient client = connected) {
            client.ask(Json.object().put("do", "watch").build());
            LedgerAccess.sign(home, terminal());
            history(reader, from, now, true);
            quitOnRequest(client);
            return follow(client, reader, home);
        }
    }

    private static @Nullable DaemonClient connected(Home home) {
        try {
            return DaemonClient.connect(home.socket());
        } catch (IOException e) {
            // no daemon is up: there is a history, and nothing to follow
            return null;
        }
    }

    private void history(LedgerReader reader, @Nullable Instant from, Instant now, boolean up)
            throws Refused, IOException {
        List<Lines.Line> past = new ArrayList<>();
        List<AuditRecord> records = reader.records();
        requireKnown(records);
        for (AuditRecord record : records) {
            Lines.Line line = taken(record);
            if (line != null && (from == null || !record.at().isBefore(from))) {
                past.add(line);
            }
        }
        boolean inOrder = records.isEmpty() || records.getLast().event() instanceof Event.Stopped;
        header(Safety.of(lines.departures(), !up && !inOrder, now));
        int shown = from == null ? Math.min(Math.max(last, 0), past.size()) : past.size();
        past.subList(past.size() - shown, past.size()).forEach(this::print);
        stoppedInOrder = false;
    }

    /** A misspelt name must not look like a server that does nothing. */
    private void requireKnown(List<AuditRecord> records) throws Refused {
        ServerName server = only;
        if (server != null && !Quarantines.of(records).known().contains(server.value())) {
            throw new Refused(
                    Refusal.Exit.USAGE,
                    "watch.unknown",
                    "no server was ever locked here as " + server,
                    "watch them all: stoplock watch");
        }
    }

    private void header(Safety safety) {
        if (json) {
            terminal()
                    .json(
                            Json.object()
                                    .put("schema", SCHEMA)
                                    .put("kind", "safety")
                                    .put("safety", safety.json())
                                    .build());
            return;
        }
        safety.lines(times, terminal().copied()).forEach(terminal()::line);
        terminal().out().flush();
    }

    /** Threat: standard input may be a client's; only a person at a terminal is listened to. */
    private void quitOnRequest(DaemonClient client) {
        Console console = System.console();
        if (console == null || !console.isTerminal()) {
            return;
        }
        terminal().progress("watching; q and Enter, or Ctrl-C, ends it");
        Thread.ofPlatform()
                .daemon()
                .name("keys")
                .start(() -> {
                    try (client;
                            BufferedReader keys = new BufferedReader(console.reader())) {
                        for (String line = keys.readLine();
                                line != null && !line.strip().equalsIgnoreCase("q");
                                line = keys.readLine()) {
                            continue;
                        }
                        quit = true;
                    } catch (IOException e) {
                        // the terminal is gone: so is whoever watched
                        quit = true;
                    }
                });
    }

    private int follow(DaemonClient client, LedgerReader reader, Home home)
            throws Refused, IOException, InterruptedException {
        while (!terminal().out().checkError()) {
            switch (client.next()) {
                case DaemonClient.Told.Grew(AuditRecord record) -> {
                    if (record.index() > next) {
                        catchUp(home, reader);
                    }
                    show(record);
                }
                case DaemonClient.Told.LeftOut leftOut -> catchUp(home, reader);
                case DaemonClient.Told.Ended ended -> {
                    return quit ? 0 : ended(reader, home);
                }
            }
        }
        return 0;
    }

    /** Reads from the ledger what did not come by itself, and says how much that was. */
    private void catchUp(Home home, LedgerReader reader) throws Refused, IOException {
        LedgerAccess.sign(home, terminal());
        List<AuditRecord> records = reader.records();
        long missed = records.size() - next;
        if (missed > 0) {
            note(
                    "fell behind: the next "
                            + Safety.counted(missed, "record")
                            + " are read from the ledger");
        }
        records.forEach(this::show);
    }

    private void note(String sentence) {
        if (json) {
            terminal()
                    .json(
                            Json.object()
                                    .put("schema", SCHEMA)
                                    .put("kind", "note")
                                    .put("sentence", sentence)
                                    .build());
        } else {
            terminal().line("! " + sentence);
        }
    }

    /** The connection is gone: either the gate stops in order, and then says so, or it broke. */
    private int ended(LedgerReader reader, Home home)
            throws Refused, IOException, InterruptedException {
        long until = System.nanoTime() + PATIENCE.toNanos();
        boolean free = false;
        while (!stoppedInOrder && !free && System.nanoTime() < until) {
            Thread.sleep(STEP);
            free = isFree(home);
            if (reader.checkpoint().size() > next) {
                reader.records().forEach(this::show);
            }
        }
        if (stoppedInOrder) {
            terminal()
                    .progress("the gate has stopped in order; nothing runs until it starts again");
            return 0;
        }
        return terminal()
                .refuse(
                        Refusal.of(
                                Refusal.Exit.FAILED,
                                "daemon.died",
                                "the gate ended without stopping in order: its servers ended with it,"
                                        + " and what was under way may have left",
                                "start it, and it tells what is in doubt: stoplock up, then stoplock watch"));
    }

    /** The daemon holds this lock until its ledger is signed and closed. */
    private static boolean isFree(Home home) throws IOException {
        try (FileChannel channel = FileChannel.open(home.lockFile(), StandardOpenOption.WRITE);
                FileLock free = channel.tryLock()) {
            return free != null;
        }
    }

    private void show(AuditRecord record) {
        if (record.index() < next) {
            return;
        }
        Lines.Line line = taken(record);
        if (line != null) {
            print(line);
        }
    }

    /** Takes a record into account; its line, if it completes one of a server that is watched. */
    private Lines.@Nullable Line taken(AuditRecord record) {
        next = record.index() + 1;
        stoppedInOrder |= record.event() instanceof Event.Stopped;
        Lines.Line line = lines.step(record);
        boolean ours =
                line != null
                        && (only == null || line.server() == null || only.equals(line.server()));
        return ours ? line : null;
    }

    private void print(Lines.Line line) {
        if (json) {
            terminal().json(json(line));
            return;
        }
        LocalDate its = times.day(line.record().at());
        if (!its.equals(day)) {
            terminal().line(its + " " + times.offset(line.record().at()));
            day = its;
        }
        text(line, times).forEach(terminal()::line);
    }

    /** One line for people; what does not fit is wrapped below its beginning. */
    static List<String> text(Lines.Line line, Times times) {
        String id = line.id();
        return Wrapped.lines(
                times.clock(line.record().at()) + " " + line.mark().sign() + " ",
                line.word()
                        + "  "
                        + (line.server() == null ? "" : line.server() + ": ")
                        + Shown.line(line.sentence())
                        + (id == null ? "" : "  " + id));
    }

    private static Json.Obj json(Lines.Line line) {
        return Json.object()
                .put("schema", SCHEMA)
                .put("kind", "line")
                .put("index", Long.toString(line.record().index()))
                .put("at", line.record().at().toString())
                .put("mark", line.mark().name().toLowerCase(java.util.Locale.ROOT))
                .put("word", line.word())
                .putIfPresent("server", line.server() == null ? null : line.server().value())
                .put("sentence", line.sentence())
                .putIfPresent("call", line.call() == null ? null : line.call().value())
                .putIfPresent("effect", line.effect() == null ? null : line.effect().value())
                .putIfPresent("rule", line.rule() == null ? null : line.rule().value())
                .put("recipients", Json.strings(line.recipients()))
                .build();
    }
}
