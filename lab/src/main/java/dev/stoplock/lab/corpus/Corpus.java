package dev.stoplock.lab.corpus;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The cases of a folder: of each folder in it that holds a {@code case.yaml}, or of its own. */
record Corpus(Path folder, List<Case> cases) {

    Corpus {
        cases = List.copyOf(cases);
    }

    /**
     * Every case is read before any is played. A folder beside them that is no case is an error.
     */
    static Corpus read(Path folder) throws Malformed {
        if (!Files.isDirectory(folder)) {
            throw new Malformed(folder + ":1: no such folder");
        }
        if (Files.exists(folder.resolve(CaseFile.NAME), LinkOption.NOFOLLOW_LINKS)) {
            return new Corpus(folder, List.of(CaseFile.read(folder)));
        }
        List<Case> cases = new ArrayList<>();
        try (Stream<Path> all = Files.list(folder)) {
            for (Path each :
                    all.filter(path -> Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS))
                            .filter(path -> !path.getFileName().toString().startsWith("."))
                            .sorted()
                            .toList()) {
                cases.add(CaseFile.read(each));
            }
        } catch (IOException e) {
            throw new Malformed(folder + ":1: cannot be listed: " + e.getMessage());
        }
        if (cases.isEmpty()) {
            throw new Malformed(
                    folder + ":1: there is no folder with a " + CaseFile.NAME + " in it");
        }
        return new Corpus(folder, cases);
    }
}
