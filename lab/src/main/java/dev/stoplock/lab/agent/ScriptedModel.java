package dev.stoplock.lab.agent;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.json.JsonArraySchema;
import dev.langchain4j.model.chat.request.json.JsonSchemaElement;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.stoplock.core.json.Json;
import dev.stoplock.core.json.JsonLimits;
import dev.stoplock.core.json.JsonReader;
import dev.stoplock.core.json.JsonResult;
import dev.stoplock.core.json.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * A chat model that follows one script: list the due letters, mail each as it was listed, say what
 * came of it. It has no memory: every answer is worked out from the conversation and the tools it
 * is handed, as any model's is, so what it asks for is what the tools told it. One call at a time.
 */
public final class ScriptedModel implements ChatModel {

    private static final Set<String> SEND = Set.of("sendEmail", "send_email", "send-email");
    private static final List<String> BODY = List.of("textBody", "text", "body");

    @Override
    public ChatResponse doChat(ChatRequest request) {
        return ChatResponse.builder()
                .aiMessage(next(request.messages(), request.toolSpecifications()))
                .build();
    }

    private static AiMessage next(List<ChatMessage> messages, List<ToolSpecification> tools) {
        String goal = "";
        List<ToolExecutionResultMessage> listed = new ArrayList<>();
        List<ToolExecutionResultMessage> sent = new ArrayList<>();
        for (ChatMessage message : messages) {
            if (message instanceof UserMessage user && user.hasSingleText()) {
                goal = user.singleText();
            } else if (message instanceof ToolExecutionResultMessage result) {
                (result.toolName().equals(DueLettersTool.NAME) ? listed : sent).add(result);
            }
        }
        if (!goal.toLowerCase(Locale.ROOT).contains("letter")) {
            return AiMessage.from(
                    "I can mail the letters that are due; I do not know how to do this: " + goal);
        }
        if (tools.stream().noneMatch(tool -> tool.name().equals(DueLettersTool.NAME))) {
            return AiMessage.from("I have no tool that lists the due letters.");
        }
        if (listed.isEmpty()) {
            return call(DueLettersTool.NAME, new Json.Obj(Map.of()), messages.size());
        }
        String text = listed.getLast().text();
        if (Boolean.TRUE.equals(listed.getLast().isError())
                || !(read(text) instanceof Json.Arr letters)) {
            return AiMessage.from("The due letters could not be read: " + text);
        }
        if (sent.size() >= letters.items().size()) {
            return AiMessage.from(summary(sent));
        }
        for (ToolSpecification tool : tools) {
            if (SEND.contains(tool.name())) {
                return letters.items().get(sent.size()) instanceof Json.Obj letter
                        ? call(tool.name(), mail(letter, tool), messages.size())
                        : AiMessage.from("Letter " + (sent.size() + 1) + " of the list is none.");
            }
        }
        return AiMessage.from("I have no tool that sends a mail.");
    }

    private static Json.Obj mail(Json.Obj letter, ToolSpecification tool) {
        Map<String, JsonSchemaElement> known =
                tool.parameters() == null ? Map.of() : tool.parameters().properties();
        Json to = letter.members().getOrDefault("to", Json.NULL);
        String body = BODY.stream().filter(known::containsKey).findFirst().orElse("textBody");
        return Json.object()
                .put(
                        "to",
                        known.get("to") instanceof JsonArraySchema ? new Json.Arr(List.of(to)) : to)
                .put("subject", letter.members().getOrDefault("subject", Json.NULL))
                .put(body, letter.members().getOrDefault("body", Json.NULL))
                .build();
    }

    private static String summary(List<ToolExecutionResultMessage> sent) {
        long failed = sent.stream().filter(result -> Boolean.TRUE.equals(result.isError())).count();
        return "I mailed "
                + (sent.size() - failed)
                + " of "
                + sent.size()
                + " letters"
                + (failed == 0 ? "." : "; " + failed + " failed.");
    }

    private static AiMessage call(String tool, Json.Obj arguments, int turn) {
        return AiMessage.from(
                ToolExecutionRequest.builder()
                        .id("call-" + turn)
                        .name(tool)
                        .arguments(JsonWriter.compact(arguments))
                        .build());
    }

    private static Json read(String text) {
        return JsonReader.read(text.getBytes(StandardCharsets.UTF_8), JsonLimits.MESSAGE)
                        instanceof JsonResult.Parsed(Json value)
                ? value
                : Json.NULL;
    }
}
