package dev.stoplock.lab.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class NpmConfigurationTest {

    @TempDir Path folder;

    private NpmConfiguration read(String npmrc, String settings, Map<String, String> environment)
            throws IOException {
        Path file = Files.writeString(folder.resolve("npmrc"), npmrc);
        String whole = settings.replaceFirst("\\{", "{\"userconfig\": \"" + file + "\", ");
        return NpmConfiguration.from(JsonMapper.builder().build().readTree(whole), environment);
    }

    @Test
    void aCredentialIsForItsPlaceOnly() throws IOException {
        String basic = Base64.getEncoder().encodeToString("me:word".getBytes(UTF_8));
        NpmConfiguration npm =
                read(
                        """
                        ; a comment
                        //npm.example.test/private/:_authToken = ${LAB_TOKEN}
                        //npm.example.test:8443/:_auth=%s
                        //other.example.test/:username=me
                        //other.example.test/:_password="d29yZA=="
                        """
                                .formatted(basic),
                        "{\"registry\": \"https://npm.example.test/private\"}",
                        Map.of("LAB_TOKEN", "secret=1"));
        assertThat(npm.registry()).isEqualTo(URI.create("https://npm.example.test/private/"));
        assertThat(npm.authorization(URI.create("https://npm.example.test/private/a/-/a-1.tgz")))
                .contains("Bearer secret=1");
        assertThat(npm.authorization(URI.create("https://npm.example.test/private-not/a")))
                .isEmpty();
        assertThat(npm.authorization(URI.create("https://npm.example.test/a"))).isEmpty();
        assertThat(npm.authorization(URI.create("https://npm.example.test:8443/a")))
                .contains("Basic " + basic);
        assertThat(npm.authorization(URI.create("https://other.example.test/a")))
                .contains("Basic " + basic);
        assertThat(
                        npm.authorization(
                                URI.create("https://npm.example.test.attacker.test/private/a")))
                .isEmpty();
        assertThat(npm.toString()).doesNotContain("secret").doesNotContain(basic);
    }

    @Test
    void aScopeHasItsOwnRegistry() throws IOException {
        NpmConfiguration npm =
                read(
                        "",
                        "{\"registry\": \"https://npm.example.test/\", \"@mine:registry\": \"https://mine.example.test/npm\"}",
                        Map.of());
        assertThat(npm.registryOf("@mine/thing"))
                .isEqualTo(URI.create("https://mine.example.test/npm/"));
        assertThat(npm.registryOf("@other/thing")).isEqualTo(npm.registry());
        assertThat(npm.registryOf("thing")).isEqualTo(npm.registry());
    }

    @Test
    void theRealNpmIsAskedAndItsFileRead() throws IOException {
        Path file =
                Files.writeString(
                        folder.resolve("user"),
                        "registry=http://127.0.0.1:9/\n//127.0.0.1:9/:_authToken=abc\n");
        Map<String, String> environment = new HashMap<>(System.getenv());
        environment.put("npm_config_userconfig", file.toString());
        environment.remove("npm_config_registry");
        NpmConfiguration npm = NpmConfiguration.read(folder, environment);
        assertThat(npm.registry()).isEqualTo(URI.create("http://127.0.0.1:9/"));
        assertThat(npm.authorization(URI.create("http://127.0.0.1:9/thing")))
                .contains("Bearer abc");
    }
}
