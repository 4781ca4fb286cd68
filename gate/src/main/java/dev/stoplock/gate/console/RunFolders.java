package dev.stoplock.gate.console;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The folders of a case's runs, {@code HOME/cases/CASE/RUN}. RUN is the second it began in and four
 * random characters, in base 36, so that names sort by time. Short, because a socket's path below
 * it has to fit 107 bytes.
 */
final class RunFolders {

    static final int KEPT = 20;

    private static final Pattern ID = Pattern.compile("[0-9a-z]{7}-[0-9a-z]{4}");
    private static final Pattern MEASURED = Pattern.compile("[0-9a-f]{16}");
    private static final int RADIX = 36;
    private static final int TAILS = RADIX * RADIX * RADIX * RADIX;

    private final Path cases;
    private final SecureRandom random;
    private final Set<PosixFilePermission> mode;

    /** {@code cases} lies in a home; its mode is taken over: a root gate's servers must pass. */
    RunFolders(Path cases, SecureRandom random) throws IOException {
        this.cases = cases;
        this.random = random;
        Path home = cases.toAbsolutePath().getParent();
        if (home == null) {
            throw new IOException("no home: " + cases);
        }
        this.mode = Files.getPosixFilePermissions(home);
    }

    RunFolder make(Cases.Case of, Instant at) throws IOException {
        FileAttribute<?> only = PosixFilePermissions.asFileAttribute(mode);
        for (Path above : List.of(cases, cases.resolve(of.id()))) {
            if (!Files.isDirectory(above, LinkOption.NOFOLLOW_LINKS)) {
                Files.createDirectory(above, only);
                Files.setPosixFilePermissions(above, mode);
            }
        }
        String second = padded(at.getEpochSecond(), 7);
        Path folder =
                cases.resolve(of.id()).resolve(second + "-" + padded(random.nextInt(TAILS), 4));
        Files.createDirectory(folder, only);
        Files.setPosixFilePermissions(folder, mode);
        return new RunFolder(folder);
    }

    private static String padded(long number, int width) {
        String digits = Long.toString(number, RADIX);
        return "0".repeat(Math.max(0, width - digits.length())) + digits;
    }

    /** Where everything of a case lies. */
    Path of(Cases.Case of) {
        return cases.resolve(of.id());
    }

    /**
     * The folder of a run that a cell of the table was computed from, by the name in an address;
     * null where there is none.
     */
    @Nullable Path measured(Cases.Case of, String id) {
        if (!MEASURED.matcher(id).matches()) {
            return null;
        }
        Path above = of(of).resolve("measured");
        Path folder = above.resolve(id);
        // Threat: a link on the way would show what lies elsewhere
        return Files.isDirectory(above, LinkOption.NOFOLLOW_LINKS)
                        && Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
                ? folder
                : null;
    }

    /** A run by the name in an address; null where there is none of ours. */
    @Nullable RunFolder find(Cases.Case of, String id) {
        if (!ID.matcher(id).matches()) {
            return null;
        }
        RunFolder folder = new RunFolder(cases.resolve(of.id()).resolve(id));
        return isOurs(folder) ? folder : null;
    }

    /** Every run that is kept, the newest first. */
    List<RunFolder> all(Cases.Case of) throws IOException {
        Path above = cases.resolve(of.id());
        List<RunFolder> runs = new ArrayList<>();
        if (Files.isDirectory(above, LinkOption.NOFOLLOW_LINKS)) {
            try (DirectoryStream<Path> folders = Files.newDirectoryStream(above)) {
                for (Path folder : folders) {
                    RunFolder run = new RunFolder(folder);
                    if (ID.matcher(run.id()).matches() && isOurs(run)) {
                        runs.add(run);
                    }
                }
            }
        }
        runs.sort(Comparator.comparing(RunFolder::id).reversed());
        return runs;
    }

    private static boolean isOurs(RunFolder run) {
        return Files.isDirectory(run.folder(), LinkOption.NOFOLLOW_LINKS) && run.begun() != null;
    }

    /** Deletes the oldest runs beyond those kept: only folders that {@code all} knows as ours. */
    void prune(Cases.Case of) throws IOException {
        for (RunFolder run : all(of).stream().skip(KEPT).toList()) {
            delete(run.folder());
        }
    }

    /**
     * Deletes what lies in the folder and follows no link out of it. Crash order: {@code run.json}
     * goes last, so that what is left of half a deletion is still known as ours.
     */
    private static void delete(Path folder) throws IOException {
        Path marker = folder.resolve("run.json");
        Files.walkFileTree(
                folder,
                new SimpleFileVisitor<Path>() {
                    @Override
                    public FileVisitResult preVisitDirectory(
                            Path inner, BasicFileAttributes attributes) throws IOException {
                        // a store's trees are read-only
                        Files.setPosixFilePermissions(
                                inner, PosixFilePermissions.fromString("rwx------"));
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                            throws IOException {
                        if (!file.equals(marker)) {
                            Files.delete(file);
                        }
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult postVisitDirectory(
                            Path inner, @Nullable IOException failed) throws IOException {
                        if (failed != null) {
                            throw failed;
                        }
                        if (!inner.equals(folder)) {
                            Files.delete(inner);
                        }
                        return FileVisitResult.CONTINUE;
                    }
                });
        Files.delete(marker);
        Files.delete(folder);
    }
}
