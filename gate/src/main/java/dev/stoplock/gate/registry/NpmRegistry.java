package dev.stoplock.gate.registry;

import dev.stoplock.core.json.Json;
import dev.stoplock.core.json.JsonWriter;
import dev.stoplock.core.model.Closure;
import dev.stoplock.core.model.Digest;
import dev.stoplock.core.model.Interpreter;
import dev.stoplock.core.model.LockedPackage;
import dev.stoplock.core.model.PackageRef;
import dev.stoplock.core.model.Refusal.Exit;
import dev.stoplock.gate.port.Refused;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.semver4j.Semver;

/**
 * npm packages, fetched whole and verified: npm resolves, then every tarball is checked against its
 * sha512 and unpacked here. What npm itself unpacked is thrown away unread, except for its list of
 * what goes where.
 */
public final class NpmRegistry {

    private final Map<String, String> environment;

    /** {@code environment} is the user's: npm's configuration, certificates, PATH. */
    public NpmRegistry(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    /**
     * Puts the package with all its dependencies into the store. {@code registryUrl} stands for
     * npm's own registry setting; null leaves that. Refuses (exit 5, rules {@code lock.*}) whatever
     * is not vouched for by a sha512; exit 7 without npm or node.
     */
    public Fetched fetch(
            PackageRef ref, @Nullable String registryUrl, Path store, Progress progress)
            throws Refused, IOException {
        Path work = Files.createTempDirectory(store, ".fetch-");
        try {
            Interpreter node = new Interpreters(store, environment).find("node");
            Path project = Files.createDirectory(work.resolve("npm"));
            Files.writeString(project.resolve("package.json"), JsonWriter.compact(asked(ref)));
            NpmClient npm = new NpmClient(environment, registryUrl);
            npm.resolve(project, ref, progress);
            Path hidden = project.resolve("node_modules/.package-lock.json");
            List<Placed> placed = Files.isRegularFile(hidden) ? Placed.read(hidden) : List.of();
            String main = "node_modules/" + ref.name();
            if (placed.stream()
                    .noneMatch(one -> one.path().equals(main) && one.ref().equals(ref))) {
                throw new Refused(
                        Exit.LOCK,
                        "lock.other-package",
                        "npm did not place " + ref,
                        "check the version: npm view " + ref.name() + " versions");
            }
            progress.step("checking and unpacking " + placed.size() + " packages");
            Path tree = Files.createTempDirectory(store, ".tree-");
            try {
                List<LockedPackage> packages =
                        unpack(placed, new Cacache(npm.cache(project, ref)), tree);
                PackageJson own = PackageJson.read(tree.resolve(main), ref);
                requireEngine(own, node);
                String entry = main + "/" + own.entry();
                Digest digest = new TreeStore(store, environment).adopt(tree);
                Path place = new TreeStore(store, environment).path(digest);
                return new Fetched(ref, new Closure(digest, node, entry, packages), place);
            } finally {
                TreeStore.remove(tree);
            }
        } finally {
            TreeStore.remove(work);
        }
    }

    private static Json.Obj asked(PackageRef ref) {
        return Json.object()
                .put("name", "stoplock-fetch")
                .put("version", "0.0.0")
                .put("private", true)
                .put("dependencies", Json.object().put(ref.name(), ref.version()).build())
                .build();
    }

    /** Parents come before what lies in them, for paths are in order. */
    private static List<LockedPackage> unpack(List<Placed> placed, Cacache cache, Path tree)
            throws Refused, IOException {
        Unpacker unpacker = new Unpacker(tree, Unpacker.Limits.DEFAULT);
        Map<String, Digest> archives = new HashMap<>();
        List<LockedPackage> packages = new ArrayList<>();
        for (Placed one : placed) {
            Digest archive = one.archive();
            if (archive != null) {
                unpacker.unpack(one.ref(), one.path(), cache.tarball(one.ref(), archive));
            } else {
                archive = archives.get(parent(one.path()));
            }
            if (archive == null) {
                throw new Refused(
                        Exit.LOCK,
                        "lock.no-integrity",
                        one.ref() + " is bundled in no package that was placed",
                        "use another version");
            }
            PackageJson.read(tree.resolve(one.path()), one.ref());
            archives.put(one.path(), archive);
            packages.add(new LockedPackage(one.path(), one.ref(), archive));
        }
        return packages;
    }

    private static String parent(String path) {
        int inner = path.lastIndexOf("/node_modules/");
        return inner < 0 ? "" : path.substring(0, inner);
    }

    private static void requireEngine(PackageJson own, Interpreter node) throws Refused {
        String range = own.nodeRange();
        if (range == null || range.isBlank()) {
            return;
        }
        Semver version = Semver.coerce(node.version());
        if (version == null || !version.satisfies(range)) {
            throw new Refused(
                    Exit.LOCK,
                    "lock.engine",
                    own.ref()
                            + " wants node "
                            + range.replaceAll("\\p{C}", "")
                            + ", and node here is "
                            + node.version(),
                    "put a fitting node on PATH, or lock another version");
        }
    }
}
