package dev.stoplock.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The rules of docs/ARCHITECTURE.md hold, and each of them can fail. */
class ArchitectureTest {

    private static final String ROOT = "dev.stoplock";
    private static final String PLANTED = "dev.stoplock.app.planted";
    private static final JavaClasses REAL =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .importPackages(ROOT);
    private static final JavaClasses VIOLATIONS = new ClassFileImporter().importPackages(PLANTED);

    static Set<String> rules() {
        return ArchitectureRules.under(ROOT).keySet();
    }

    @Test
    void theRulesLookAtTheRealClasses() {
        assertThat(REAL.contain("dev.stoplock.core.model.ToolCall")).isTrue();
        assertThat(REAL.contain("dev.stoplock.gate.port.Recorder")).isTrue();
        assertThat(REAL.stream().noneMatch(type -> type.getPackageName().startsWith(PLANTED)))
                .isTrue();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rules")
    void theRuleHolds(String name) {
        Objects.requireNonNull(ArchitectureRules.under(ROOT).get(name)).check(REAL);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rules")
    void theRuleSeesAPlantedViolation(String name) {
        var result =
                Objects.requireNonNull(ArchitectureRules.under(PLANTED).get(name))
                        .evaluate(VIOLATIONS);
        assertThat(result.hasViolation()).as(name).isTrue();
    }

    @Test
    void purityNamesEachPlantedDoorToTheWorld() {
        var rule =
                Objects.requireNonNull(
                        ArchitectureRules.under(PLANTED)
                                .get("1 core touches nothing of the world"));
        assertThat(rule.evaluate(VIOLATIONS).getFailureReport().toString())
                .contains(
                        "Instant.now",
                        "System.getenv",
                        "java.nio.file.Path",
                        "java.util.Random",
                        "Thread");
    }

    @Test
    void everyFileIsShortAndEveryPackageHasAMapAtItsDoor() throws IOException {
        SourceTree tree = new SourceTree(checkout());
        assertThat(tree.size()).isGreaterThan(30);
        assertThat(tree.violations()).isEmpty();
    }

    @Test
    void aLongFileAndAPackageWithoutAMapAreSeen(@TempDir Path folder) throws IOException {
        Path code = Files.createDirectories(folder.resolve("core/src/main/java/long"));
        Files.writeString(code.resolve("Long.java"), "//\n".repeat(401));
        Path mute = Files.createDirectories(folder.resolve("gate/src/main/java/mute"));
        Files.writeString(mute.resolve("package-info.java"), "package mute;\n");
        Path test = Files.createDirectories(folder.resolve("app/src/test/java/tests"));
        Files.writeString(test.resolve("LongTest.java"), "//\n".repeat(601));
        assertThat(new SourceTree(folder).violations())
                .containsExactlyInAnyOrder(
                        "core/src/main/java/long/Long.java: 401 lines, at most 400",
                        "core/src/main/java/long/Long.java: its package has no package-info",
                        "gate/src/main/java/mute/package-info.java: no @NullMarked",
                        "gate/src/main/java/mute/package-info.java: asks no question",
                        "gate/src/main/java/mute/package-info.java: does not say what the package does not do",
                        "app/src/test/java/tests/LongTest.java: 601 lines, at most 600");
    }

    /** Surefire starts a module's tests in the module's folder. */
    private static Path checkout() {
        Path root = Objects.requireNonNull(Path.of("").toAbsolutePath().getParent());
        assertThat(root.resolve("stoplock")).isRegularFile();
        return root;
    }
}
