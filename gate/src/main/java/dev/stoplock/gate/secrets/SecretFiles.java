package dev.stoplock.gate.secrets;

import dev.stoplock.core.model.Refusal;
import dev.stoplock.core.model.SecretName;
import dev.stoplock.gate.port.PrivateFile;
import dev.stoplock.gate.port.Refused;
import dev.stoplock.gate.port.Secret;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** The folder of secrets: one file per secret, named as it, mode 0600. */
final class SecretFiles {

    static final int MOST_BYTES = 8 * 1024;
    static final int FEWEST_BYTES = 8;

    private final Path folder;

    SecretFiles(Path folder) {
        this.folder = folder;
    }

    /**
     * Reads one secret: UTF-8 without control characters, at least 8 bytes; one newline at its end
     * is not part of it.
     */
    Secret load(SecretName name) throws Refused {
        Path file = folder.resolve(name.value());
        byte[] bytes;
        try {
            PrivateFile.requireFolder(folder);
            bytes = PrivateFile.read(file, MOST_BYTES, PrivateFile.OWNER_ONLY);
        } catch (NoSuchFileException missing) {
            throw refused(
                    "secret.missing",
                    "secret " + name + " is not there: " + missing.getMessage(),
                    write(file));
        } catch (IOException unfit) {
            throw refused(
                    "secret.unsafe-file",
                    "secret " + name + " was not read: " + unfit.getMessage(),
                    "own both, then run: chmod 700 " + folder + " && chmod 600 " + file);
        }
        String text = decoded(name, file, bytes);
        String value = text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
        // Threat: a line break in a value would end a header and begin another
        if (value.chars().anyMatch(Character::isISOControl)) {
            throw refused(
                    "secret.unfit",
                    "secret " + name + " in " + file + " holds a control character",
                    write(file));
        }
        // Threat: a short value occurs by chance, and could be guessed from its keyed digest's
        // owner
        if (value.getBytes(StandardCharsets.UTF_8).length < FEWEST_BYTES) {
            throw refused(
                    "secret.too-short",
                    "secret "
                            + name
                            + " in "
                            + file
                            + " is shorter than "
                            + FEWEST_BYTES
                            + " bytes, too short to be told from other text",
                    "use a longer credential");
        }
        return new Secret(name, value);
    }

    private String decoded(SecretName name, Path file, byte[] bytes) throws Refused {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            throw refused(
                    "secret.unfit",
                    "secret " + name + " in " + file + " is not UTF-8 text",
                    write(file));
        }
    }

    private static String write(Path file) {
        return "write the credential, one line, to " + file + " and run: chmod 600 " + file;
    }

    private static Refused refused(String rule, String sentence, String hint) {
        return new Refused(Refusal.Exit.USAGE, rule, sentence, hint);
    }
}
