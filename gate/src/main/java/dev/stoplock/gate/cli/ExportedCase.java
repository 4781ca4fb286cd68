package dev.stoplock.gate.cli;

import dev.stoplock.core.json.Json;
import dev.stoplock.core.model.Refusal;
import dev.stoplock.gate.port.PrivateFile;
import dev.stoplock.gate.port.Refused;
import dev.stoplock.gate.report.casefile.CaseExport;
import dev.stoplock.gate.report.casefile.KeptRun;
import dev.stoplock.gate.report.casefile.OneFile;
import dev.stoplock.gate.report.casefile.Telling;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The file that {@code --export} names: a case on one page, written whole or not at all. */
record ExportedCase(Path file) {

    /**
     * Refuses (exit 2) a name that is taken, or that lies in no folder; before anything is played.
     */
    static ExportedCase at(Path wanted) throws Refused {
        Path file = wanted.toAbsolutePath().normalize();
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            throw taken(file);
        }
        Path folder = file.getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            throw new Refused(
                    Refusal.Exit.USAGE,
                    "story.export",
                    "there is no folder for " + file,
                    "make the folder first: mkdir -p " + folder);
        }
        return new ExportedCase(file);
    }

    private static Refused taken(Path file) {
        return new Refused(
                Refusal.Exit.USAGE,
                "story.export",
                file + " is there already, and is not overwritten",
                "name a file that does not exist yet");
    }

    /** Writes the run with the newest table of this home, and returns how large the file is. */
    long write(String name, KeptRun run, Path home, Path table) throws Refused, IOException {
        Telling telling = Telling.bundled();
        Json.Obj measured = KeptRun.documentIn(table);
        byte[] page =
                OneFile.of(
                        CaseExport.of(
                                telling.find(name)
                                        .orElseThrow(() ->
                                                new IOException(
                                                        "this build has no case for " + name)),
                                telling,
                                run,
                                measured,
                                table.resolveSibling("measured"),
                                folders(run.folder(), home)));
        PrivateFile.createOnce(file, page, PrivateFile.PUBLIC);
        // another process took the name meanwhile: its file stays
        if (!Arrays.equals(Files.readAllBytes(file), page)) {
            throw taken(file);
        }
        return page.length;
    }

    /** What of this machine is not to be told: each as it was named, and as it really is. */
    private static List<String> folders(Path run, Path home) throws IOException {
        List<String> folders = new ArrayList<>();
        for (Path each :
                List.of(
                        run,
                        home,
                        Path.of(System.getProperty("user.home")),
                        Path.of(System.getProperty("user.dir")),
                        Path.of(System.getProperty("java.io.tmpdir")))) {
            folders.add(each.toAbsolutePath().normalize().toString());
            if (Files.exists(each)) {
                folders.add(each.toRealPath().toString());
            }
        }
        return folders;
    }

    static String size(long bytes) {
        return String.format(Locale.ROOT, "%.0f kB", bytes / 1000.0);
    }
}
