package dev.stoplock.lab.mail;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The drafts of a stand-in's account. Safe for many threads: one lock guards the map. */
final class DraftBox {

    /** What would be sent, and to whom. */
    record Draft(String from, List<String> recipients, JsonNode message) {
        Draft {
            recipients = List.copyOf(recipients);
        }
    }

    private final Map<String, Draft> drafts = new LinkedHashMap<>();

    synchronized void put(String id, Draft draft) {
        drafts.put(id, draft);
    }

    synchronized Optional<Draft> of(String id) {
        return Optional.ofNullable(drafts.get(id));
    }

    /** A draft is gone once it is sent. */
    synchronized Optional<Draft> take(String id) {
        return Optional.ofNullable(drafts.remove(id));
    }
}
