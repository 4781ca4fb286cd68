package dev.stoplock.lab.mutation;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the reviewer of a server under drill gives {@code stoplock review}, beside its name.
 *
 * @param answers what they type, by the id of the question: each for itself, in full
 * @param samples calls they write by hand, by tool, for arguments that nobody can make up; none of
 *     them is a call that the server is recorded with
 */
record Reviewed(Map<String, String> answers, Map<String, List<ObjectNode>> samples) {

    static final Reviewed NOTHING_TYPED = new Reviewed(Map.of(), Map.of());

    Reviewed {
        answers = Map.copyOf(answers);
        samples = Map.copyOf(samples);
    }

    /** As {@code --answers} takes them. */
    String answersText() {
        StringBuilder lines = new StringBuilder();
        new TreeMap<>(answers)
                .forEach((id, typed) ->
                        lines.append(Trees.quoted(id))
                                .append(": ")
                                .append(Trees.quoted(typed))
                                .append('\n'));
        return lines.toString();
    }

    /** As {@code --calls} takes them. */
    String samplesText() {
        ObjectNode all = Trees.JSON.createObjectNode();
        new TreeMap<>(samples)
                .forEach((tool, calls) -> {
                    ArrayNode list = all.putArray(tool);
                    calls.forEach(list::add);
                });
        return Trees.text(all);
    }
}
