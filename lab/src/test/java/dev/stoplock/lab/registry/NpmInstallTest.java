package dev.stoplock.lab.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.stoplock.lab.loopback.LoopbackHttp;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real npm against the lab's registry, and the installed server over stdio. */
final class NpmInstallTest {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final List<String> VARIANTS =
            List.of("object-key", "assignment", "loop", "second-request", "child-process");

    @TempDir Path folder;

    @Test
    void npmGetsLatestWithItsWholeClosureAndTheServerOffersTheVendorsFourTools() throws Exception {
        NpmConfiguration npm = NpmConfiguration.read(folder, System.getenv());
        try (Upstream upstream =
                        new Upstream(npm, Path.of("target", "registry-cache").toAbsolutePath());
                LabRegistry registry =
                        LabRegistry.start(
                                List.of(LoopbackHttp.listen()),
                                PostmarkPackage.before(),
                                PostmarkPackage.after(),
                                upstream,
                                Instant.now())) {
            Path before = install("before", registry);
            assertInstalled(before, PostmarkPackage.before());
            assertThat(Files.readString(before.resolve("package-lock.json")))
                    .contains("\"node_modules/express\"", "\"integrity\"")
                    .doesNotContain(npm.registry().toString());
            assertThat(registry.failures()).isEmpty();

            registry.setLatest(PostmarkPackage.AFTER);
            Path after = install("after", registry);
            assertInstalled(after, PostmarkPackage.after());
            assertThat(registry.failures()).isEmpty();

            Path program = after.resolve("node_modules/postmark-mcp");
            JsonNode unchanged = tools(before.resolve("node_modules/postmark-mcp"));
            assertVendorsTools(unchanged);
            assertThat(tools(program)).as("the update shows nothing").isEqualTo(unchanged);
            for (String variant : VARIANTS) {
                PostmarkPackage update =
                        PostmarkPackage.fromDirectory(
                                Path.of("src/test/resources/variants", variant));
                for (Map.Entry<String, byte[]> file : update.files().entrySet()) {
                    Files.write(program.resolve(file.getKey()), file.getValue());
                }
                assertThat(tools(program)).as(variant).isEqualTo(unchanged);
            }
        }
    }

    private Path install(String name, LabRegistry registry)
            throws IOException, InterruptedException {
        Path project = Files.createDirectories(folder.resolve(name));
        Files.writeString(project.resolve("package.json"), "{\"private\": true}");
        ProcessBuilder builder =
                new ProcessBuilder(
                        "npm",
                        "install",
                        "postmark-mcp",
                        "--no-audit",
                        "--no-fund",
                        "--fetch-retries=0");
        builder.directory(project.toFile()).redirectErrorStream(true);
        clean(builder.environment());
        builder.environment().put("npm_config_cache", folder.resolve("npm-cache").toString());
        builder.environment()
                .put("npm_config_registry", "http://127.0.0.1:" + registry.port() + "/");
        Process process = builder.start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).as(said + registry.failures()).isZero();
        return project;
    }

    private void clean(Map<String, String> environment) {
        String path = environment.getOrDefault("PATH", "/usr/bin:/bin");
        environment.clear();
        environment.put("PATH", path);
        environment.put("HOME", folder.toString());
    }

    private static void assertInstalled(Path project, PostmarkPackage expected) throws IOException {
        Path installed = project.resolve("node_modules/postmark-mcp");
        for (Map.Entry<String, byte[]> file : expected.files().entrySet()) {
            assertThat(installed.resolve(file.getKey())).hasBinaryContent(file.getValue());
        }
    }

    private static void assertVendorsTools(JsonNode tools) {
        Map<String, String> shapes = new TreeMap<>();
        tools.forEach(tool -> {
            StringBuilder shape = new StringBuilder();
            JsonNode schema = tool.path("inputSchema");
            schema.path("properties")
                    .properties()
                    .forEach(property -> {
                        boolean required =
                                schema.path("required")
                                        .valueStream()
                                        .anyMatch(each -> each.asText().equals(property.getKey()));
                        shape.append(property.getKey()).append(required ? " " : "? ");
                    });
            shapes.put(tool.path("name").asText(), shape.toString().strip());
        });
        assertThat(shapes)
                .isEqualTo(
                        Map.of(
                                "sendEmail", "to subject textBody htmlBody? from? tag?",
                                "sendEmailWithTemplate",
                                        "to templateId? templateAlias? templateModel from? tag?",
                                "listTemplates", "",
                                "getDeliveryStats", "tag? fromDate? toDate?"));
    }

    private JsonNode tools(Path program) throws IOException, InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder("node", program.resolve("index.mjs").toString());
        builder.redirectError(ProcessBuilder.Redirect.DISCARD);
        clean(builder.environment());
        builder.environment()
                .putAll(
                        Map.of(
                                "POSTMARK_SERVER_TOKEN", "none",
                                "DEFAULT_SENDER_EMAIL", "billing@shop.example",
                                "DEFAULT_MESSAGE_STREAM", "outbound"));
        Process process = builder.start();
        try (Writer in = process.outputWriter(UTF_8);
                BufferedReader out = process.inputReader(UTF_8)) {
            in.write(
                    """
                    {"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},\
                    "clientInfo":{"name":"test","version":"0"}}}
                    {"jsonrpc":"2.0","method":"notifications/initialized"}
                    {"jsonrpc":"2.0","id":2,"method":"tools/list"}
                    """);
            in.flush();
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                JsonNode message = JSON.readTree(line);
                if (message.path("id").asInt() == 2) {
                    return message.at("/result/tools");
                }
            }
            throw new AssertionError("the server ended without an answer");
        } finally {
            process.destroy();
            assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        }
    }
}
