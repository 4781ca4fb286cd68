package dev.stoplock.gate.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.stoplock.core.model.Digest;
import dev.stoplock.core.model.Interpreter;
import dev.stoplock.gate.port.Refused;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An interpreter is started only with the bytes it was locked with. */
final class InterpretersTest {

    @TempDir private Path store = Path.of("unset");

    /** A program of the system stands for Node: nothing of it is run. */
    private static Interpreter locked(byte[] bytes) {
        return new Interpreter("env", "v20.0.0", Digest.sha256(bytes));
    }

    private Path verify(Interpreter locked) throws Exception {
        return new Interpreters(store, Map.of("PATH", "/usr/bin")).verify(locked);
    }

    @Test
    void theSystemsIsStartedWhereItLies() throws Exception {
        byte[] bytes = Files.readAllBytes(Path.of("/usr/bin/env"));

        assertThat(verify(locked(bytes))).isEqualTo(Path.of("/usr/bin/env").toRealPath());
    }

    @Test
    void theSystemsIsRefusedWithOtherBytes() {
        byte[] other = "another program".getBytes(StandardCharsets.UTF_8);

        assertThatExceptionOfType(Refused.class)
                .isThrownBy(() -> verify(locked(other)))
                .withMessageContaining("lock.interpreter-changed");
    }
}
