package dev.stoplock.gate.mcp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stoplock.core.json.Json;
import dev.stoplock.core.model.Digest;
import dev.stoplock.core.model.FileGrant;
import dev.stoplock.core.model.NamedFile;
import dev.stoplock.gate.egress.WireLimits;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Which files a call's arguments lead the gate to, and which they never do. What a server sees at
 * {@code /srv/out} lies in a folder of the test.
 */
class CallFilesTest {

    private static final String GRANTED = "/srv/out";

    @TempDir Path folder;

    private Path out;
    private Path secret;

    @BeforeEach
    void files() throws IOException {
        out = folder.resolve("out");
        Files.createDirectories(out.resolve("letters"));
        Files.writeString(out.resolve("invoice.txt"), "an invoice");
        Files.writeString(out.resolve("letters/a b.txt"), "a letter");
        secret = Files.writeString(folder.resolve("secret.txt"), "a secret");
        Files.createDirectory(folder.resolve("other"));
        Files.writeString(folder.resolve("other/invoice.txt"), "another folder's");
    }

    private List<NamedFile> named(String... paths) {
        return new CallFiles(Set.of(new FileGrant(GRANTED)), this::where)
                .of(Json.object().put("files", Json.strings(List.of(paths))).build());
    }

    private Path where(Path inside) {
        Path granted = Path.of(GRANTED);
        return inside.startsWith(granted)
                ? out.resolve(granted.relativize(inside).toString())
                : inside;
    }

    private static NamedFile read(String pointer, String bytes) {
        return new NamedFile.Read(pointer, bytes.length(), Digest.sha256(bytes.getBytes(UTF_8)));
    }

    private String why(String path) {
        assertThat(named(path)).singleElement().isInstanceOf(NamedFile.Unread.class);
        return ((NamedFile.Unread) named(path).getFirst()).why();
    }

    @Test
    void whatAnArgumentNamesIsReadWhereverItStands() {
        CallFiles files = new CallFiles(Set.of(new FileGrant(GRANTED)), this::where);
        Json call =
                Json.object()
                        .put("to", "ann@shop.example")
                        .put(
                                "a/b",
                                new Json.Arr(
                                        List.of(
                                                Json.object()
                                                        .put("path", GRANTED + "/invoice.txt")
                                                        .build(),
                                                Json.object()
                                                        .put("path", GRANTED + "/letters/a b.txt")
                                                        .build())))
                        .build();
        assertThat(files.of(call))
                .containsExactly(
                        read("/a~1b/0/path", "an invoice"), read("/a~1b/1/path", "a letter"));
    }

    @Test
    void whatIsNotGrantedIsNotLookedAt() {
        assertThat(named(secret.toString(), "/etc/hostname", "invoice.txt", GRANTED + "side/a"))
                .isEmpty();
        assertThat(new CallFiles(Set.of(), this::where).of(Json.of(GRANTED + "/invoice.txt")))
                .isEmpty();
    }

    /** Threat: the gate may read what the server may not, and a link would lead it there. */
    @Test
    void noLinkLeadsOutOfWhatIsGranted() throws IOException {
        Files.createSymbolicLink(out.resolve("link.txt"), secret);
        Files.createSymbolicLink(out.resolve("up"), folder);
        Files.createSymbolicLink(out.resolve("side"), folder.resolve("other"));
        Files.createSymbolicLink(out.resolve("self"), out);
        assertThat(why(GRANTED + "/link.txt")).contains("a link leads out");
        assertThat(why(GRANTED + "/up/secret.txt")).contains("a link leads out");
        assertThat(why(GRANTED + "/side/invoice.txt")).contains("a link leads out");
        assertThat(why(GRANTED + "/self")).contains("a link leads out");
        assertThat(why(GRANTED + "/../secret.txt")).contains("detour");
        assertThat(why(GRANTED + "/letters/../invoice.txt")).contains("detour");
        assertThat(named(GRANTED + "/up/out/invoice.txt"))
                .as("one that leads back in")
                .containsExactly(read("/files/0", "an invoice"));
    }

    @Test
    void aLinkThatStaysInsideIsFollowed() throws IOException {
        Files.createSymbolicLink(out.resolve("latest.txt"), Path.of("letters/a b.txt"));
        assertThat(named(GRANTED + "/latest.txt")).containsExactly(read("/files/0", "a letter"));
    }

    /** A pipe that nobody writes would hold the call for ever. */
    @Test
    void whatIsNoFileIsNotOpened() throws Exception {
        Process made =
                new ProcessBuilder("mkfifo", out.resolve("pipe").toString()).inheritIO().start();
        assertThat(made.waitFor()).isZero();
        assertThat(why(GRANTED + "/pipe")).isEqualTo("is no file");
        assertThat(why(GRANTED + "/letters")).isEqualTo("is no file");
        assertThat(why(GRANTED)).isEqualTo("is no file");
        assertThat(why(GRANTED + "/none.txt")).isEqualTo("is not there");
        assertThat(why(GRANTED + "/invoice.txt/none")).isEqualTo("cannot be read by the gate");
        assertThat(why(GRANTED + "/a\u0000b")).isEqualTo("has no name that a file can have");
    }

    @Test
    void oneThatIsLongerThanWhatIsJudgedIsNotRead() throws IOException {
        assertThat(NamedFile.LONGEST).isEqualTo(WireLimits.REQUEST);
        try (RandomAccessFile file = new RandomAccessFile(out.resolve("long").toFile(), "rw")) {
            file.setLength(NamedFile.LONGEST + 1L);
        }
        assertThat(why(GRANTED + "/long")).contains("longer than 16 MiB");
    }

    @Test
    void aCallThatNamesManyHasTheFirstOfThemRead() {
        String[] many = new String[40];
        java.util.Arrays.fill(many, GRANTED + "/invoice.txt");
        assertThat(named(many)).filteredOn(NamedFile.Read.class::isInstance).hasSize(32);
        assertThat(named(many)).hasSize(40);
    }

    @Test
    void aGrantedFileAloneIsReadAndNoLinkThatCameInItsPlace() throws IOException {
        CallFiles files =
                new CallFiles(
                        Set.of(new FileGrant("/srv/one.txt")), inside -> folder.resolve("one.txt"));
        Path one = Files.writeString(folder.resolve("one.txt"), "one");
        assertThat(files.of(Json.of("/srv/one.txt"))).containsExactly(read("", "one"));
        Files.delete(one);
        Files.createSymbolicLink(one, secret);
        assertThat(files.of(Json.of("/srv/one.txt")))
                .containsExactly(new NamedFile.Unread("", "is no file"));
    }
}
