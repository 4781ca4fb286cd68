package dev.stoplock.core.launch;

import dev.stoplock.core.model.Refusal;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The environment of a server: what every server gets, and which names a grant may not set.
 *
 * <p>The tools that build the sandbox run on the host with this very environment (it must not stand
 * in a command line), so a name that would act on them is refused, and so is one that would undo
 * what the sandbox sets itself.
 */
public final class Environment {

    /**
     * Where the sandbox puts the gate's certificate, inside; also the system's bundle on Debian.
     */
    public static final String CA_BUNDLE = "/etc/ssl/certs/ca-certificates.crt";

    public static final String HOME = "/home/server";

    private static final Set<String> CA_VARIABLES =
            Set.of(
                    "NODE_EXTRA_CA_CERTS",
                    "SSL_CERT_FILE",
                    "REQUESTS_CA_BUNDLE",
                    "CURL_CA_BUNDLE",
                    "AWS_CA_BUNDLE",
                    "PIP_CERT",
                    "npm_config_cafile",
                    "DENO_CERT",
                    "GIT_SSL_CAINFO",
                    "GRPC_DEFAULT_SSL_ROOTS_FILE_PATH",
                    "BUNDLE_SSL_CA_CERT",
                    "CARGO_HTTP_CAINFO",
                    "CLOUDSDK_CORE_CUSTOM_CA_CERTS_FILE",
                    "NIX_SSL_CERT_FILE",
                    "PERL_LWP_SSL_CA_FILE",
                    "YARN_HTTPS_CA_FILE_PATH");

    /**
     * Where Java on Debian looks for its roots; there the gate's certificate lies as a key store.
     */
    public static final String JAVA_TRUST = "/etc/ssl/certs/java/cacerts";

    /** For a Java with roots of its own (JVM Tool Interface, JAVA_TOOL_OPTIONS). */
    private static final Map<String, String> OTHER_TRUST =
            Map.of(
                    "JAVA_TOOL_OPTIONS",
                    "-Djavax.net.ssl.trustStore="
                            + JAVA_TRUST
                            + " -Djavax.net.ssl.trustStorePassword=changeit");

    private static final Set<String> OURS = Set.of("PATH", "HOME", "PWD", "SSL_CERT_DIR");

    // Threat: these act on the shell (SHELLOPTS with PS4 runs a command), on glibc or on bubblewrap
    // while they are still outside.
    private static final Set<String> OUTSIDE =
            Set.of(
                    "BASHOPTS",
                    "BASH_ENV",
                    "ENV",
                    "GCONV_PATH",
                    "GETCONF_DIR",
                    "GLIBC_TUNABLES",
                    "HOSTALIASES",
                    "IFS",
                    "LOCALDOMAIN",
                    "LOCPATH",
                    "NIS_PATH",
                    "NLSPATH",
                    "OLDPWD",
                    "PS4",
                    "RESOLV_HOST_CONF",
                    "RES_OPTIONS",
                    "SHELLOPTS",
                    "SHLVL",
                    "TZDIR",
                    "OPENSSL_CONF",
                    "OPENSSL_MODULES",
                    "OPENSSL_ENGINES");

    private static final Set<String> OUTSIDE_PREFIXES =
            Set.of("LD_", "MALLOC_", "BASH_", "G_", "ASAN_", "NSS_", "LIBMOUNT_");

    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,199}");

    /** Linux takes at most 128 KiB for one {@code NAME=value} (MAX_ARG_STRLEN, execve(2)). */
    private static final int LONGEST = 120_000;

    private Environment() {}

    /**
     * What every server gets, before its grant. {@code interpreterFolder} is where its interpreter
     * lies, inside.
     */
    static Map<String, String> base(String interpreterFolder, String workingDirectory) {
        Map<String, String> env = new TreeMap<>();
        String path = "/usr/local/bin:/usr/bin:/bin";
        boolean known = (":" + path + ":").contains(":" + interpreterFolder + ":");
        env.put("PATH", known ? path : interpreterFolder + ":" + path);
        env.put("HOME", HOME);
        env.put("PWD", workingDirectory);
        env.put("LANG", "C.UTF-8");
        env.put("TZ", "UTC");
        for (String name : CA_VARIABLES) {
            env.put(name, CA_BUNDLE);
        }
        env.putAll(OTHER_TRUST);
        return env;
    }

    /** The variables that tell programs whom to trust, in order. */
    public static List<String> trustVariables() {
        return Stream.concat(CA_VARIABLES.stream(), OTHER_TRUST.keySet().stream())
                .sorted()
                .toList();
    }

    /** Why a grant may not set this variable; empty if it may. */
    public static Optional<Refusal> refusal(String name, String value) {
        if (!NAME.matcher(name).matches()) {
            return Optional.of(
                    refused(
                            "launch.env-name",
                            "the setting "
                                    + printable(name)
                                    + " has no name of an environment variable"));
        }
        if (OURS.contains(name) || ours(name)) {
            return Optional.of(
                    refused(
                            "launch.env-reserved",
                            "the setting " + name + " is set by the sandbox itself"));
        }
        if (outside(name)) {
            return Optional.of(
                    refused(
                            "launch.env-outside",
                            "the setting " + name + " would act outside the sandbox"));
        }
        if (value.indexOf('\0') >= 0 || value.length() > LONGEST) {
            return Optional.of(
                    refused(
                            "launch.env-value",
                            "the value of the setting " + name + " has a NUL or is too long"));
        }
        return Optional.empty();
    }

    /** Whether this variable would act on the programs that build the sandbox. */
    public static boolean outside(String name) {
        return !NAME.matcher(name).matches()
                || name.equals("_")
                || OUTSIDE.contains(name)
                || OUTSIDE_PREFIXES.stream().anyMatch(name::startsWith);
    }

    private static boolean ours(String name) {
        // npm reads its variables in any case, and so do some clients: two spellings would be two
        // opinions.
        return Stream.concat(CA_VARIABLES.stream(), OTHER_TRUST.keySet().stream())
                .anyMatch(own -> own.equalsIgnoreCase(name.toLowerCase(Locale.ROOT)));
    }

    private static Refusal refused(String rule, String sentence) {
        return Refusal.of(
                Refusal.Exit.USAGE,
                rule,
                sentence,
                "remove it from env of this server in stoplock.yaml and in the lockfile");
    }

    private static String printable(String name) {
        String shown = name.length() > 60 ? name.substring(0, 60) + "…" : name;
        return "'" + shown.replaceAll("[^\\x20-\\x7e]", "?") + "'";
    }
}
