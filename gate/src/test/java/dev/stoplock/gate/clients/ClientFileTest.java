package dev.stoplock.gate.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClientFileTest {

    @TempDir Path folder;

    private List<ClientFile.Plain> plain(String json) throws IOException {
        return new ClientFile(Files.writeString(folder.resolve("mcp.json"), json)).plain();
    }

    @Test
    void whateverAServerIsGivenIsLookedAt() throws Exception {
        assertThat(
                        plain(
                                """
                                {"mcpServers": {
                                  "a": {"command": "npx", "args": ["--token=ghp_aB3dE6gH9jK2mN5pQ8sT1v", "x"],
                                        "env": {"LEVEL": "info", "DB_PASSWORD": "correct-horse"}},
                                  "b": {"url": "https://mcp.example/sse?api_key=0123456789abcdef",
                                        "headers": {"Authorization": "Bearer 0123456789abcdef"}},
                                  "c": {"command": "npx", "args": ["postgres://app:hunter2@db.example/x"],
                                        "env": {"API_KEY": "${API_KEY}"}}},
                                 "projects": {"/p": {"mcpServers": {
                                  "d": {"command": "x", "env": {"KEY": "re_9KfQ2mXa_7LpR4tYw3NcV8bZs"}}}}}}
                                """))
                .extracting(ClientFile.Plain::where)
                .containsExactlyInAnyOrder(
                        "server a, argument --token",
                        "server a, setting DB_PASSWORD",
                        "server b, parameter api_key of an address",
                        "server b, setting Authorization",
                        "server c, an address",
                        "server d, setting KEY");
    }

    @Test
    void whatIsNoJsonIsSaidWithoutItsContent() {
        assertThatThrownBy(() -> plain("{\n// re_9KfQ2mXa_7LpR4tYw3NcV8bZs\n}"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no plain JSON")
                .hasMessageNotContaining("re_9KfQ");
    }

    @Test
    void onlyFilesThatAreThereAreUsual() throws Exception {
        Files.createDirectories(folder.resolve(".cursor"));
        Path there = Files.writeString(folder.resolve(".cursor/mcp.json"), "{}");
        assertThat(ClientFile.usual(folder, folder)).containsExactly(new ClientFile(there));
    }
}
