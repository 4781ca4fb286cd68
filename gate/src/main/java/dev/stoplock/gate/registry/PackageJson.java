package dev.stoplock.gate.registry;

import dev.stoplock.core.json.Json;
import dev.stoplock.core.json.JsonLimits;
import dev.stoplock.core.json.JsonReader;
import dev.stoplock.core.json.JsonResult;
import dev.stoplock.core.lock.TreePath;
import dev.stoplock.core.model.PackageRef;
import dev.stoplock.core.model.Refusal.Exit;
import dev.stoplock.gate.port.Refused;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What an unpacked package says of itself (docs.npmjs.com/cli/configuring-npm/package-json):
 * checked against what was asked for.
 */
record PackageJson(PackageRef ref, Path folder, Json.Obj facts) {

    private static final Pattern NODE =
            Pattern.compile("#!\\s*(/usr)?(/local)?/bin/(env\\s+(-S\\s+)?)?node(\\s.*)?");

    /**
     * Reads {@code folder/package.json}. Threat: a registry's metadata and the tarball may name two
     * different packages; what would be reviewed is then not what would run.
     */
    static PackageJson read(Path folder, PackageRef ref) throws Refused, IOException {
        if (!Files.isRegularFile(folder.resolve("package.json"))) {
            throw refuse(
                    "lock.other-package",
                    ref + " is not where npm says it is bundled",
                    "use another version");
        }
        byte[] bytes = Files.readAllBytes(folder.resolve("package.json"));
        boolean mark =
                bytes.length > 3
                        && bytes[0] == (byte) 0xEF
                        && bytes[1] == (byte) 0xBB
                        && bytes[2] == (byte) 0xBF;
        JsonResult read =
                JsonReader.read(
                        mark ? Arrays.copyOfRange(bytes, 3, bytes.length) : bytes,
                        JsonLimits.MESSAGE);
        if (!(read instanceof JsonResult.Parsed(Json.Obj facts))) {
            throw refuse(
                    "lock.bad-tarball",
                    "the package.json of " + ref + " cannot be read",
                    "use another version");
        }
        String name = facts.text("name");
        String version = facts.text("version");
        if (!ref.name().equals(name)
                || version == null
                || !plain(ref.version()).equals(plain(version))) {
            throw refuse(
                    "lock.other-package",
                    "the tarball of " + ref + " says it is " + TreePath.shown(name + "@" + version),
                    "do not use it; the registry and the tarball must say the same");
        }
        return new PackageJson(ref, folder, facts);
    }

    private static String plain(String version) {
        String bare = version.strip().replaceFirst("^[v=]+", "");
        int build = bare.indexOf('+');
        return build < 0 ? bare : bare.substring(0, build);
    }

    @Nullable String nodeRange() {
        return facts.at("engines") instanceof Json.Obj engines ? engines.text("node") : null;
    }

    /** The path, inside the package, of the program it brings: a JavaScript file that node runs. */
    String entry() throws Refused, IOException {
        String named = bin();
        String path = named.startsWith("./") ? named.substring(2) : named;
        Path file = folder.resolve(path);
        if (TreePath.problem(path) != null || !Files.isRegularFile(file)) {
            throw refuse(
                    "lock.no-entry",
                    ref + " names a program that is not in it: " + TreePath.shown(path),
                    "use another version");
        }
        if (!path.matches(".*\\.[cm]?js") && !NODE.matcher(firstLine(file)).matches()) {
            throw refuse(
                    "lock.no-entry",
                    "the program of "
                            + ref
                            + " is not JavaScript for node: "
                            + TreePath.shown(path),
                    "only servers that node runs can be locked now");
        }
        return path;
    }

    private String bin() throws Refused {
        switch (facts.at("bin")) {
            case Json.Str(String path) -> {
                return path;
            }
            case Json.Obj bins -> {
                String own = bins.text(ref.unscopedName());
                List<String> paths = new ArrayList<>();
                bins.members().keySet().forEach(name -> paths.add(String.valueOf(bins.text(name))));
                if (own != null || paths.stream().distinct().count() == 1) {
                    return own != null ? own : paths.getFirst();
                }
                throw refuse(
                        "lock.no-entry",
                        ref + " brings several programs, none of them named " + ref.unscopedName(),
                        "use another version");
            }
            case null, default ->
                    throw refuse(
                            "lock.no-entry",
                            ref + " brings no program (its package.json has no bin)",
                            "is it a server?");
        }
    }

    private static String firstLine(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return new String(in.readNBytes(200), StandardCharsets.ISO_8859_1)
                    .lines()
                    .findFirst()
                    .orElse("");
        }
    }

    private static Refused refuse(String rule, String sentence, String hint) {
        return new Refused(Exit.LOCK, rule, sentence, hint);
    }
}
