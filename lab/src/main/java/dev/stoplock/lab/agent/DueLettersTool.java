package dev.stoplock.lab.agent;

import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.stoplock.core.json.Json;
import dev.stoplock.core.json.JsonWriter;
import dev.stoplock.lab.business.InvoiceDatabase;
import dev.stoplock.lab.business.Letter;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * The agent's own tool {@code due_letters}: the business's due letters as a JSON array of {@code
 * {id, to, subject, body}}.
 */
public record DueLettersTool(InvoiceDatabase database) implements AgentTool {

    public static final String NAME = "due_letters";

    @Override
    public ToolSpecification specification() {
        return ToolSpecification.builder()
                .name(NAME)
                .description(
                        "Lists the letters that are due to be mailed: id, to, subject and body of each, as a JSON array")
                .parameters(JsonObjectSchema.builder().build())
                .build();
    }

    @Override
    public ToolAnswer run(Json.Obj arguments) {
        try {
            List<Json> rows = new ArrayList<>();
            for (Letter letter : database.dueLetters()) {
                rows.add(
                        Json.object()
                                .put("id", letter.id())
                                .put("to", letter.to())
                                .put("subject", letter.subject())
                                .put("body", letter.body())
                                .build());
            }
            return new ToolAnswer(JsonWriter.compact(new Json.Arr(rows)), false);
        } catch (SQLException e) {
            return new ToolAnswer("the business database cannot be read: " + e.getMessage(), true);
        }
    }
}
