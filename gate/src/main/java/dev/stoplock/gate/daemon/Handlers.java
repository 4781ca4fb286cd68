package dev.stoplock.gate.daemon;

import dev.stoplock.core.json.Json;
import dev.stoplock.core.json.YamlObject.Misfit;
import dev.stoplock.core.lock.Lockfile;
import dev.stoplock.core.lock.LockfileText;
import dev.stoplock.core.model.Digest;
import dev.stoplock.core.model.Event;
import dev.stoplock.core.model.LockEntry;
import dev.stoplock.core.model.PackageRef;
import dev.stoplock.core.model.Refusal;
import dev.stoplock.core.model.RuleId;
import dev.stoplock.core.model.ServerName;
import dev.stoplock.gate.port.Entries;
import dev.stoplock.gate.port.Recorder;
import dev.stoplock.gate.port.Refused;
import dev.stoplock.gate.port.Signer;
import dev.stoplock.gate.port.Tail;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The control messages the daemon knows. */
public final class Handlers {

    private static final int LONGEST_WORDS = 1_000;
    private static final RuleId HELD = new RuleId("review.held");

    private final Instances instances;
    private final Entries entries;
    private final Signer signer;
    private final Standing standing;
    private final Recorder recorder;
    private final Watching watching;
    private final Daemon.Handler console;
    private final Runnable stop;

    /** {@code stop} starts an orderly stop and returns when everything is closed and signed. */
    public Handlers(
            Instances instances,
            Entries entries,
            Signer signer,
            Standing standing,
            Recorder recorder,
            Tail tail,
            Daemon.Handler console,
            Runnable stop) {
        this.instances = instances;
        this.entries = entries;
        this.signer = signer;
        this.standing = standing;
        this.recorder = recorder;
        this.watching = new Watching(tail);
        this.console = console;
        this.stop = stop;
    }

    public Map<String, Daemon.Handler> all() {
        return Map.ofEntries(
                Map.entry("run", instances::run),
                Map.entry("accept", this::accept),
                Map.entry("held", this::held),
                Map.entry("checkpoint", this::checkpoint),
                Map.entry("quarantine", this::quarantine),
                Map.entry("release", this::release),
                Map.entry("ps", this::ps),
                Map.entry("watch", watching::serve),
                Map.entry("free", this::free),
                Map.entry("console", console),
                Map.entry("stop", this::stop));
    }

    private Json.Obj accept(Json.Obj message, Daemon.Talk talk) throws Refused, IOException {
        String text = message.text("entry");
        String lockfile = message.text("lockfile");
        boolean replace = message.at("replace") instanceof Json.Bool(boolean given) && given;
        if (text == null || lockfile == null) {
            throw unreadable("entry or lockfile is missing");
        }
        try {
            Lockfile one = LockfileText.parse("the new entry", text);
            if (one.entries().size() != 1) {
                throw unreadable("it is not one entry");
            }
            LockEntry entry = one.entries().getFirst();
            entries.accept(entry, Path.of(lockfile), replace);
            standing.knows(entry.server());
            Standing.Held held = standing.of(entry.server());
            return held == null ? Daemon.OK : Daemon.OK.with("quarantined", held.json());
        } catch (Misfit e) {
            throw unreadable(e.getMessage() == null ? "it does not fit" : e.getMessage());
        }
    }

    /**
     * {@code {"do":"held","server":…,"from":…,"to":…,"tree":…,"kind":…,"sentence":…,
     * "differences":[…]}}: a reviewed version was not accepted, and what it does otherwise goes on
     * record, signed at once.
     */
    private Json.Obj held(Json.Obj message, Daemon.Talk talk) throws Refused {
        try {
            List<String> differences = new ArrayList<>();
            if (message.at("differences") instanceof Json.Arr(List<Json> items)) {
                items.forEach(each -> {
                    if (each instanceof Json.Str(String text)) {
                        differences.add(text);
                    }
                });
            }
            recorder.append(
                    new Event.ReviewHeld(
                            new ServerName(String.valueOf(message.text("server"))),
                            PackageRef.parse(String.valueOf(message.text("from"))),
                            PackageRef.parse(String.valueOf(message.text("to"))),
                            Digest.parse(String.valueOf(message.text("tree"))),
                            HELD,
                            String.valueOf(message.text("kind")),
                            String.valueOf(message.text("sentence")),
                            differences));
            return signed(Daemon.OK);
        } catch (IllegalArgumentException e) {
            throw unreadable(e.getMessage() == null ? "it does not fit" : e.getMessage());
        } catch (IOException e) {
            throw unrecorded(e);
        }
    }

    /**
     * {@code {"do":"quarantine","server":…,"by":…,"why":…}}: stops a server until it is released.
     */
    private Json.Obj quarantine(Json.Obj message, Daemon.Talk talk) throws Refused, IOException {
        try {
            return signed(
                    standing.hold(
                            server(message),
                            said(message, "by"),
                            said(message, "why"),
                            instances::end));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while a server was being ended", e);
        }
    }

    private Json.Obj release(Json.Obj message, Daemon.Talk talk) throws Refused {
        return signed(standing.release(server(message), said(message, "by"), said(message, "why")));
    }

    /**
     * Signs at once, so that whoever reads the ledger without a daemon, after a crash as well, sees
     * what was asked. It is durable already, signed or not.
     */
    private Json.Obj signed(Json.Obj answer) {
        try {
            signer.checkpoint();
            return answer.with("signed", Json.of(true));
        } catch (IOException e) {
            // the record is on disk, and counts once the ledger is opened again
            return answer.with("signed", Json.of(false));
        }
    }

    /**
     * {@code {"do":"free","server":…}}: refuses as {@code run} would where a server is quarantined.
     */
    private Json.Obj free(Json.Obj message, Daemon.Talk talk) throws Refused {
        instances.requireMayRun(server(message));
        return Daemon.OK;
    }

    private Json.Obj ps(Json.Obj message, Daemon.Talk talk) {
        return Daemon.OK
                .with("servers", new Json.Arr(instances.list()))
                .with(
                        "quarantined",
                        new Json.Arr(
                                standing.all().stream().<Json>map(Standing.Held::json).toList()));
    }

    private static ServerName server(Json.Obj message) throws Refused {
        try {
            return new ServerName(said(message, "server"));
        } catch (IllegalArgumentException e) {
            throw new Refused(
                    Refusal.Exit.USAGE,
                    "quarantine.name",
                    String.valueOf(e.getMessage()),
                    "stoplock quarantine NAME --why TEXT");
        }
    }

    /**
     * Threat: who and why are anybody's words; they are bounded here and made visible where shown.
     */
    private static String said(Json.Obj message, String key) throws Refused {
        String text = message.text(key);
        if (text == null || text.isBlank() || text.length() > LONGEST_WORDS) {
            throw new Refused(
                    Refusal.Exit.USAGE,
                    "quarantine.unsaid",
                    "\"" + key + "\" is missing or has over " + LONGEST_WORDS + " characters",
                    "stoplock quarantine NAME --why TEXT [--by NAME]");
        }
        return text.strip();
    }

    private static Refused unreadable(String why) {
        return new Refused(
                Refusal.Exit.USAGE,
                "lock.entry-unreadable",
                "the entry to accept cannot be read: " + why,
                "run `stoplock add` again");
    }

    private Json.Obj checkpoint(Json.Obj message, Daemon.Talk talk) throws Refused {
        try {
            return Json.object()
                    .put("ok", true)
                    .put("size", Long.toString(signer.checkpoint()))
                    .build();
        } catch (IOException e) {
            throw unrecorded(e);
        }
    }

    private static Refused unrecorded(IOException e) {
        return new Refused(
                Refusal.Exit.LEDGER,
                "ledger.unavailable",
                "the ledger cannot record, so nothing goes on: " + e.getMessage(),
                Recorder.MEND);
    }

    private Json.Obj stop(Json.Obj message, Daemon.Talk talk) throws IOException {
        talk.answer(Daemon.OK);
        stop.run();
        // the connection stays until the daemon closes it, which is how the asker sees that it has
        // stopped
        talk.in().transferTo(OutputStream.nullOutputStream());
        return Daemon.ANSWERED;
    }
}
