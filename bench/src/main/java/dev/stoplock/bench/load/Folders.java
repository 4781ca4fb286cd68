package dev.stoplock.bench.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Folders of a run: how they are made, and how they go. */
final class Folders {

    private Folders() {}

    /** Only its owner enters it. */
    static Path closed(Path folder) throws IOException {
        return Files.createDirectory(
                folder,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }

    /** A new one under {@code parent} through which other users may go, as sandboxes must. */
    static Path open(Path parent) throws IOException {
        return Files.setPosixFilePermissions(
                Files.createTempDirectory(parent, "stoplock-bench"),
                PosixFilePermissions.fromString("rwx--x--x"));
    }

    /** With everything in it; the store's trees are read-only until then. */
    static void remove(Path folder) throws IOException {
        List<Path> all;
        try (Stream<Path> walked = Files.walk(folder)) {
            all =
                    walked.filter(each -> Files.isDirectory(each, LinkOption.NOFOLLOW_LINKS))
                            .toList();
        }
        for (Path each : all) {
            Files.setPosixFilePermissions(each, PosixFilePermissions.fromString("rwx------"));
        }
        try (Stream<Path> walked = Files.walk(folder)) {
            all = walked.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path each : all) {
            Files.delete(each);
        }
    }
}
