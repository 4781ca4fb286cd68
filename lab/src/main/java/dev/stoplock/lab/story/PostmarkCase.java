package dev.stoplock.lab.story;

import dev.stoplock.core.atlas.story.Case;
import dev.stoplock.core.json.Json;
import dev.stoplock.core.json.JsonWriter;
import dev.stoplock.core.model.Refusal;
import dev.stoplock.core.model.Shown;
import dev.stoplock.gate.port.Refused;
import dev.stoplock.gate.port.Stories;
import dev.stoplock.gate.report.casefile.CaseDocument;
import dev.stoplock.lab.casefile.CaseRun;
import dev.stoplock.lab.casefile.Switches;
import dev.stoplock.lab.world.Playing;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.util.List;

/** One run of the postmark-mcp case with the controls somebody chose. */
final class PostmarkCase {

    private static final String CONSOLES = "run.json";

    private PostmarkCase() {}

    static int play(String name, Stories.Request request, Stories.Choice choice)
            throws Refused, IOException, InterruptedException {
        Switches switches = Switches.of(choice.variant(), choice.without());
        requireEmpty(choice.folder());
        PrintStream words = request.json() ? request.err() : request.out();
        PrintStream progress = request.step() == null ? words : request.err();
        // the console made this folder: its page shows the steps whole, with what the run left
        boolean whole = Files.notExists(choice.folder().resolve(CONSOLES));
        Case told = StoryWords.of(name);
        try (Playing playing = Playing.open(request)) {
            Json.Obj document =
                    new CaseRun(
                                    playing,
                                    switches,
                                    choice.folder(),
                                    line -> {
                                        progress.println("  " + Shown.line(line));
                                        progress.flush();
                                    })
                            .play();
            CaseTelling steps = new CaseTelling(new Page(words), told, CaseDocument.of(document));
            if (!whole) {
                steps.tellShort();
            } else {
                steps.tell(request.step());
                if (request.step() == null) {
                    steps.end(
                            request.environment().getOrDefault("STOPLOCK_LAUNCHER", "stoplock"),
                            choice.folder());
                }
            }
            words.flush();
            if (request.json()) {
                request.out().println(JsonWriter.compact(document));
                request.out().flush();
            }
            return 0;
        } catch (GeneralSecurityException e) {
            throw new Refused(
                    Refusal.Exit.FAILED,
                    "story.certificates",
                    "the lab's certificates cannot be made: " + e.getMessage(),
                    "report it");
        }
    }

    /** What a console keeps there of its own is no run; anything of one is. */
    private static void requireEmpty(Path folder) throws Refused, IOException {
        Files.createDirectories(
                folder,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        for (String name : List.of(CaseRun.FILE, CaseRun.WITHOUT, CaseRun.WITH)) {
            if (Files.exists(folder.resolve(name), LinkOption.NOFOLLOW_LINKS)) {
                throw new Refused(
                        Refusal.Exit.USAGE,
                        "story.folder",
                        "a run lies in " + folder + " already",
                        "name a folder that does not exist yet");
            }
        }
    }
}
