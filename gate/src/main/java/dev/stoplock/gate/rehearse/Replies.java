package dev.stoplock.gate.rehearse;

import dev.stoplock.core.effect.Exchange;
import dev.stoplock.core.effect.TokenRequest;
import dev.stoplock.core.json.Json;
import dev.stoplock.core.wire.http1.Fields;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a stand-in answers: as its adapter's API does where one is known, as an OpenAPI document
 * says where there is one, and otherwise in one of several shapes of JSON, of which a tool is given
 * the one with which it gets furthest.
 */
final class Replies {

    /** A reply; {@code body} is null where there is none. */
    record Reply(int status, List<Fields.Field> head, @Nullable Json body) {
        static Reply json(Json body) {
            return new Reply(200, List.of(), body);
        }
    }

    /**
     * The shapes, in the order in which they are tried. Some servers take what an API really
     * answers for an error of it: then they are told something else, to see what they do next.
     */
    enum Shape {
        KNOWN,
        RECORD,
        EMPTY,
        LIST,
        WRAPPED,
        NOTHING
    }

    private final @Nullable ApiDocument document;
    private int made;

    /** {@code document}: what says how an API answers that no adapter knows; null where none. */
    Replies(@Nullable ApiDocument document) {
        this.document = document;
    }

    private final DrawnReply.Words words =
            new DrawnReply.Words() {
                @Override
                public String word() {
                    return Replies.this.word();
                }

                @Override
                public String id() {
                    return Replies.this.id();
                }

                @Override
                public int number() {
                    return Replies.this.number();
                }
            };

    /** A reply of this shape; each text in it stands nowhere else. */
    Reply to(Exchange exchange, Shape shape) {
        if (TokenRequest.of(exchange) != null) {
            return token();
        }
        Reply known = shape == Shape.KNOWN ? known(exchange) : null;
        if (known == null && shape == Shape.KNOWN && document != null) {
            known = document.reply(exchange, words);
        }
        if (known != null) {
            return known;
        }
        return switch (shape) {
            case KNOWN, RECORD -> Reply.json(record(true));
            case EMPTY -> Reply.json(Json.object().build());
            case LIST -> Reply.json(new Json.Arr(List.of(record(false), record(false))));
            case WRAPPED -> Reply.json(Json.object().put("data", record(true)).build());
            case NOTHING -> new Reply(204, List.of(), null);
        };
    }

    /** RFC 6749, 5.1, whatever the shape: without a token a server gets nowhere. */
    private Reply token() {
        return Reply.json(
                Json.object()
                        .put("access_token", "fetched-" + id())
                        .put("token_type", "Bearer")
                        .put("expires_in", 3600)
                        .build());
    }

    /** What most APIs call what they give back. */
    private Json.Obj record(boolean whole) {
        String word = word();
        Json.Builder record =
                Json.object()
                        .put("id", id())
                        .put("object", "record")
                        .put("type", "record")
                        .put("name", "name " + word)
                        .put("title", "title " + word)
                        .put("url", "https://pages.example/" + word)
                        .put("html_url", "https://pages.example/view/" + word)
                        .put("status", "ok")
                        .put("ok", true)
                        .put("success", true)
                        .put("message", "message " + word)
                        .put("created_at", "2026-02-03T04:05:06Z")
                        .put("updated_at", "2026-02-03T04:05:06Z");
        if (whole) {
            Json list = new Json.Arr(List.of(record(false), record(false)));
            record.put("total_count", new Json.Num("2"))
                    .put("has_more", false)
                    .put("next_cursor", Json.NULL)
                    .put("items", list)
                    .put("results", list)
                    .put("data", list);
        }
        return record.build();
    }

    int number() {
        made++;
        return made;
    }

    private String word() {
        made++;
        return "reply" + Integer.toString(1_000_000 + made * 7_919, 36);
    }

    private String id() {
        made++;
        return "%08x-5d6e-4f70-8a9b-%012x".formatted(made * 40_503L + 12_345L, made);
    }

    /** As the documentation of each API says, named in its adapter. */
    private @Nullable Reply known(Exchange exchange) {
        String path = exchange.head().path();
        boolean sends = exchange.head().method().equals("POST");
        if (!sends) {
            return null;
        }
        return switch (exchange.destination().host()) {
            case "api.postmarkapp.com" -> postmark(path);
            case "api.resend.com" ->
                    path.equals("/emails/batch")
                            ? Reply.json(
                                    Json.object()
                                            .put(
                                                    "data",
                                                    new Json.Arr(
                                                            List.of(
                                                                    Json.object()
                                                                            .put("id", id())
                                                                            .build())))
                                            .build())
                            : path.equals("/emails")
                                    ? Reply.json(Json.object().put("id", id()).build())
                                    : null;
            case "api.sendgrid.com", "api.eu.sendgrid.com" ->
                    path.equals("/v3/mail/send")
                            ? new Reply(
                                    202, List.of(new Fields.Field("X-Message-Id", word())), null)
                            : null;
            case "api.mailgun.net", "api.eu.mailgun.net" ->
                    path.endsWith("/messages") || path.endsWith("/messages.mime")
                            ? Reply.json(
                                    Json.object()
                                            .put("id", "<" + word() + "@mail.example>")
                                            .put("message", "Queued. Thank you.")
                                            .build())
                            : null;
            case "api.brevo.com" ->
                    path.equals("/v3/smtp/email")
                            ? new Reply(
                                    201,
                                    List.of(),
                                    Json.object()
                                            .put("messageId", "<" + word() + "@mail.example>")
                                            .build())
                            : null;
            case "gmail.googleapis.com" ->
                    Reply.json(
                            Json.object()
                                    .put("id", word())
                                    .put("threadId", word())
                                    .put("labelIds", Json.strings(List.of("SENT")))
                                    .build());
            case "graph.microsoft.com" ->
                    path.endsWith("/sendMail") || path.endsWith("/send")
                            ? new Reply(202, List.of(), null)
                            : null;
            default -> null;
        };
    }

    private @Nullable Reply postmark(String path) {
        if (!path.startsWith("/email")) {
            return null;
        }
        Json.Obj one =
                Json.object()
                        .put("To", "someone@example.test")
                        .put("SubmittedAt", "2026-02-03T04:05:06Z")
                        .put("MessageID", id())
                        .put("ErrorCode", new Json.Num("0"))
                        .put("Message", "OK")
                        .build();
        return Reply.json(path.contains("atch") ? new Json.Arr(List.of(one)) : one);
    }
}
