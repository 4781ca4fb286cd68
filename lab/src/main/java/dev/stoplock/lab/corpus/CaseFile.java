package dev.stoplock.lab.corpus;

import dev.stoplock.core.json.YamlObject;
import dev.stoplock.core.json.YamlObject.Misfit;
import dev.stoplock.core.lock.ContractsText;
import dev.stoplock.core.lock.GrantText;
import dev.stoplock.core.model.AcceptedDestination;
import dev.stoplock.core.model.Grant;
import dev.stoplock.core.model.MailRule;
import dev.stoplock.core.model.Modes;
import dev.stoplock.core.model.Role;
import dev.stoplock.core.model.SecretGrant;
import dev.stoplock.core.model.SecretName;
import dev.stoplock.core.model.ServerName;
import dev.stoplock.core.model.ServerPolicy;
import dev.stoplock.core.model.contract.Contracts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code case.yaml} (docs/CORPUS.md). An unknown key, a play that says nothing of what must
 * become of it, or a file that is not there is an error with file and line.
 */
final class CaseFile {

    static final String NAME = "case.yaml";
    private static final ServerName SERVER = new ServerName("server-under-test");
    private static final long LARGEST = 1 << 20;

    private final Path folder;

    private CaseFile(Path folder) {
        this.folder = folder;
    }

    /** The case in a folder. */
    static Case read(Path folder) throws Malformed {
        Path file = folder.resolve(NAME);
        try {
            if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                    || Files.size(file) > LARGEST) {
                throw new Malformed(file + ":1: no plain file of at most 1 MiB");
            }
            return of(folder, YamlObject.root(file.toString(), Files.readString(file)));
        } catch (Misfit e) {
            throw new Malformed(e.sentence());
        } catch (IOException e) {
            throw new Malformed(file + ":1: cannot be read as UTF-8 text: " + e.getMessage());
        }
    }

    private static Case of(Path folder, YamlObject root) throws Misfit {
        root.only(
                "title",
                "grant",
                "mail",
                "accepted-destinations",
                "placeholders",
                "contract",
                "calls",
                "attack",
                "twins");
        CaseFile file = new CaseFile(folder);
        List<Play> plays = new ArrayList<>(file.plays(root, "attack", Play.Side.ATTACK));
        plays.addAll(file.plays(root, "twins", Play.Side.TWIN));
        if (plays.isEmpty()) {
            throw root.misfit("attack", "a case has plays under \"attack\", \"twins\" or both");
        }
        ServerPolicy policy = policy(root);
        Contracts contracts = ContractsText.ofTools(root.objectIfAny("contract"));
        boolean learned = plays.stream().anyMatch(Play::isLearned);
        if (root.has("contract") != learned || contracts.isEmpty() == learned) {
            throw root.misfit(
                    "contract",
                    "plays with \"contract: learned\" and a learned \"contract\" of the case belong together");
        }
        if (plays.stream().anyMatch(play -> play.program() != null) && !isPlain(policy)) {
            throw root.misfit(
                    "grant",
                    "where a package is run, a grant is hosts, secrets and settings, with nothing accepted");
        }
        return new Case(
                String.valueOf(folder.getFileName()),
                root.text("title"),
                policy,
                placeholders(root, policy.grant()),
                contracts,
                plays);
    }

    private @Nullable Path program(YamlObject from) throws Misfit {
        if (!from.has("package")) {
            return null;
        }
        Path program = new CaseFiles(folder).file(from, "package");
        if (!Files.isRegularFile(program.resolve("package.json"), LinkOption.NOFOLLOW_LINKS)) {
            throw from.misfit("package", "there is no package.json in " + program.getFileName());
        }
        return program;
    }

    private static ServerPolicy policy(YamlObject root) throws Misfit {
        YamlObject from = root.object("grant");
        from.only(GrantText.KEYS.toArray(String[]::new));
        return new ServerPolicy(
                SERVER, GrantText.of(from), accepted(root), mail(root), Modes.ENFORCE);
    }

    /** What a command line can say. */
    private static boolean isPlain(ServerPolicy policy) {
        Grant grant = policy.grant();
        return !grant.namesRequests()
                && grant.tools() == null
                && grant.files().isEmpty()
                && policy.acceptedDestinations().isEmpty();
    }

    private static @Nullable MailRule mail(YamlObject root) throws Misfit {
        YamlObject mail = root.objectIfAny("mail");
        if (mail == null) {
            return null;
        }
        mail.only("to");
        try {
            return new MailRule(mail.texts("to"));
        } catch (IllegalArgumentException e) {
            throw mail.misfit("to", String.valueOf(e.getMessage()));
        }
    }

    private static List<AcceptedDestination> accepted(YamlObject root) throws Misfit {
        List<AcceptedDestination> accepted = new ArrayList<>();
        for (YamlObject line : root.objects("accepted-destinations")) {
            line.only("address", "role", "by", "on");
            accepted.add(
                    new AcceptedDestination(
                            line.text("address"), role(line), line.text("by"), line.text("on")));
        }
        return accepted;
    }

    private static Role role(YamlObject line) throws Misfit {
        for (Role role : Role.values()) {
            if (role.name().toLowerCase(Locale.ROOT).replace('_', '-').equals(line.text("role"))) {
                return role;
            }
        }
        throw line.misfit("role", "a role is to, cc, bcc, from, reply-to, link, selector or none");
    }

    private static Map<String, String> placeholders(YamlObject root, Grant grant) throws Misfit {
        Map<String, String> placeholders = root.textMap("placeholders");
        Set<String> granted =
                grant.secrets().stream()
                        .map(SecretGrant::name)
                        .map(SecretName::value)
                        .collect(Collectors.toSet());
        for (Map.Entry<String, String> each : placeholders.entrySet()) {
            if (!granted.contains(each.getKey()) || each.getValue().length() < 8) {
                YamlObject where = root.object("placeholders");
                throw where.misfit(
                        each.getKey(),
                        "a placeholder is a text of eight characters or more for a secret under \"grant\"");
            }
        }
        return placeholders;
    }

    private static Map<String, YamlObject> calls(YamlObject root) throws Misfit {
        Map<String, YamlObject> calls = new LinkedHashMap<>();
        YamlObject all = root.objectIfAny("calls");
        if (all != null) {
            for (String name : all.keys()) {
                if (!name.matches(StepFile.HANDLE)) {
                    throw all.misfit(name, "a call is named by small letters, digits and hyphens");
                }
                YamlObject call = all.object(name);
                call.only("tool", "arguments");
                if (call.text("tool").isEmpty()) {
                    throw call.misfit("tool", "\"tool\" is empty");
                }
                calls.put(name, call);
            }
        }
        return calls;
    }

    private List<Play> plays(YamlObject root, String key, Play.Side side) throws Misfit {
        List<Play> plays = new ArrayList<>();
        for (YamlObject from : root.objects(key)) {
            from.only("name", "package", "contract", "steps");
            String name = from.text("name");
            if (!name.matches("[a-z0-9][a-z0-9-]{0,79}")
                    || plays.stream().anyMatch(play -> play.name().equals(name))) {
                throw from.misfit(
                        "name",
                        "a play is named once, by small letters, digits and hyphens: " + name);
            }
            Path program = program(from);
            boolean learned = learned(from, program);
            StepFile steps =
                    new StepFile(new CaseFiles(folder), calls(root), side, program != null);
            List<Step> read = new ArrayList<>();
            for (YamlObject step : from.objects("steps")) {
                read.add(steps.step(step));
            }
            Play play = new Play(name, side, program, learned, read);
            if (!saysSomething(play)) {
                throw from.misfit(
                        "name",
                        side == Play.Side.ATTACK
                                ? "a play under \"attack\" has a step that is denied, or one with \"seen-by\""
                                : "a play under \"twins\" has a step that is allowed");
            }
            plays.add(play);
        }
        return plays;
    }

    private static boolean learned(YamlObject from, @Nullable Path program) throws Misfit {
        if (!from.has("contract")) {
            return false;
        }
        if (program != null || !from.text("contract").equals("learned")) {
            throw from.misfit(
                    "contract", "the contract of a play can only be learned, and of no package");
        }
        return true;
    }

    private static boolean saysSomething(Play play) {
        return play.steps().stream()
                .filter(step -> step instanceof Step.Judged judged && !judged.isSilent())
                .map(step -> Play.counted(((Step.Judged) step).expected()))
                .anyMatch(counted ->
                        (counted == Play.Counted.HONEST) == (play.side() == Play.Side.TWIN));
    }
}
