package dev.stoplock.core.contract.learn;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Compares the files that one tool left in the private folders in two versions, called alike. What
 * others would run counts by its bytes, every other file by its place and by what it is. Pure.
 */
public final class FileComparison {

    private FileComparison() {}

    /** {@code tool}: empty for what a server writes when it starts. */
    public static List<Difference> of(String tool, Set<WrittenFile> before, Set<WrittenFile> now) {
        Map<String, Set<WrittenFile>> old = byPlace(before);
        List<Difference> found = new ArrayList<>();
        byPlace(now)
                .forEach((place, files) -> {
                    Set<WrittenFile> same = old.getOrDefault(place, Set.of());
                    WrittenFile one = gravest(files, same);
                    if (one != null) {
                        found.add(
                                new Difference(
                                        kind(one),
                                        tool,
                                        "files " + place,
                                        sentence(one, same),
                                        same.isEmpty() ? "" : said(same.iterator().next()),
                                        said(one)));
                    }
                });
        Map<String, Set<WrittenFile>> left = byPlace(now);
        old.forEach((place, files) -> {
            if (!left.containsKey(place)) {
                WrittenFile one = files.iterator().next();
                found.add(
                        new Difference(
                                Difference.Kind.NARROWED,
                                tool,
                                "files " + place,
                                "a file it writes no more: " + one.path(),
                                said(one),
                                ""));
            }
        });
        return found;
    }

    private static Map<String, Set<WrittenFile>> byPlace(Set<WrittenFile> files) {
        Map<String, Set<WrittenFile>> byPlace = new TreeMap<>();
        files.forEach(
                file -> byPlace.computeIfAbsent(file.place(), any -> new HashSet<>()).add(file));
        return byPlace;
    }

    /** The one among these that is not as before, and of several the one that says most. */
    private static @Nullable WrittenFile gravest(Set<WrittenFile> files, Set<WrittenFile> before) {
        WrittenFile gravest = null;
        for (WrittenFile file : files) {
            boolean known =
                    file.isRunByOthers()
                            ? before.stream()
                                    .anyMatch(each ->
                                            each.kind() == file.kind()
                                                    && each.content().equals(file.content()))
                            : before.stream().anyMatch(each -> each.kind() == file.kind());
            boolean graver =
                    gravest == null
                            || kind(file).compareTo(kind(gravest)) > 0
                            || kind(file) == kind(gravest)
                                    && file.path().compareTo(gravest.path()) < 0;
            if (!known && graver) {
                gravest = file;
            }
        }
        return gravest;
    }

    private static Difference.Kind kind(WrittenFile file) {
        if (file.isRunByOthers()) {
            return Difference.Kind.NEW_EFFECT;
        }
        return switch (file.kind()) {
            case OF_A_CALL, LINK, SPECIAL -> Difference.Kind.UNEXPLAINED;
            case TEXT, BYTES -> Difference.Kind.NEW_CONSTANT;
            case PROGRAM -> Difference.Kind.NEW_EFFECT;
        };
    }

    private static String sentence(WrittenFile file, Set<WrittenFile> before) {
        String what =
                file.isRunByOthers()
                        ? "a file that others run or obey: "
                        : file.kind() == WrittenFile.Kind.OF_A_CALL
                                ? "a file that keeps what a call said: "
                                : "a file: ";
        return (before.isEmpty() ? "it writes " : "it writes otherwise ") + what + file.path();
    }

    /** What is another each time is not said of what nobody runs. */
    private static String said(WrittenFile file) {
        boolean exact = file.isRunByOthers() || file.kind() == WrittenFile.Kind.LINK;
        return (exact ? file.path() : file.place())
                + ", "
                + file.kind().words()
                + (exact && !file.content().isEmpty() ? ", " + file.content() : "");
    }
}
