package dev.stoplock.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each fuzz target has all that docs/FUZZING.md asks of one. */
class FuzzTargetsTest {

    private static final Pattern TARGET =
            Pattern.compile("(?m)^ +@FuzzTest\\R +void ([a-zA-Z0-9_]+)\\(byte\\[\\] data\\)");

    private static final Path ROOT =
            Objects.requireNonNull(Path.of("").toAbsolutePath().getParent());

    /** One target: {@code core/src/test/java/…FuzzTest.java}. */
    private record Target(Path module, Path file) {

        String name() {
            return file.getFileName()
                    .toString()
                    .replace("FuzzTest.java", "")
                    .replaceAll("([a-z0-9])([A-Z])", "$1-$2")
                    .toLowerCase(Locale.ROOT);
        }

        @Override
        public String toString() {
            return name();
        }
    }

    static List<Target> targets() {
        return Stream.of("core", "gate", "lab")
                .flatMap(module -> files(ROOT.resolve(module + "/src/test/java")))
                .filter(file -> file.toString().endsWith("FuzzTest.java"))
                .map(file -> new Target(ROOT.resolve(ROOT.relativize(file).getName(0)), file))
                .toList();
    }

    @Test
    void the_targets_are_seen() {
        assertThat(targets().stream().map(Target::name))
                .contains("json", "http1-requests", "dns-query", "postmark", "forwarded");
    }

    private static Stream<Path> files(Path folder) {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("targets")
    void a_target_has_inputs_a_planted_defect_that_fits_and_a_row_in_the_document(Target target)
            throws IOException, InterruptedException {
        Matcher method = TARGET.matcher(Files.readString(target.file()));
        assertThat(method.results()).as("@FuzzTest methods over bytes").hasSize(1);
        method.reset();
        assertThat(method.find()).isTrue();

        Path code = target.module().resolve("src/test/java").relativize(target.file());
        Path inputs =
                target.module()
                        .resolve("src/test/resources")
                        .resolve(code.toString().replace(".java", "Inputs"))
                        .resolve(method.group(1));
        assertThat(files(inputs).filter(Files::isRegularFile)).hasSizeGreaterThan(4);
        assertThat(files(inputs).map(file -> file.getFileName().toString()))
                .as("inputs with a name of ours")
                .noneMatch(name -> name.matches("(crash|timeout|oom|slow-unit)-.*"));

        Path patch = target.module().resolve("src/test/fuzz/planted/" + target.name() + ".patch");
        Process dry =
                new ProcessBuilder("patch", "-p1", "--dry-run", "--force", "--fuzz=0")
                        .directory(ROOT.toFile())
                        .redirectInput(patch.toFile())
                        .redirectErrorStream(true)
                        .start();
        String said = new String(dry.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(dry.waitFor()).as(said).isZero();

        assertThat(Files.readString(ROOT.resolve("docs/FUZZING.md")))
                .contains("`" + target.name() + "`");
    }
}
