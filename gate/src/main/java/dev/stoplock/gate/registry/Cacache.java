package dev.stoplock.gate.registry;

import dev.stoplock.core.model.Digest;
import dev.stoplock.core.model.PackageRef;
import dev.stoplock.core.model.Refusal.Exit;
import dev.stoplock.gate.port.Refused;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * npm's content-addressed cache (the cacache package's layout: {@code
 * _cacache/content-v2/sha512/aa/bb/rest}). It is taken for a place to find bytes, never for a
 * witness of what they are.
 */
record Cacache(Path npmCache) {

    private static final long LARGEST = 512L << 20;

    /** The tarball's bytes, whose sha512 was computed here and is the one asked for. */
    byte[] tarball(PackageRef ref, Digest archive) throws Refused, IOException {
        String hex = archive.hex();
        Path file =
                npmCache.resolve("_cacache/content-v2/sha512")
                        .resolve(hex.substring(0, 2))
                        .resolve(hex.substring(2, 4))
                        .resolve(hex.substring(4));
        byte[] bytes;
        try {
            if (Files.size(file) > LARGEST) {
                throw new Refused(
                        Exit.LOCK,
                        "lock.too-large",
                        "the tarball of " + ref + " is over " + LARGEST + " bytes",
                        "use another version");
            }
            bytes = Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw new Refused(
                    Exit.LOCK,
                    "lock.tarball-missing",
                    "npm did not leave the tarball of " + ref + " in its cache " + npmCache,
                    "let npm keep a cache (npm config get cache), then run the command again");
        }
        Digest got =
                Digest.of(Digest.Algorithm.SHA512, Digest.Algorithm.SHA512.start().digest(bytes));
        if (!got.equals(archive)) {
            throw otherBytes(ref.toString(), archive.toString(), got.toString());
        }
        return bytes;
    }

    static Refused otherBytes(String what, String expected, String got) {
        return new Refused(
                Exit.LOCK,
                "lock.tarball-differs",
                "the tarball of "
                        + what
                        + " has other bytes than the registry says: expected "
                        + expected
                        + ", got "
                        + got,
                "do not use it; if only the cache is broken, npm cache verify repairs it");
    }
}
