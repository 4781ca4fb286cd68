package dev.stoplock.gate.secrets;

import dev.stoplock.core.dlp.KnownTokens;
import dev.stoplock.core.model.Refusal;
import dev.stoplock.core.model.SecretName;
import dev.stoplock.core.model.SecretSource;
import dev.stoplock.gate.port.Refused;
import dev.stoplock.gate.port.Secret;
import dev.stoplock.gate.port.SecretSources;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/**
 * Reads secrets where the home's settings say: a file, a variable of the gate's own environment, or
 * what a command prints. A value is read anew for each start of a server and kept for no other.
 */
public final class SecretValues {

    static final int MOST_BYTES = 8 * 1024;
    private static final int FEWEST_BYTES = 8;

    private final SecretSources sources;
    private final SecretFiles files;
    private final Map<String, String> environment;

    /** {@code folder} holds the secrets that no setting is about. */
    public SecretValues(SecretSources sources, Path folder, Map<String, String> environment) {
        this.sources = sources;
        this.files = new SecretFiles(folder);
        this.environment = Map.copyOf(environment);
    }

    /**
     * UTF-8 without control characters, at least 8 bytes; one newline at its end is not part of it.
     */
    public Secret load(SecretName name) throws Refused {
        SecretSource source = sources.of(name);
        return switch (source) {
            case SecretSource.File(var path) -> {
                Path file = path == null ? files.own(name) : Path.of(path);
                yield fit(
                        name,
                        files.read(name, file, path == null),
                        file.toString(),
                        SecretFiles.write(file));
            }
            case SecretSource.Variable(String variable) ->
                    fit(
                            name,
                            variable(name, variable).getBytes(StandardCharsets.UTF_8),
                            "variable " + variable,
                            "set another value of " + variable + " where the gate is started");
            case SecretSource.Command command ->
                    fit(
                            name,
                            SecretCommand.run(name, command, environment),
                            command.toString(),
                            "see what the command prints under `secrets` of stoplock.yaml");
        };
    }

    private String variable(SecretName name, String variable) throws Refused {
        String value = environment.get(variable);
        if (value == null || value.isEmpty()) {
            throw refused(
                    "secret.missing",
                    "secret "
                            + name
                            + " is not there: the gate was started without the variable "
                            + variable,
                    "stop the gate (stoplock down) and start it where "
                            + variable
                            + " is set, or take the secret from a file or a command");
        }
        return value;
    }

    private static Secret fit(SecretName name, byte[] bytes, String where, String hint)
            throws Refused {
        String text;
        try {
            text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            throw refused(
                    "secret.unfit", "secret " + name + " in " + where + " is not UTF-8 text", hint);
        }
        String value = text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
        // a key signs inside the server; nothing of it is ever sent that the gate could put in
        if (KnownTokens.isPrivateKey(value)) {
            throw refused(
                    "secret.unfit",
                    "secret "
                            + name
                            + " in "
                            + where
                            + " is a private key, which a server signs with and never sends",
                    "use a credential that is sent as it is, such as an API key or a refresh token");
        }
        // Threat: a line break in a value would end a header and begin another
        if (value.chars().anyMatch(Character::isISOControl)) {
            throw refused(
                    "secret.unfit",
                    "secret " + name + " in " + where + " holds a control character",
                    hint);
        }
        // Threat: a short value occurs by chance, and could be guessed from its keyed digest's
        // owner
        if (value.getBytes(StandardCharsets.UTF_8).length < FEWEST_BYTES) {
            throw refused(
                    "secret.too-short",
                    "secret "
                            + name
                            + " in "
                            + where
                            + " is shorter than "
                            + FEWEST_BYTES
                            + " bytes, too short to be told from other text",
                    "use a longer credential");
        }
        return new Secret(name, value);
    }

    static Refused refused(String rule, String sentence, String hint) {
        return new Refused(Refusal.Exit.USAGE, rule, sentence, hint);
    }
}
