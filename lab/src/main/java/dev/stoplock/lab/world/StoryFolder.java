package dev.stoplock.lab.world;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The folder of one run; it stays when the story ends. Where root plays, others may pass through it
 * but not list it.
 */
public record StoryFolder(Path root) {

    public static StoryFolder create(String title, Path temporary) throws IOException {
        Path root = Files.createTempDirectory(temporary.toRealPath(), "stoplock-" + title + "-");
        boolean asRoot = ourUid() == 0;
        Files.setPosixFilePermissions(
                root, PosixFilePermissions.fromString(asRoot ? "rwx--x--x" : "rwx------"));
        return new StoryFolder(root);
    }

    /**
     * A folder in it that is as the folder of a run is: passed through by those who know a name.
     */
    public StoryFolder within(String name) throws IOException {
        return new StoryFolder(make(root.resolve(name), ourUid() == 0 ? "rwx--x--x" : "rwx------"));
    }

    /** A folder only we can enter. */
    public Path closed(String name) throws IOException {
        return make(root.resolve(name), "rwx------");
    }

    /**
     * The lab's tarballs of this user, kept for all runs; a folder of this run's own where there is
     * no place for them.
     */
    public Path cache(Map<String, String> environment) throws IOException {
        String base = environment.getOrDefault("XDG_CACHE_HOME", "");
        String user = environment.getOrDefault("HOME", "");
        Path wanted =
                base.startsWith("/")
                        ? Path.of(base, "stoplock-lab")
                        : user.startsWith("/")
                                ? Path.of(user, ".cache/stoplock-lab")
                                : closed("lab-cache");
        try {
            Path made = Files.createDirectories(wanted);
            return Files.isWritable(made) ? made : closed("lab-cache");
        } catch (IOException e) {
            // a home that cannot be written to is no reason not to play
            return closed("lab-cache");
        }
    }

    /** A folder everybody can read who gets to it. */
    public Path open(String name) throws IOException {
        return make(root.resolve(name), "rwxr-xr-x");
    }

    /** Writes a file everybody can read who gets to it. */
    public static Path write(Path file, String text) throws IOException {
        Files.writeString(file, text);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    }

    /** Gives a folder to a user, where it is not theirs. */
    public static void give(Path folder, int uid) throws IOException {
        if (uid(folder) != uid) {
            Files.setAttribute(folder, "unix:uid", uid);
        }
    }

    /** Takes a folder and all in it back to ourselves. Links are not followed. */
    public static void takeBack(Path folder) throws IOException {
        int ours = ourUid();
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : (Iterable<Path>) all::iterator) {
                if (uid(path) != ours) {
                    Files.setAttribute(path, "unix:uid", ours, LinkOption.NOFOLLOW_LINKS);
                    Files.setAttribute(path, "unix:gid", ours, LinkOption.NOFOLLOW_LINKS);
                }
            }
        }
    }

    private static int ourUid() throws IOException {
        return uid(Path.of("/proc/thread-self/status"));
    }

    private static int uid(Path path) throws IOException {
        return ((Number) Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS))
                .intValue();
    }

    private static Path make(Path folder, String mode) throws IOException {
        Files.createDirectories(folder);
        return Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString(mode));
    }
}
