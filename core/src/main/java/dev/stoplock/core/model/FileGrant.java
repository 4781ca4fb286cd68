package dev.stoplock.core.model;

import java.util.List;

/**
 * A file or folder of the host that a server may read, at the same path inside. Writing needs the
 * overlay that judges what was written, which is not there yet, so no grant of it can be made.
 */
public record FileGrant(String path) {

    /** What a sandbox has of its own, or must never see. */
    private static final List<String> TAKEN =
            List.of(
                    "/app",
                    "/bin",
                    "/boot",
                    "/dev",
                    "/etc",
                    "/home/server",
                    "/lib",
                    "/lib32",
                    "/lib64",
                    "/opt/interpreter",
                    "/proc",
                    "/run",
                    "/sbin",
                    "/sys",
                    "/tmp",
                    "/usr",
                    "/var/run");

    public FileGrant {
        Names.require("(/[^/\\p{C}:]+)+", path, "a path from the root, such as /srv/templates");
        for (String segment : path.split("/")) {
            if (segment.equals(".") || segment.equals("..")) {
                throw new IllegalArgumentException("not a path without detours: " + path);
            }
        }
        for (String taken : TAKEN) {
            if (path.equals(taken)
                    || path.startsWith(taken + "/")
                    || taken.startsWith(path + "/")) {
                throw new IllegalArgumentException(
                        "not a path that can be granted: " + taken + " is the sandbox's own");
            }
        }
    }

    /** Reads {@code /path} or {@code /path:ro}. */
    public static FileGrant parse(String text) {
        if (text.endsWith(":rw")) {
            throw new IllegalArgumentException(
                    "writing into a granted folder is not there yet: it comes with the overlay that judges what was written; say "
                            + text.replaceAll(":rw$", ":ro"));
        }
        return new FileGrant(text.endsWith(":ro") ? text.substring(0, text.length() - 3) : text);
    }

    @Override
    public String toString() {
        return path + ":ro";
    }
}
