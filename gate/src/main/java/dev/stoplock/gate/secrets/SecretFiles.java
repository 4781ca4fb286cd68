package dev.stoplock.gate.secrets;

import dev.stoplock.core.model.SecretName;
import dev.stoplock.gate.port.PrivateFile;
import dev.stoplock.gate.port.Refused;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Files that hold one secret each, mode 0600: those of the home's folder are named as theirs. */
record SecretFiles(Path folder) {

    Path own(SecretName name) {
        return folder.resolve(name.value());
    }

    /** {@code inHome}: the folder around it is checked too. */
    byte[] read(SecretName name, Path file, boolean inHome) throws Refused {
        try {
            if (inHome) {
                PrivateFile.requireFolder(folder);
            }
            return PrivateFile.read(file, SecretValues.MOST_BYTES, PrivateFile.OWNER_ONLY);
        } catch (NoSuchFileException missing) {
            throw SecretValues.refused(
                    "secret.missing",
                    "secret " + name + " is not there: " + missing.getMessage(),
                    write(file));
        } catch (IOException unfit) {
            throw SecretValues.refused(
                    "secret.unsafe-file",
                    "secret " + name + " was not read: " + unfit.getMessage(),
                    inHome
                            ? "own both, then run: chmod 700 " + folder + " && chmod 600 " + file
                            : "own it, then run: chmod 600 " + file);
        }
    }

    static String write(Path file) {
        return "write the credential, one line, to " + file + " and run: chmod 600 " + file;
    }
}
