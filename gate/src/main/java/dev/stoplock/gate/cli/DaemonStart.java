package dev.stoplock.gate.cli;

import dev.stoplock.core.model.Refusal;
import dev.stoplock.core.model.SecretSource;
import dev.stoplock.gate.config.Home;
import dev.stoplock.gate.config.HomeConfig;
import dev.stoplock.gate.daemon.DaemonClient;
import dev.stoplock.gate.port.KeptVariables;
import dev.stoplock.gate.port.Refused;
import dev.stoplock.gate.sandbox.Privilege;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * Connects to the home's daemon and starts it first where it is not up. It is started in a session
 * of its own with a clean environment, and as an ordinary user in a user namespace in which it may
 * make network namespaces.
 */
final class DaemonStart {

    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final Duration STEP = Duration.ofMillis(25);

    private static final List<String> SESSION =
            List.of("DBUS_SESSION_BUS_ADDRESS", "XDG_RUNTIME_DIR");

    private DaemonStart() {}

    static DaemonClient connect(Site site, Home home)
            throws Refused, IOException, InterruptedException {
        home.requireReachable();
        try {
            return DaemonClient.connect(home.socket());
        } catch (IOException e) {
            return start(site, home);
        }
    }

    private static DaemonClient start(Site site, Home home)
            throws Refused, IOException, InterruptedException {
        Path log = home.logs().resolve("daemon.log");
        long from = Files.exists(log) ? Files.size(log) : 0;
        List<String> command = new ArrayList<>(List.of("setsid"));
        if (!Privilege.mayMakeNamespaces()) {
            command.addAll(List.of("unshare", "--user", "--map-current-user", "--keep-caps"));
        }
        command.addAll(site.self());
        command.addAll(List.of("--home", home.folder().toString(), "up", UpCommand.UNATTENDED));
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .redirectInput(Path.of("/dev/null").toFile())
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                        .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
        keep(builder.environment(), home);
        Process process = builder.start();
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < until) {
            try {
                return DaemonClient.connect(home.socket());
            } catch (IOException e) {
                if (!process.isAlive()) {
                    Refused said = refusal(process.exitValue(), log, from);
                    // another start was first: its daemon is about to answer
                    if (!said.refusal().rule().value().equals(UpCommand.ALREADY_UP)) {
                        throw said;
                    }
                }
            }
            Thread.sleep(STEP);
        }
        throw new Refused(
                Refusal.Exit.FAILED,
                "daemon.slow",
                "the daemon did not come up within " + PATIENCE.toSeconds() + " s",
                "see " + log);
    }

    /**
     * What a daemon of ours gets, and besides the variables that settings name as secrets' sources;
     * a keyring is asked over the session's bus.
     */
    private static void keep(Map<String, String> environment, Home home) throws IOException {
        Map<String, String> all = Map.copyOf(environment);
        KeptVariables.only(environment);
        for (SecretSource source : sources(home)) {
            List<String> wanted =
                    switch (source) {
                        case SecretSource.File file -> List.of();
                        case SecretSource.Variable(String name) -> List.of(name);
                        case SecretSource.Command command -> SESSION;
                    };
            all.forEach((name, value) -> {
                if (wanted.contains(name)) {
                    environment.put(name, value);
                }
            });
        }
    }

    /** None where the settings cannot be read: whoever needs them says so. */
    private static Collection<SecretSource> sources(Home home) throws IOException {
        try {
            return HomeConfig.read(home.configFile()).secrets().values();
        } catch (Refused e) {
            return List.of();
        }
    }

    /** What the daemon said before it gave up, as its log has it. */
    private static Refused refusal(int code, Path log, long from) throws IOException {
        byte[] bytes = Files.readAllBytes(log);
        String said =
                new String(
                        bytes,
                        (int) Math.min(from, bytes.length),
                        (int) Math.max(0, bytes.length - from),
                        java.nio.charset.StandardCharsets.UTF_8);
        String rule = "daemon.down";
        String sentence = "the daemon ended with code " + code + " before it was up";
        String hint = "see " + log;
        for (String line : said.lines().toList()) {
            if (line.matches("stoplock: [a-z0-9.-]+: .+")) {
                int colon = line.indexOf(": ", "stoplock: ".length());
                rule = line.substring("stoplock: ".length(), colon);
                sentence = line.substring(colon + 2);
            } else if (line.startsWith("hint: ")) {
                hint = line.substring("hint: ".length());
            }
        }
        return new Refused(Refusal.Exit.of(code), rule, sentence, hint);
    }
}
