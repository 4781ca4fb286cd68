package dev.stoplock.lab.world;

import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import java.time.Duration;

/**
 * A model that takes its time over its last word, as people and real models do: a server may send
 * late, and should be seen to.
 */
record LastWord(ChatModel model, Duration pause) implements ChatModel {

    @Override
    public ChatResponse doChat(ChatRequest request) {
        ChatResponse response = model.chat(request);
        if (!response.aiMessage().hasToolExecutionRequests()) {
            try {
                Thread.sleep(pause);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        return response;
    }
}
