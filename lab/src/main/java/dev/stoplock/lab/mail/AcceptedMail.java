package dev.stoplock.lab.mail;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;

/**
 * A mail the stand-in took for delivery.
 *
 * @param id the message id it answered
 * @param recipients every address it would be delivered to, in lower case
 * @param message the JSON object of this one mail
 */
public record AcceptedMail(
        String id,
        Instant at,
        String from,
        List<String> recipients,
        String subject,
        String tag,
        JsonNode message) {

    public AcceptedMail {
        recipients = List.copyOf(recipients);
    }
}
