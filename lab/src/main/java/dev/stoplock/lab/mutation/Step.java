package dev.stoplock.lab.mutation;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Base64;
import java.util.List;

/**
 * One connection of the lab's server: to whom, and the messages it writes there, each when the one
 * before was answered. All text is Latin-1: each character is a byte.
 */
record Step(String host, String serverName, boolean plain, List<Message> messages) {

    /**
     * Bytes written in these parts, one TLS record each; then as many answers are awaited. {@code
     * end} closes our side first.
     */
    record Message(List<String> parts, int answers, boolean end) {
        Message {
            parts = List.copyOf(parts);
        }
    }

    Step {
        messages = List.copyOf(messages);
    }

    static Step of(String host, String text) {
        return new Step(host, host, false, List.of(new Message(List.of(text), 1, false)));
    }

    /** Writes the text and closes our side: what is cut short is seen to be. */
    static Step ending(String host, String text) {
        return new Step(host, host, false, List.of(new Message(List.of(text), 1, true)));
    }

    static Step pipelined(String host, String text, int answers) {
        return new Step(host, host, false, List.of(new Message(List.of(text), answers, true)));
    }

    static Step parts(String host, List<String> parts) {
        return new Step(host, host, false, List.of(new Message(parts, 1, false)));
    }

    static Step inTurn(String host, String first, String second) {
        return new Step(
                host,
                host,
                false,
                List.of(
                        new Message(List.of(first), 1, false),
                        new Message(List.of(second), 1, false)));
    }

    /** Every byte it writes, for whoever reads it without sending. */
    String text() {
        StringBuilder all = new StringBuilder();
        messages.forEach(message -> message.parts().forEach(all::append));
        return all.toString();
    }

    void into(ArrayNode steps) {
        ObjectNode step =
                steps.addObject().put("host", host).put("name", serverName).put("plain", plain);
        ArrayNode list = step.putArray("messages");
        for (Message message : messages) {
            ObjectNode one =
                    list.addObject().put("answers", message.answers()).put("end", message.end());
            ArrayNode parts = one.putArray("parts");
            message.parts()
                    .forEach(part ->
                            parts.add(
                                    Base64.getEncoder().encodeToString(part.getBytes(ISO_8859_1))));
        }
    }
}
