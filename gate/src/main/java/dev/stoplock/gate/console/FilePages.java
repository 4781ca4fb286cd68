package dev.stoplock.gate.console;

import dev.stoplock.gate.console.page.FilePage;
import dev.stoplock.gate.report.Plain;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The files a run leaves, as the outside world or the agent's side wrote them: plain text, and only
 * what lies directly in a folder of that run.
 */
final class FilePages {

    private static final String NAME = "[a-z][a-z-]{0,40}\\.(json|jsonl|txt)";
    private static final int MOST_BYTES = 1 << 20;

    private final Frames frames;
    private final RunFolders folders;
    private final Cases cases;

    FilePages(Frames frames, RunFolders folders, Cases cases) {
        this.frames = frames;
        this.folders = folders;
        this.cases = cases;
    }

    /** A file of a played run: {@code with/mails.json}. */
    @Nullable Answer played(Asked asked) throws IOException {
        Cases.Case of = cases.find(asked.segment("case"));
        RunFolder run = of == null ? null : folders.find(of, asked.segment("run"));
        String side = asked.segment("side");
        if (of == null || run == null || !side.matches("with|without")) {
            return null;
        }
        Path above = run.folder().resolve(side);
        return Files.isDirectory(above, LinkOption.NOFOLLOW_LINKS)
                ? page(asked, of, CasePages.href(of, run), "the run", side + "/", above)
                : null;
    }

    /** A file of a run that a cell of the table was computed from. */
    @Nullable Answer measured(Asked asked) throws IOException {
        Cases.Case of = cases.find(asked.segment("case"));
        Path folder = of == null ? null : folders.measured(of, asked.segment("run"));
        return of == null || folder == null
                ? null
                : page(
                        asked,
                        of,
                        CasePages.href(of) + "#table",
                        "the table",
                        asked.segment("run") + "/",
                        folder);
    }

    private @Nullable Answer page(
            Asked asked, Cases.Case of, String href, String from, String before, Path above)
            throws IOException {
        String name = asked.segment("file");
        Path file = above.resolve(name);
        if (!name.matches(NAME) || !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return null;
        }
        byte[] bytes;
        // Threat: a link that took the file's place since would show what lies elsewhere
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            bytes = in.readNBytes(MOST_BYTES + 1);
        }
        if (bytes.length > MOST_BYTES) {
            return null;
        }
        return new Answer.Page(
                200,
                "file.jte",
                new FilePage(
                        frames.of(name, asked),
                        CasePages.href(of),
                        of.title(),
                        href,
                        from,
                        before + name,
                        Plain.lines(new String(bytes, StandardCharsets.UTF_8))));
    }
}
