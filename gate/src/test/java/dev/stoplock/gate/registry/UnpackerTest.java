package dev.stoplock.gate.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.stoplock.core.model.PackageRef;
import dev.stoplock.core.model.Refusal;
import dev.stoplock.gate.port.Refused;
import dev.stoplock.gate.registry.LoopbackRegistry.Tarball;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnpackerTest {

    private static final PackageRef REF = PackageRef.parse("npm:p@1.0.0");

    @TempDir Path root;

    private static Tarball good() throws Exception {
        return new Tarball().file("package/package.json", "{}");
    }

    private Refusal refusal(byte[] tarball) {
        Unpacker unpacker =
                new Unpacker(
                        root.resolve("t" + System.identityHashCode(tarball)),
                        new Unpacker.Limits(5, 10_000));
        return catchThrowableOfType(
                        Refused.class, () -> unpacker.unpack(REF, "node_modules/p", tarball))
                .refusal();
    }

    private void refused(String part, Tarball tarball) throws Exception {
        Refusal refusal = refusal(tarball.bytes());
        assertThat(refusal.rule().value()).isEqualTo("lock.bad-tarball");
        assertThat(refusal.sentence())
                .contains("npm:p@1.0.0", part)
                .doesNotContainPattern("[\\p{Cc}\\p{Cf}]");
        assertThat(root.resolve("../evil")).doesNotExist();
    }

    @Test
    void everyHazardOfAnArchiveIsRefused() throws Exception {
        refused("link", good().special("package/l", (byte) '2', "../../evil"));
        refused("link", good().special("package/l", (byte) '1', "package/package.json"));
        refused("neither a plain file", good().special("package/d", (byte) '3', ""));
        refused("neither a plain file", good().special("package/d", (byte) '4', ""));
        refused("neither a plain file", good().special("package/f", (byte) '6', ""));
        refused("holds ..", good().file("package/../../evil", "x"));
        refused("holds ..", good().file("../evil", "x"));
        refused("absolute", good().file("/evil", "x"));
        refused("twice", good().file("package/a", "x").file("package/a", "y"));
        refused("twice", good().file("package/a", "x").file("other/a", "y"));
        refused("case", good().file("package/a", "x").file("package/A", "y"));
        refused("both a file and a folder", good().file("package/a", "x").file("package/a/b", "y"));
        refused("control, bidirectional", good().file("package/a\u202Eb", "x"));
        refused("control, bidirectional", good().file("package/a\nb", "x"));
        refused("control, bidirectional", good().file("package/a\u200Bb", "x"));
        refused("backslash", good().file("package/..\\evil", "x"));
        refused("outside its folder", good().file("stray", "x"));
        refused("no package.json", new Tarball().file("package/a", "x"));
        refused(
                "5 files",
                good().file("package/1", "")
                        .file("package/2", "")
                        .file("package/3", "")
                        .file("package/4", "")
                        .file("package/5", ""));
        refused("10000 bytes", good().file("package/big", "x".repeat(10_001)));
    }

    @Test
    void whatIsNoArchiveIsRefused() throws Exception {
        byte[] bytes =
                good().file("package/a", "content that is long enough to be cut off".repeat(30))
                        .bytes();
        for (byte[] bad :
                new byte[][] {
                    new byte[0],
                    "not gzip".getBytes(StandardCharsets.UTF_8),
                    Arrays.copyOf(bytes, bytes.length / 2)
                }) {
            assertThat(refusal(bad).rule().value()).isEqualTo("lock.bad-tarball");
        }
    }

    @Test
    void setuidBitsAreDroppedAndOnlyTheOwnersExecutableBitCounts() throws Exception {
        new Unpacker(root, Unpacker.Limits.DEFAULT)
                .unpack(
                        REF,
                        "node_modules/p",
                        good().file("package/s", "x", 0106755)
                                .file("package/o", "x", 0100611)
                                .bytes());
        assertThat(Files.getAttribute(root.resolve("node_modules/p/s"), "unix:mode"))
                .isEqualTo(0100700);
        assertThat(Files.getAttribute(root.resolve("node_modules/p/o"), "unix:mode"))
                .isEqualTo(0100600);
    }

    @Test
    void aParentsTarballMayNotBringFilesWhereItsDependencyIsPlaced() throws Exception {
        Unpacker unpacker = new Unpacker(root, Unpacker.Limits.DEFAULT);
        unpacker.unpack(
                REF, "node_modules/p", good().file("package/node_modules/q/evil.js", "x").bytes());
        byte[] child = good().bytes();
        assertThat(
                        catchThrowableOfType(
                                        Refused.class,
                                        () ->
                                                unpacker.unpack(
                                                        PackageRef.parse("npm:q@1.0.0"),
                                                        "node_modules/p/node_modules/q",
                                                        child))
                                .refusal()
                                .sentence())
                .contains("npm:q@1.0.0", "another package's tarball");
    }
}
