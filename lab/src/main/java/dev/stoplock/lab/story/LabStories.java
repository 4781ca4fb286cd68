package dev.stoplock.lab.story;

import dev.stoplock.gate.port.Stories;
import java.util.List;

/** x. */
public final class LabStories implements Stories {
    @Override
    public List<String> names() {
        return List.of("postmark-mcp");
    }

    @Override
    public int play(String name, Request request) {
        return 1;
    }
}
