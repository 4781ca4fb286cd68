package dev.stoplock.lab.world;

import dev.stoplock.gate.port.Refused;
import dev.stoplock.gate.sandbox.ClosedNamespace;
import dev.stoplock.lab.agent.ServerCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A developer's machine as bubblewrap can build one in a closed namespace: npm and node, one
 * project, a cache, no home, nobody's settings, and names that lead to loopback.
 */
public final class Bench {

    private static final Duration INSTALL = Duration.ofSeconds(240);
    private static final Duration QUICK = Duration.ofSeconds(20);

    /**
     * Prints the name of the error that ends a connection to an address of nobody's, or how else it
     * ended.
     */
    private static final String TRY_OUT =
            "const socket = require('node:net').connect(443, '198.51.100.1');"
                    + "socket.on('error', e => { console.log(e.code); process.exit(0); });"
                    + "socket.on('connect', () => { console.log('connected'); process.exit(0); });"
                    + "setTimeout(() => { console.log('no answer'); process.exit(0); }, 5000);";

    private final Stage stage;
    private final ClosedNamespace namespace;
    private final int registryPort;
    private final Path etc;
    private final Path cache;

    public Bench(Stage stage, ClosedNamespace namespace, int registryPort) throws IOException {
        this.stage = stage;
        this.namespace = namespace;
        this.registryPort = registryPort;
        stage.folder().open("without");
        this.etc = stage.folder().open("without/etc");
        this.cache = stage.folder().open("without/npm-cache");
        StoryFolder.give(cache, namespace.uid());
        StoryFolder.write(etc.resolve("hosts"), "127.0.0.1 localhost " + Stage.API + "\n");
        StoryFolder.write(
                etc.resolve("nsswitch.conf"), "passwd: files\ngroup: files\nhosts: files\n");
        StoryFolder.write(etc.resolve("lab-ca.pem"), Files.readString(stage.authority()));
    }

    /** How a connection to 198.51.100.1 ends from in here. */
    public String wayOut() throws Refused, IOException, InterruptedException {
        Path project = project("way-out");
        Children.Ended ended =
                stage.children()
                        .run(
                                "way-out",
                                project,
                                environment(Map.of()),
                                QUICK,
                                inside(project, List.of("node", "-e", TRY_OUT)));
        return ended.code() == 0 ? ended.out().strip() : ended.refusal();
    }

    /** What the registry answers for a name: its status and words. */
    public String registryAnswer(String name) throws Refused, IOException, InterruptedException {
        Path project = project("way-out");
        String program =
                "fetch('http://127.0.0.1:"
                        + registryPort
                        + "/"
                        + name
                        + "')"
                        + ".then(async r => console.log('GET /"
                        + name
                        + "  ' + r.status + '  ' + await r.text()))"
                        + ".catch(e => console.log(String(e.cause ?? e)));";
        return stage.children()
                .run(
                        "registry",
                        project,
                        environment(Map.of()),
                        QUICK,
                        inside(project, List.of("node", "-e", program)))
                .out()
                .strip();
    }

    /**
     * A new project in which somebody runs plain {@code npm install postmark-mcp}; returns its
     * folder.
     */
    public Path install(String name, String... options)
            throws Refused, IOException, InterruptedException {
        Path project = project(name);
        Map<String, String> npm =
                environment(
                        Map.of(
                                "npm_config_registry", "http://127.0.0.1:" + registryPort + "/",
                                "npm_config_cache", "/cache",
                                "npm_config_userconfig", "/etc/npm-user",
                                "npm_config_globalconfig", "/etc/npm-global",
                                "npm_config_update_notifier", "false"));
        List<String> words =
                new ArrayList<>(
                        List.of("npm", "install", "postmark-mcp", "--no-audit", "--no-fund"));
        words.addAll(List.of(options));
        Children.Ended ended =
                stage.children()
                        .run("npm-install-" + name, project, npm, INSTALL, inside(project, words));
        if (ended.code() != 0) {
            throw StoplockHome.failed("npm install postmark-mcp", ended);
        }
        return project;
    }

    /**
     * The server of a project as a client's configuration starts it: by its name, with the real
     * token.
     */
    public ServerCommand server(Path project, Path errors) throws IOException {
        // A shell that stays is the parent bubblewrap dies with; a thread of ours may end earlier.
        List<String> line = new ArrayList<>(List.of("/bin/sh", "-c", "\"$@\"; exit $?", "sh"));
        line.addAll(inside(project, List.of("node", "/project/node_modules/.bin/postmark-mcp")));
        Map<String, String> environment =
                environment(
                        Map.of(
                                Stage.TOKEN,
                                stage.token(),
                                "DEFAULT_SENDER_EMAIL",
                                Stage.SENDER,
                                "DEFAULT_MESSAGE_STREAM",
                                Stage.STREAM,
                                "NODE_EXTRA_CA_CERTS",
                                "/etc/lab-ca.pem"));
        return new ServerCommand(line, environment, errors);
    }

    private Path project(String name) throws IOException {
        Path project = stage.folder().open("without/" + name);
        StoryFolder.write(project.resolve("package.json"), "{\"private\": true}\n");
        StoryFolder.give(project.resolve("package.json"), namespace.uid());
        StoryFolder.give(project, namespace.uid());
        return project;
    }

    private static Map<String, String> environment(Map<String, String> more) {
        Map<String, String> environment = new HashMap<>(more);
        environment.put("PATH", "/usr/local/bin:/usr/bin:/bin");
        environment.put("HOME", "/tmp");
        return environment;
    }

    private List<String> inside(Path project, List<String> command) throws IOException {
        List<String> line = new ArrayList<>(namespace.enter());
        line.addAll(
                List.of(
                        "--unshare-pid",
                        "--unshare-ipc",
                        "--unshare-uts",
                        "--unshare-cgroup-try",
                        "--hostname",
                        "bench"));
        line.addAll(
                List.of(
                        "--cap-drop",
                        "ALL",
                        "--new-session",
                        "--die-with-parent",
                        "--ro-bind",
                        "/usr",
                        "/usr"));
        for (String name : List.of("/bin", "/sbin", "/lib", "/lib64", "/lib32")) {
            Path path = Path.of(name);
            if (Files.isSymbolicLink(path)) {
                line.addAll(List.of("--symlink", Files.readSymbolicLink(path).toString(), name));
            } else {
                line.addAll(List.of("--ro-bind-try", name, name));
            }
        }
        line.addAll(
                List.of(
                        "--proc",
                        "/proc",
                        "--ro-bind",
                        "/proc/sys",
                        "/proc/sys",
                        "--dev",
                        "/dev",
                        "--tmpfs",
                        "/tmp"));
        for (String path :
                List.of("/etc/ld.so.cache", "/etc/alternatives", "/etc/ssl/openssl.cnf")) {
            line.addAll(List.of("--ro-bind-try", path, path));
        }
        for (String name : List.of("hosts", "nsswitch.conf", "lab-ca.pem")) {
            line.addAll(List.of("--ro-bind", etc.resolve(name).toString(), "/etc/" + name));
        }
        line.addAll(
                List.of(
                        "--bind",
                        cache.toString(),
                        "/cache",
                        "--bind",
                        project.toString(),
                        "/project",
                        "--chdir",
                        "/project",
                        "--"));
        line.addAll(command);
        return line;
    }
}
