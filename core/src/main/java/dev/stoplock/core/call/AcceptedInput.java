package dev.stoplock.core.call;

import dev.stoplock.core.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * What a person filled in and accepted. Threat: what a model was made to say, or was declined, is
 * no answer.
 */
public final class AcceptedInput {

    private AcceptedInput() {}

    /** Of the answers to an input_required result, those that a person accepted. */
    public static Json ofAll(Json responses) {
        Json.Builder accepted = Json.object();
        if (responses instanceof Json.Obj all) {
            all.members()
                    .forEach((key, each) -> {
                        Json content = of(each);
                        if (content != null) {
                            accepted.put(key, content);
                        }
                    });
        }
        return accepted.build();
    }

    /** The content of one answer, or null where it was not accepted. */
    public static @Nullable Json of(@Nullable Json result) {
        return result instanceof Json.Obj filled && "accept".equals(filled.text("action"))
                ? filled.at("content")
                : null;
    }
}
