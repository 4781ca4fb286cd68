package dev.stoplock.gate.rehearse;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.stoplock.core.model.FileGrant;
import dev.stoplock.core.model.InstanceId;
import dev.stoplock.core.model.LaunchPlan;
import dev.stoplock.gate.port.Capture;
import dev.stoplock.gate.port.Refused;
import dev.stoplock.gate.port.Running;
import dev.stoplock.gate.port.Sandboxes;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * Files that stand among those of a granted folder while a server is rehearsed, so that calls can
 * name one that is there: each has bytes of its own, texts and others by turns. The folder on the
 * machine stays as it is: inside, what it holds is mounted beside them.
 */
final class CanaryFiles implements Closeable {

    /** What a folder holds is mounted one by one; one that holds more is rehearsed as it is. */
    private static final int MOST_MOUNTED = 200;

    private static final int FILES = 12;

    private static final List<String> NAMES =
            List.of("letter", "offer", "invoice", "minutes", "report");

    /**
     * By turns, so that no two of three neighbours are of one type; none is of the type that a
     * mail's own text has.
     */
    private static final List<String> ENDINGS = List.of(".csv", ".pdf", ".png");

    private static final Set<PosixFilePermission> READABLE =
            PosixFilePermissions.fromString("rwxr-xr-x");

    private final Path folder;

    /** Where each lies, by its path inside. */
    private final Map<Path, Path> made = new HashMap<>();

    private final List<String> paths = new ArrayList<>();

    /** What is mounted in the place of a granted folder, by its path. */
    private final Map<String, List<LaunchPlan.Mount>> mounts = new HashMap<>();

    private CanaryFiles(Path folder) {
        this.folder = folder;
    }

    /** {@code shared}: a folder that servers' users may read. */
    static CanaryFiles in(Path shared, Set<FileGrant> granted, int seed) throws IOException {
        CanaryFiles files = new CanaryFiles(Files.createTempDirectory(shared, ""));
        try {
            Files.setPosixFilePermissions(files.folder, READABLE);
            for (FileGrant grant : granted) {
                files.add(grant, seed);
            }
            return files;
        } catch (Throwable e) {
            files.close();
            throw e;
        }
    }

    private void add(FileGrant grant, int seed) throws IOException {
        Path real = Path.of(grant.path());
        if (Files.isRegularFile(real, LinkOption.NOFOLLOW_LINKS)) {
            paths.add(grant.path());
            return;
        }
        List<LaunchPlan.Mount> beside = new ArrayList<>();
        if (!Files.isDirectory(real, LinkOption.NOFOLLOW_LINKS) || !listed(real, beside)) {
            return;
        }
        Path own = Files.createDirectory(folder.resolve("" + mounts.size()));
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < FILES; i++) {
            boolean text = i % ENDINGS.size() == 0;
            String name =
                    NAMES.get(i % NAMES.size())
                            + "-"
                            + (10_000 + random.nextInt(90_000))
                            + ENDINGS.get(i % ENDINGS.size());
            if (Files.exists(real.resolve(name), LinkOption.NOFOLLOW_LINKS)) {
                continue;
            }
            Path file = Files.write(own.resolve(name), text ? text(random) : bytes(random));
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
            String inside = grant.path() + "/" + name;
            made.put(Path.of(inside), file);
            paths.add(inside);
            beside.add(new LaunchPlan.Mount(file.toString(), inside));
        }
        Files.setPosixFilePermissions(own, READABLE);
        mounts.put(grant.path(), beside);
    }

    /** False where it cannot be listed, or holds too much. A link in it is left out. */
    private static boolean listed(Path real, List<LaunchPlan.Mount> beside) throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(real)) {
            for (Path entry : entries) {
                if (beside.size() == MOST_MOUNTED) {
                    return false;
                }
                if (!Files.isSymbolicLink(entry)) {
                    beside.add(new LaunchPlan.Mount(entry.toString(), entry.toString()));
                }
            }
            return true;
        }
    }

    /** With a letter that is no ASCII, and no two lines of two files the same. */
    private static byte[] text(SplittableRandom random) {
        StringBuilder text = new StringBuilder();
        for (int line = 0; line < 3; line++) {
            text.append("Grüße;").append(random.nextInt(1 << 30)).append('\n');
        }
        return text.toString().getBytes(UTF_8);
    }

    private static byte[] bytes(SplittableRandom random) {
        byte[] bytes = new byte[600 + random.nextInt(300)];
        random.nextBytes(bytes);
        return bytes;
    }

    /** Their paths as servers see them. */
    List<String> paths() {
        return List.copyOf(paths);
    }

    /** Where a file lies that a server sees at this path. */
    Path where(Path inside) {
        return made.getOrDefault(inside, inside);
    }

    /** The same sandboxes, in which these files are seen. */
    Sandboxes among(Sandboxes sandboxes) {
        return instance -> among(sandboxes, instance);
    }

    private Sandboxes.Space among(Sandboxes sandboxes, InstanceId instance) throws Refused {
        Sandboxes.Space space = sandboxes.open(instance);
        return new Sandboxes.Space() {
            @Override
            public Capture capture() {
                return space.capture();
            }

            @Override
            public Running start(LaunchPlan plan) throws Refused {
                return space.start(mounted(plan));
            }

            @Override
            public void close() {
                space.close();
            }
        };
    }

    private LaunchPlan mounted(LaunchPlan plan) {
        List<LaunchPlan.Mount> all = new ArrayList<>();
        for (LaunchPlan.Mount mount : plan.mounts()) {
            all.addAll(mounts.getOrDefault(mount.insidePath(), List.of(mount)));
        }
        return new LaunchPlan(
                plan.command(), plan.env(), all, plan.workingDirectory(), plan.limits());
    }

    @Override
    public void close() throws IOException {
        sweep(folder);
        Files.delete(folder);
    }

    /** Empties a folder: what a rehearsal that was killed left behind goes with the next one. */
    static void sweep(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path each :
                    all.filter(path -> !path.equals(folder))
                            .sorted(Comparator.reverseOrder())
                            .toList()) {
                Files.delete(each);
            }
        }
    }
}
