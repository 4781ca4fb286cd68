package dev.stoplock.lab.story;

import dev.stoplock.core.atlas.story.Case;
import java.io.IOException;

/** The words in which a story is told: those of its case's page, so that both tell the same. */
final class StoryWords {

    private StoryWords() {}

    static Case of(String name) throws IOException {
        return dev.stoplock.gate.report.casefile.Telling.bundled()
                .find(name)
                .orElseThrow(() -> new IOException("this build has no case for the story " + name));
    }
}
