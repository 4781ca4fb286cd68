package dev.stoplock.lab.truth;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.stoplock.core.model.Digest;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;
import java.util.stream.Stream;

/** Which program this is: one digest over every file it is made of. */
public final class Build {

    private Build() {}

    /** Over the class path of a running program, in its order: names and bytes. */
    public static String digest(String classPath) throws IOException {
        MessageDigest hash = Digest.Algorithm.SHA256.start();
        for (String entry : classPath.split(File.pathSeparator)) {
            Path start = Path.of(entry);
            if (!Files.exists(start)) {
                continue; // the class path may name what is not there
            }
            try (Stream<Path> all = Files.walk(start)) {
                List<Path> files = all.filter(Files::isRegularFile).sorted().toList();
                for (Path file : files) {
                    hash.update(start.relativize(file).toString().getBytes(UTF_8));
                    hash.update((byte) 0);
                    hash.update(Files.readAllBytes(file));
                }
            }
        }
        return Digest.of(Digest.Algorithm.SHA256, hash.digest()).toString();
    }
}
