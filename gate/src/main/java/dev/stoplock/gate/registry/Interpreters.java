package dev.stoplock.gate.registry;

import dev.stoplock.core.model.Digest;
import dev.stoplock.core.model.Interpreter;
import dev.stoplock.core.model.Refusal.Exit;
import dev.stoplock.gate.port.Refused;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The interpreters of this machine, found on PATH and known by their bytes. A Node that keeps its
 * code in libnode.so has the digest of both files: the SHA-256 of {@code node HEX\n} and {@code
 * libnode.so.N HEX\n}.
 */
public final class Interpreters {

    private static final Pattern SHARED = Pattern.compile("\0(libnode\\.so(?:\\.[0-9]+)*)\0");
    private static final String INSTALL = "install Node.js 18 or later, and have node on PATH";

    private final Path store;
    private final Map<String, String> environment;

    public Interpreters(Path store, Map<String, String> environment) {
        this.store = store;
        this.environment = NpmClient.withoutLoaders(environment);
    }

    /**
     * The interpreter of this name on PATH: its version as it prints it and its digest. Runs it
     * once, as {@code NAME --version}.
     */
    public Interpreter find(String name) throws Refused, IOException {
        Path program = located(name);
        Digest digest = withLibrary(program, TreeScan.digest(program));
        return new Interpreter(name, version(program), digest);
    }

    /**
     * The path to start the locked interpreter by; a copy in the store where it lies outside /usr.
     */
    Path verify(Interpreter locked) throws Refused, IOException {
        Path place = store.resolve("interpreters/sha256-" + locked.digest().hex());
        Path copy = place.resolve(locked.name());
        if (Files.isRegularFile(copy, LinkOption.NOFOLLOW_LINKS)) {
            return same(locked, copy, TreeScan.digest(copy));
        }
        Path program = located(locked.name());
        if (program.startsWith("/usr")) {
            Digest own = TreeScan.digest(program);
            // one that keeps its code in a library is locked by a digest of both, never by its own
            return same(
                    locked, program, own.equals(locked.digest()) ? own : withLibrary(program, own));
        }
        // The bytes that are checked are the copied ones, not those that are copied.
        Files.createDirectories(place);
        Files.setPosixFilePermissions(
                store.resolve("interpreters"), PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.setPosixFilePermissions(place, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path fresh = Files.createTempFile(place, ".copy-", "");
        try {
            Files.copy(program, fresh, StandardCopyOption.REPLACE_EXISTING);
            if (sharedLibrary(fresh) != null) {
                throw new Refused(
                        Exit.PREREQUISITE,
                        "lock.interpreter-unusable",
                        program + " keeps its code in a library outside /usr",
                        "use the system's node, or one that is a single file");
            }
            same(locked, program, TreeScan.digest(fresh));
            Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("r-xr-xr-x"));
            TreeStore.sync(fresh);
            Files.move(fresh, copy, StandardCopyOption.ATOMIC_MOVE);
            TreeStore.sync(place);
        } finally {
            Files.deleteIfExists(fresh);
        }
        return copy;
    }

    private static Path same(Interpreter locked, Path program, Digest digest) throws Refused {
        if (!digest.equals(locked.digest())) {
            throw new Refused(
                    Exit.LOCK,
                    "lock.interpreter-changed",
                    program
                            + " is not the "
                            + locked.name()
                            + " "
                            + locked.version()
                            + " that was locked: expected "
                            + locked.digest()
                            + ", got "
                            + digest,
                    "if you updated "
                            + locked.name()
                            + ", accept it: stoplock add --replace npm:NAME@VERSION");
        }
        return program;
    }

    private Path located(String name) throws Refused, IOException {
        for (String folder : environment.getOrDefault("PATH", "/usr/bin:/bin").split(":")) {
            // Threat: an empty or relative entry means the current folder, which a project chooses.
            Path candidate = folder.startsWith("/") ? Path.of(folder, name) : null;
            if (candidate != null
                    && Files.isRegularFile(candidate)
                    && Files.isExecutable(candidate)) {
                return candidate.toRealPath();
            }
        }
        throw new Refused(
                Exit.PREREQUISITE, "lock.interpreter-missing", name + " is not on PATH", INSTALL);
    }

    /** The digest that a program is locked by, whose own bytes have this one. */
    private static Digest withLibrary(Path program, Digest own) throws Refused, IOException {
        String library = sharedLibrary(program);
        if (library == null) {
            return own;
        }
        for (Path folder :
                new Path[] {
                    Path.of("/usr/lib/x86_64-linux-gnu"),
                    Path.of("/usr/lib/aarch64-linux-gnu"),
                    Path.of("/usr/lib64"),
                    Path.of("/usr/lib")
                }) {
            if (Files.isRegularFile(folder.resolve(library))) {
                Digest its = TreeScan.digest(folder.resolve(library).toRealPath());
                String both = "node " + own.hex() + "\n" + library + " " + its.hex() + "\n";
                return Digest.sha256(both.getBytes(StandardCharsets.UTF_8));
            }
        }
        throw new Refused(
                Exit.PREREQUISITE,
                "lock.interpreter-unusable",
                program + " needs " + library + ", which is not in the system's library folders",
                INSTALL);
    }

    /** The libnode that a program names among its strings (ELF .dynstr), or null. */
    static @Nullable String sharedLibrary(Path program) throws IOException {
        String tail = "";
        byte[] buffer = new byte[1 << 20];
        try (InputStream in = Files.newInputStream(program)) {
            for (int n = in.readNBytes(buffer, 0, buffer.length);
                    n > 0;
                    n = in.readNBytes(buffer, 0, buffer.length)) {
                String text = tail + new String(buffer, 0, n, StandardCharsets.ISO_8859_1);
                if (text.contains("\0libnode.so")) {
                    Matcher found = SHARED.matcher(text);
                    if (found.find()) {
                        return found.group(1);
                    }
                }
                tail = text.substring(Math.max(0, text.length() - 64));
            }
        }
        return null;
    }

    private String version(Path program) throws Refused, IOException {
        ProcessBuilder builder =
                new ProcessBuilder(program.toString(), "--version").redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        try (InputStream out = process.getInputStream()) {
            String said = new String(out.readNBytes(200), StandardCharsets.UTF_8).strip();
            if (process.waitFor(30, TimeUnit.SECONDS)
                    && process.exitValue() == 0
                    && said.matches("v?[0-9]+\\.[0-9]+\\.[0-9]+[0-9A-Za-z.+-]*")) {
                return said;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            process.destroyForcibly();
        }
        throw new Refused(
                Exit.PREREQUISITE,
                "lock.interpreter-unusable",
                program + " --version does not print a version",
                INSTALL);
    }
}
