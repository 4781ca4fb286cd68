package dev.stoplock.lab.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.json.JsonArraySchema;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.request.json.JsonStringSchema;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScriptedModelTest {

    private static final ToolSpecification LIST =
            ToolSpecification.builder().name("due_letters").build();
    private static final ToolSpecification OTHER =
            ToolSpecification.builder()
                    .name("send-email")
                    .parameters(
                            JsonObjectSchema.builder()
                                    .addProperty(
                                            "to",
                                            JsonArraySchema.builder()
                                                    .items(new JsonStringSchema())
                                                    .build())
                                    .addStringProperty("subject")
                                    .addStringProperty("text")
                                    .build())
                    .build();

    @Test
    void shapesTheCallByTheToolsOwnSchema() {
        AiMessage said =
                say(
                        List.of(LIST, OTHER),
                        "[{\"id\":\"1\",\"to\":\"a@b.example\",\"subject\":\"s\",\"body\":\"x\"}]");

        ToolExecutionRequest call = said.toolExecutionRequests().getFirst();
        assertThat(call.name()).isEqualTo("send-email");
        assertThat(call.arguments())
                .isEqualTo("{\"to\":[\"a@b.example\"],\"subject\":\"s\",\"text\":\"x\"}");
    }

    @Test
    void saysSoWhenThereIsNothingItCanDo() {
        assertThat(say(List.of(LIST, OTHER), "[]").text()).isEqualTo("I mailed 0 of 0 letters.");
        assertThat(say(List.of(LIST, OTHER), "not JSON").text()).contains("could not be read");
        assertThat(say(List.of(LIST, OTHER), "[1]").text())
                .isEqualTo("Letter 1 of the list is none.");
        assertThat(say(List.of(LIST), "[{}]").text())
                .isEqualTo("I have no tool that sends a mail.");
        assertThat(say(List.of(OTHER), "[]").text())
                .isEqualTo("I have no tool that lists the due letters.");
    }

    private static AiMessage say(List<ToolSpecification> tools, String listed) {
        List<ChatMessage> messages =
                new ArrayList<>(List.of(UserMessage.from("Mail every letter that is due.")));
        messages.add(
                ToolExecutionResultMessage.builder()
                        .id("1")
                        .toolName("due_letters")
                        .text(listed)
                        .isError(false)
                        .build());
        return new ScriptedModel()
                .chat(ChatRequest.builder().messages(messages).toolSpecifications(tools).build())
                .aiMessage();
    }
}
