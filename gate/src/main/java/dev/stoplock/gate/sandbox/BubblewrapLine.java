package dev.stoplock.gate.sandbox;

import dev.stoplock.core.launch.Environment;
import dev.stoplock.core.model.LaunchPlan;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The command line that starts a server: enter the namespace, open the inside files, set limits,
 * give up every right, and let bubblewrap build what the server sees. No value of its environment
 * stands in it: command lines can be read by everyone.
 */
final class BubblewrapLine {

    /**
     * Opens descriptors 3 to 9 from the first seven arguments and becomes the rest. Nothing is
     * interpolated.
     *
     * <p>Threat: the namespace is named by its thread's number. Should that thread have died and
     * another of the gate have got the number, this would be the host's network: nothing is started
     * in the namespace of the gate itself.
     */
    private static final String OPENER =
            "[ -e \"/proc/$PPID/ns/net\" ] && ! [ /proc/self/ns/net -ef \"/proc/$PPID/ns/net\" ] || exit 121; "
                    + "exec 3<\"$1\" 4<\"$2\" 5<\"$3\" 6<\"$4\" 7<\"$5\" 8<\"$6\" 9<\"$7\"; shift 7; exec \"$@\"";

    /** What stands on the sandbox's standard output once it is closed around its first process. */
    static final String READY = "ready\n";

    /** What that process waits for on its standard input before it becomes the server. */
    static final String GO = "go\n";

    /**
     * The sandbox's first process. Threat: bubblewrap ties its init to our life only when the
     * sandbox stands, so a gate that is killed before would leave a server behind that nobody
     * guards or ends. Until {@link #GO} nothing of the server runs, and without us it never comes.
     * A shell that is bash adds variables.
     */
    private static final String GATEKEEPER =
            "echo ready && IFS= read -r go && [ \"$go\" = go ] && exec /usr/bin/env -u _ -u SHLVL -u OLDPWD \"$@\"";

    /** Where the bundle lies on other systems than Debian; programs have these paths built in. */
    static final List<String> OTHER_BUNDLES =
            List.of(
                    "/etc/pki/tls/certs/ca-bundle.crt",
                    "/etc/pki/tls/cert.pem",
                    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
                    "/etc/ca-certificates/extracted/tls-ca-bundle.pem",
                    "/etc/ssl/ca-bundle.pem",
                    "/etc/ssl/cert.pem");

    private final List<String> line = new ArrayList<>();

    private BubblewrapLine() {}

    static List<String> of(
            Tools tools,
            Privilege privilege,
            String namespace,
            int serverId,
            InsideFiles files,
            LaunchPlan plan)
            throws IOException {
        BubblewrapLine line = new BubblewrapLine();
        // a session of its own: a terminal's Ctrl-C is the gate's to act on, which ends servers in
        // order
        line.add(
                tools.setsid(),
                tools.nsenter(),
                "--net=" + namespace,
                "--",
                tools.sh(),
                "-c",
                OPENER,
                "sh");
        files.hostFiles().forEach(file -> line.add(file.toString()));
        line.limits(tools, privilege, plan.limits());
        line.add(tools.setpriv());
        if (privilege == Privilege.ROOT) {
            line.add("--reuid", "" + serverId, "--regid", "" + serverId, "--clear-groups");
        }
        line.add("--inh-caps=-all", "--ambient-caps=-all", tools.bwrap());
        line.isolation(privilege, serverId);
        line.machine();
        line.scratch(plan.limits());
        line.etc(files);
        for (LaunchPlan.Mount mount : plan.mounts()) {
            line.add("--ro-bind", mount.hostPath(), mount.insidePath());
        }
        line.add("--remount-ro", "/dev", "--remount-ro", "/");
        // A shell that is bash adds these to what it was given.
        for (String added : List.of("_", "SHLVL", "OLDPWD")) {
            line.add("--unsetenv", added);
        }
        line.add(
                "--seccomp",
                "" + files.filterDescriptor(),
                "--chdir",
                plan.workingDirectory(),
                "--",
                "/bin/sh",
                "-c",
                GATEKEEPER,
                "sh");
        plan.command().forEach(line::add);
        return line.line;
    }

    private void limits(Tools tools, Privilege privilege, LaunchPlan.Limits limits)
            throws IOException {
        add(
                tools.prlimit(),
                "--core=0",
                "--nofile=" + capped("Max open files", limits.openFiles()));
        add("--fsize=" + capped("Max file size", limits.fileBytes()));
        if (privilege == Privilege.ROOT) {
            // Elsewhere the uid is shared with the user's own processes, and the memory watch
            // counts instead.
            add("--nproc=" + capped("Max processes", limits.processes()));
        }
    }

    /** At most our own hard limit: it cannot be raised without CAP_SYS_RESOURCE. */
    private static long capped(String name, long wanted) throws IOException {
        for (String row : Files.readAllLines(Path.of("/proc/self/limits"))) {
            if (row.startsWith(name)) {
                String hard = row.substring(name.length()).strip().split("\\s+")[1];
                return hard.equals("unlimited") ? wanted : Math.min(wanted, Long.parseLong(hard));
            }
        }
        throw new IOException("/proc/self/limits has no " + name);
    }

    private void isolation(Privilege privilege, int serverId) {
        add(
                "--unshare-user",
                "--disable-userns",
                "--unshare-pid",
                "--unshare-ipc",
                "--unshare-uts",
                "--unshare-cgroup-try");
        add("--hostname", "sandbox", "--cap-drop", "ALL", "--new-session", "--die-with-parent");
        if (privilege != Privilege.ROOT) {
            // Whatever uid we have, be it 0 in a user namespace: inside it is this one.
            add("--uid", "" + serverId, "--gid", "" + serverId);
        }
    }

    private void machine() throws IOException {
        add("--ro-bind", "/usr", "/usr");
        for (String name : List.of("/bin", "/sbin", "/lib", "/lib64", "/lib32")) {
            Path path = Path.of(name);
            if (Files.isSymbolicLink(path)) {
                add("--symlink", Files.readSymbolicLink(path).toString(), name);
            } else {
                add("--ro-bind-try", name, name);
            }
        }
        // Threat: bubblewrap 0.8 leaves sysctls writable to uid 0, and kernel.core_pattern runs
        // programs on the host.
        add("--proc", "/proc", "--ro-bind", "/proc/sys", "/proc/sys", "--dev", "/dev");
    }

    private void scratch(LaunchPlan.Limits limits) {
        String size = "" + Math.max(1 << 20, limits.memoryBytes() / 4);
        for (String folder : List.of("/tmp", "/dev/shm", Environment.HOME)) {
            add("--perms", "0700", "--size", size, "--tmpfs", folder);
        }
    }

    private void etc(InsideFiles files) throws IOException {
        int descriptor = InsideFiles.FIRST_DESCRIPTOR;
        for (String path : files.insidePaths()) {
            add("--perms", "0444", "--ro-bind-data", "" + descriptor++, path);
        }
        for (String path :
                List.of("/etc/ld.so.cache", "/etc/alternatives", "/etc/ssl/openssl.cnf")) {
            add("--ro-bind-try", path, path);
        }
        for (String path : OTHER_BUNDLES) {
            add("--symlink", Environment.CA_BUNDLE, path);
        }
        if (files.javaTrust() != null) {
            add("--ro-bind", files.javaTrust().toString(), Environment.JAVA_TRUST);
            add("--symlink", Environment.JAVA_TRUST, "/etc/pki/java/cacerts");
        }
        for (String folder : javaSettings()) {
            add("--ro-bind-try", folder, folder);
        }
    }

    /** Debian keeps a Java's settings outside of its folder, and it does not start without them. */
    private static List<String> javaSettings() throws IOException {
        List<String> folders = new ArrayList<>();
        try (DirectoryStream<Path> found =
                Files.newDirectoryStream(Path.of("/etc"), "java-*-openjdk")) {
            found.forEach(folder -> folders.add(folder.toString()));
        }
        return folders;
    }

    private void add(String... arguments) {
        line.addAll(List.of(arguments));
    }
}
