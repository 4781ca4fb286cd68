package dev.stoplock.core.contract.learn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** How files that another version writes are classed. */
class FileComparisonTest {

    private static final WrittenFile LOG =
            new WrittenFile("/home/server/log-17.txt", WrittenFile.Kind.TEXT, "sha256:aa");

    private static WrittenFile file(String path, WrittenFile.Kind kind) {
        return new WrittenFile(path, kind, "sha256:bb");
    }

    private static List<Difference.Kind> between(Set<WrittenFile> before, Set<WrittenFile> now) {
        return FileComparison.of("send", before, now).stream().map(Difference::kind).toList();
    }

    @Test
    void theSameFileUnderAnotherNumberIsNoDifference() {
        assertThat(
                        between(
                                Set.of(LOG),
                                Set.of(file("/home/server/log-42.txt", WrittenFile.Kind.TEXT))))
                .isEmpty();
    }

    @Test
    void whatOthersRunOrObeyIsANewEffect() {
        for (String path :
                List.of(
                        "/home/server/.bashrc",
                        "/home/server/work/.git/hooks/pre-commit",
                        "/home/server/.ssh/authorized_keys",
                        "/home/server/.Claude.json",
                        "/home/server/.config/autostart/a.desktop",
                        "/tmp/site-packages/a.pth",
                        "/home/server/project/.github/workflows/a.yml")) {
            assertThat(between(Set.of(), Set.of(file(path, WrittenFile.Kind.TEXT))))
                    .as(path)
                    .containsExactly(Difference.Kind.NEW_EFFECT);
        }
        assertThat(between(Set.of(), Set.of(file("/tmp/a", WrittenFile.Kind.PROGRAM))))
                .containsExactly(Difference.Kind.NEW_EFFECT);
    }

    @Test
    void suchAFileWithOtherBytesIsOneToo() {
        WrittenFile old =
                new WrittenFile("/home/server/.npmrc", WrittenFile.Kind.TEXT, "sha256:aa");
        WrittenFile other = file("/home/server/.npmrc", WrittenFile.Kind.TEXT);
        assertThat(between(Set.of(old), Set.of(other))).containsExactly(Difference.Kind.NEW_EFFECT);
        assertThat(between(Set.of(old), Set.of(old))).isEmpty();
    }

    @Test
    void aFileThatKeepsWhatACallSaidAndALinkAreUnexplained() {
        for (WrittenFile.Kind kind :
                List.of(
                        WrittenFile.Kind.OF_A_CALL,
                        WrittenFile.Kind.LINK,
                        WrittenFile.Kind.SPECIAL)) {
            assertThat(between(Set.of(), Set.of(file("/home/server/journal", kind))))
                    .as("%s", kind)
                    .containsExactly(Difference.Kind.UNEXPLAINED);
        }
        assertThat(
                        between(
                                Set.of(LOG),
                                Set.of(
                                        file(
                                                "/home/server/log-42.txt",
                                                WrittenFile.Kind.OF_A_CALL))))
                .containsExactly(Difference.Kind.UNEXPLAINED);
    }

    @Test
    void anyOtherFileWaitsAndOneThatIsGoneDoesNot() {
        assertThat(between(Set.of(), Set.of(LOG))).containsExactly(Difference.Kind.NEW_CONSTANT);
        assertThat(between(Set.of(LOG), Set.of())).containsExactly(Difference.Kind.NARROWED);
    }

    @Test
    void ofManyFilesAtOnePlaceTheGravestIsShown() {
        assertThat(
                        FileComparison.of(
                                "send",
                                Set.of(),
                                Set.of(
                                        LOG,
                                        file("/home/server/log-1.txt", WrittenFile.Kind.PROGRAM))))
                .singleElement()
                .satisfies(each -> {
                    assertThat(each.kind()).isEqualTo(Difference.Kind.NEW_EFFECT);
                    assertThat(each.now())
                            .isEqualTo("/home/server/log-1.txt, a program, sha256:bb");
                });
    }
}
