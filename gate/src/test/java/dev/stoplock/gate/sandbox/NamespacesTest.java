package dev.stoplock.gate.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stoplock.core.model.LaunchPlan;
import dev.stoplock.gate.port.Sandboxes;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Runs that need a Java of their own: a cold one, and one of an ordinary user. */
@Tag("root")
class NamespacesTest {

    private static final long LONGEST_START_NANOS = TimeUnit.MILLISECONDS.toNanos(80);

    @Test
    void onlyNamespaceThreadsAreEverOutsideTheHostsNamespace() throws Exception {
        String out = java(0, TwentySandboxes.class, List.of());
        assertThat(out.lines())
                .contains(
                        "all opened true failures []",
                        "connections 20",
                        "carriers at work true",
                        "carriers left 0",
                        "new carriers in the host's namespace true []",
                        "elsewhere 20 all namespace threads true",
                        "closed");
    }

    @Test
    void anOrdinaryUserGetsTheSameSandbox() throws Exception {
        String out =
                java(
                        0,
                        UnprivilegedRun.class,
                        List.of(
                                "/usr/bin/setpriv",
                                "--reuid",
                                "64123",
                                "--regid",
                                "64123",
                                "--clear-groups",
                                "--inh-caps=-all",
                                "/usr/bin/unshare",
                                "--user",
                                "--map-current-user",
                                "--keep-caps"));
        assertThat(out)
                .contains("privilege USER_NAMESPACE")
                .contains(
                        "captured\ncaptured\ncaptured\nuid 1000 ['CapEff:\\t0000000000000000\\n']\nsysctl closed")
                .contains("198.18.0.1 443", "198.51.100.7 25", "2001:db8:0:0:0:0:0:7 4444")
                .contains("elsewhere []");
    }

    @Test
    void aKilledDaemonTakesItsServersWithIt() throws Exception {
        List<String> lines = java(128 + 9, DieWithDaemon.class, List.of()).lines().toList();
        List<Long> processes =
                lines.stream()
                        .filter(line -> line.startsWith("process "))
                        .map(line -> Long.parseLong(line.substring("process ".length())))
                        .toList();
        assertThat(processes).hasSizeGreaterThanOrEqualTo(4);
        for (long pid : processes) {
            ProcessHandle.of(pid)
                    .ifPresent(process -> process.onExit().orTimeout(10, TimeUnit.SECONDS).join());
        }
        String folder =
                lines.stream().filter(line -> line.startsWith("folder ")).findFirst().orElseThrow();
        deleteAll(Path.of(folder.substring("folder ".length())));
    }

    /** The moments differ; a server that outlived its daemon once would stay for ever. */
    @RepeatedTest(4)
    void aDaemonThatIsKilledWhileItStartsServersTakesThemWithIt() throws Exception {
        Process daemon =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "--add-exports=java.base/sun.nio.ch=ALL-UNNAMED",
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                System.getProperty("java.class.path"),
                                DieWhileStarting.class.getName())
                        .redirectErrorStream(true)
                        .start();
        String folder;
        try (BufferedReader out = daemon.inputReader()) {
            folder = out.readLine();
            assertThat(out.readLine()).as(folder).isEqualTo("starting");
            awaits(new Random().nextLong(LONGEST_START_NANOS), () -> false);
            daemon.toHandle().destroyForcibly();
        }
        assertThat(daemon.waitFor()).isEqualTo(128 + 9);
        assertThat(awaits(TimeUnit.SECONDS.toNanos(5), () -> named(folder).isEmpty()))
                .as("still there: %s", named(folder))
                .isTrue();
        deleteAll(Path.of(folder));
    }

    private static boolean awaits(long nanos, BooleanSupplier what) {
        long until = System.nanoTime() + nanos;
        while (!what.getAsBoolean()) {
            if (System.nanoTime() > until) {
                return false;
            }
            LockSupport.parkNanos(500_000);
        }
        return true;
    }

    /** The command lines of live processes that name this folder, as each of a sandbox does. */
    private static List<String> named(String folder) {
        return ProcessHandle.allProcesses()
                .filter(SandboxedProcess::runs)
                .map(each -> each.pid() + " " + each.info().commandLine().orElse(""))
                .filter(line -> line.contains(folder))
                .toList();
    }

    private static String java(int exitCode, Class<?> main, List<String> before) throws Exception {
        Path folder = Files.createTempDirectory("stoplock-java");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        try {
            List<String> command = new ArrayList<>(before);
            command.addAll(
                    List.of(
                            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                            "--add-exports=java.base/sun.nio.ch=ALL-UNNAMED",
                            "--enable-native-access=ALL-UNNAMED",
                            "-cp",
                            classPath(folder),
                            main.getName()));
            Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String out =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as(out).isEqualTo(exitCode);
            return out;
        } finally {
            deleteAll(folder);
        }
    }

    private static void deleteAll(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /** Copies of what the programs are made of, where any user can read them. */
    private static String classPath(Path folder) throws Exception {
        Set<Path> sources = new LinkedHashSet<>();
        for (Class<?> type : List.of(NamespacesTest.class, Sandboxes.class, LaunchPlan.class)) {
            sources.add(Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()));
        }
        List<String> copies = new ArrayList<>();
        for (Path source : sources) {
            Path copy = folder.resolve(copies.size() + source.getFileName().toString());
            copyAll(source, copy);
            copies.add(copy.toString());
        }
        return String.join(":", copies);
    }

    private static void copyAll(Path source, Path copy) throws IOException {
        try (var files = Files.walk(source)) {
            for (Path file : files.toList()) {
                Path target =
                        file.equals(source)
                                ? copy
                                : copy.resolve(source.relativize(file).toString());
                Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
                Files.setPosixFilePermissions(
                        target,
                        PosixFilePermissions.fromString(
                                Files.isDirectory(target) ? "rwxr-xr-x" : "rw-r--r--"));
            }
        }
    }
}
