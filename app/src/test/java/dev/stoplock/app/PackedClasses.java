package dev.stoplock.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.spi.ToolProvider;

/**
 * The program's classes as its users have them, in archives that are open from the start: from a
 * folder each class costs a descriptor when it is first needed, and one that cannot be read then is
 * missing for good (JVMS 5.4.3).
 */
final class PackedClasses {

    private PackedClasses() {}

    /** The class path of this test, its folders packed into archives under {@code into}. */
    static String under(Path into) throws IOException {
        ToolProvider jar = ToolProvider.findFirst("jar").orElseThrow();
        String path =
                System.getProperty(
                        "surefire.test.class.path", System.getProperty("java.class.path"));
        List<String> packed = new ArrayList<>();
        Files.createDirectories(into);
        for (String entry : path.split(File.pathSeparator)) {
            if (!Files.isDirectory(Path.of(entry))) {
                packed.add(entry);
                continue;
            }
            String archive = into.resolve(packed.size() + ".jar").toString();
            int ended =
                    jar.run(
                            System.out,
                            System.err,
                            "--create",
                            "--no-compress",
                            "--file",
                            archive,
                            "-C",
                            entry,
                            ".");
            assertThat(ended).as("packing %s", entry).isZero();
            packed.add(archive);
        }
        return String.join(File.pathSeparator, packed);
    }
}
