package dev.stoplock.bench.load;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.stoplock.core.json.Json;
import dev.stoplock.core.model.AgentName;
import dev.stoplock.core.model.CallId;
import dev.stoplock.core.model.InstanceId;
import dev.stoplock.core.model.ServerName;
import dev.stoplock.core.model.ToolCall;
import java.time.Instant;

/**
 * The mails of the egress benchmark: one request of Postmark's POST /email
 * (postmarkapp.com/developer/api/email-api) for each connection and round, each to a recipient of
 * its own, and the call that asks for it.
 */
final class Mails {

    static final String API = "api.postmarkapp.com";
    static final String FROM = "billing@shop.example";
    static final ServerName SERVER = new ServerName("postmark-mcp");
    static final InstanceId INSTANCE = new InstanceId("bench");

    private static final String TEXT = "Dear Ann, the invoice is attached. ".repeat(30);
    private static final String ANSWER =
            "{\"To\":\"ann@customer.example\",\"SubmittedAt\":\"2026-01-01T00:00:00Z\",\"MessageID\":\""
                    + "0a129aee-e1cd-480d-b08d-4f48548ff48d\",\"ErrorCode\":0,\"Message\":\"OK\"}";

    private Mails() {}

    private static String recipient(int connection, long round) {
        return "c" + connection + "r" + round + "@customer.example";
    }

    private static String body(int connection, long round) {
        return "{\"From\":\""
                + FROM
                + "\",\"To\":\""
                + recipient(connection, round)
                + "\",\"Subject\":\"Your invoice\",\"TextBody\":\""
                + TEXT
                + "\",\"MessageStream\":\"outbound\"}";
    }

    /** The whole request; {@code token} is what the client believes to be its credential. */
    static byte[] request(int connection, long round, String token) {
        String body = body(connection, round);
        return ("POST /email HTTP/1.1\r\nHost: "
                        + API
                        + "\r\nAccept: application/json\r\nContent-Type: application/json\r\nX-Postmark-Server-Token: "
                        + token
                        + "\r\nContent-Length: "
                        + body.length()
                        + "\r\n\r\n"
                        + body)
                .getBytes(ISO_8859_1);
    }

    static byte[] answer() {
        return ANSWER.getBytes(UTF_8);
    }

    /** The call in which the agent asked for that mail. */
    static ToolCall call(int connection, long round, Instant now) {
        Json.Obj arguments =
                Json.object()
                        .put("to", recipient(connection, round))
                        .put("subject", "Your invoice")
                        .put("textBody", TEXT)
                        .build();
        return new ToolCall(
                new CallId(INSTANCE + "-c" + connection + "-" + round),
                new AgentName("bench"),
                SERVER,
                INSTANCE,
                "sendEmail",
                arguments,
                now);
    }
}
