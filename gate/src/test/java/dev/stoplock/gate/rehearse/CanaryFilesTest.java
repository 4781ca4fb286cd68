package dev.stoplock.gate.rehearse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stoplock.core.model.FileGrant;
import dev.stoplock.core.model.InstanceId;
import dev.stoplock.core.model.LaunchPlan;
import dev.stoplock.gate.port.Capture;
import dev.stoplock.gate.port.Running;
import dev.stoplock.gate.port.Sandboxes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.io.TempDirFactory;

/** Files of a rehearsal stand beside those of a granted folder, which stays as it is. */
class CanaryFilesTest {

    /** No grant can name what lies in /tmp. */
    @TempDir(factory = Elsewhere.class)
    Path folder;

    private Path granted;
    private Path shared;

    /** A folder that a server can be granted. */
    static final class Elsewhere implements TempDirFactory {
        @Override
        public Path createTempDirectory(AnnotatedElementContext element, ExtensionContext context)
                throws IOException {
            return Files.createTempDirectory(Path.of("/var/tmp"), "canaries");
        }
    }

    @BeforeEach
    void folders() throws IOException {
        granted = folder.resolve("out");
        Files.createDirectories(granted.resolve("letters"));
        shared = Files.createDirectory(folder.resolve("shared"));
        Files.writeString(granted.resolve("invoice.txt"), "an invoice");
        Files.createSymbolicLink(granted.resolve("link"), folder);
    }

    private CanaryFiles files() throws IOException {
        return CanaryFiles.in(shared, Set.of(new FileGrant(granted.toString())), 7);
    }

    /** What a sandbox is told to mount where this is planned. */
    private static List<LaunchPlan.Mount> mounted(CanaryFiles files, String... paths)
            throws Exception {
        List<LaunchPlan.Mount> seen = new ArrayList<>();
        Sandboxes told =
                instance ->
                        new Sandboxes.Space() {
                            @Override
                            public Capture capture() {
                                throw new IllegalStateException("nothing runs here");
                            }

                            @Override
                            public Running start(LaunchPlan plan) {
                                seen.addAll(plan.mounts());
                                throw new IllegalStateException("nothing runs here");
                            }

                            @Override
                            public void close() {}
                        };
        LaunchPlan plan =
                new LaunchPlan(
                        List.of("x"),
                        Map.of(),
                        Stream.of(paths).map(path -> new LaunchPlan.Mount(path, path)).toList(),
                        "/app",
                        LaunchPlan.Limits.DEFAULT);
        try (Sandboxes.Space space = files.among(told).open(new InstanceId("i1"))) {
            space.start(plan);
        } catch (IllegalStateException e) {
            return seen;
        }
        throw new AssertionError("it was not told");
    }

    @Test
    void theyStandBesideWhatIsThereAndTheFolderStaysAsItIs() throws Exception {
        try (CanaryFiles files = files()) {
            assertThat(files.paths()).hasSizeGreaterThan(6).doesNotHaveDuplicates();
            List<LaunchPlan.Mount> mounts = mounted(files, "/app", granted.toString());
            assertThat(mounts)
                    .contains(
                            new LaunchPlan.Mount("/app", "/app"),
                            new LaunchPlan.Mount(
                                    granted + "/invoice.txt", granted + "/invoice.txt"),
                            new LaunchPlan.Mount(granted + "/letters", granted + "/letters"))
                    .noneMatch(mount -> mount.insidePath().equals(granted.toString()))
                    .noneMatch(mount -> mount.insidePath().endsWith("/link"));
            Set<String> bytes = new HashSet<>();
            for (String path : files.paths()) {
                Path real = files.where(Path.of(path));
                assertThat(mounts).contains(new LaunchPlan.Mount(real.toString(), path));
                assertThat(bytes.add(java.util.Arrays.toString(Files.readAllBytes(real)))).isTrue();
            }
            try (Stream<Path> there = Files.list(granted)) {
                assertThat(there.map(each -> each.getFileName().toString()))
                        .containsExactlyInAnyOrder("invoice.txt", "letters", "link");
            }
            assertThat(files.where(granted.resolve("invoice.txt")))
                    .isEqualTo(granted.resolve("invoice.txt"));
        }
        assertThat(shared).isEmptyDirectory();
    }

    @Test
    void theSameSeedMakesTheSame() throws IOException {
        try (CanaryFiles one = files();
                CanaryFiles other = files()) {
            assertThat(one.paths()).isEqualTo(other.paths());
            Path path = Path.of(one.paths().getFirst());
            assertThat(one.where(path)).hasSameBinaryContentAs(other.where(path));
        }
    }

    @Test
    void aFolderThatHoldsTooMuchIsRehearsedAsItIs() throws Exception {
        for (int i = 0; i < 201; i++) {
            Files.createFile(granted.resolve("file" + i));
        }
        try (CanaryFiles files = files()) {
            assertThat(files.paths()).isEmpty();
            assertThat(mounted(files, granted.toString()))
                    .containsExactly(new LaunchPlan.Mount(granted.toString(), granted.toString()));
        }
    }

    @Test
    void aFileThatIsGrantedAloneIsNamedAsItIs() throws Exception {
        FileGrant alone = new FileGrant(granted + "/invoice.txt");
        try (CanaryFiles files = CanaryFiles.in(shared, Set.of(alone), 7)) {
            assertThat(files.paths()).containsExactly(alone.path());
            assertThat(mounted(files, alone.path()))
                    .containsExactly(new LaunchPlan.Mount(alone.path(), alone.path()));
        }
    }
}
