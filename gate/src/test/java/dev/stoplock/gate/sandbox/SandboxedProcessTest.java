package dev.stoplock.gate.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SandboxedProcessTest {

    @ParameterizedTest
    @ValueSource(strings = {"it", "all"})
    void itEndsAlsoWhereNoDescriptorIsLeftToLookWith(String what) throws Exception {
        Process program =
                new ProcessBuilder(
                                "prlimit",
                                "--nofile=160:160",
                                "--",
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "--add-exports=java.base/sun.nio.ch=ALL-UNNAMED",
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                System.getProperty("java.class.path"),
                                EndWithoutDescriptors.class.getName(),
                                what)
                        .redirectErrorStream(true)
                        .start();
        String said =
                new String(program.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        // the first half is why the second is not Java's to do: were it true one day, ours could go
        assertThat(said).isEqualTo("java ended it: false, it ended: true");
        assertThat(program.waitFor()).isZero();
    }
}
