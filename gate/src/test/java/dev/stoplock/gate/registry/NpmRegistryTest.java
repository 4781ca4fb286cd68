package dev.stoplock.gate.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.stoplock.core.json.Json;
import dev.stoplock.core.model.PackageRef;
import dev.stoplock.core.model.Refusal;
import dev.stoplock.core.model.Refusal.Exit;
import dev.stoplock.gate.port.Refused;
import dev.stoplock.gate.registry.LoopbackRegistry.Tarball;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** The ordinary npm client against a registry on loopback. */
class NpmRegistryTest {

    @TempDir(cleanup = CleanupMode.ALWAYS)
    Path folder;

    private LoopbackRegistry registry;
    private Path store;

    @BeforeEach
    void start() throws IOException {
        registry = new LoopbackRegistry();
        store = Files.createDirectory(folder.resolve("store"));
    }

    @AfterEach
    void stop() throws IOException {
        registry.close();
        TreeStore.remove(store);
    }

    private Map<String, String> environment() {
        Map<String, String> environment = new HashMap<>(System.getenv());
        environment
                .keySet()
                .removeIf(
                        name -> name.toLowerCase(java.util.Locale.ROOT).startsWith("npm_config_"));
        environment.put("npm_config_cache", folder.resolve("cache").toString());
        environment.put("npm_config_userconfig", folder.resolve("npmrc").toString());
        environment.put("npm_config_fetch_retries", "0");
        environment.put("npm_config_update_notifier", "false");
        return environment;
    }

    private Fetched fetch(String ref) throws Refused, IOException {
        return new NpmRegistry(environment())
                .fetch(PackageRef.parse(ref), registry.url(), store, Progress.SILENT);
    }

    private Refusal refusal(String ref) {
        return catchThrowableOfType(Refused.class, () -> fetch(ref)).refusal();
    }

    private static Json.Builder pkg(String name, String version) {
        return Json.object().put("name", name).put("version", version);
    }

    private static Json.Obj server(String name) {
        return pkg(name, "1.0.0").put("bin", "./cli.js").build();
    }

    private static Tarball cli() throws IOException {
        return new Tarball().file("package/cli.js", "#!/usr/bin/env node\nconsole.log(1)\n");
    }

    private static Json.Obj names(String... pairs) {
        Json.Builder object = Json.object();
        for (int i = 0; i < pairs.length; i += 2) {
            object.put(pairs[i], pairs[i + 1]);
        }
        return object.build();
    }

    @Test
    void aClosureWithADependencyAndABundledOneIsPlacedExactlyAndVerifies() throws Exception {
        registry.publish(
                pkg("dep", "2.0.0").build(),
                new Tarball().file("other-top/index.js", "dep", 0104755));
        Json.Obj main =
                server("@scope/main")
                        .with("dependencies", names("dep", "^2.0.0", "inner", "1.0.0"))
                        .with("bundleDependencies", Json.strings(java.util.List.of("inner")))
                        .with("engines", names("node", ">=18"))
                        .with(
                                "scripts",
                                names(
                                        "preinstall",
                                        "touch " + folder.resolve("ran"),
                                        "install",
                                        "touch " + folder.resolve("ran"),
                                        "postinstall",
                                        "touch " + folder.resolve("ran")));
        registry.publish(
                main,
                cli().file(
                                "package/node_modules/inner/package.json",
                                "{\"name\":\"inner\",\"version\":\"1.0.0\"}")
                        .file("package/node_modules/inner/i.js", "inner"));
        Fetched fetched = fetch("npm:@scope/main@1.0.0");
        assertThat(fetched.closure().entry()).isEqualTo("node_modules/@scope/main/cli.js");
        assertThat(fetched.closure().packages().stream().map(one -> one.path() + " " + one.ref()))
                .containsExactly(
                        "node_modules/@scope/main npm:@scope/main@1.0.0",
                        "node_modules/@scope/main/node_modules/inner npm:inner@1.0.0",
                        "node_modules/dep npm:dep@2.0.0");
        assertThat(new TreeStore(store, System.getenv()).verify(fetched.closure()).tree())
                .isEqualTo(fetched.tree());
        assertThat(fetched.tree().resolve("node_modules/@scope/main/node_modules/inner/i.js"))
                .hasContent("inner");
        assertThat(fetched.tree().resolve("node_modules/dep/index.js")).hasContent("dep");
        assertThat(
                        Files.getAttribute(
                                fetched.tree().resolve("node_modules/dep/index.js"), "unix:mode"))
                .isEqualTo(0100555);
        assertThat(
                        Files.getAttribute(
                                fetched.tree().resolve("node_modules/dep/package.json"),
                                "unix:mode"))
                .isEqualTo(0100444);
        assertThat(folder.resolve("ran")).doesNotExist();
        assertThat(fetch("npm:@scope/main@1.0.0")).isEqualTo(fetched);
        try (Stream<Path> left = Files.list(store)) {
            assertThat(left).hasSize(2);
        }
        assertThat(
                        new TreeStore(store, System.getenv())
                                .verifyInterpreter(fetched.closure().interpreter()))
                .isExecutable();
    }

    @Test
    void aTarballWithOtherBytesThanTheRegistrySaysIsRefusedWithBothDigests() throws Exception {
        byte[] said = cli().file("package/package.json", "{}").bytes();
        byte[] sent =
                cli().file(
                                "package/package.json",
                                "{\"name\":\"main\",\"version\":\"1.0.0\",\"bin\":\"cli.js\"}")
                        .bytes();
        registry.publish(
                server("main"), sent, names("integrity", LoopbackRegistry.integrity(said)));
        Refusal refusal = refusal("npm:main@1.0.0");
        assertThat(refusal.exit()).isEqualTo(Exit.LOCK);
        assertThat(refusal.rule().value()).isEqualTo("lock.tarball-differs");
        assertThat(refusal.sentence())
                .contains(
                        "main", LoopbackRegistry.integrity(said), LoopbackRegistry.integrity(sent));
        assertThat(store).isEmptyDirectory();
    }

    @Test
    void bytesThatAreWrongInTheCacheAreRefused() throws Exception {
        byte[] good = cli().bytes();
        var digest =
                dev.stoplock.core.model.Digest.of(
                        dev.stoplock.core.model.Digest.Algorithm.SHA512,
                        java.security.MessageDigest.getInstance("SHA-512").digest(good));
        Path file =
                folder.resolve(
                        "c/_cacache/content-v2/sha512/"
                                + digest.hex().substring(0, 2)
                                + "/"
                                + digest.hex().substring(2, 4)
                                + "/"
                                + digest.hex().substring(4));
        Files.createDirectories(file.getParent());
        Files.write(file, good);
        PackageRef ref = PackageRef.parse("npm:main@1.0.0");
        assertThat(new Cacache(folder.resolve("c")).tarball(ref, digest)).isEqualTo(good);
        good[20] ^= 1;
        Files.write(file, good);
        Refusal refusal =
                catchThrowableOfType(
                                Refused.class,
                                () -> new Cacache(folder.resolve("c")).tarball(ref, digest))
                        .refusal();
        assertThat(refusal.rule().value()).isEqualTo("lock.tarball-differs");
        assertThat(refusal.sentence()).contains("npm:main@1.0.0", digest.toString());
    }

    @Test
    void gitUrlFileAndWeaklyDigestedDependenciesAreRefused() throws Exception {
        registry.publish(pkg("x", "1.0.0").build(), new Tarball());
        String[][] cases = {
            {"g1", "git+https://127.0.0.1:9/x.git", "lock.git-dependency"},
            {"g2", "someone/x", "lock.git-dependency"},
            {"u1", registry.url() + "x/-/x-1.0.0.tgz", "lock.url-dependency"},
            {"f1", "file:/etc", "lock.url-dependency"},
        };
        for (String[] one : cases) {
            registry.publish(server(one[0]).with("dependencies", names("x", one[1])), cli());
            Refusal refusal = refusal("npm:" + one[0] + "@1.0.0");
            assertThat(refusal.rule().value())
                    .as(one[1] + ": " + refusal.sentence())
                    .isEqualTo(one[2]);
            assertThat(refusal.exit()).isEqualTo(Exit.LOCK);
        }
        byte[] sha1only =
                cli().file(
                                "package/package.json",
                                "{\"name\":\"s1\",\"version\":\"1.0.0\",\"bin\":\"cli.js\"}")
                        .bytes();
        registry.publish(server("s1"), sha1only, names("shasum", LoopbackRegistry.sha1(sha1only)));
        assertThat(refusal("npm:s1@1.0.0").rule().value()).isEqualTo("lock.no-integrity");
    }

    @Test
    void npmsOwnErrorsBecomeOneSentence() throws Exception {
        registry.publish(server("main"), cli());
        assertThat(refusal("npm:absent@1.0.0").rule().value()).isEqualTo("lock.not-found");
        Refusal version = refusal("npm:main@9.9.9");
        assertThat(version.rule().value()).isEqualTo("lock.no-version");
        assertThat(version.sentence()).contains("npm:main@9.9.9").doesNotContain("\n");
        Refusal down =
                catchThrowableOfType(
                                Refused.class,
                                () ->
                                        new NpmRegistry(environment())
                                                .fetch(
                                                        PackageRef.parse("npm:main@1.0.0"),
                                                        "http://127.0.0.1:9/",
                                                        store,
                                                        Progress.SILENT))
                        .refusal();
        assertThat(down.rule().value()).isEqualTo("lock.registry-unreachable");
        Refusal hostile =
                NpmClient.translated(
                                PackageRef.parse("npm:a@1.0.0"),
                                "{\"error\":{\"code\":\"X\",\"summary\":\"a\\u001b[31m\\u202e b\\nc\"}}"
                                        .getBytes(java.nio.charset.StandardCharsets.UTF_8))
                        .refusal();
        assertThat(hostile.sentence())
                .contains("a[31m b")
                .doesNotContain("\u001b")
                .doesNotContain("c)");
    }

    @Test
    void aTarballThatIsAnotherPackageOrWantsAnotherNodeOrBringsNoProgramIsRefused()
            throws Exception {
        registry.publish(
                server("a"),
                cli().file(
                                "package/package.json",
                                "{\"name\":\"b\",\"version\":\"1.0.0\",\"bin\":\"cli.js\"}")
                        .bytes(),
                null);
        assertThat(refusal("npm:a@1.0.0").rule().value()).isEqualTo("lock.other-package");
        registry.publish(server("old").with("engines", names("node", "^4.0.0 || ~6.1")), cli());
        assertThat(refusal("npm:old@1.0.0").rule().value()).isEqualTo("lock.engine");
        registry.publish(pkg("none", "1.0.0").build(), cli());
        assertThat(refusal("npm:none@1.0.0").rule().value()).isEqualTo("lock.no-entry");
        registry.publish(
                pkg("sh", "1.0.0").put("bin", "run").build(),
                new Tarball().file("package/run", "#!/bin/sh\nexit\n"));
        assertThat(refusal("npm:sh@1.0.0").rule().value()).isEqualTo("lock.no-entry");
        registry.publish(
                pkg("two", "1.0.0").put("bin", names("x", "cli.js", "y", "b.js")).build(),
                cli().file("package/b.js", ""));
        assertThat(refusal("npm:two@1.0.0").sentence()).contains("several programs");
        try (Stream<Path> left = Files.list(store)) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void aHostileTarballIsRefusedBeforeAnythingReachesTheStore() throws Exception {
        byte[] linked =
                cli().special("package/x", (byte) '2', "/etc/passwd")
                        .file(
                                "package/package.json",
                                "{\"name\":\"l\",\"version\":\"1.0.0\",\"bin\":\"cli.js\"}")
                        .bytes();
        registry.publish(server("l"), linked, null);
        Refusal refusal = refusal("npm:l@1.0.0");
        assertThat(refusal.rule().value()).isEqualTo("lock.bad-tarball");
        assertThat(refusal.sentence()).contains("npm:l@1.0.0", "link", "package/x");
        assertThat(store).isEmptyDirectory();
    }

    @Test
    void aNodeOutsideTheSystemIsCopiedIntoTheStoreAndAChangedOneIsRefused() throws Exception {
        Path bin = Files.createDirectory(folder.resolve("bin"));
        Path node = Files.writeString(bin.resolve("node"), "#!/bin/sh\necho v20.1.2\n");
        Files.setPosixFilePermissions(node, PosixFilePermissions.fromString("rwxr-xr-x"));
        Map<String, String> environment = Map.of("PATH", "::relative:" + bin + ":/usr/bin:/bin");
        var locked = new Interpreters(store, environment).find("node");
        assertThat(locked.version()).isEqualTo("v20.1.2");
        Path copy = new TreeStore(store, environment).verifyInterpreter(locked);
        assertThat(copy).startsWith(store).hasSameBinaryContentAs(node);
        assertThat(Files.getAttribute(copy, "unix:mode")).isEqualTo(0100555);
        Files.writeString(node, "#!/bin/sh\necho v20.1.2 # other\n");
        assertThat(new TreeStore(store, environment).verifyInterpreter(locked)).isEqualTo(copy);
        Files.delete(copy);
        Refusal refusal =
                catchThrowableOfType(
                                Refused.class,
                                () -> new TreeStore(store, environment).verifyInterpreter(locked))
                        .refusal();
        assertThat(refusal.rule().value()).isEqualTo("lock.interpreter-changed");
        assertThat(refusal.exit()).isEqualTo(Exit.LOCK);
        Files.writeString(copy, "changed copy");
        assertThat(
                        catchThrowableOfType(
                                        Refused.class,
                                        () ->
                                                new TreeStore(store, environment)
                                                        .verifyInterpreter(locked))
                                .refusal()
                                .rule()
                                .value())
                .isEqualTo("lock.interpreter-changed");
    }
}
