package dev.stoplock.core.policy;

import dev.stoplock.core.json.Json;
import dev.stoplock.core.json.JsonWriter;
import dev.stoplock.core.model.Atom;
import dev.stoplock.core.model.Effect;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Who would get a mail of an exchange. Whoever reads the log later must be able to name them all,
 * so what has more of them than a record holds does not leave.
 */
public final class Recipients {

    /** What a record holds of them, as JSON. */
    private static final int MOST_BYTES = 16_000;

    /** The longest path of RFC 5321 (4.5.3.1) is 256 octets. */
    private static final int LONGEST_BYTES = 320;

    private Recipients() {}

    /**
     * The recipients of all mails (To, Cc, Bcc), in the canonical form, each once, in order. Who
     * stands on a draft gets nothing until it is sent.
     */
    public static List<String> of(List<Effect> effects) {
        return effects.stream()
                .filter(effect -> !(effect instanceof Effect.EditDraft))
                .flatMap(effect -> effect.atoms().stream())
                .filter(atom -> atom.role().isRecipient() && !atom.value().isEmpty())
                .map(Atom::value)
                .distinct()
                .toList();
    }

    static boolean fitARecord(List<String> recipients) {
        return bytes(Json.strings(recipients)) <= MOST_BYTES
                && recipients.stream().allMatch(each -> bytes(Json.of(each)) <= LONGEST_BYTES);
    }

    private static int bytes(Json json) {
        return JsonWriter.compact(json).getBytes(StandardCharsets.UTF_8).length;
    }
}
