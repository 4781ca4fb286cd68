package dev.stoplock.core.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stoplock.core.lock.Manifest.Difference;
import dev.stoplock.core.lock.Manifest.Difference.Kind;
import dev.stoplock.core.lock.Manifest.File;
import dev.stoplock.core.model.Digest;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ManifestTest {

    private static File file(String path, String content) {
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        return new File(path, false, bytes.length, Digest.sha256(bytes));
    }

    private static Manifest of(String... paths) {
        return new Manifest(Arrays.stream(paths).map(path -> file(path, "x")).toList());
    }

    @Test
    void orderDoesNotChangeTheDigestAndTextReadsBack() {
        Manifest one = of("b/c", "a", "b/a b");
        assertThat(one.digest()).isEqualTo(of("a", "b/a b", "b/c").digest());
        assertThat(Manifest.parse(one.text())).isEqualTo(one);
        assertThat(one.folders()).containsExactly("b");
    }

    @Test
    void theDigestIsTheSha256OfTheText() {
        String hex = Digest.sha256("x".getBytes(StandardCharsets.UTF_8)).hex();
        String text = "stoplock-manifest 1\n" + hex + " - 1 a\n";
        assertThat(of("a").text()).isEqualTo(text);
        assertThat(of("a").digest())
                .isEqualTo(Digest.sha256(text.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void everyPartOfALineChangesTheDigest() {
        File plain = file("a", "x");
        assertThat(new Manifest(List.of(new File("a", true, 1, plain.sha256()))).digest())
                .isNotEqualTo(of("a").digest());
        assertThat(new Manifest(List.of(new File("a", false, 2, plain.sha256()))).digest())
                .isNotEqualTo(of("a").digest());
        assertThat(new Manifest(List.of(file("a", "y"))).digest()).isNotEqualTo(of("a").digest());
        assertThat(of("A").digest()).isNotEqualTo(of("a").digest());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/a",
                "a/../b",
                "..",
                ".",
                "a/./b",
                "a//b",
                "a/",
                "a\\b",
                "a\nb",
                "a\u0000b",
                "a\u202Eb",
                "a\u200Bb",
                "a\u00A0b",
                "a\u0085b",
                "a\u2028b",
                "\uD800",
                "\uFEFFa"
            })
    void pathsThatAreNotPlainAreRefused(String path) {
        assertThat(TreePath.problem(path)).isNotNull();
        assertThatThrownBy(() -> of(path)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void overlongPathsAreRefused() {
        assertThat(TreePath.problem("a".repeat(256))).contains("255");
        assertThat(TreePath.problem("a/".repeat(600) + "b")).contains("1024");
        assertThat(TreePath.problem("a".repeat(255) + "/é ß")).isNull();
    }

    @Test
    void pathsThatCollideAreRefused() {
        assertThatThrownBy(() -> of("a", "a")).hasMessageContaining("twice");
        assertThatThrownBy(() -> of("a", "A")).hasMessageContaining("case");
        assertThatThrownBy(() -> of("lib/a", "Lib/b")).hasMessageContaining("case");
        assertThatThrownBy(() -> of("é", "e\u0301")).hasMessageContaining("spelling");
        assertThatThrownBy(() -> of("a", "a/b")).hasMessageContaining("both");
    }

    @Test
    void theFirstDifferenceIsTheFirstInPathOrderWhateverItsKind() {
        Manifest base = of("b", "d", "f");
        assertThat(base.firstDifference(of("f", "d", "b"))).isNull();
        assertThat(base.firstDifference(of("a", "b", "f")))
                .isEqualTo(new Difference("a", Kind.ADDED));
        assertThat(base.firstDifference(of("b", "f", "g")))
                .isEqualTo(new Difference("d", Kind.MISSING));
        Manifest changed = new Manifest(List.of(file("b", "y"), file("d", "x"), file("z", "x")));
        assertThat(base.firstDifference(changed)).isEqualTo(new Difference("b", Kind.CHANGED));
        assertThat(of().firstDifference(of("q"))).isEqualTo(new Difference("q", Kind.ADDED));
    }

    @Test
    void textThatIsNotCanonicalIsRefused() {
        String good = of("a", "b").text();
        String[] lines = good.split("\n");
        for (String bad :
                List.of(
                        "",
                        good.substring(0, good.length() - 1),
                        good + "\n",
                        good.replace("manifest 1", "manifest 2"),
                        lines[0] + "\n" + lines[2] + "\n" + lines[1] + "\n",
                        good.replace(" - 1 a", " - 01 a"),
                        good.replace(" - 1 a", " X 1 a"),
                        good.replace(" a\n", " ../a\n"),
                        good + lines[1] + "\n")) {
            assertThatThrownBy(() -> Manifest.parse(bad))
                    .as(bad)
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
