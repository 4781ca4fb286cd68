package dev.stoplock.gate.sandbox;

import dev.stoplock.core.model.Refusal;
import dev.stoplock.gate.port.Refused;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What this process may do to the machine, as its own status says (proc_pid_status(5),
 * capabilities(7)).
 */
public enum Privilege {
    /** The machine's root: every server gets a uid of its own. */
    ROOT,
    /**
     * CAP_SYS_ADMIN in a user namespace only: servers run under our own uid, without capabilities.
     */
    USER_NAMESPACE,
    /** Namespaces cannot be made. */
    NONE;

    private static final int NET_ADMIN = 12;
    private static final int SETUID = 7;
    private static final int SYS_ADMIN = 21;

    /**
     * Whether this process may make network namespaces as it is; else it must be started in a user
     * namespace of its own.
     */
    public static boolean mayMakeNamespaces() throws IOException {
        return here() != NONE;
    }

    static Privilege here() throws IOException {
        return of(
                Files.readAllLines(Path.of("/proc/self/status")),
                Files.readAllLines(Path.of("/proc/self/uid_map")));
    }

    static Privilege of(List<String> status, List<String> uidMap) {
        long capabilities = Long.parseUnsignedLong(field(status, "CapEff:").getFirst(), 16);
        if (!has(capabilities, SYS_ADMIN) || !has(capabilities, NET_ADMIN)) {
            return NONE;
        }
        boolean uidZero = field(status, "Uid:").get(1).equals("0");
        boolean manyIds = uidMap.stream().anyMatch(Privilege::mapsServerIds);
        return uidZero && manyIds && has(capabilities, SETUID) ? ROOT : USER_NAMESPACE;
    }

    /** The refusal where namespaces cannot be made. */
    static Refused impossible(String sentence) {
        return new Refused(
                Refusal.Exit.PREREQUISITE,
                "sandbox.impossible",
                sentence,
                "run as root, or where user namespaces are allowed; Ubuntu: sysctl kernel.apparmor_restrict_unprivileged_userns=0");
    }

    private static boolean has(long capabilities, int bit) {
        return (capabilities >>> bit & 1) == 1;
    }

    private static boolean mapsServerIds(String line) {
        String[] parts = line.strip().split("\\s+");
        long first = Long.parseLong(parts[0]);
        return first <= ServerIds.FIRST && first + Long.parseLong(parts[2]) > ServerIds.LAST;
    }

    private static List<String> field(List<String> status, String name) {
        for (String line : status) {
            if (line.startsWith(name)) {
                return List.of(line.substring(name.length()).strip().split("\\s+"));
            }
        }
        throw new IllegalStateException("/proc/self/status has no " + name);
    }
}
