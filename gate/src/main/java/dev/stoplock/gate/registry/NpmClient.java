package dev.stoplock.gate.registry;

import dev.stoplock.core.json.Json;
import dev.stoplock.core.json.JsonLimits;
import dev.stoplock.core.json.JsonReader;
import dev.stoplock.core.json.JsonResult;
import dev.stoplock.core.model.PackageRef;
import dev.stoplock.core.model.Refusal.Exit;
import dev.stoplock.gate.port.Refused;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The user's ordinary npm client, with the user's own configuration, certificate variables and
 * cache (a minimum release age stays in force), and with everything off that would run code:
 * lifecycle scripts, and git, URL, file and folder dependencies.
 */
final class NpmClient {

    private static final long MINUTES = 15;
    private static final JsonLimits ANSWER = new JsonLimits(8 << 20, 64);
    private static final Pattern WANTED =
            Pattern.compile("wanted (sha512-\\S+) but got (sha512-\\S+)");

    private final Map<String, String> environment;
    private final @Nullable String registryUrl;

    NpmClient(Map<String, String> environment, @Nullable String registryUrl) {
        this.environment = withoutLoaders(environment);
        this.registryUrl = registryUrl;
    }

    /** What a child inherits: all but what makes loaders and runtimes load further code. */
    static Map<String, String> withoutLoaders(Map<String, String> environment) {
        Map<String, String> kept = new HashMap<>(environment);
        kept.keySet()
                .removeIf(name ->
                        name.startsWith("LD_")
                                || name.equals("NODE_OPTIONS")
                                || name.equals("JAVA_TOOL_OPTIONS")
                                || name.equals("NODE_PATH"));
        return kept;
    }

    /**
     * Resolves the package of {@code folder}'s package.json and fills npm's cache with every
     * tarball it places here.
     */
    void resolve(Path folder, PackageRef ref, Progress progress) throws Refused, IOException {
        progress.step("npm resolves " + ref);
        run(folder, ref, List.of("install", "--package-lock-only"));
        progress.step("npm downloads its dependencies");
        run(folder, ref, List.of("ci"));
    }

    /** The cache folder npm uses. */
    Path cache(Path folder, PackageRef ref) throws Refused, IOException {
        String said = run(folder, ref, List.of("config", "get", "cache")).strip();
        String path =
                said.startsWith("\"") && said.endsWith("\"")
                        ? said.substring(1, said.length() - 1)
                        : said;
        if (!path.startsWith("/")) {
            throw new Refused(
                    Exit.PREREQUISITE,
                    "lock.npm-failed",
                    "npm names no cache folder",
                    "see npm config get cache");
        }
        return Path.of(path);
    }

    private String run(Path folder, PackageRef ref, List<String> words)
            throws Refused, IOException {
        List<String> command = new ArrayList<>(List.of("npm"));
        command.addAll(words);
        boolean config = words.getFirst().equals("config");
        if (!config) {
            command.addAll(
                    List.of(
                            "--ignore-scripts",
                            "--no-audit",
                            "--no-fund",
                            "--json",
                            "--no-workspaces",
                            "--no-dry-run"));
            command.addAll(
                    List.of(
                            "--package-lock=true",
                            "--global=false",
                            "--install-strategy=hoisted",
                            "--bin-links=false"));
            // Threat: a git dependency makes npm run git, and with it a repository's own settings.
            // Older clients know no
            // --allow-*, so git itself is taken away too. Not --allow-remote=none: npm reads a
            // package that bundles others by
            // its tarball's URL; what a URL dependency placed is refused afterwards, by its
            // dependent's own words.
            command.addAll(
                    List.of("--allow-git=none", "--allow-file=none", "--allow-directory=none"));
            command.add("--git=/bin/false");
            if (registryUrl != null) {
                command.add("--registry=" + registryUrl);
            }
        }
        Path out = Files.createTempFile(folder, ".npm-", ".out");
        Path err = Files.createTempFile(folder, ".npm-", ".err");
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        builder.redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        Process npm;
        try {
            npm = builder.start();
        } catch (IOException e) {
            throw new Refused(
                    Exit.PREREQUISITE,
                    "lock.npm-missing",
                    "npm cannot be started",
                    "install Node.js with npm, and have it on PATH");
        }
        try {
            if (!npm.waitFor(MINUTES, TimeUnit.MINUTES)) {
                throw new Refused(
                        Exit.FAILED,
                        "lock.npm-failed",
                        "npm did not end within " + MINUTES + " minutes",
                        "see whether the registry answers: npm ping");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Refused(
                    Exit.FAILED,
                    "lock.npm-failed",
                    "the wait for npm was interrupted",
                    "run the command again");
        } finally {
            npm.descendants().forEach(ProcessHandle::destroyForcibly);
            npm.destroyForcibly();
        }
        if (npm.exitValue() != 0) {
            throw translated(ref, Files.readAllBytes(out));
        }
        return config ? Files.readString(out, StandardCharsets.UTF_8) : "";
    }

    /** npm's own error (its --json form: error.code, summary, detail) as one sentence of ours. */
    static Refused translated(PackageRef ref, byte[] answer) {
        String code = "";
        String summary = "npm gave no reason";
        String detail = "";
        if (JsonReader.read(answer, ANSWER) instanceof JsonResult.Parsed(Json.Obj top)
                && top.at("error") instanceof Json.Obj error) {
            code = error.text("code") == null ? "" : String.valueOf(error.text("code"));
            summary = line(String.valueOf(error.text("summary")));
            detail = line(String.valueOf(error.text("detail")));
        }
        String all = summary + " " + detail;
        return switch (code) {
            case "EINTEGRITY" -> otherBytes(ref, all);
            case "E404" ->
                    refused(
                            "lock.not-found",
                            ref,
                            "the registry does not have all of it",
                            summary,
                            "check the name: npm view " + ref.name());
            case "ETARGET", "ENOVERSIONS" ->
                    refused(
                            "lock.no-version",
                            ref,
                            "no version fits",
                            summary,
                            "check the version, and npm's own before and min-release-age: npm view "
                                    + ref.name()
                                    + " versions");
            case "EALLOWGIT" ->
                    refused(
                            "lock.git-dependency",
                            ref,
                            "it takes code from a git repository",
                            detail.isEmpty() ? summary : detail,
                            "a locked server needs every package from a registry; use another version");
            case "EALLOWREMOTE", "EALLOWFILE", "EALLOWDIRECTORY" ->
                    refused(
                            "lock.url-dependency",
                            ref,
                            "it takes code from a URL or a local file",
                            all,
                            "a locked server needs every package from a registry; use another version");
            case "EBADPLATFORM" ->
                    refused(
                            "lock.platform",
                            ref,
                            "it is not made for this platform",
                            summary,
                            "use another version or machine");
            case "EBADENGINE" ->
                    refused(
                            "lock.engine",
                            ref,
                            "it wants another version of node",
                            summary,
                            "put a fitting node on PATH");
            case "E401", "E403", "ENEEDAUTH" ->
                    refused(
                            "lock.registry-denied",
                            ref,
                            "the registry does not let you have it",
                            summary,
                            "check npm whoami and your .npmrc");
            case "ECONNREFUSED",
                    "ECONNRESET",
                    "ENOTFOUND",
                    "ETIMEDOUT",
                    "EAI_AGAIN",
                    "ERR_SOCKET_TIMEOUT",
                    "ENETUNREACH",
                    "EHOSTUNREACH",
                    "ENOTCACHED" ->
                    refused(
                            "lock.registry-unreachable",
                            ref,
                            "the registry cannot be reached",
                            summary,
                            "see whether npm ping works here");
            default ->
                    all.contains("git error") || all.contains("/bin/false")
                            ? refused(
                                    "lock.git-dependency",
                                    ref,
                                    "it takes code from a git repository",
                                    summary,
                                    "a locked server needs every package from a registry; use another version")
                            : refused(
                                    "lock.npm-failed",
                                    ref,
                                    "npm cannot resolve it",
                                    code.isEmpty() ? summary : code + ": " + summary,
                                    "try npm view " + ref.name());
        };
    }

    private static Refused otherBytes(PackageRef ref, String all) {
        Matcher digests = WANTED.matcher(all);
        Matcher name = Pattern.compile("(https?://\\S+?\\.tgz)").matcher(all);
        String what = name.find() ? name.group(1) + " (for " + ref + ")" : "a package of " + ref;
        return digests.find()
                ? Cacache.otherBytes(what, digests.group(1), digests.group(2))
                : Cacache.otherBytes(what, "its integrity", "something else");
    }

    private static Refused refused(
            String rule, PackageRef ref, String what, String reason, String hint) {
        return new Refused(
                Exit.LOCK,
                rule,
                "cannot lock " + ref + ": " + what + " (npm: " + reason + ")",
                hint);
    }

    /** The first line, without control or direction characters, cut. */
    private static String line(String text) {
        String first =
                text.lines()
                        .findFirst()
                        .orElse("")
                        .replaceAll("[\\p{C}\\u2028\\u2029]", "")
                        .strip();
        return first.length() <= 400 ? first : first.substring(0, 400) + "…";
    }
}
