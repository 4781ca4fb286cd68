package dev.stoplock.lab.mail;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One thing a stand-in was sent, accepted or not.
 *
 * @param raw every byte as read off the wire, after TLS
 * @param json the body, null where it is none (or names a member twice)
 * @param recipients every header recipient the body names: To, Cc, Bcc and custom headers of those
 *     names, in lower case
 * @param status what it was answered; 400 for bytes that were no request
 */
@SuppressWarnings("ArrayRecordComponent")
public record ApiRequest(
        Instant at,
        String method,
        String target,
        byte[] raw,
        @Nullable JsonNode json,
        List<String> recipients,
        int status) {

    public ApiRequest {
        recipients = List.copyOf(recipients);
    }

    /**
     * Whether the bytes hold this text anywhere, in any case: also where no recipient is expected.
     */
    public boolean mentions(String text) {
        return new String(raw, ISO_8859_1)
                .toLowerCase(Locale.ROOT)
                .contains(text.toLowerCase(Locale.ROOT));
    }
}
