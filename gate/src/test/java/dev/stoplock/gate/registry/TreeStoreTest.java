package dev.stoplock.gate.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.stoplock.core.model.Digest;
import dev.stoplock.core.model.Refusal;
import dev.stoplock.core.model.Refusal.Exit;
import dev.stoplock.gate.port.Refused;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TreeStoreTest {

    @TempDir Path folder;
    private Path store;
    private TreeStore trees;
    private Digest tree;

    @BeforeEach
    void adopt() throws Exception {
        store = Files.createDirectory(folder.resolve("store"));
        trees = new TreeStore(store, Map.of());
        tree = trees.adopt(fresh());
    }

    private Path fresh() throws IOException {
        Path fresh = Files.createTempDirectory(store, ".tree-");
        for (String path : new String[] {"b/one.js", "b/two.js", "c/bin", "d.js"}) {
            Files.createDirectories(fresh.resolve(path).getParent());
            Files.writeString(fresh.resolve(path), path);
        }
        Files.setPosixFilePermissions(
                fresh.resolve("c/bin"), PosixFilePermissions.fromString("rwx------"));
        return fresh;
    }

    @AfterEach
    void clear() throws IOException {
        TreeStore.remove(store);
    }

    private interface Act {
        void on(Path tree) throws IOException;
    }

    private static void bits(Path path, String mode) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
    }

    private static void write(Path path, String text) throws IOException {
        if (Files.exists(path)) {
            bits(path, "rw-r--r--");
        }
        Files.writeString(path, text);
        bits(path, "r--r--r--");
    }

    static Stream<Arguments> tampering() {
        return Stream.of(
                tamper(
                        "edited, same length",
                        "b/two.js",
                        "bytes differ",
                        t -> write(t.resolve("b/two.js"), "b/TWO.js")),
                tamper(
                        "emptied",
                        "b/two.js",
                        "bytes differ",
                        t -> write(t.resolve("b/two.js"), "")),
                tamper("added", "b/evil.js", "added", t -> write(t.resolve("b/evil.js"), "x")),
                tamper(
                        "added folder",
                        "b/x",
                        "added",
                        t -> bits(Files.createDirectory(t.resolve("b/x")), "r-xr-xr-x")),
                tamper("removed", "b/one.js", "missing", t -> Files.delete(t.resolve("b/one.js"))),
                tamper("mode", "d.js", "mode", t -> bits(t.resolve("d.js"), "r-xr-xr-x")),
                tamper("writable", "d.js", "mode", t -> bits(t.resolve("d.js"), "rw-r--r--")),
                tamper("folder mode", "c", "mode", t -> bits(t.resolve("c"), "rwxr-xr-x")),
                tamper("root mode", ".", "mode", t -> bits(t, "rwxr-xr-x")),
                tamper(
                        "link to the same bytes",
                        "d.js",
                        "plain file",
                        t -> {
                            Path copy = Files.copy(t.resolve("d.js"), t.resolveSibling("copy"));
                            Files.delete(t.resolve("d.js"));
                            Files.createSymbolicLink(t.resolve("d.js"), copy);
                        }),
                tamper(
                        "folder by link",
                        "c",
                        "no longer a folder",
                        t -> {
                            Files.move(t.resolve("c"), t.resolveSibling("c"));
                            Files.createSymbolicLink(t.resolve("c"), t.resolveSibling("c"));
                        }),
                tamper(
                        "hard link",
                        "b/one.js",
                        "hard link",
                        t -> Files.createLink(t.resolveSibling("second"), t.resolve("b/one.js"))),
                tamper(
                        "two edits name the first",
                        "b/one.js",
                        "bytes differ",
                        t -> {
                            write(t.resolve("d.js"), "x");
                            write(t.resolve("b/one.js"), "x");
                        }),
                tamper(
                        "a name with a line break",
                        "b/e",
                        "added",
                        t -> write(t.resolve("b/e\nvil"), "x")));
    }

    private static Arguments tamper(String name, String path, String what, Act act) {
        return Arguments.of(name, path, what, act);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("tampering")
    void theFirstFileThatDiffersIsNamed(String name, String path, String what, Act act)
            throws Exception {
        Path root = trees.path(tree);
        try (Stream<Path> all = Files.walk(root)) {
            for (Path inner : all.filter(Files::isDirectory).toList()) {
                bits(inner, "rwxr-xr-x");
            }
        }
        act.on(root);
        for (String inner : new String[] {"b", "c", ""}) {
            if (!path.equals(inner.isEmpty() ? "." : inner)
                    && !Files.isSymbolicLink(root.resolve(inner))) {
                bits(root.resolve(inner), "r-xr-xr-x");
            }
        }
        Refusal refusal = catchThrowableOfType(Refused.class, () -> trees.verify(tree)).refusal();
        assertThat(refusal.exit()).isEqualTo(Exit.LOCK);
        assertThat(refusal.rule().value()).isEqualTo("lock.tree-changed");
        assertThat(refusal.sentence()).contains("changed: " + path, what).doesNotContain("\n");
    }

    @Test
    void anIntactTreeVerifiesAndIsAdoptedAgain() throws Exception {
        assertThat(trees.verify(tree)).isEqualTo(store.resolve("sha256-" + tree.hex()));
        Path again = fresh();
        assertThat(trees.adopt(again)).isEqualTo(tree);
    }

    @Test
    void aChangedTreeIsNotTakenForAnIntactOneByAnotherAdd() throws Exception {
        write(trees.path(tree).resolve("d.js"), "x");
        Path again = fresh();
        assertThat(
                        catchThrowableOfType(Refused.class, () -> trees.adopt(again))
                                .refusal()
                                .rule()
                                .value())
                .isEqualTo("lock.tree-changed");
    }

    @Test
    void anAlteredManifestIsSaidToBeAltered() throws Exception {
        Path manifest = store.resolve("sha256-" + tree.hex() + ".manifest");
        String text = Files.readString(manifest);
        write(manifest, text.replace("d.js", "e.js"));
        assertThat(
                        catchThrowableOfType(Refused.class, () -> trees.verify(tree))
                                .refusal()
                                .sentence())
                .contains(".manifest", "altered");
        Files.delete(manifest);
        assertThat(
                        catchThrowableOfType(Refused.class, () -> trees.verify(tree))
                                .refusal()
                                .rule()
                                .value())
                .isEqualTo("lock.tree-missing");
    }

    @Test
    void aTreeThatIsALinkElsewhereIsNoTree() throws Exception {
        Path root = trees.path(tree);
        Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.move(root, store.resolve("elsewhere"));
        Files.createSymbolicLink(root, store.resolve("elsewhere"));
        assertThat(
                        catchThrowableOfType(Refused.class, () -> trees.verify(tree))
                                .refusal()
                                .rule()
                                .value())
                .isEqualTo("lock.tree-missing");
    }

    @Test
    void everythingInTheStoreIsReadableAndNothingWritable() throws Exception {
        try (Stream<Path> all = Files.walk(trees.path(tree))) {
            for (Path path : all.toList()) {
                String mode = PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
                assertThat(mode)
                        .as(path.toString())
                        .isEqualTo(
                                Files.isDirectory(path) || path.endsWith("bin")
                                        ? "r-xr-xr-x"
                                        : "r--r--r--");
            }
        }
    }
}
