package dev.stoplock.gate.sandbox;

import dev.stoplock.core.model.Refusal;
import dev.stoplock.gate.port.Refused;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Where the programs lie that build a sandbox. They come from the system's own folders, never from
 * PATH.
 */
record Tools(
        String setsid,
        String bwrap,
        String nft,
        String ip,
        String nsenter,
        String setpriv,
        String prlimit,
        String sh) {

    private static final List<Path> FOLDERS =
            List.of(Path.of("/usr/bin"), Path.of("/usr/sbin"), Path.of("/bin"), Path.of("/sbin"));

    private static final List<String> NAMES =
            List.of("setsid", "bwrap", "nft", "ip", "nsenter", "setpriv", "prlimit", "sh");

    /** Refuses with the names of all that are missing. */
    static Tools find() throws Refused {
        return find(FOLDERS);
    }

    static Tools find(List<Path> folders) throws Refused {
        Map<String, String> found = new TreeMap<>();
        List<String> missing = new ArrayList<>(NAMES);
        for (String name : NAMES) {
            for (Path folder : folders) {
                Path candidate = folder.resolve(name);
                if (Files.isRegularFile(candidate)
                        && Files.isExecutable(candidate)
                        && missing.remove(name)) {
                    found.put(name, candidate.toString());
                }
            }
        }
        if (!missing.isEmpty()) {
            throw new Refused(
                    Refusal.Exit.PREREQUISITE,
                    "sandbox.impossible",
                    "the sandbox needs programs this machine lacks: " + String.join(", ", missing),
                    "install them (Debian, Ubuntu: apt-get install bubblewrap nftables iproute2 util-linux)");
        }
        return new Tools(
                path(found, "setsid"),
                path(found, "bwrap"),
                path(found, "nft"),
                path(found, "ip"),
                path(found, "nsenter"),
                path(found, "setpriv"),
                path(found, "prlimit"),
                path(found, "sh"));
    }

    private static String path(Map<String, String> found, String name) {
        String path = found.get(name);
        if (path == null) {
            throw new IllegalStateException("not found: " + name);
        }
        return path;
    }
}
