package dev.stoplock.gate.registry;

import dev.stoplock.core.json.Json;
import dev.stoplock.core.json.JsonLimits;
import dev.stoplock.core.json.JsonReader;
import dev.stoplock.core.json.JsonResult;
import dev.stoplock.core.lock.TreePath;
import dev.stoplock.core.model.Digest;
import dev.stoplock.core.model.Ecosystem;
import dev.stoplock.core.model.PackageRef;
import dev.stoplock.core.model.Refusal.Exit;
import dev.stoplock.gate.port.Refused;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One package that npm would place for this platform: where, which, and its tarball's sha512; null
 * where the package lies in its parent's tarball (bundled). Read from npm's hidden lockfile, {@code
 * node_modules/.package-lock.json} (lockfileVersion 3,
 * docs.npmjs.com/cli/configuring-npm/package-lock-json).
 */
record Placed(String path, PackageRef ref, @Nullable Digest archive) {

    private static final JsonLimits LIMITS = new JsonLimits(64 << 20, 32);
    private static final String HINT =
            "a locked server needs every package from a registry, with its sha512; ask its author, or use another version";

    /** All placed packages in path order. Refuses what no registry vouches for. */
    static List<Placed> read(Path hiddenLockfile) throws Refused, IOException {
        JsonResult read = JsonReader.read(Files.readAllBytes(hiddenLockfile), LIMITS);
        if (!(read instanceof JsonResult.Parsed(Json.Obj lock))
                || !(lock.at("packages") instanceof Json.Obj packages)) {
            throw refuse("lock.npm-unreadable", "npm's list of what it placed cannot be read");
        }
        List<Placed> placed = new ArrayList<>();
        for (Map.Entry<String, Json> entry : packages.members().entrySet()) {
            if (!(entry.getValue() instanceof Json.Obj facts)) {
                throw refuse(
                        "lock.npm-unreadable",
                        "npm's list of what it placed has an entry without facts");
            }
            placed.add(placed(entry.getKey(), facts));
        }
        placed.sort(Comparator.comparing(Placed::path));
        return placed;
    }

    private static Placed placed(String path, Json.Obj facts) throws Refused {
        String shown = TreePath.shown(path);
        if (!path.startsWith("node_modules/") || TreePath.problem(path) != null) {
            throw refuse("lock.npm-unreadable", "npm placed a package outside the tree: " + shown);
        }
        boolean bundled = isTrue(facts.at("inBundle"));
        String resolved = facts.text("resolved");
        if (isTrue(facts.at("link")) || startsWith(resolved, "file:")) {
            throw refuse(
                    "lock.link-dependency",
                    shown + " is a link or a local file, not a package of a registry");
        }
        if (startsWith(resolved, "git")) {
            throw refuse(
                    "lock.git-dependency",
                    shown + " comes from a git repository, which no registry's digest covers");
        }
        PackageRef ref = ref(path, facts);
        if (bundled) {
            return new Placed(path, ref, null);
        }
        for (String group : List.of("dependencies", "optionalDependencies", "peerDependencies")) {
            refuseForeignSources(ref, facts.at(group));
        }
        return new Placed(path, ref, integrity(ref, facts.text("integrity")));
    }

    private static PackageRef ref(String path, Json.Obj facts) throws Refused {
        String name = facts.text("name");
        String version = facts.text("version");
        try {
            String own =
                    name == null
                            ? path.substring(
                                    path.lastIndexOf("node_modules/") + "node_modules/".length())
                            : name;
            return new PackageRef(Ecosystem.NPM, own, version == null ? "" : version);
        } catch (IllegalArgumentException e) {
            throw refuse(
                    "lock.bad-package",
                    TreePath.shown(path)
                            + " has a name or version that is none: "
                            + e.getMessage());
        }
    }

    // Threat: a URL's bytes change without a new version; npm would lock them by whatever digest
    // they have today.
    private static void refuseForeignSources(PackageRef ref, @Nullable Json dependencies)
            throws Refused {
        if (!(dependencies instanceof Json.Obj list)) {
            return;
        }
        for (Map.Entry<String, Json> one : list.members().entrySet()) {
            String wanted = one.getValue() instanceof Json.Str(String text) ? text : "";
            boolean alias = wanted.startsWith("npm:") && wanted.indexOf(':', 4) < 0;
            if (!alias && (wanted.contains(":") || wanted.contains("/"))) {
                String rule =
                        wanted.contains("git") || !wanted.contains(":")
                                ? "lock.git-dependency"
                                : "lock.url-dependency";
                throw refuse(
                        rule,
                        ref
                                + " takes "
                                + TreePath.shown(one.getKey())
                                + " from "
                                + TreePath.shown(wanted)
                                + ", not from a registry");
            }
        }
    }

    private static Digest integrity(PackageRef ref, @Nullable String integrity) throws Refused {
        if (integrity == null) {
            throw refuse("lock.no-integrity", ref + " has no integrity digest");
        }
        for (String one : integrity.strip().split("\\s+")) {
            if (one.startsWith("sha512-")) {
                try {
                    return Digest.of(
                            Digest.Algorithm.SHA512,
                            Base64.getDecoder().decode(one.substring("sha512-".length())));
                } catch (IllegalArgumentException e) {
                    throw refuse(
                            "lock.no-integrity",
                            ref + " has an integrity that is no sha512 digest");
                }
            }
        }
        throw refuse("lock.no-integrity", ref + " has no sha512 integrity, only a weaker one");
    }

    private static boolean isTrue(@Nullable Json value) {
        return value instanceof Json.Bool(boolean truth) && truth;
    }

    private static boolean startsWith(@Nullable String text, String start) {
        return text != null && text.startsWith(start);
    }

    private static Refused refuse(String rule, String sentence) {
        return new Refused(Exit.LOCK, rule, sentence, HINT);
    }
}
