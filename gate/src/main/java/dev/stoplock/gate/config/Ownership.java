package dev.stoplock.gate.config;

import dev.stoplock.core.model.Refusal.Exit;
import dev.stoplock.gate.port.Refused;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;

/**
 * Who may write where the home lies: nobody but its owner and root. Threat: whoever can rename one
 * of the folders above the home can put another home in its place.
 */
final class Ownership {

    private static final int OTHERS_WRITE = 0022;
    private static final int STICKY = 01000;
    private static final int LINK = 0120000;
    private static final int TYPE = 0170000;

    private Ownership() {}

    static int ourUid() throws IOException {
        return ((Number) Files.getAttribute(Path.of("/proc/self"), "unix:uid")).intValue();
    }

    /**
     * Refuses if a folder above the home, as written or as it really is, could be changed by
     * somebody else.
     */
    static void requireSafeAbove(Path home) throws Refused, IOException {
        for (Path folder = home.getParent(); folder != null; folder = folder.getParent()) {
            requireSafe(folder, home);
        }
        Path parent = home.getParent();
        if (parent != null) {
            for (Path folder = parent.toRealPath(); folder != null; folder = folder.getParent()) {
                requireSafe(folder, home);
            }
        }
    }

    private static void requireSafe(Path folder, Path home) throws Refused, IOException {
        int mode = number(folder, "mode");
        int uid = number(folder, "uid");
        if (uid != 0 && uid != ourUid() && !standsForRoot(uid)) {
            throw refused(folder + " belongs to another user (uid " + uid + ")", home);
        }
        boolean link = (mode & TYPE) == LINK;
        if (!link && (mode & OTHERS_WRITE) != 0 && (mode & STICKY) == 0) {
            throw refused(folder + " can be written by its group or by everybody", home);
        }
    }

    /**
     * Refuses if the home itself, or a folder of it, is a link, not ours, or open to others'
     * writing.
     */
    static void requireOurs(Path folder) throws Refused, IOException {
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            throw refused(folder + " is not a plain folder", folder);
        }
        if (number(folder, "uid") != ourUid()) {
            throw refused(folder + " belongs to another user", folder);
        }
        if ((number(folder, "mode") & OTHERS_WRITE) != 0) {
            throw refused(folder + " can be written by its group or by everybody", folder);
        }
    }

    /**
     * In a user namespace that maps only ourselves, root's files show the overflow uid
     * (user_namespaces(7)).
     */
    private static boolean standsForRoot(int uid) throws IOException {
        boolean rootMapped =
                Files.readAllLines(Path.of("/proc/self/uid_map")).stream()
                        .anyMatch(line -> line.strip().split("\\s+")[0].equals("0"));
        return !rootMapped && uid == overflowUid();
    }

    /**
     * A sysctl answers its first read only, so it must be read in one piece; Files.readString asks
     * for one byte first.
     */
    private static int overflowUid() throws IOException {
        byte[] text = new byte[32];
        try (InputStream in = Files.newInputStream(Path.of("/proc/sys/kernel/overflowuid"))) {
            int read = in.read(text);
            return Integer.parseInt(
                    new String(text, 0, Math.max(read, 0), StandardCharsets.US_ASCII).strip());
        }
    }

    private static int number(Path path, String name) throws IOException {
        Map<String, Object> facts =
                Files.readAttributes(path, "unix:" + name, LinkOption.NOFOLLOW_LINKS);
        if (facts.get(name) instanceof Number number) {
            return number.intValue();
        }
        throw new IOException("this file system tells no " + name);
    }

    private static Refused refused(String what, Path home) {
        return new Refused(
                Exit.USAGE,
                "home.unsafe",
                "the home " + home + " is not safe: " + what,
                "choose another with --home, or take the right away: chmod go-w");
    }
}
