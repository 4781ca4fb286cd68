package dev.stoplock.lab.agent;

import dev.langchain4j.agent.tool.ToolSpecification;
import dev.stoplock.core.json.Json;

/** A tool of the agent's own, run in its process. */
public interface AgentTool {

    ToolSpecification specification();

    ToolAnswer run(Json.Obj arguments);
}
