package dev.stoplock.core.launch;

/**
 * Where the verified tree and the interpreter's program lie on the host: absolute, normalised,
 * links already followed by whoever computed their digests.
 */
public record HostPaths(String tree, String interpreter) {

    public HostPaths {
        requireAbsolute(tree);
        requireAbsolute(interpreter);
    }

    private static void requireAbsolute(String path) {
        boolean plain =
                path.startsWith("/")
                        && path.length() > 1
                        && path.indexOf('\0') < 0
                        && !path.endsWith("/");
        if (!plain
                || (path + "/").contains("/../")
                || (path + "/").contains("/./")
                || path.contains("//")) {
            throw new IllegalArgumentException("not an absolute, normalised path");
        }
    }
}
