package dev.stoplock.gate.secrets;

import dev.stoplock.core.model.SecretName;
import dev.stoplock.core.model.SecretSource;
import dev.stoplock.core.model.Shown;
import dev.stoplock.gate.port.Refused;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The program that prints one secret on its standard output. It gets no shell and no input, and
 * none of the capabilities that the gate has.
 */
final class SecretCommand {

    /** util-linux's setpriv(1), which the sandbox needs as well. */
    private static final List<String> WITHOUT_CAPABILITIES =
            List.of("setpriv", "--inh-caps=-all", "--ambient-caps=-all", "--");

    private static final int MOST_ERRORS = 4 * 1024;

    private SecretCommand() {}

    static byte[] run(SecretName name, SecretSource.Command command, Map<String, String> variables)
            throws Refused {
        List<String> words = new ArrayList<>(WITHOUT_CAPABILITIES);
        words.addAll(command.words());
        ProcessBuilder builder = new ProcessBuilder(words);
        builder.environment().clear();
        builder.environment().putAll(withoutLoaders(variables));
        Process process;
        try {
            process = builder.start();
            process.getOutputStream().close();
        } catch (IOException e) {
            throw failed(name, command, "it cannot be started (" + Shown.text("" + e) + ")");
        }
        try {
            CompletableFuture<byte[]> out = reading(process.getInputStream());
            CompletableFuture<byte[]> errors = reading(process.getErrorStream());
            if (!process.waitFor(command.seconds(), TimeUnit.SECONDS)) {
                throw failed(
                        name,
                        command,
                        "it did not end within "
                                + command.seconds()
                                + " s; is it waiting to be unlocked?");
            }
            if (process.exitValue() != 0) {
                throw failed(
                        name,
                        command,
                        "it ended with code "
                                + process.exitValue()
                                + said(errors.get(1, TimeUnit.SECONDS)));
            }
            byte[] value = out.get(1, TimeUnit.SECONDS);
            if (value.length > SecretValues.MOST_BYTES) {
                throw failed(
                        name, command, "it printed over " + SecretValues.MOST_BYTES + " bytes");
            }
            return value;
        } catch (ExecutionException | TimeoutException e) {
            throw failed(name, command, "what it prints cannot be read");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed(name, command, "the wait for it was interrupted");
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private static Map<String, String> withoutLoaders(Map<String, String> variables) {
        Map<String, String> kept = new HashMap<>(variables);
        kept.keySet()
                .removeIf(name ->
                        name.startsWith("LD_")
                                || name.equals("NODE_OPTIONS")
                                || name.equals("JAVA_TOOL_OPTIONS"));
        return kept;
    }

    /** Up to a byte more than counts; what is left is not read, and the process is ended anyway. */
    private static CompletableFuture<byte[]> reading(InputStream stream) {
        CompletableFuture<byte[]> read = new CompletableFuture<>();
        Thread.ofPlatform()
                .daemon()
                .name("secret command")
                .start(() -> {
                    try (InputStream in = stream) {
                        read.complete(in.readNBytes(SecretValues.MOST_BYTES + 1));
                    } catch (Throwable e) {
                        read.completeExceptionally(e);
                    }
                });
        return read;
    }

    /** Its last line: tools tell there what is wrong. */
    private static String said(byte[] errors) {
        int length = Math.min(errors.length, MOST_ERRORS);
        return new String(errors, 0, length, StandardCharsets.UTF_8)
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .reduce((first, second) -> second)
                .map(line -> ": " + Shown.text(line))
                .orElse(" and said nothing");
    }

    private static Refused failed(SecretName name, SecretSource.Command command, String why) {
        return SecretValues.refused(
                "secret.command",
                "secret " + name + " was not read by " + command + ": " + why,
                "run the command yourself, as the user and where the gate runs; it stands under `secrets` of stoplock.yaml");
    }
}
