package dev.stoplock.lab.story;

import dev.stoplock.gate.port.Refused;
import dev.stoplock.gate.port.Stories;
import java.io.IOException;
import java.util.List;

/** The stories of the lab: so far one. */
public final class LabStories implements Stories {

    private static final String POSTMARK = "postmark-mcp";

    @Override
    public List<String> names() {
        return List.of(POSTMARK);
    }

    @Override
    public int play(String name, Request request)
            throws Refused, IOException, InterruptedException {
        if (!name.equals(POSTMARK)) {
            throw new IllegalArgumentException("there is no such story");
        }
        return PostmarkStory.play(name, request);
    }

    @Override
    public int play(String name, Request request, Choice choice)
            throws Refused, IOException, InterruptedException {
        if (!name.equals(POSTMARK)) {
            throw new IllegalArgumentException("there is no such story");
        }
        return PostmarkCase.play(name, request, choice);
    }

    @Override
    public int measure(String name, Request request)
            throws Refused, IOException, InterruptedException {
        if (!name.equals(POSTMARK)) {
            throw new IllegalArgumentException("there is no such story");
        }
        return PostmarkTable.measure(request);
    }

    /**
     * Plays only what follows when the update is accepted, in a home that knew no other version,
     * and returns the line of {@code forced} in the JSON result: for whoever tries many updates.
     */
    public String playForced(Request request) throws Refused, IOException, InterruptedException {
        return PostmarkStory.forcedOnly(request);
    }
}
