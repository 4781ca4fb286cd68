package dev.stoplock.lab.agent;

import dev.stoplock.core.json.Json;
import dev.stoplock.core.model.Refusal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What came of one goal: every tool call the model made, in order, and how the loop ended. */
public record AgentRun(String goal, List<Asked> asked, End end) {

    /**
     * Who runs a tool: the agent itself, the MCP server, or nobody (the model named one that does
     * not exist).
     */
    public enum By {
        AGENT,
        SERVER,
        NOBODY
    }

    /**
     * A call as asked, and the answer the model was given. {@code arguments} is what was sent;
     * empty where unreadable.
     */
    public record Asked(String tool, By by, Json.Obj arguments, String answer, boolean isError) {

        /** The text of an argument, or null where it is absent or not a text. */
        public @Nullable String text(String argument) {
            return arguments.text(argument);
        }
    }

    /** How a run ends. */
    public sealed interface End permits Finished, Failed {}

    /** The model said it is done, in these words. */
    public record Finished(String words) implements End {}

    /** The run could not go on. */
    public record Failed(Refusal why) implements End {}

    public AgentRun {
        asked = List.copyOf(asked);
    }

    /** The calls to the MCP server that name a recipient ({@code to}): the mails asked for. */
    public List<Asked> mails() {
        return asked.stream()
                .filter(call -> call.by() == By.SERVER && call.arguments().at("to") != null)
                .toList();
    }

    /** Mails whose call was answered without an error. */
    public long answered() {
        return mails().stream().filter(call -> !call.isError()).count();
    }

    /** Mails whose call ended as an error. */
    public long errors() {
        return mails().stream().filter(Asked::isError).count();
    }

    public boolean finished() {
        return end instanceof Finished;
    }
}
