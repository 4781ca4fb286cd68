package dev.stoplock.lab.truth;

import dev.stoplock.core.json.Json;
import dev.stoplock.gate.port.Refused;
import dev.stoplock.lab.world.AtOnce;
import dev.stoplock.lab.world.Stage;
import dev.stoplock.lab.world.StoplockHome;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;

/** The table: every control that can be measured against every variant, each cell from its runs. */
public record TruthTable(String build, Instant date, long seed, List<Cell> cells) {

    public TruthTable {
        cells = List.copyOf(cells);
    }

    /**
     * Plays what is not kept in {@code store} yet, and computes each cell. {@code said} gets a line
     * for each run.
     */
    public static TruthTable measure(
            Stage stage,
            Path store,
            List<Control> controls,
            List<Variant> variants,
            Consumer<StoplockHome> homes,
            Consumer<String> said)
            throws Refused, IOException, InterruptedException, GeneralSecurityException {
        String build = Build.digest(System.getProperty("java.class.path"));
        Runs runs = new Runs(stage, store, build, homes);
        play(runs, wanted(runs, controls, variants), said);
        List<Cell> cells = new ArrayList<>();
        Control none = Control.of(Control.NONE).orElseThrow();
        for (Control control : controls) {
            for (Variant variant : variants) {
                cells.add(
                        new Measure(
                                        control,
                                        variant,
                                        variant.stranger(stage.letters()),
                                        runs.ran(new Runs.Wanted(control.setup(), variant, false)),
                                        runs.ran(new Runs.Wanted(control.setup(), variant, true)),
                                        runs.ran(new Runs.Wanted(none.setup(), variant, false)))
                                .cell());
            }
        }
        return new TruthTable(build, stage.clock().instant(), stage.letters().seed(), cells);
    }

    /** Each run that is to be played, once, with what it is called in the progress. */
    private static Map<Runs.Wanted, String> wanted(
            Runs runs, List<Control> controls, List<Variant> variants) throws IOException {
        Map<Path, Runs.Wanted> byFolder = new LinkedHashMap<>();
        Map<Runs.Wanted, String> wanted = new LinkedHashMap<>();
        Control none = Control.of(Control.NONE).orElseThrow();
        for (Variant variant : variants) {
            // what leaves with no control at all: every cell is held against it
            want(runs, new Runs.Wanted(none.setup(), variant, false), none, byFolder, wanted);
        }
        for (Control control : controls) {
            for (Variant variant : variants) {
                for (boolean clean : List.of(false, true)) {
                    want(
                            runs,
                            new Runs.Wanted(control.setup(), variant, clean),
                            control,
                            byFolder,
                            wanted);
                }
            }
        }
        return wanted;
    }

    private static void want(
            Runs runs,
            Runs.Wanted each,
            Control control,
            Map<Path, Runs.Wanted> byFolder,
            Map<Runs.Wanted, String> wanted)
            throws IOException {
        if (!runs.isKept(each) && byFolder.putIfAbsent(runs.folder(each), each) == null) {
            wanted.put(
                    each,
                    control.id() + " " + each.variant() + (each.clean() ? ", clean twin" : ""));
        }
    }

    private static void play(Runs runs, Map<Runs.Wanted, String> wanted, Consumer<String> said)
            throws Refused, IOException, InterruptedException, GeneralSecurityException {
        AtomicInteger done = new AtomicInteger();
        Map<Setup, List<Callable<Void>>> bySetup = new LinkedHashMap<>();
        wanted.forEach((each, name) ->
                bySetup.computeIfAbsent(each.setup(), setup -> new ArrayList<>())
                        .add(() -> {
                            long start = System.nanoTime();
                            runs.ran(each);
                            said.accept(
                                    line(
                                            done.incrementAndGet(),
                                            wanted.size(),
                                            name,
                                            System.nanoTime() - start));
                            return null;
                        }));
        // runs in the same world share a place and follow one another
        List<Callable<Void>> all = new ArrayList<>();
        for (List<Callable<Void>> each : bySetup.values()) {
            all.add(() -> {
                for (Callable<Void> one : each) {
                    one.call();
                }
                return null;
            });
        }
        AtOnce.play(all);
    }

    private static String line(int number, int of, String name, long nanos) {
        return String.format(
                Locale.ROOT,
                "run %d of %d · %s · %.1f s",
                number,
                of,
                name,
                Duration.ofNanos(nanos).toMillis() / 1000.0);
    }

    public Json.Obj json() {
        return Json.object()
                .put("schema", "stoplock.truth-table/1")
                .put("build", build)
                .put("date", date.toString())
                .put("seed", seed)
                .put("words", meanings(Word.values(), Word::word, Word::sentence))
                .put("variants", meanings(Variant.values(), Variant::name, Variant::sentence))
                .put("cells", new Json.Arr(cells.stream().map(each -> (Json) each.json()).toList()))
                .build();
    }

    private static <E> Json.Arr meanings(
            E[] all, Function<E, String> id, Function<E, String> means) {
        return new Json.Arr(
                Arrays.stream(all)
                        .map(each ->
                                (Json)
                                        Json.object()
                                                .put("id", id.apply(each))
                                                .put("means", means.apply(each))
                                                .build())
                        .toList());
    }
}
