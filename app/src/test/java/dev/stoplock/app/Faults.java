package dev.stoplock.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;

/**
 * The faults that are on, as two processes share them: the test writes a folder's files, the daemon
 * reads them at each step. {@code fault} holds lines {@code POINT FAULT}, a point may end in an
 * asterisk; {@code fired} names what was thrown; {@code clock} holds the seconds by which the
 * passed-in clock is wrong.
 */
final class Faults {

    private final Path fault;
    private final Path fired;
    private final Path shift;

    Faults(Path folder) {
        this.fault = folder.resolve("fault");
        this.fired = folder.resolve("fired");
        this.shift = folder.resolve("clock");
    }

    // ---- the daemon's side

    /** Throws what is planted here; true where null is to be given back. */
    boolean at(String point) {
        for (String line : lines(fault)) {
            String[] words = line.split(" ");
            if (matches(words[0], point)) {
                note(point);
                Throwable thrown = Fault.valueOf(words[1]).thrown();
                if (thrown == null) {
                    return true;
                }
                Faults.<RuntimeException>raise(thrown);
            }
        }
        return false;
    }

    private static boolean matches(String pattern, String point) {
        return pattern.endsWith("*")
                ? point.startsWith(pattern.substring(0, pattern.length() - 1))
                : point.equals(pattern);
    }

    /** Checked or not: whoever is tested must stand both. */
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <E extends Throwable> void raise(Throwable thrown) throws E {
        throw (E) thrown;
    }

    private synchronized void note(String point) {
        try {
            Files.writeString(
                    fired, point + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A clock that is wrong by what the file says. */
    Clock clock() {
        return new Clock() {
            @Override
            public Instant instant() {
                List<String> said = lines(shift);
                return Instant.now()
                        .plusSeconds(said.isEmpty() ? 0 : Long.parseLong(said.getFirst()));
            }

            @Override
            public ZoneId getZone() {
                return java.time.ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                throw new UnsupportedOperationException("one zone will do");
            }
        };
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // ---- the test's side

    void plant(String... lines) throws IOException {
        Files.deleteIfExists(fired);
        whole(fault, String.join("\n", lines) + "\n");
    }

    void clear() throws IOException {
        Files.deleteIfExists(fault);
    }

    List<String> fired() {
        return lines(fired);
    }

    void shiftClock(long seconds) throws IOException {
        whole(shift, seconds + "\n");
    }

    private static void whole(Path file, String text) throws IOException {
        Path fresh = Files.writeString(file.resolveSibling(file.getFileName() + ".new"), text);
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
