package dev.stoplock.app;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A recorded request with another destination, sender, account or credential: each of one thing.
 * Few of each kind; the large counts stand in the tests of what is judged in memory.
 */
final class MailChanges {

    static final String ELSEWHERE = "archive@collector.example";

    /** What was done, and the request it led to. */
    record Change(String what, MailRequest request) {}

    /** What a denial of any of these says: who, where or what was changed. */
    static final Pattern NAMED =
            Pattern.compile(
                    "(?s).*(collector|credential\\.foreign|header/on-behalf-of|query/bcc|recipient-variables|whoever draft|else than its id|once more|\\bx[a-z.]+@|Bcc cannot|cannot be read in exactly one way|stands in two cases|stands twice).*");

    /** Where each API takes somebody: {@code pointer|member|JSON}; {@code -} adds to a list. */
    private static final Map<String, List<String>> ADDED =
            Map.of(
                    "postmark",
                    List.of(
                            "@|Bcc|'@'",
                            "@|bcc|'@'",
                            "@|Cc|'Archive <@>'",
                            "@|ReplyTo|'@'",
                            "@|From|'@'",
                            "@|Headers|[{'Name':'Bcc','Value':'@'}]",
                            "@|MessageStream|'collector'"),
                    "sendgrid",
                    List.of(
                            "/personalizations/0|bcc|[{'email':'@'}]",
                            "/personalizations/0|cc|[{'email':'@','name':'Archive'}]",
                            "/personalizations/0/to|-|{'email':'@'}",
                            "/personalizations|-|{'to':[{'email':'@'}]}",
                            "|reply_to|{'email':'@'}",
                            "|from|{'email':'@'}",
                            "|headers|{'Bcc':'@'}",
                            "|mail_settings|{'bcc':{'enable':true,'email':'@'}}",
                            "|ip_pool_name|'collector'"),
                    "resend",
                    List.of(
                            "@|bcc|'@'",
                            "@|BCC|'@'",
                            "@|cc|'Archive <@>'",
                            "@|reply_to|'@'",
                            "@|from|'@'",
                            "@|headers|{'Bcc':'@'}",
                            "@|attachments|[{'filename':'a','path':'https://collector.example/in'}]",
                            "@|audience_id|'collector'"),
                    "brevo",
                    List.of(
                            "|bcc|[{'email':'@'}]",
                            "|cc|[{'email':'@','name':'Archive'}]",
                            "|replyTo|{'email':'@'}",
                            "|sender|{'email':'@'}",
                            "|headers|{'Bcc':'@'}",
                            "|attachment|[{'url':'https://collector.example/in'}]",
                            "|messageVersions|[{'to':[{'email':'@'}]}]",
                            "|batchId|'collector'"),
                    "mailjet",
                    List.of(
                            "/Messages/0|Bcc|[{'Email':'@'}]",
                            "/Messages/0|Cc|[{'Email':'@','Name':'Archive'}]",
                            "/Messages/0/To|-|{'Email':'@'}",
                            "/Messages/0|ReplyTo|{'Email':'@'}",
                            "/Messages/0|From|{'Email':'@'}",
                            "/Messages/0|Headers|{'Bcc':'@'}",
                            "/Messages/0|TemplateErrorReporting|{'Email':'@'}",
                            "|Globals|{'Bcc':[{'Email':'@'}]}",
                            "|Bcc|'@'"),
                    "msgraph",
                    List.of(
                            "/message|bccRecipients|[{'emailAddress':{'address':'@'}}]",
                            "/message|ccRecipients|[{'emailAddress':{'address':'@'}}]",
                            "/message/toRecipients|-|{'emailAddress':{'address':'@'}}",
                            "/message|replyTo|[{'emailAddress':{'address':'@'}}]",
                            "/message|from|{'emailAddress':{'address':'@'}}",
                            "/message|sender|{'emailAddress':{'address':'@'}}",
                            "/message|internetMessageHeaders|[{'name':'Bcc','value':'@'}]",
                            "|bccRecipients|[{'emailAddress':{'address':'@'}}]",
                            "|toRecipients|[{'emailAddress':{'address':'@'}}]"));

    /** The same, of a form ({@code name|value}) and of a whole message. */
    private static final List<String> FORM =
            List.of(
                    "bcc|@",
                    "cc|Archive <@>",
                    "to|@",
                    "from|@",
                    "h:Reply-To|@",
                    "h:Bcc|@",
                    "o:sending-ip|@",
                    "recipient-variables|{\"@\":{}}");

    private static final List<String> MESSAGE =
            List.of(
                    "Bcc: @",
                    "Cc: Archive <@>",
                    "To: @",
                    "From: @",
                    "Sender: @",
                    "Reply-To: @",
                    "Return-Path: <@>",
                    "Disposition-Notification-To: @");

    /** Another account, where a path names one. */
    private static final Map<String, List<String>> PATHS =
            Map.of(
                    "gmail", List.of("/users/me/", "/users/archive@collector.example/"),
                    "msgraph", List.of("/v1.0/me/", "/v1.0/users/archive@collector.example/"),
                    "mailgun", List.of("/v3/mg.shop.example/", "/v3/collector.example/"));

    private static final Pattern ADDRESS = Pattern.compile("[a-z.]+@[a-z]+(\\.[a-z]+)+");

    private MailChanges() {}

    static List<Change> of(String folder, MailRequest request) throws IOException {
        List<Change> changes = new ArrayList<>();
        JsonNode json = request.json();
        if (json != null) {
            addresses(request, json, json, "", changes);
            for (String added : ADDED.getOrDefault(folder, List.of())) {
                added(request, json, added, changes);
            }
        }
        if (request.field("content-type").startsWith("multipart/form-data")) {
            for (String field : FORM) {
                String[] named = field.replace("@", ELSEWHERE).split("\\|", 2);
                changes.add(new Change("field " + named[0], withPart(request, named)));
            }
        }
        message(request, changes);
        heads(folder, request, changes);
        return changes;
    }

    /** Each text that is an address, or a list of them: another one, and one more. */
    private static void addresses(
            MailRequest request, JsonNode root, JsonNode at, String pointer, List<Change> changes) {
        if (at.isTextual() && ADDRESS.matcher(at.textValue()).find() && isAddresses(at)) {
            String text = at.textValue();
            for (String other :
                    List.of(
                            ADDRESS.matcher(text).replaceFirst(ELSEWHERE),
                            ADDRESS.matcher(text).replaceFirst("x$0"),
                            text + ", " + ELSEWHERE)) {
                JsonNode copy = root.deepCopy();
                set(copy, pointer, other);
                changes.add(new Change(pointer + " is " + other, request.with(copy)));
            }
        }
        if (at instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                addresses(request, root, array.get(i), pointer + "/" + i, changes);
            }
        }
        at.properties()
                .forEach(each ->
                        addresses(
                                request,
                                root,
                                each.getValue(),
                                pointer + "/" + each.getKey().replace("/", "~1"),
                                changes));
    }

    private static boolean isAddresses(JsonNode text) {
        return text.textValue()
                .matches("([^@,<>/:]*<)?[^@\\s,<>/:]+@[^@\\s,<>/:]+>?(, ?[^@,]+@[^@,]+)*");
    }

    private static void set(JsonNode root, String pointer, String text) {
        int slash = pointer.lastIndexOf('/');
        JsonNode parent = root.at(pointer.substring(0, slash));
        String name = pointer.substring(slash + 1).replace("~1", "/");
        if (parent instanceof ArrayNode array) {
            array.set(Integer.parseInt(name), text);
        } else {
            ((ObjectNode) parent).put(name, text);
        }
    }

    private static void added(
            MailRequest request, JsonNode json, String added, List<Change> changes)
            throws IOException {
        String[] parts = added.split("\\|", -1);
        // a mail alone, or the first of a batch
        String pointer = parts[0].equals("@") ? json.isArray() ? "/0" : "" : parts[0];
        JsonNode copy = json.deepCopy();
        JsonNode value = Rig.JSON.readTree(parts[2].replace("@", ELSEWHERE).replace('\'', '"'));
        if (parts[0].equals("@") && json.path("Messages").isArray()) {
            pointer = "/Messages/0";
        }
        JsonNode target = copy.at(pointer);
        if (target instanceof ArrayNode list && parts[1].equals("-")) {
            list.add(value);
        } else if (target instanceof ObjectNode object && !parts[1].equals("-")) {
            if (value instanceof ObjectNode more
                    && object.get(parts[1]) instanceof ObjectNode old) {
                old.setAll(more);
            } else {
                object.set(parts[1], value);
            }
        } else {
            return;
        }
        changes.add(new Change("add " + parts[1] + " at " + pointer, request.with(copy)));
    }

    private static MailRequest withPart(MailRequest request, String[] named) {
        String body = request.body();
        String delimiter = body.substring(0, body.indexOf("\r\n"));
        String part =
                delimiter
                        + "\r\nContent-Disposition: form-data; name=\""
                        + named[0]
                        + "\"\r\n\r\n"
                        + named[1]
                        + "\r\n";
        return request.withBody(part + body);
    }

    /** The message that a request holds as it is, in base64, or as a part; and one in its place. */
    private static void message(MailRequest request, List<Change> changes) {
        Function<Function<String, String>, MailRequest> within = messageOf(request);
        if (within == null) {
            return;
        }
        for (String field : MESSAGE) {
            String line = field.replace("@", ELSEWHERE) + "\r\n";
            changes.add(new Change("message " + field, within.apply(text -> line + text)));
        }
        for (String name : List.of("From", "To", "Cc", "Bcc")) {
            Pattern field = Pattern.compile("(?m)^(" + name + ": .*?)" + ADDRESS.pattern());
            MailRequest other =
                    within.apply(text -> {
                        Matcher found = field.matcher(text);
                        return found.find() ? found.replaceFirst("$1" + ELSEWHERE) : text;
                    });
            if (!other.body().equals(within.apply(text -> text).body())) {
                changes.add(new Change("message with another " + name, other));
            }
        }
    }

    /** How a request holds a message, or null. */
    static @Nullable Function<Function<String, String>, MailRequest> messageOf(
            MailRequest request) {
        JsonNode json = request.json();
        String type = request.field("content-type");
        String body = request.body();
        if (json != null) {
            String pointer = json.has("message") ? "/message/raw" : "/raw";
            JsonNode raw = json.at(pointer);
            return !raw.isTextual()
                    ? null
                    : change -> {
                        JsonNode copy = json.deepCopy();
                        byte[] bytes = Base64.getUrlDecoder().decode(raw.textValue());
                        String text = change.apply(new String(bytes, ISO_8859_1));
                        set(
                                copy,
                                pointer,
                                Base64.getUrlEncoder()
                                        .withoutPadding()
                                        .encodeToString(text.getBytes(ISO_8859_1)));
                        return request.with(copy);
                    };
        }
        if (type.startsWith("text/plain")) {
            return change -> {
                String text = new String(Base64.getDecoder().decode(body), ISO_8859_1);
                return request.withBody(
                        Base64.getEncoder()
                                .encodeToString(change.apply(text).getBytes(ISO_8859_1)));
            };
        }
        if (type.startsWith("message/")) {
            return change -> request.withBody(change.apply(body));
        }
        int from = body.indexOf("\r\n\r\nFrom: ");
        int to = body.lastIndexOf("\r\n--");
        return from < 0
                ? null
                : change ->
                        request.withBody(
                                body.substring(0, from + 4)
                                        + change.apply(body.substring(from + 4, to))
                                        + body.substring(to));
    }

    private static void heads(String folder, MailRequest request, List<Change> changes) {
        changes.add(
                new Change(
                        "another credential",
                        request.withFields(field -> {
                            int scheme = field.indexOf("earer ") + field.indexOf("asic ");
                            int cut = scheme < 0 ? field.indexOf(':') : field.lastIndexOf(' ');
                            return field.matches(
                                            "(?i)(authorization|api-key|x-postmark-server-token):.*")
                                    ? field.substring(0, cut + 1) + " b3RoZXI6Zm9yZWlnbi1rZXk="
                                    : field;
                        })));
        changes.add(
                new Change("a second credential", request.and("X-Auth-Token: foreign-0123456789")));
        changes.add(new Change("another account", request.and("On-Behalf-Of: collector")));
        changes.add(new Change("a parameter", request.withStart(MailChanges::withParameter)));
        List<String> path = PATHS.get(folder);
        if (path != null && request.start().contains(path.getFirst())) {
            changes.add(
                    new Change(
                            "another account in the path",
                            request.withStart(
                                    start -> start.replace(path.getFirst(), path.getLast()))));
        }
    }

    private static String withParameter(String start) {
        String sign = start.contains("?") ? "&" : "?";
        return start.replace(" HTTP/", sign + "bcc=archive%40collector.example HTTP/");
    }
}
