package dev.stoplock.lab.truth;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.stoplock.core.model.Digest;
import dev.stoplock.gate.port.Refused;
import dev.stoplock.lab.business.Letter;
import dev.stoplock.lab.business.LetterSource;
import dev.stoplock.lab.registry.PostmarkPackage;
import dev.stoplock.lab.world.Stage;
import dev.stoplock.lab.world.StoplockHome;
import dev.stoplock.lab.world.StoryFolder;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The runs of a table, each played once. A kept one is taken again only where build, both packages,
 * letters and policy are the same to the byte; it says itself when it was played.
 */
final class Runs {

    private final Stage stage;
    private final Path store;
    private final String build;
    private final Consumer<StoplockHome> homes;
    private final Map<Setup.Gated, Family> families = new ConcurrentHashMap<>();
    private final Map<String, Object> locks = new ConcurrentHashMap<>();

    Runs(Stage stage, Path store, String build, Consumer<StoplockHome> homes) {
        this.stage = stage;
        this.store = store;
        this.build = build;
        this.homes = homes;
    }

    /** What is to be played: a world, a variant, and whether its packages are clean. */
    record Wanted(Setup setup, Variant variant, boolean clean) {

        /** The stage with the packages of this run. */
        Stage stage(Stage from, StoryFolder own, PrintStream words) throws IOException {
            return from.trial(
                    variant.first(from.letters(), clean),
                    variant.second(from.letters(), clean),
                    own,
                    words);
        }
    }

    /** Where the run lies, or will. */
    Path folder(Wanted wanted) throws IOException {
        return store.resolve(key(wanted));
    }

    boolean isKept(Wanted wanted) throws IOException {
        return Ran.isIn(folder(wanted));
    }

    Ran ran(Wanted wanted)
            throws Refused, IOException, InterruptedException, GeneralSecurityException {
        Path folder = folder(wanted);
        // one at a time: two cells may want the same run
        synchronized (locks.computeIfAbsent(folder.toString(), name -> new Object())) {
            return Ran.isIn(folder) ? Ran.read(folder) : play(wanted, folder);
        }
    }

    private Ran play(Wanted wanted, Path folder)
            throws Refused, IOException, InterruptedException, GeneralSecurityException {
        Played played =
                switch (wanted.setup()) {
                    case Setup.Gated gated when wanted.variant().isUpdate() ->
                            family(gated).play(wanted);
                    case Setup.Gated gated -> alone(wanted, folder);
                    case Setup.Plain plain -> alone(wanted, folder);
                };
        Files.createDirectories(
                store,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        // a run that was broken off left a folder without its last file
        delete(folder);
        return Ran.keep(played, folder);
    }

    private Family family(Setup.Gated setup) {
        return families.computeIfAbsent(setup, each -> new Family(stage, each, homes));
    }

    private Played alone(Wanted wanted, Path folder)
            throws Refused, IOException, InterruptedException, GeneralSecurityException {
        StoryFolder own = stage.folder().within(String.valueOf(folder.getFileName()));
        try (PrintStream words =
                new PrintStream(own.root().resolve("progress.txt").toFile(), UTF_8)) {
            return new Trial(wanted.stage(stage, own, words), wanted.variant().isUpdate(), homes)
                    .play(wanted.setup());
        }
    }

    private static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> all = Files.walk(folder)) {
                for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(each);
                }
            }
        }
    }

    private String key(Wanted wanted) throws IOException {
        MessageDigest hash = Digest.Algorithm.SHA256.start();
        LetterSource letters = stage.letters();
        add(hash, build);
        add(hash, policy(wanted.setup(), letters));
        add(hash, Boolean.toString(wanted.variant().isUpdate()));
        add(hash, wanted.variant().first(letters, wanted.clean()));
        add(hash, wanted.variant().second(letters, wanted.clean()));
        Stream.concat(letters.before().stream(), letters.after().stream())
                .map(Letter::toString)
                .forEach(each -> add(hash, each));
        return Digest.of(Digest.Algorithm.SHA256, hash.digest()).hex().substring(0, 16);
    }

    private static String policy(Setup setup, LetterSource letters) {
        return switch (setup) {
            case Setup.Plain(var options) -> "plain " + options;
            case Setup.Gated gated ->
                    "gated "
                            + gated.on().stream().map(Enum::name).sorted().toList()
                            + "\n"
                            + gated.yaml(letters);
        };
    }

    private static void add(MessageDigest hash, PostmarkPackage files) {
        files.files()
                .forEach((name, bytes) -> {
                    add(hash, name);
                    hash.update(Integer.toString(bytes.length).getBytes(UTF_8));
                    hash.update((byte) 0);
                    hash.update(bytes);
                });
    }

    private static void add(MessageDigest hash, String text) {
        hash.update(text.getBytes(UTF_8));
        hash.update((byte) 0);
    }
}
