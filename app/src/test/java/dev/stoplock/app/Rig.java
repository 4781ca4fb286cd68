package dev.stoplock.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stoplock.core.audit.EventCodec;
import dev.stoplock.core.json.Json;
import dev.stoplock.core.json.JsonWriter;
import dev.stoplock.core.model.AuditRecord;
import dev.stoplock.gate.daemon.DaemonClient;
import dev.stoplock.gate.ledger.LedgerReader;
import dev.stoplock.gate.port.Refused;
import dev.stoplock.gate.sandbox.Privilege;
import dev.stoplock.lab.loopback.LabCertificates;
import dev.stoplock.lab.loopback.LoopbackHttp;
import dev.stoplock.lab.mail.PostmarkApi;
import dev.stoplock.lab.registry.LabRegistry;
import dev.stoplock.lab.registry.NpmConfiguration;
import dev.stoplock.lab.registry.PostmarkPackage;
import dev.stoplock.lab.registry.Upstream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * A whole Stoplock on loopback: a home of its own, the command line as child processes, its daemon,
 * two mail APIs and a registry that holds the hostile server as {@code postmark-mcp@1.0.15}.
 */
final class Rig implements AutoCloseable {

    static final JsonMapper JSON = JsonMapper.builder().build();
    static final String SERVER = "postmark-mcp";
    static final String POSTMARK = "api.postmarkapp.com";
    static final String RESEND = "api.resend.com";
    static final String STRANGER = "archive@collector.example";
    private static final long PATIENCE_SECONDS = 90;
    static final long POLL_NANOS = 2_000_000;

    final Path folder;
    final Path home;
    final String postmarkToken = fresh("pmt-");
    final String resendKey = fresh("re_");
    final LabCertificates certificates;
    final PostmarkApi postmark;
    final PlayedApi played;
    final LabRegistry registry;
    private final Upstream upstream;
    private final List<McpClient> clients = new ArrayList<>();

    private String classPath = System.getProperty("java.class.path");

    /** What a command said and how it ended. */
    record Ran(int exit, String out, String err) {}

    /** What one call led to. */
    record Led(JsonNode answer, List<JsonNode> records, int reached) {

        String text() {
            return answer.at("/result/content/0/text").asText();
        }

        List<JsonNode> judged() {
            return records.stream()
                    .filter(each -> each.path("type").asText().equals("judged"))
                    .toList();
        }
    }

    private Rig(PostmarkPackage older, PostmarkPackage newer) throws Exception {
        this(older, newer, NpmConfiguration.of(URI.create("http://127.0.0.1:9/")));
    }

    private Rig(PostmarkPackage older, PostmarkPackage newer, NpmConfiguration npm)
            throws Exception {
        Path made = Files.createTempDirectory(Path.of("/tmp"), "stoplock-it");
        folder = Files.setPosixFilePermissions(made, PosixFilePermissions.fromString("rwxr-xr-x"));
        home = folder.resolve("home");
        SecureRandom random = new SecureRandom();
        certificates = LabCertificates.create(Instant.now(), random);
        Path authority = certificates.writeAuthority(folder.resolve("lab-ca.pem"));
        postmark =
                PostmarkApi.start(
                        List.of(LoopbackHttp.listen()),
                        certificates.server(POSTMARK),
                        postmarkToken,
                        Clock.systemUTC(),
                        random);
        played = new PlayedApi(certificates.server(RESEND));
        upstream = new Upstream(npm, Files.createDirectory(folder.resolve("registry")));
        registry =
                LabRegistry.start(
                        List.of(LoopbackHttp.listen()), older, newer, upstream, Instant.now());
        config(authority, Map.of(POSTMARK, postmark.port(), RESEND, played.port()), "");
    }

    /** A rig with nothing locked yet. */
    static Rig bare() throws Exception {
        return new Rig(hostile("1.0.15"), hostile("1.0.16"));
    }

    /** A rig whose registry holds the story's own server, its dependencies from the real one. */
    static Rig story() throws Exception {
        return new Rig(
                PostmarkPackage.before(),
                PostmarkPackage.after(),
                NpmConfiguration.read(Path.of("."), System.getenv()));
    }

    /** A rig whose registry holds the hostile server with these, which are the real one's. */
    static Rig depending(String dependencies) throws Exception {
        return depending(dependencies, "index.mjs");
    }

    /** The same with other code than the hostile server's. */
    static Rig depending(String dependencies, String script) throws Exception {
        return new Rig(
                hostile("1.0.15", ", \"dependencies\": {" + dependencies + "}", script),
                hostile("1.0.16"),
                NpmConfiguration.read(Path.of("."), System.getenv()));
    }

    /** A rig whose registry holds these two scripts as the two versions. */
    static Rig versions(String older, String newer) throws Exception {
        return new Rig(hostile("1.0.15", "", older), hostile("1.0.16", "", newer));
    }

    /**
     * A rig with the hostile server locked under each of these names and both secrets in place; no
     * daemon is up yet.
     */
    static Rig locked(String... names) throws Exception {
        Rig rig = bare();
        try {
            rig.secret("POSTMARK_TOKEN", rig.postmarkToken);
            rig.secret("RESEND_API_KEY", rig.resendKey);
            LockedOnce.hostile().into(rig, names);
            return rig;
        } catch (Exception | AssertionError e) {
            rig.close();
            throw e;
        }
    }

    static String fresh(String prefix) {
        byte[] bytes = new byte[18];
        new SecureRandom().nextBytes(bytes);
        return prefix + HexFormat.of().formatHex(bytes);
    }

    private static PostmarkPackage hostile(String version) throws IOException {
        return hostile(version, "", "index.mjs");
    }

    private static PostmarkPackage hostile(String version, String more, String script)
            throws IOException {
        try (InputStream in = Rig.class.getResourceAsStream("hostile/" + script)) {
            if (in == null) {
                throw new IOException("the test lacks hostile/" + script);
            }
            String manifest =
                    "{\"name\": \"postmark-mcp\", \"version\": \""
                            + version
                            + "\", \"private\": true, \"type\": \"module\","
                            + " \"bin\": {\"postmark-mcp\": \"index.mjs\"}"
                            + more
                            + "}";
            return new PostmarkPackage(
                    version,
                    new TreeMap<>(
                            Map.of(
                                    "index.mjs",
                                    in.readAllBytes(),
                                    "package.json",
                                    manifest.getBytes(UTF_8))));
        }
    }

    Path configFile() {
        return home.resolve("stoplock.yaml");
    }

    /**
     * Writes stoplock.yaml anew: this registry, these names dialled on loopback and none other, and
     * {@code rest}.
     */
    void config(Path authority, Map<String, Integer> dial, String rest) throws IOException {
        StringBuilder text =
                new StringBuilder(
                        "console: off\nregistries:\n  npm: http://127.0.0.1:"
                                + registry.port()
                                + "/\n");
        text.append("upstream:\n  ca: [").append(authority).append("]\n  only: dial\n  dial:\n");
        dial.forEach((name, port) ->
                text.append("    ").append(name).append(": 127.0.0.1:").append(port).append('\n'));
        private_(home);
        Files.writeString(configFile(), text + rest);
    }

    private static void private_(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            Files.createDirectory(
                    folder,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rwx------")));
        }
    }

    /** Sets a limit of a locked server that has none yet. */
    void limit(String server, String line) throws IOException {
        String yaml = Files.readString(configFile());
        String key = "  \"" + server + "\":\n";
        if (!yaml.contains(key)) {
            throw new IOException("no server " + server + " in " + yaml);
        }
        Files.writeString(
                configFile(), yaml.replace(key, key + "    limits:\n      " + line + "\n"));
    }

    /** Changes what the settings say, once. */
    void edit(String old, String fresh) throws IOException {
        String yaml = Files.readString(configFile());
        if (!yaml.contains(old)) {
            throw new IOException("no " + old + " in " + yaml);
        }
        Files.writeString(configFile(), yaml.replace(old, fresh));
    }

    /**
     * Lets requests go that no adapter reads, and the second secret into the query of one path too.
     */
    void openToUnknownRequests() throws IOException {
        edit(
                "  \"" + SERVER + "\":\n",
                "  \"" + SERVER + "\":\n    modes:\n      contract: report\n");
        String granted = "\"RESEND_API_KEY@api.resend.com:443\"";
        edit(
                "- " + granted,
                "- "
                        + granted
                        + "\n      - \"RESEND_API_KEY@api.resend.com:443/v1/* in query api_key\"");
    }

    /** From here on packages come from the configured registry, as for any user. */
    void useConfiguredRegistry() throws IOException {
        Files.writeString(
                configFile(),
                Files.readString(configFile()).replaceFirst("registries:\n  npm: [^\n]*\n", ""));
    }

    void append(String yaml) throws IOException {
        Files.writeString(configFile(), Files.readString(configFile()) + yaml);
    }

    void secret(String name, String value) throws IOException {
        private_(home);
        private_(home.resolve("secrets"));
        Path file = Files.writeString(home.resolve("secrets").resolve(name), value);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    Path lockfile() {
        return folder.resolve("stoplock.lock");
    }

    Ran add(String version, String name, String... more) throws Exception {
        List<String> words =
                new ArrayList<>(
                        List.of(
                                "add",
                                "npm:postmark-mcp@" + version,
                                "--name",
                                name,
                                "--lock",
                                lockfile().toString(),
                                "--network",
                                POSTMARK,
                                "--network",
                                RESEND,
                                "--secret",
                                "POSTMARK_TOKEN@" + POSTMARK,
                                "--secret",
                                "RESEND_API_KEY@" + RESEND));
        words.addAll(List.of(more));
        return cli(words.toArray(String[]::new));
    }

    /**
     * Programs that live for seconds: the costly compiler is left to what runs very often, such as
     * the digest of an interpreter, which takes five times as long without it.
     */
    static final List<String> COMPILERS =
            List.of(
                    "-XX:Tier4InvocationThreshold=100000",
                    "-XX:Tier4MinInvocationThreshold=50000",
                    "-XX:Tier4CompileThreshold=150000",
                    "-XX:Tier4BackEdgeThreshold=1000000");

    /** The command line of the program, up to its first argument. */
    static List<String> program(String... flags) {
        List<String> line = new ArrayList<>(List.of(System.getProperty("java.home") + "/bin/java"));
        line.addAll(COMPILERS);
        line.addAll(
                List.of(
                        "--add-exports=java.base/sun.nio.ch=ALL-UNNAMED",
                        "--enable-native-access=ALL-UNNAMED",
                        "-XX:+UseSerialGC",
                        "-Dstdout.encoding=UTF-8",
                        "-Dstderr.encoding=UTF-8"));
        line.addAll(List.of(flags));
        line.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
        return line;
    }

    private ProcessBuilder command(List<String> before, String... words) {
        return command(home, before, words);
    }

    private ProcessBuilder command(Path at, List<String> before, String... words) {
        List<String> line = new ArrayList<>(before);
        line.addAll(List.of("--home", at.toString()));
        line.addAll(List.of(words));
        ProcessBuilder builder = new ProcessBuilder(line).directory(folder.toFile());
        builder.environment()
                .keySet()
                .removeIf(name -> name.startsWith("STOPLOCK") || name.equals("JAVA_TOOL_OPTIONS"));
        return builder;
    }

    /** Runs one command to its end. */
    Ran cli(String... words) throws Exception {
        return cliAt(home, words);
    }

    /** Runs one command for another home. */
    Ran cliAt(Path at, String... words) throws Exception {
        return ended(command(at, program(), words), String.join(" ", words));
    }

    /** Runs one command that may take this long. */
    Ran patient(Duration patience, String... words) throws Exception {
        return ended(
                command(home, program(), words), String.join(" ", words), patience.toSeconds());
    }

    private Ran ended(ProcessBuilder command, String words) throws Exception {
        return ended(command, words, PATIENCE_SECONDS);
    }

    private Ran ended(ProcessBuilder command, String words, long seconds) throws Exception {
        Path out = Files.createTempFile(folder, "cli", ".out");
        Path err = Files.createTempFile(folder, "cli", ".err");
        Process process =
                command.redirectInput(Path.of("/dev/null").toFile())
                        .redirectOutput(out.toFile())
                        .redirectError(err.toFile())
                        .start();
        try {
            if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
                throw new AssertionError(
                        "stoplock " + words + " does not end: " + Files.readString(err));
            }
        } finally {
            process.destroyForcibly();
        }
        return new Ran(process.exitValue(), Files.readString(out), Files.readString(err));
    }

    /** Daemons in front run from archives from now on, as a user's do. */
    void packed() throws IOException {
        classPath = PackedClasses.under(folder.resolve("packed"));
    }

    /** Runs the daemon in front, under a JVM with these flags. */
    Process up(String... flags) throws Exception {
        return up(List.of(), Main.class, flags);
    }

    /**
     * Runs another program's daemon in front: {@code before} is the command that starts the JVM.
     */
    Process up(List<String> before, Class<?> main, String... flags) throws Exception {
        List<String> line = daemon(before, main, flags);
        Path log = folder.resolve("up.log");
        Process process =
                command(line, "up").redirectErrorStream(true).redirectOutput(log.toFile()).start();
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!answers()) {
            if (!process.isAlive() || System.nanoTime() > until) {
                process.destroyForcibly();
                throw new AssertionError("the daemon does not come up: " + Files.readString(log));
            }
            // the daemon needs the processor more than the question whether it is up
            LockSupport.parkNanos(POLL_NANOS);
        }
        return process;
    }

    private List<String> daemon(List<String> before, Class<?> main, String... flags)
            throws IOException {
        List<String> line = new ArrayList<>(before);
        if (!Privilege.mayMakeNamespaces()) {
            line.addAll(List.of("unshare", "--user", "--map-current-user", "--keep-caps"));
        }
        line.addAll(program(flags));
        line.set(line.size() - 2, classPath);
        line.set(line.size() - 1, main.getName());
        return line;
    }

    /** Runs a daemon that is to give up before it is up. */
    Ran upEnds(List<String> before, Class<?> main, String... flags) throws Exception {
        return ended(command(daemon(before, main, flags), "up"), "up");
    }

    boolean answers() {
        try (DaemonClient client = DaemonClient.connect(home.resolve("daemon.sock"))) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Starts one command and leaves it running; what it says is UTF-8. */
    Process begin(String... words) throws IOException {
        return command(program(), words).redirectInput(Path.of("/dev/null").toFile()).start();
    }

    /** Starts {@code stoplock run NAME} and does not talk to it yet. */
    McpClient start(String name, String... more) throws Exception {
        List<String> words = new ArrayList<>(List.of("run", name));
        words.addAll(List.of(more));
        Path err = folder.resolve("run-" + clients.size() + ".err");
        McpClient client =
                new McpClient(
                        command(program(), words.toArray(String[]::new))
                                .redirectError(err.toFile())
                                .start(),
                        err);
        clients.add(client);
        return client;
    }

    /** Starts {@code stoplock run NAME} and opens the MCP connection. */
    McpClient run(String name, String... more) throws Exception {
        return opened(start(name, more));
    }

    /** Asks the daemon that is up to run a server, over its socket. */
    JoinedProcess ask(String name) throws IOException {
        return JoinedProcess.ask(home.resolve("daemon.sock"), name);
    }

    /** Joins a server over the daemon's socket and opens the MCP connection. */
    McpClient join(String name) throws Exception {
        return join(ask(name));
    }

    McpClient join(JoinedProcess joined) throws Exception {
        if (!joined.isJoined()) {
            throw new AssertionError("the daemon refused: " + joined.answer);
        }
        McpClient client = new McpClient(joined, folder.resolve("none"));
        clients.add(client);
        return opened(client);
    }

    private static McpClient opened(McpClient client) throws Exception {
        ObjectNode params = JSON.createObjectNode().put("protocolVersion", "2025-06-18");
        params.putObject("capabilities");
        params.putObject("clientInfo").put("name", "integration-test").put("version", "1");
        JsonNode answer = client.request("initialize", params);
        if (!answer.has("result")) {
            throw new AssertionError("the server did not initialize: " + answer);
        }
        client.tell("notifications/initialized", JSON.createObjectNode());
        return client;
    }

    /** Every record so far, signed by the daemon where one is up. */
    List<JsonNode> records() throws IOException, Refused {
        sign();
        List<JsonNode> found = new ArrayList<>();
        for (AuditRecord record :
                new LedgerReader(home.resolve("ledger"), home.resolve("keys")).records()) {
            found.add(JSON.readTree(JsonWriter.compact(EventCodec.json(record))));
        }
        return found;
    }

    /** The records from this index on. */
    List<JsonNode> recordsFrom(int index) throws IOException, Refused {
        sign();
        LedgerReader reader = new LedgerReader(home.resolve("ledger"), home.resolve("keys"));
        long size = reader.checkpoint().size();
        List<JsonNode> found = new ArrayList<>();
        for (long i = index; i < size; i++) {
            found.add(JSON.readTree(reader.leaf(i)));
        }
        return found;
    }

    private void sign() throws IOException, Refused {
        if (answers()) {
            try (DaemonClient client = DaemonClient.connect(home.resolve("daemon.sock"))) {
                client.ask(Json.object().put("do", "checkpoint").build());
            }
        }
    }

    int reached() {
        return postmark.requests().size() + played.requests().size();
    }

    /** Arguments that ask for one mail, and what the hostile server is to do with them. */
    static ObjectNode asking(String does) {
        return JSON.createObjectNode()
                .put("from", "billing@shop.example")
                .put("to", "customer@client.example")
                .put("subject", "Your invoice")
                .put("text", "Please find it attached.")
                .put("does", does);
    }

    /** Makes one call and gathers what it led to. */
    Led call(McpClient client, ObjectNode arguments) throws Exception {
        int before = records().size();
        int reached = reached();
        JsonNode answer = client.tool("do", arguments);
        List<JsonNode> all = records();
        return new Led(answer, all.subList(before, all.size()), reached() - reached);
    }

    /** Stops the daemon in order. */
    void down() throws Exception {
        for (McpClient client : clients) {
            client.close();
        }
        clients.clear();
        if (answers()) {
            Ran ran = GateProcess.command(this, "down");
            if (ran.exit() != 0) {
                throw new AssertionError("down failed: " + ran);
            }
        }
    }

    @Override
    public void close() throws Exception {
        try {
            if (Files.isDirectory(home, LinkOption.NOFOLLOW_LINKS)) {
                down();
            }
        } finally {
            postmark.close();
            played.close();
            registry.close();
            upstream.close();
            remove(folder);
        }
    }

    static void remove(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path each :
                    all.filter(path -> Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS))
                            .toList()) {
                Files.setPosixFilePermissions(each, PosixFilePermissions.fromString("rwx------"));
            }
        }
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path each : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }
}
