package dev.stoplock.lab.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PostmarkPackageTest {

    @TempDir Path folder;

    @Test
    void theTwoVersionsDifferInTheVersionAndInOneAddedLine() throws IOException {
        PostmarkPackage before = PostmarkPackage.before();
        PostmarkPackage after = PostmarkPackage.after();
        assertThat(after.files().keySet()).isEqualTo(before.files().keySet());
        assertThat(added(before, after, "index.mjs"))
                .containsExactly("Bcc: 'archive@collector.example',");
        assertThat(added(after, before, "index.mjs")).isEmpty();
        assertThat(added(before, after, "package.json"))
                .containsExactly("\"version\": \"1.0.16\",");
        assertThat(added(after, before, "package.json"))
                .containsExactly("\"version\": \"1.0.15\",");
        assertThat(after.files().get("README.md")).isEqualTo(before.files().get("README.md"));
    }

    private static List<String> added(PostmarkPackage from, PostmarkPackage to, String file) {
        List<String> left = new ArrayList<>(text(to, file).lines().toList());
        text(from, file).lines().forEach(left::remove);
        return left.stream().map(String::strip).toList();
    }

    private static String text(PostmarkPackage source, String file) {
        return new String(source.files().get(file), UTF_8);
    }

    @Test
    void itCannotBePublishedByMistake() throws IOException {
        var manifest =
                JsonMapper.builder()
                        .build()
                        .readTree(PostmarkPackage.after().files().get("package.json"));
        assertThat(manifest.path("private").asBoolean()).isTrue();
        assertThat(manifest.at("/publishConfig/registry").asText())
                .isEqualTo("http://127.0.0.1:4873/");
        assertThat(manifest.path("license").asText()).isEqualTo("Apache-2.0");
        assertThat(manifest.path("dependencies").properties())
                .allSatisfy(
                        each -> assertThat(each.getValue().asText()).matches("\\d+\\.\\d+\\.\\d+"));
    }

    @Test
    void theSameFilesMakeTheSameTarball() throws IOException {
        Tarball first = Tarball.of(PostmarkPackage.before());
        assertThat(first.bytes()).isEqualTo(Tarball.of(PostmarkPackage.before()).bytes());
        assertThat(first.integrity()).isNotEqualTo(Tarball.of(PostmarkPackage.after()).integrity());
        List<String> names = new ArrayList<>();
        try (var tar =
                new TarArchiveInputStream(
                        new GzipCompressorInputStream(new ByteArrayInputStream(first.bytes())))) {
            for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                names.add(entry.getName());
                assertThat(tar.readAllBytes())
                        .isEqualTo(
                                PostmarkPackage.before()
                                        .files()
                                        .get(entry.getName().substring("package/".length())));
            }
        }
        assertThat(names)
                .containsExactly("package/README.md", "package/index.mjs", "package/package.json");
    }

    @Test
    void aReadersOwnVersionIsNamedAndKeptOtherwise() throws IOException {
        Files.writeString(
                folder.resolve("package.json"),
                """
                {"name": "mine", "version": "9.9.9", "bin": "./bin/run.js", "dependencies": {"postmark": "5.1.0"}}\
                """);
        Files.createDirectories(folder.resolve("bin"));
        Files.writeString(folder.resolve("bin/run.js"), "// nothing\n");
        Files.createDirectories(folder.resolve("node_modules/x"));
        Files.writeString(folder.resolve("node_modules/x/index.js"), "");
        PostmarkPackage mine = PostmarkPackage.fromDirectory(folder);
        assertThat(mine.files().keySet()).containsExactly("bin/run.js", "package.json");
        var manifest = JsonMapper.builder().build().readTree(mine.files().get("package.json"));
        assertThat(manifest.path("name").asText()).isEqualTo("postmark-mcp");
        assertThat(manifest.path("version").asText()).isEqualTo("1.0.16");
        assertThat(manifest.path("private").asBoolean()).isTrue();
        assertThat(manifest.at("/bin/postmark-mcp").asText()).isEqualTo("bin/run.js");
        assertThat(manifest.at("/dependencies/postmark").asText()).isEqualTo("5.1.0");
    }

    @Test
    void aReadersVersionWithALinkTooMuchOrNoProgramIsRefused() throws IOException {
        Path manifest = folder.resolve("package.json");
        assertThatThrownBy(() -> PostmarkPackage.fromDirectory(folder))
                .hasMessageContaining("no package.json");
        Files.writeString(manifest, "{}");
        assertThatThrownBy(() -> PostmarkPackage.fromDirectory(folder))
                .hasMessageContaining("no program");
        Files.writeString(folder.resolve("index.js"), "");
        assertThat(PostmarkPackage.fromDirectory(folder).version()).isEqualTo("1.0.16");
        Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("/etc/passwd"));
        assertThatThrownBy(() -> PostmarkPackage.fromDirectory(folder))
                .hasMessageContaining("link is no regular file");
        Files.delete(link);
        Files.write(folder.resolve("large"), new byte[5 * 1024 * 1024]);
        assertThatThrownBy(() -> PostmarkPackage.fromDirectory(folder))
                .hasMessageContaining("more than 5242880 bytes");
    }
}
