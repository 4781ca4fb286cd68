package dev.stoplock.lab.agent;

import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.openai.OpenAiChatModel;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * An endpoint that speaks OpenAI's chat completions (POST {@code url}/chat/completions,
 * platform.openai.com/docs/api-reference/chat). {@code url} ends before {@code /chat/completions},
 * mostly in {@code /v1}.
 */
public record ModelEndpoint(String url, String name, String key, Duration timeout) {

    public ModelEndpoint {
        if (!url.startsWith("https://") && !url.startsWith("http://")) {
            throw new IllegalArgumentException(
                    "STOPLOCK_MODEL_URL starts with https:// or http://");
        }
        if (name.isBlank()) {
            throw new IllegalArgumentException("STOPLOCK_MODEL_NAME names the model to ask");
        }
    }

    /** What STOPLOCK_MODEL_URL, _NAME and _KEY of an environment say; empty where no URL is set. */
    public static Optional<ModelEndpoint> from(Map<String, String> environment, Duration timeout) {
        String url = environment.getOrDefault("STOPLOCK_MODEL_URL", "");
        return url.isBlank()
                ? Optional.empty()
                : Optional.of(
                        new ModelEndpoint(
                                url,
                                environment.getOrDefault("STOPLOCK_MODEL_NAME", ""),
                                environment.getOrDefault("STOPLOCK_MODEL_KEY", "none"),
                                timeout));
    }

    public ChatModel model() {
        return OpenAiChatModel.builder()
                .baseUrl(url)
                .modelName(name)
                .apiKey(key)
                .timeout(timeout)
                .maxRetries(0)
                .build();
    }

    /** Without the key: it must not reach a log. */
    @Override
    public String toString() {
        return name + " at " + url;
    }
}
