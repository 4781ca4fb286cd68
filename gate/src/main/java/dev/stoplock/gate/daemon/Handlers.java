package dev.stoplock.gate.daemon;

import dev.stoplock.core.json.Json;
import dev.stoplock.core.json.YamlObject.Misfit;
import dev.stoplock.core.lock.Lockfile;
import dev.stoplock.core.lock.LockfileText;
import dev.stoplock.core.model.LockEntry;
import dev.stoplock.core.model.Refusal;
import dev.stoplock.gate.port.Entries;
import dev.stoplock.gate.port.Recorder;
import dev.stoplock.gate.port.Refused;
import dev.stoplock.gate.port.Signer;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Map;

/** The control messages the daemon knows. */
public final class Handlers {

    private final Instances instances;
    private final Entries entries;
    private final Signer signer;
    private final Runnable stop;

    /** {@code stop} starts an orderly stop and returns when everything is closed and signed. */
    public Handlers(Instances instances, Entries entries, Signer signer, Runnable stop) {
        this.instances = instances;
        this.entries = entries;
        this.signer = signer;
        this.stop = stop;
    }

    public Map<String, Daemon.Handler> all() {
        return Map.of(
                "run",
                instances::run,
                "accept",
                this::accept,
                "checkpoint",
                this::checkpoint,
                "stop",
                this::stop);
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
        } catch (Misfit e) {
            throw unreadable(e.getMessage() == null ? "it does not fit" : e.getMessage());
        }
        return Daemon.OK;
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
            throw new Refused(
                    Refusal.Exit.LEDGER,
                    "ledger.unavailable",
                    "the ledger cannot record, so nothing goes on: " + e.getMessage(),
                    Recorder.MEND);
        }
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
