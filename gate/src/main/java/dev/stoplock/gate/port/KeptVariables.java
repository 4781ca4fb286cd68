package dev.stoplock.gate.port;

import java.util.Map;
import java.util.Set;

/**
 * The environment variables that a process of our own gets from ours: where programs and homes are,
 * how to speak, and whom the host trusts. None that makes a program load what it names.
 */
public final class KeptVariables {

    private static final Set<String> NAMES =
            Set.of(
                    "PATH",
                    "HOME",
                    "USER",
                    "LOGNAME",
                    "LANG",
                    "LC_ALL",
                    "TZ",
                    "SSL_CERT_FILE",
                    "SSL_CERT_DIR",
                    "NODE_EXTRA_CA_CERTS");

    private KeptVariables() {}

    /** Takes every other variable out of the environment a process is about to get. */
    public static void only(Map<String, String> environment) {
        environment.keySet().retainAll(NAMES);
    }
}
