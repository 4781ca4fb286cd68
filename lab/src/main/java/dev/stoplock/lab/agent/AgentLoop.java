package dev.stoplock.lab.agent;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.stoplock.core.json.Json;
import dev.stoplock.core.json.JsonLimits;
import dev.stoplock.core.json.JsonReader;
import dev.stoplock.core.json.JsonResult;
import dev.stoplock.core.json.JsonWriter;
import dev.stoplock.core.model.Refusal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An agent: it gives a goal and a set of tools to a chat model and runs each call the model asks
 * for, once its person approved, until the model only talks. A tool's error is an answer like any
 * other; only a lost server, a failing model or too many turns end a run early. What the person was
 * shown is byte for byte what the tool is given.
 */
public final class AgentLoop {

    private static final String TASK =
            "You run errands for a small business with the tools you have. Do exactly what is asked, once each, and then say"
                    + " in one sentence what came of it. If a call fails, go on with the next and do not repeat it.";

    private final ChatModel model;
    private final List<AgentTool> ownTools;
    private final Approver approver;
    private final AgentLog log;
    private final String name;
    private final Limits limits;

    /** {@code name} is what the agent calls itself towards the MCP server (clientInfo.name). */
    public AgentLoop(
            ChatModel model,
            List<AgentTool> ownTools,
            Approver approver,
            AgentLog log,
            String name,
            Limits limits) {
        this.model = model;
        this.ownTools = List.copyOf(ownTools);
        this.approver = approver;
        this.log = log;
        this.name = name;
        this.limits = limits;
    }

    /** Starts the server, works on the goal, ends the server. Blocks; bounded by the limits. */
    public AgentRun run(String goal, ServerCommand command) {
        List<AgentRun.Asked> asked = new ArrayList<>();
        try (ToolServer server = ToolServer.start(command, name, limits)) {
            return new AgentRun(goal, asked, work(goal, server, asked));
        } catch (ServerLost e) {
            return new AgentRun(
                    goal,
                    asked,
                    failed("agent.server", e.getMessage(), "read " + command.standardError()));
        }
    }

    private AgentRun.End work(String goal, ToolServer server, List<AgentRun.Asked> asked)
            throws ServerLost {
        Map<String, AgentTool> own = new LinkedHashMap<>();
        List<ToolSpecification> tools = new ArrayList<>();
        for (AgentTool tool : ownTools) {
            own.put(tool.specification().name(), tool);
            tools.add(tool.specification());
        }
        Set<String> served = new HashSet<>();
        for (ToolSpecification tool : server.tools()) {
            // Threat: a server that names a tool like one of the agent's own would be asked in its
            // place.
            if (own.containsKey(tool.name()) || !served.add(tool.name())) {
                return failed(
                        "agent.tool-name",
                        "two tools are named "
                                + tool.name()
                                + ", and the server brought the second",
                        "take that server away");
            }
            tools.add(tool);
        }
        List<ChatMessage> messages =
                new ArrayList<>(List.of(SystemMessage.from(TASK), UserMessage.from(goal)));
        for (int turn = 0; turn < limits.turns(); turn++) {
            AiMessage said;
            try {
                said =
                        model.chat(
                                        ChatRequest.builder()
                                                .messages(messages)
                                                .toolSpecifications(tools)
                                                .build())
                                .aiMessage();
            } catch (RuntimeException e) {
                return failed(
                        "agent.model",
                        "the model did not answer: " + e.getMessage(),
                        "look at STOPLOCK_MODEL_URL");
            }
            messages.add(said);
            if (!said.hasToolExecutionRequests()) {
                return new AgentRun.Finished(said.text() == null ? "" : said.text());
            }
            for (ToolExecutionRequest request : said.toolExecutionRequests()) {
                ToolAnswer answer = answer(request, own, served, server, asked);
                messages.add(
                        ToolExecutionResultMessage.builder()
                                .id(request.id())
                                .toolName(request.name())
                                .text(answer.text())
                                .isError(answer.isError())
                                .build());
            }
        }
        return failed(
                "agent.turns",
                "the model still asks for tools after " + limits.turns() + " turns",
                "give it a smaller goal");
    }

    private ToolAnswer answer(
            ToolExecutionRequest request,
            Map<String, AgentTool> own,
            Set<String> served,
            ToolServer server,
            List<AgentRun.Asked> asked)
            throws ServerLost {
        String tool = request.name();
        AgentTool mine = own.get(tool);
        AgentRun.By by =
                mine != null
                        ? AgentRun.By.AGENT
                        : served.contains(tool) ? AgentRun.By.SERVER : AgentRun.By.NOBODY;
        String written =
                request.arguments() == null || request.arguments().isBlank()
                        ? "{}"
                        : request.arguments();
        JsonResult read =
                JsonReader.read(written.getBytes(StandardCharsets.UTF_8), JsonLimits.MESSAGE);
        if (!(read instanceof JsonResult.Parsed(Json.Obj arguments))) {
            String why =
                    read instanceof JsonResult.Malformed malformed
                            ? malformed.reason()
                            : "they are not an object";
            return kept(
                    asked,
                    tool,
                    by,
                    new Json.Obj(Map.of()),
                    written,
                    "the arguments cannot be read: " + why,
                    true);
        }
        String text = JsonWriter.compact(arguments);
        if (by == AgentRun.By.NOBODY) {
            return kept(asked, tool, by, arguments, text, "there is no tool named " + tool, true);
        }
        if (!approver.ask(tool, text)) {
            return kept(asked, tool, by, arguments, text, "the person declined this call", true);
        }
        ToolAnswer answer;
        try {
            answer = mine != null ? own(mine, arguments) : server.call(tool, text);
        } catch (ServerLost e) {
            kept(asked, tool, by, arguments, text, String.valueOf(e.getMessage()), true);
            throw e;
        }
        return kept(asked, tool, by, arguments, text, answer.text(), answer.isError());
    }

    private static ToolAnswer own(AgentTool tool, Json.Obj arguments) {
        try {
            return tool.run(arguments);
        } catch (RuntimeException e) {
            return new ToolAnswer("the tool failed: " + e, true);
        }
    }

    private ToolAnswer kept(
            List<AgentRun.Asked> asked,
            String tool,
            AgentRun.By by,
            Json.Obj arguments,
            String text,
            String answer,
            boolean isError) {
        log.add(tool, text, answer, isError);
        asked.add(new AgentRun.Asked(tool, by, arguments, answer, isError));
        return new ToolAnswer(answer, isError);
    }

    private static AgentRun.Failed failed(String rule, @Nullable String sentence, String hint) {
        return new AgentRun.Failed(
                Refusal.of(Refusal.Exit.FAILED, rule, String.valueOf(sentence), hint));
    }
}
