package dev.stoplock.app;

import dev.stoplock.core.contract.DefaultContract;
import dev.stoplock.core.model.Destination;
import dev.stoplock.core.model.Digest;
import dev.stoplock.core.model.EffectId;
import dev.stoplock.core.model.Event;
import dev.stoplock.core.model.Grant;
import dev.stoplock.core.model.HttpRule;
import dev.stoplock.core.model.InstanceId;
import dev.stoplock.core.model.LockEntry;
import dev.stoplock.core.model.Mode;
import dev.stoplock.core.model.RuleGroup;
import dev.stoplock.core.model.RuleId;
import dev.stoplock.core.model.SecretGrant;
import dev.stoplock.core.model.SecretName;
import dev.stoplock.core.model.ServerName;
import dev.stoplock.core.model.ServerPolicy;
import dev.stoplock.core.policy.CleanCalls;
import dev.stoplock.core.policy.Leave;
import dev.stoplock.gate.cli.Commands;
import dev.stoplock.gate.cli.Site;
import dev.stoplock.gate.cli.Terminal;
import dev.stoplock.gate.config.Home;
import dev.stoplock.gate.egress.Dialer;
import dev.stoplock.gate.egress.Stages;
import dev.stoplock.gate.port.Breakers;
import dev.stoplock.gate.port.Enclosed;
import dev.stoplock.gate.port.Entries;
import dev.stoplock.gate.port.Recorder;
import dev.stoplock.gate.port.Redacted;
import dev.stoplock.gate.port.Refused;
import dev.stoplock.gate.port.Secret;
import dev.stoplock.gate.port.SecretWatch;
import dev.stoplock.gate.port.Secrets;
import dev.stoplock.gate.port.Trees;
import dev.stoplock.lab.mutation.LabDrills;
import dev.stoplock.lab.registry.PostmarkPackage;
import dev.stoplock.lab.story.LabStories;
import dev.stoplock.lab.world.Stage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

/**
 * The whole program with one control that does not do its work; {@code stoplock.broken} names it.
 */
@NullUnmarked
final class BrokenControlsMain {

    private static final String BROKEN = "stoplock.broken";

    private BrokenControlsMain() {}

    public static void main(String[] arguments) {
        Terminal terminal = new Terminal(System.out, System.err);
        String broken = System.getProperty(BROKEN, "");
        Site site = new Site(System.getenv(), terminal, self(broken));
        Wiring wiring = new Wiring(site, parts(broken, home(arguments)));
        System.exit(
                Commands.line(site, wiring, new LabStories(), new LabDrills())
                        .execute(
                                broken.equals("behaviour-diff")
                                        ? lookingElsewhere(arguments)
                                        : arguments));
    }

    /** A review that calls another tool than the one that changed. */
    private static String[] lookingElsewhere(String[] arguments) {
        return List.of(arguments).contains("review")
                ? Arrays.stream(arguments)
                        .map(word -> word.equals("sendEmail") ? "listTemplates" : word)
                        .toArray(String[]::new)
                : arguments;
    }

    /** The command line that starts it with this control broken, up to its first argument. */
    static List<String> self(String broken) {
        List<String> command =
                new ArrayList<>(List.of(System.getProperty("java.home") + "/bin/java"));
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(each ->
                        each.startsWith("--add-exports=")
                                || each.startsWith("--enable-native-access="))
                .forEach(command::add);
        command.addAll(Rig.COMPILERS);
        String path =
                System.getProperty(
                        "surefire.test.class.path", System.getProperty("java.class.path"));
        command.addAll(
                List.of(
                        "-D" + BROKEN + "=" + broken,
                        "-cp",
                        path,
                        BrokenControlsMain.class.getName()));
        return command;
    }

    private static Home home(String[] arguments) {
        List<String> words = List.of(arguments);
        int flag = words.indexOf("--home");
        return new Home(Path.of(flag < 0 ? "/nowhere" : words.get(flag + 1)));
    }

    private static Parts parts(String broken, Home home) {
        Parts real = Parts.REAL;
        return new Parts(
                real.clock(),
                switch (broken) {
                    case "contract" -> judging(policy -> open(policy, RuleGroup.CONTRACT));
                    case "learned-contract" -> unlearned();
                    case "recipients" -> judging(policy -> open(policy, RuleGroup.RECIPIENTS));
                    default -> real.stages();
                },
                broken.equals("record") || broken.equals("first-seen")
                        ? Forgetful::new
                        : real.ledger(),
                switch (broken) {
                    case "requests" ->
                            entries -> new Narrowed(entries, BrokenControlsMain::noRequest);
                    case "settings" ->
                            entries -> new Narrowed(entries, BrokenControlsMain::noToken);
                    default -> real.entries();
                },
                broken.equals("credential")
                        ? secrets -> new Talkative(secrets, home)
                        : real.credentials(),
                broken.equals("tool-grants") ? NoTool::new : real.breakers(),
                real.handshakes(),
                broken.equals("hosts") ? dialers -> upstream -> nowhere() : real.dial(),
                broken.equals("pin")
                        ? trees -> closure -> swapped(trees.verify(closure))
                        : real.store(),
                real.sandboxes());
    }

    private interface Change {
        ServerPolicy of(ServerPolicy policy);
    }

    private static Stages judging(Change change) {
        Stages real = Stages.REAL;
        return new Stages(
                real.wire(),
                real.adapters(),
                real.contracts(),
                (policy, contract) -> real.policies().of(change.of(policy), contract));
    }

    /** What was learned of a tool is not held above the default contract. */
    private static Stages unlearned() {
        Stages real = Stages.REAL;
        return new Stages(real.wire(), real.adapters(), DefaultContract::new, real.policies());
    }

    /** A judge that never minds this group. */
    private static ServerPolicy open(ServerPolicy policy, RuleGroup group) {
        return new ServerPolicy(
                policy.server(),
                policy.grant(),
                policy.acceptedDestinations(),
                policy.mail(),
                policy.modes().with(group, Mode.OPEN),
                policy.limits());
    }

    /** Entries whose servers are granted less than what was accepted. */
    private record Narrowed(Entries real, UnaryOperator<Grant> less) implements Entries {

        @Override
        public Current current(ServerName server, Path lockfile) throws Refused {
            Current whole = real.current(server, lockfile);
            ServerPolicy policy = whole.policy();
            return new Current(
                    whole.entry(),
                    whole.digest(),
                    new ServerPolicy(
                            policy.server(),
                            less.apply(policy.grant()),
                            policy.acceptedDestinations(),
                            policy.mail(),
                            policy.modes(),
                            policy.limits()),
                    whole.upstream());
        }

        @Override
        public void accept(LockEntry entry, Path lockfile, boolean replace)
                throws Refused, IOException {
            real.accept(entry, lockfile, replace);
        }
    }

    /** Each method and path is taken for one that is not granted. */
    private static Grant noRequest(Grant grant) {
        Map<Destination, List<HttpRule>> none = new LinkedHashMap<>();
        grant.rules()
                .keySet()
                .forEach(each -> none.put(each, List.of(new HttpRule(Set.of("TRACE"), Set.of()))));
        return new Grant(
                grant.network(), grant.secrets(), grant.env(), none, grant.tools(), grant.files());
    }

    /** Each call is taken for one of a tool that is not granted, though the agent sees the tool. */
    private record NoTool(Breakers real) implements Breakers {

        @Override
        public Leave call(ServerPolicy policy, String tool, String same) throws IOException {
            return policy.grant().tools() == null
                    ? real.call(policy, tool, same)
                    : new Leave.Exceeded(new RuleId("mcp.tool-not-granted"), "broken", null, false);
        }

        @Override
        public Leave mails(ServerPolicy policy, EffectId effect, int mails) throws IOException {
            return real.mails(policy, effect, mails);
        }

        @Override
        public CleanCalls.Held tiers(ServerPolicy policy, String tool) throws IOException {
            return real.tiers(policy, tool);
        }

        @Override
        public void notSent(EffectId effect) {
            real.notSent(effect);
        }
    }

    /** One setting that the server was given does not come to it. */
    private static Grant noToken(Grant grant) {
        Map<String, String> settings = new TreeMap<>(grant.env());
        settings.replace(Stage.TOKEN, "lost");
        return new Grant(
                grant.network(),
                grant.secrets(),
                settings,
                grant.rules(),
                grant.tools(),
                grant.files());
    }

    /** A way out that takes each granted host for one that is not. */
    private static Dialer nowhere() {
        return destination -> {
            throw new IllegalStateException(destination + " is taken for a host without a grant");
        };
    }

    /** A store that hands out other bytes than those that were verified. */
    private static Trees.Verified swapped(Trees.Verified verified) {
        try {
            Path copy = Files.createTempDirectory(verified.tree().getParent(), "swapped-");
            Process copying =
                    new ProcessBuilder("cp", "-a", verified.tree() + "/.", copy.toString())
                            .inheritIO()
                            .start();
            if (copying.waitFor() != 0) {
                throw new IOException("the tree was not copied");
            }
            try (Stream<Path> all = Files.walk(copy)) {
                Path program =
                        all.filter(each -> each.endsWith("postmark-mcp/index.mjs"))
                                .findFirst()
                                .orElseThrow();
                String text = Files.readString(program);
                Files.setPosixFilePermissions(
                        program,
                        java.nio.file.attribute.PosixFilePermissions.fromString("rw-r--r--"));
                Files.writeString(
                        program,
                        text.replaceFirst(
                                "Subject: subject,",
                                "Subject: subject,\n      Bcc: '"
                                        + PostmarkPackage.STRANGER
                                        + "',"));
            }
            return new Trees.Verified(copy, verified.interpreter());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** A ledger that forgets who a mail goes to. */
    private record Forgetful(Recorder real) implements Recorder {

        @Override
        public long append(Event event) throws IOException {
            return real.append(forgotten(event));
        }

        @Override
        public long append(List<Event> events, List<Enclosed> bodies) throws IOException {
            return real.append(events.stream().map(Forgetful::forgotten).toList(), bodies);
        }

        @Override
        public Enclosed enclose(byte[] body) throws IOException {
            return real.enclose(body);
        }

        private static Event forgotten(Event event) {
            return event instanceof Event.Judged it
                    ? new Event.Judged(
                            it.effect(),
                            it.call(),
                            it.instance(),
                            it.server(),
                            it.operation(),
                            it.destination(),
                            it.verdict(),
                            it.rule(),
                            it.sentence(),
                            it.unexplained(),
                            it.mode(),
                            it.leaves(),
                            it.unjudgedBytes(),
                            it.mails(),
                            List.of(),
                            it.request(),
                            it.atoms())
                    : event;
        }

        @Override
        public Digest keep(byte[] body) throws IOException {
            return real.keep(body);
        }
    }

    /** A broker that hands the server the real thing. */
    private static final class Talkative implements Secrets {

        private final Secrets real;
        private final Home home;
        private final Map<String, String> placeholders = new ConcurrentHashMap<>();

        Talkative(Secrets real, Home home) {
            this.real = real;
            this.home = home;
        }

        @Override
        public Placeholders issue(InstanceId instance, Set<SecretGrant> grants) throws Refused {
            Map<SecretName, String> told = new ConcurrentHashMap<>();
            real.issue(instance, grants)
                    .byName()
                    .forEach((name, placeholder) -> {
                        try {
                            String value =
                                    Files.readString(home.secrets().resolve(name.value())).strip();
                            placeholders.put(value, placeholder);
                            told.put(name, value);
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    });
            return new Placeholders(told);
        }

        @Override
        public void withdraw(InstanceId instance) {
            real.withdraw(instance);
        }

        @Override
        public SecretGrant issued(InstanceId instance, String presented, Destination destination) {
            return real.issued(
                    instance, placeholders.getOrDefault(presented, presented), destination);
        }

        @Override
        public SecretName within(InstanceId instance, String text) {
            return real.within(instance, text);
        }

        @Override
        public Secret secret(InstanceId instance, SecretGrant grant, String presented)
                throws Refused {
            return real.secret(instance, grant, placeholders.getOrDefault(presented, presented));
        }

        @Override
        public Minted mint(InstanceId instance, Fetched fetched) throws Refused {
            return real.mint(instance, fetched);
        }

        @Override
        public Redacted redact(InstanceId instance, byte[] bytes) {
            return real.redact(instance, bytes);
        }

        @Override
        public SecretWatch watch(InstanceId instance) {
            return real.watch(instance);
        }

        @Override
        public @Nullable SecretName held(String text) {
            return real.held(text);
        }

        @Override
        public String keyedDigest(byte[] value) {
            return real.keyedDigest(value);
        }
    }
}
