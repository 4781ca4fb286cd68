package dev.stoplock.gate.sandbox;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Hands out uids for servers that a root daemon starts: each is nobody's, and no two live instances
 * share one. The range is the one systemd keeps for ids made at run time.
 */
final class ServerIds {

    static final int FIRST = 61_184;
    static final int LAST = 65_519;

    private final RandomGenerator random;

    private final Set<Integer> taken = new HashSet<>();

    ServerIds(RandomGenerator random) {
        this.random = random;
    }

    synchronized int take() throws IOException {
        Set<Integer> used = used();
        for (int attempt = 0; attempt < 1_000; attempt++) {
            int id = random.nextInt(FIRST, LAST + 1);
            if (!used.contains(id) && taken.add(id)) {
                return id;
            }
        }
        throw new IOException("no unused uid between " + FIRST + " and " + LAST);
    }

    synchronized void release(int id) {
        taken.remove(id);
    }

    private static Set<Integer> used() throws IOException {
        Set<Integer> used = new HashSet<>();
        for (String file : new String[] {"/etc/passwd", "/etc/group"}) {
            for (String line :
                    Files.readAllLines(
                            Path.of(file), java.nio.charset.StandardCharsets.ISO_8859_1)) {
                String[] fields = line.split(":", -1);
                if (fields.length > 2 && fields[2].matches("[0-9]{1,9}")) {
                    used.add(Integer.parseInt(fields[2]));
                }
            }
        }
        try (DirectoryStream<Path> processes =
                Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : processes) {
                try {
                    used.add((Integer) Files.getAttribute(process, "unix:uid"));
                } catch (NoSuchFileException e) {
                    // It ended between the listing and the look: it owns nothing now.
                    continue;
                }
            }
        }
        return used;
    }
}
