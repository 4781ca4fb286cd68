package dev.stoplock.lab.casefile;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.stoplock.core.audit.EventCodec;
import dev.stoplock.core.json.Json;
import dev.stoplock.core.json.JsonWriter;
import dev.stoplock.core.model.AuditRecord;
import dev.stoplock.core.model.Event;
import dev.stoplock.gate.config.Home;
import dev.stoplock.gate.ledger.LedgerReader;
import dev.stoplock.gate.ledger.Snapshot;
import dev.stoplock.gate.port.Refused;
import dev.stoplock.lab.agent.ScriptedModel;
import dev.stoplock.lab.truth.Build;
import dev.stoplock.lab.truth.Played;
import dev.stoplock.lab.truth.Ran;
import dev.stoplock.lab.truth.Setup;
import dev.stoplock.lab.truth.Trial;
import dev.stoplock.lab.world.Playing;
import dev.stoplock.lab.world.Stage;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** One run of the case: both sides played, kept in a folder, and the document about them. */
public final class CaseRun {

    public static final String FILE = "case.json";
    public static final String WITHOUT = "without";
    public static final String WITH = "with";
    public static final String SCHEMA = "stoplock.case/1";

    private final Playing playing;
    private final Switches switches;
    private final Path folder;
    private final Consumer<String> said;

    /** {@code folder} exists and is empty; {@code said} gets a line for each thing that happens. */
    public CaseRun(Playing playing, Switches switches, Path folder, Consumer<String> said) {
        this.playing = playing;
        this.switches = switches;
        this.folder = folder;
        this.said = said;
    }

    /** Plays it and returns the document, which then lies in the folder as well, last of all. */
    public Json.Obj play()
            throws Refused, IOException, InterruptedException, GeneralSecurityException {
        Stage stage = playing.stage();
        String stranger = switches.variant().stranger(stage.letters());
        said.accept("variant " + switches.variant() + ": " + switches.variant().sentence());
        said.accept("first without Stoplock: installed by name, with the real token");
        Played without = side(WITHOUT, switches.plain());
        said.accept(result(without, stranger));
        said.accept(
                switches.off().isEmpty()
                        ? "then behind the gate, with every control on that has a switch"
                        : "then behind the gate, without "
                                + String.join(", ", switches.off().stream().sorted().toList()));
        Played with = side(WITH, switches.gated());
        said.accept(result(with, stranger));
        Json.Obj document = document(stage, stranger, without, with);
        Files.write(folder.resolve(FILE), JsonWriter.compact(document).getBytes(UTF_8));
        return document;
    }

    private Played side(String name, Setup setup)
            throws Refused, IOException, InterruptedException, GeneralSecurityException {
        Stage stage = playing.stage();
        try (PrintStream words = new Told(said)) {
            Stage its =
                    stage.trial(
                            switches.variant().first(stage.letters(), false),
                            switches.variant().second(stage.letters(), false),
                            stage.folder().within(name),
                            words);
            Played played =
                    new Trial(its, switches.variant().isUpdate(), playing::opened).play(setup);
            Ran.keep(played, folder.resolve(name));
            return played;
        }
    }

    private static String result(Played run, String stranger) {
        int held = run.mailbox(stranger).size();
        return run.tally().intended()
                + " of "
                + run.tally().asked()
                + " mails arrived as asked; the stranger holds "
                + (held == 0 ? "none" : Integer.toString(held));
    }

    private Json.Obj document(Stage stage, String stranger, Played without, Played with)
            throws Refused, IOException {
        List<Artefact> artefacts = Artefacts.of(stage, stranger, without, with);
        for (Artefact each : artefacts) {
            // what has no file of the run yet is written down as it was seen
            if (each.file() != null && Files.notExists(folder.resolve(each.file()))) {
                Files.write(folder.resolve(each.file()), each.lines());
            }
        }
        Home home = new Home(folder.resolve(WITH).resolve("home"));
        Snapshot snapshot = new LedgerReader(home.ledger(), home.keys()).snapshot();
        List<Json> records = new ArrayList<>();
        for (AuditRecord record : snapshot.records()) {
            records.add(
                    EventCodec.json(record)
                            .with("proof", Json.of(snapshot.proof(record.index()).text())));
        }
        return Json.object()
                .put("schema", SCHEMA)
                .put("case", "postmark-mcp")
                .put("home", WITH + "/home")
                .put("build", Build.digest(System.getProperty("java.class.path")))
                .put("date", stage.clock().instant().toString())
                .put("seed", stage.letters().seed())
                .put("agent", stage.model() instanceof ScriptedModel ? "script" : "model")
                .put("variant", switches.variant().name())
                .put("variantSays", switches.variant().sentence())
                .put("stranger", stranger)
                .put("on", Json.strings(switches.on()))
                .put("off", Json.strings(switches.off().stream().sorted().toList()))
                .put("without", counts(without, stranger))
                .put("with", counts(with, stranger))
                .put(
                        "artefacts",
                        new Json.Arr(artefacts.stream().map(each -> (Json) each.json()).toList()))
                .put("numbers", new Json.Arr(Numbers.of(with, stranger)))
                .put("proofs", new Json.Arr(Proofs.of(with, switches)))
                .put("since", with.since())
                .put("checkpoint", snapshot.note())
                .put("key", snapshot.key().text())
                .put("records", new Json.Arr(records))
                .build();
    }

    private static Json.Obj counts(Played run, String stranger) {
        long denied =
                run.counted().stream()
                        .filter(record ->
                                record.event() instanceof Event.Judged judged
                                        && judged.mails() > 0
                                        && !judged.leaves())
                        .count();
        return Json.object()
                .put("asked", run.tally().asked())
                .put("intended", run.tally().intended())
                .put("stranger", run.mailbox(stranger).size())
                .put("denied", denied)
                .build();
    }
}
