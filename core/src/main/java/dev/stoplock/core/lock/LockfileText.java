package dev.stoplock.core.lock;

import dev.stoplock.core.json.YamlObject;
import dev.stoplock.core.json.YamlObject.Misfit;
import dev.stoplock.core.model.AcceptedDestination;
import dev.stoplock.core.model.Closure;
import dev.stoplock.core.model.Digest;
import dev.stoplock.core.model.Grant;
import dev.stoplock.core.model.Interpreter;
import dev.stoplock.core.model.LockEntry;
import dev.stoplock.core.model.LockedPackage;
import dev.stoplock.core.model.PackageRef;
import dev.stoplock.core.model.Review;
import dev.stoplock.core.model.Role;
import dev.stoplock.core.model.ServerName;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * The text of a {@code stoplock.lock}: YAML in a stable order, one package a line, so that git
 * merges it well. What is written reads back as the same value; what it does not know, it refuses.
 */
public final class LockfileText {

    private static final String HEAD =
            """
            # What each server may run and what it asks for. Review changes here as you review code.
            # An entry that changed does not start until a person accepts it: stoplock add --replace
            version: 1
            """;

    private LockfileText() {}

    /** Reads the text; complaints are {@code file:line: sentence}. */
    public static Lockfile parse(String file, String text) throws Misfit {
        refuseConflicts(file, text);
        YamlObject root = YamlObject.root(file, text);
        checkVersion(root);
        root.only("version", "servers");
        List<LockEntry> entries = new ArrayList<>();
        YamlObject servers = root.objectIfAny("servers");
        if (servers != null) {
            for (String name : servers.keys()) {
                entries.add(entry(fit(servers, name, name, ServerName::new), servers.object(name)));
            }
        }
        return new Lockfile(entries);
    }

    private static void refuseConflicts(String file, String text) throws Misfit {
        int line = 0;
        for (String content : text.lines().toList()) {
            line++;
            if (content.matches("(<<<<<<<|=======|>>>>>>>|\\|\\|\\|\\|\\|\\|\\|)( .*)?")) {
                // A mapping made for the complaint only, so that all complaints look alike.
                throw YamlObject.root(file, "{}")
                        .misfitAt(
                                line,
                                "git left merge conflict markers here; settle the conflict, then try again");
            }
        }
    }

    private static void checkVersion(YamlObject root) throws Misfit {
        String version = root.text("version");
        if (version.matches("[0-9]{1,9}") && Integer.parseInt(version) > Lockfile.VERSION) {
            throw root.misfit(
                    "version",
                    "a newer stoplock wrote this lockfile (version "
                            + version
                            + "); this one reads version "
                            + Lockfile.VERSION);
        }
        if (!version.equals(Integer.toString(Lockfile.VERSION))) {
            throw root.misfit("version", "the version must be " + Lockfile.VERSION);
        }
    }

    private static LockEntry entry(ServerName server, YamlObject from) throws Misfit {
        from.only(
                "package",
                "tree",
                "entry",
                "interpreter",
                "packages",
                "grant",
                "accepted-destinations",
                "contracts",
                ContractsText.START,
                "review");
        List<LockedPackage> packages = new ArrayList<>();
        for (YamlObject line : from.objects("packages")) {
            line.only("path", "package", "archive");
            packages.add(
                    new LockedPackage(
                            line.text("path"),
                            fit(line, "package", line.text("package"), PackageRef::parse),
                            fit(line, "archive", line.text("archive"), Digest::parse)));
        }
        YamlObject node = from.object("interpreter");
        node.only("name", "version", "digest");
        Interpreter interpreter =
                new Interpreter(
                        node.text("name"),
                        node.text("version"),
                        fit(node, "digest", node.text("digest"), Digest::parse));
        Digest tree = fit(from, "tree", from.text("tree"), Digest::parse);
        Closure closure =
                fit(
                        from,
                        "entry",
                        from.text("entry"),
                        entry -> new Closure(tree, interpreter, entry, packages));
        List<AcceptedDestination> accepted = new ArrayList<>();
        for (YamlObject line : from.objects("accepted-destinations")) {
            line.only("address", "role", "by", "on");
            accepted.add(
                    new AcceptedDestination(
                            line.text("address"),
                            fit(line, "role", line.text("role"), LockfileText::role),
                            line.text("by"),
                            line.text("on")));
        }
        PackageRef ref = fit(from, "package", from.text("package"), PackageRef::parse);
        return new LockEntry(
                server,
                ref,
                closure,
                grant(from.object("grant")),
                accepted,
                ContractsText.of(from),
                review(from.object("review")));
    }

    private static Review review(YamlObject from) throws Misfit {
        from.only("by", "self-declared", "why", "at");
        return new Review(
                from.text("by"),
                from.truth("self-declared"),
                from.text("why"),
                fit(from, "at", from.text("at"), LockfileText::instant));
    }

    private static Instant instant(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("not a time as 2026-01-31T12:00:00Z", e);
        }
    }

    private static Role role(String text) {
        for (Role role : Role.values()) {
            if (text.equals(word(role))) {
                return role;
            }
        }
        throw new IllegalArgumentException("not a role: expected to, cc, bcc, reply-to, from, …");
    }

    private static Grant grant(YamlObject from) throws Misfit {
        from.only(GrantText.KEYS.toArray(String[]::new));
        return GrantText.of(from);
    }

    static <T> T fit(YamlObject where, String key, String text, Function<String, T> reader)
            throws Misfit {
        try {
            return reader.apply(text);
        } catch (IllegalArgumentException e) {
            throw where.misfit(key, String.valueOf(e.getMessage()));
        }
    }

    /**
     * Writes the text. Throws IllegalArgumentException where a value cannot stand in YAML at all (a
     * lone surrogate).
     */
    public static String render(Lockfile lockfile) {
        StringBuilder out = new StringBuilder(HEAD);
        out.append(lockfile.entries().isEmpty() ? "servers: {}\n" : "servers:\n");
        for (LockEntry entry : lockfile.entries()) {
            Closure closure = entry.closure();
            Interpreter node = closure.interpreter();
            line(out, 1, quoted(entry.server()) + ":");
            line(out, 2, "package: " + quoted(entry.ref()));
            line(out, 2, "tree: " + quoted(closure.tree()));
            line(out, 2, "entry: " + quoted(closure.entry()));
            line(
                    out,
                    2,
                    "interpreter: {name: "
                            + quoted(node.name())
                            + ", version: "
                            + quoted(node.version())
                            + ", digest: "
                            + quoted(node.digest())
                            + "}");
            list(
                    out,
                    2,
                    "packages",
                    closure.packages().stream().map(LockfileText::packageLine).toList());
            line(out, 2, "grant:");
            GrantText.lines(out, 3, entry.grant());
            list(
                    out,
                    2,
                    "accepted-destinations",
                    entry.acceptedDestinations().stream().map(LockfileText::acceptedLine).toList());
            ContractsText.lines(out, 2, entry.contracts());
            ContractsText.startLines(out, 2, entry.contracts());
            Review review = entry.review();
            line(out, 2, "review:");
            line(out, 3, "by: " + quoted(review.by()));
            line(out, 3, "self-declared: " + review.selfDeclared());
            line(out, 3, "why: " + quoted(review.why()));
            line(out, 3, "at: " + quoted(review.at()));
        }
        return out.toString();
    }

    private static String packageLine(LockedPackage one) {
        return "{path: "
                + quoted(one.path())
                + ", package: "
                + quoted(one.ref())
                + ", archive: "
                + quoted(one.archive())
                + "}";
    }

    private static String acceptedLine(AcceptedDestination one) {
        return "{address: "
                + quoted(one.address())
                + ", role: "
                + quoted(word(one.role()))
                + ", by: "
                + quoted(one.by())
                + ", on: "
                + quoted(one.on())
                + "}";
    }

    static String word(Role role) {
        return role.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static void list(StringBuilder out, int depth, String key, List<String> items) {
        line(out, depth, items.isEmpty() ? key + ": []" : key + ":");
        items.forEach(item -> line(out, depth + 1, "- " + item));
    }

    static void line(StringBuilder out, int depth, String content) {
        out.append("  ".repeat(depth)).append(content).append('\n');
    }

    static String quoted(Object value) {
        return Quoted.yaml(value.toString());
    }
}
