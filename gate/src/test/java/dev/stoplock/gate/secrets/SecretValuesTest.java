package dev.stoplock.gate.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stoplock.core.model.SecretName;
import dev.stoplock.core.model.SecretSource;
import dev.stoplock.gate.port.Refused;
import dev.stoplock.gate.port.Secret;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretValuesTest {

    private static final SecretName NAME = new SecretName("KEY");

    @TempDir Path folder;

    private String value(SecretSource source, Map<String, String> environment) throws Refused {
        return new SecretValues(name -> source, folder, environment)
                .load(NAME)
                .reveal(Secret.Purpose.EGRESS);
    }

    private static SecretSource shell(String script) {
        return new SecretSource.Command(List.of("/bin/sh", "-c", script), 5);
    }

    private void refused(
            SecretSource source, Map<String, String> environment, String rule, String says) {
        assertThatThrownBy(() -> value(source, environment))
                .isInstanceOfSatisfying(
                        Refused.class,
                        refused -> {
                            assertThat(refused.refusal().rule()).hasToString(rule);
                            assertThat(refused.refusal().sentence()).contains("KEY", says);
                        });
    }

    @Test
    void aVariableOfTheGatesOwnEnvironmentHoldsTheSecret() throws Exception {
        SecretSource source = new SecretSource.Variable("MAIL_KEY");
        assertThat(value(source, Map.of("MAIL_KEY", "abcdefgh-1"))).isEqualTo("abcdefgh-1");
        refused(source, Map.of(), "secret.missing", "without the variable MAIL_KEY");
        refused(source, Map.of("MAIL_KEY", "short"), "secret.too-short", "variable MAIL_KEY");
        assertThatThrownBy(() -> new SecretSource.Variable("LD_PRELOAD"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aFileOfThePersonsOwnHoldsTheSecret() throws Exception {
        Path file = Files.writeString(folder.resolve("elsewhere"), "abcdefgh-2\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        SecretSource source = new SecretSource.File(file.toString());
        assertThat(value(source, Map.of())).isEqualTo("abcdefgh-2");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        refused(source, Map.of(), "secret.unsafe-file", "open to others");
    }

    @Test
    void whatACommandPrintsIsTheSecret() throws Exception {
        assertThat(value(shell("printf 'abcdefgh-3\\n'"), path())).isEqualTo("abcdefgh-3");
        assertThat(value(shell("printf %s \"$TOKEN\""), Map.of("TOKEN", "abcdefgh-4")))
                .isEqualTo("abcdefgh-4");
        // it has no input to wait for, and no loader of the gate's
        assertThat(value(shell("cat; printf %s \"none${LD_PRELOAD:-}of-it\""), loaders()))
                .isEqualTo("noneof-it");
        // the words are words: no shell reads them
        assertThat(
                        value(
                                new SecretSource.Command(
                                        List.of("/bin/echo", "$HOME; echo x > y"), 5),
                                path()))
                .isEqualTo("$HOME; echo x > y");
    }

    private static Map<String, String> path() {
        return Map.of("PATH", "/usr/bin:/bin");
    }

    private static Map<String, String> loaders() {
        return Map.of("PATH", "/usr/bin:/bin", "LD_PRELOAD", "x.so", "NODE_OPTIONS", "-r x");
    }

    @Test
    void aCommandThatFailsIsToldWithItsLastLine() {
        refused(
                shell("echo first >&2; echo 'vault is sealed' >&2; exit 2"),
                path(),
                "secret.command",
                "ended with code 2: vault is sealed");
        refused(shell("exit 1"), path(), "secret.command", "code 1 and said nothing");
        refused(
                new SecretSource.Command(List.of("/bin/sleep", "60"), 1),
                path(),
                "secret.command",
                "did not end within 1 s");
        refused(
                new SecretSource.Command(List.of("/nowhere/at-all"), 5),
                path(),
                "secret.command",
                "/nowhere/at-all");
        refused(shell("head -c 9000 /dev/zero | tr '\\0' a"), path(), "secret.command", "8192");
        refused(shell("true"), path(), "secret.too-short", "command /bin/sh");
        refused(shell("printf 'a\\nbcdefghi'"), path(), "secret.unfit", "control character");
    }

    @Test
    void aPrivateKeySignsAndIsNoCredentialThatIsSent() {
        refused(
                shell("printf '%s' '-----BEGIN PRIVATE KEY-----\\nMIIE'"),
                path(),
                "secret.unfit",
                "private key");
    }
}
