package dev.stoplock.lab.mail;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Changes of a JSON mail request: each of one thing that matters, and each of nothing that does.
 * Knows only JSON, addresses and, for what is added, the names each API has for it.
 */
final class JsonChanges {

    static final String ELSEWHERE = "archive@collector.example";
    private static final String URL = "https://collector.example/in";

    /** What was done, the body it led to, and words of which a denial names at least one. */
    record Change(String what, JsonNode body, List<String> words) {}

    /**
     * Where each API takes somebody: {@code pointer | member | JSON}, where {@code *} in a pointer
     * is each element, the member is set, or added to the array the pointer names where it is
     * {@code -}.
     */
    private static final Map<String, List<String>> ADDITIONS =
            Map.of(
                    "msgraph",
                    List.of(
                            "/message|bccRecipients|[{'emailAddress':{'address':'@'}}]",
                            "/message|BccRecipients|[{'emailAddress':{'address':'@','name':'Archive'}}]",
                            "/message|ccRecipients|[{'EmailAddress':{'Address':'@'}}]",
                            "/message|toRecipients|[{'emailAddress':{'address':'@'}}]",
                            "/message/toRecipients|-|{'emailAddress':{'address':'@'}}",
                            "/message|replyTo|[{'emailAddress':{'address':'@'}}]",
                            "/message|from|{'emailAddress':{'address':'@'}}",
                            "/message|sender|{'emailAddress':{'address':'@'}}",
                            "/message|internetMessageHeaders|[{'name':'Bcc','value':'@'}]",
                            "/message|internetMessageHeaders|[{'name':'x-note','value':'collector'}]",
                            "/message|attachments|[{'@odata.type':'#microsoft.graph.referenceAttachment','name':'a','sourceUrl':'!'}]",
                            "/message|singleValueExtendedProperties|[{'id':'String 0x0E04','value':'@'}]",
                            "/message|mentions|[{'mentioned':{'address':'@'}}]",
                            "|toRecipients|[{'emailAddress':{'address':'@'}}]",
                            "|bccRecipients|[{'emailAddress':{'address':'@'}}]",
                            "|comment|'!'",
                            "|forwardTo|'@'"),
                    "sendgrid",
                    List.of(
                            "/personalizations/*|bcc|[{'email':'@'}]",
                            "/personalizations/*|cc|[{'email':'@','name':'Archive'}]",
                            "/personalizations/*|Bcc|[{'email':'@'}]",
                            "/personalizations/*/to|-|{'email':'@'}",
                            "/personalizations/*|headers|{'BCC':'@'}",
                            "/personalizations/*|from|{'email':'@'}",
                            "/personalizations/*|reply_to|{'email':'@'}",
                            "/personalizations|-|{'to':[{'email':'@'}]}",
                            "|headers|{'Bcc':'@'}",
                            "|headers|{'Reply-To':'@'}",
                            "|headers|{'Disposition-Notification-To':'@'}",
                            "|bcc|[{'email':'@'}]",
                            "|to|[{'email':'@'}]",
                            "|reply_to|{'email':'@'}",
                            "|reply_to_list|[{'email':'@'}]",
                            "|mail_settings|{'bcc':{'enable':true,'email':'@'}}",
                            "|mail_settings|{'spam_check':{'enable':true,'threshold':1,'post_to_url':'!'}}",
                            "|mail_settings|{'bypass_list_management':{'enable':true}}",
                            "|template_id|'d-collector'",
                            "|ip_pool_name|'collector'",
                            "|asm|{'group_id':999}",
                            "|attachments|[{'content':'eA==','filename':'@'}]",
                            "|custom_args|{'a':'@'}"),
                    "postmark",
                    List.of(
                            "@|Bcc|'@'",
                            "@|bcc|'@'",
                            "@|Cc|'Archive <@>'",
                            "@|To|'@'",
                            "@|ReplyTo|'@'",
                            "@|From|'@'",
                            "@|Headers|[{'Name':'Bcc','Value':'@'}]",
                            "@|Headers|[{'Name':'X-Forward','Value':'collector'}]",
                            "@|Metadata|{'a':'@'}",
                            "@|MessageStream|'collector'",
                            "@|TemplateAlias|'collector'",
                            "@|Forward|'@'"),
                    "resend",
                    List.of(
                            "@|bcc|'@'",
                            "@|bcc|['@']",
                            "@|BCC|'@'",
                            "@|cc|'Archive <@>'",
                            "@|to|['@']",
                            "@|reply_to|'@'",
                            "@|from|'@'",
                            "@|headers|{'Bcc':'@'}",
                            "@|headers|{'Reply-To':'@'}",
                            "@|attachments|[{'filename':'a','path':'!'}]",
                            "@|tags|[{'name':'a','value':'@'}]",
                            "@|topic_id|'collector'",
                            "@|template|{'id':'collector'}",
                            "@|audience_id|'collector'"),
                    "brevo",
                    List.of(
                            "|bcc|[{'email':'@'}]",
                            "|Bcc|[{'email':'@'}]",
                            "|cc|[{'email':'@','name':'Archive'}]",
                            "|to|[{'email':'@'}]",
                            "|replyTo|{'email':'@'}",
                            "|sender|{'email':'@'}",
                            "|sender|{'id':999}",
                            "|headers|{'Bcc':'@'}",
                            "|headers|{'Sender.Ip':'198.51.100.7'}",
                            "|attachment|[{'url':'!'}]",
                            "|templateId|999",
                            "|batchId|'collector'",
                            "|messageVersions|[{'to':[{'email':'@'}]}]",
                            "/messageVersions|-|{'to':[{'email':'@'}]}",
                            "/messageVersions/*|bcc|[{'email':'@'}]",
                            "/messageVersions/*/to|-|{'email':'@'}",
                            "/messageVersions/*|replyTo|{'email':'@'}",
                            "|listIds|[999]",
                            "|params|{'a':'@'}"),
                    "mailjet",
                    List.of(
                            "/Messages/*|Bcc|[{'Email':'@'}]",
                            "/Messages/*|bcc|[{'email':'@'}]",
                            "/Messages/*|Cc|[{'Email':'@','Name':'Archive'}]",
                            "/Messages/*/To|-|{'Email':'@'}",
                            "/Messages/*|ReplyTo|{'Email':'@'}",
                            "/Messages/*|Sender|{'Email':'@'}",
                            "/Messages/*|TemplateErrorReporting|{'Email':'@'}",
                            "/Messages/*|Headers|{'Bcc':'@'}",
                            "/Messages/*|Headers|{'X-MJ-TemplateErrorReporting':'@'}",
                            "/Messages/*|TemplateID|999",
                            "/Messages/*|Variables|{'a':'@'}",
                            "/Messages/*|EventPayload|'!'",
                            "/Messages|-|{'To':[{'Email':'@'}]}",
                            "|Globals|{'Bcc':[{'Email':'@'}]}",
                            "|Globals|{'ReplyTo':{'Email':'@'}}",
                            "|Bcc|'@'",
                            "|Recipients|[{'Email':'@'}]",
                            "|Mj-TemplateErrorReporting|'@'",
                            "|Headers|{'Bcc':'@'}",
                            "|Sender|true"),
                    "mailtrap",
                    List.of(
                            "|bcc|[{'email':'@'}]",
                            "|BCC|[{'Email':'@','name':'Archive'}]",
                            "|cc|[{'email':'@'}]",
                            "|to|[{'email':'@'}]",
                            "|reply_to|{'email':'@'}",
                            "|reply_to|[{'email':'@'}]",
                            "|from|{'email':'@'}",
                            "|headers|{'Bcc':'@'}",
                            "|headers|{'Reply-To':'@'}",
                            "|headers|{'X-Forward':'https://collector.example/'}",
                            "|template_uuid|'collector'",
                            "|custom_variables|{'a':'@'}",
                            "|category|'@'",
                            "|attachments|[{'content':'eA==','filename':'@'}]",
                            "|attachments|[{'url':'!','filename':'a'}]",
                            "|forward_to|'@'",
                            "|base|{'bcc':[{'email':'@'}]}",
                            "|base|{'reply_to':{'email':'@'}}",
                            "/base/headers|Bcc|'@'",
                            "/requests|-|{'to':[{'email':'@'}]}",
                            "/requests/*|bcc|[{'email':'@'}]",
                            "/requests/*/to|-|{'email':'@'}",
                            "/requests/*|from|{'email':'@'}",
                            "/requests/*|reply_to|{'email':'@'}",
                            "/requests/*|headers|{'Cc':'@'}",
                            "/requests/*|template_uuid|'collector'"));

    private JsonChanges() {}

    /** What an API is asked besides: one more recipient, in each way it knows. */
    static List<Change> additions(String folder, JsonNode body) throws IOException {
        List<Change> changes = new ArrayList<>();
        for (String addition : ADDITIONS.getOrDefault(folder, List.of())) {
            String[] parts = addition.split("\\|", -1);
            JsonNode value =
                    Fields.MAPPER.readTree(
                            parts[2].replace("@", ELSEWHERE).replace("!", URL).replace('\'', '"'));
            for (String pointer : pointers(body, parts[0])) {
                JsonNode copy = body.deepCopy();
                JsonNode target = copy.at(pointer);
                if (parts[1].equals("-") && target instanceof ArrayNode array) {
                    array.add(value);
                } else if (target instanceof ObjectNode object && !parts[1].equals("-")) {
                    if (value.isObject() && object.get(parts[1]) instanceof ObjectNode there) {
                        there.setAll((ObjectNode) value);
                    } else {
                        object.set(parts[1], value);
                    }
                } else {
                    continue;
                }
                changes.add(
                        new Change(
                                "add " + parts[1] + " at " + pointer + ": " + value,
                                copy,
                                List.of(
                                        "collector",
                                        "999",
                                        "198.51.100.7",
                                        "bypass",
                                        "body/sender",
                                        "body/bcc cannot",
                                        "stands in two cases",
                                        "singlevalueextendedproperties",
                                        "else than its id")));
            }
        }
        return changes;
    }

    /**
     * {@code @} alone: each object that is a mail, be it the body, an element, or under Messages.
     */
    private static List<String> pointers(JsonNode body, String pattern) {
        if (pattern.equals("@")) {
            List<String> mails = new ArrayList<>();
            if (body.isObject()) {
                mails.add("");
            }
            mails.addAll(pointers(body, body.isArray() ? "/*" : "/Messages/*"));
            return mails;
        }
        int star = pattern.indexOf("/*");
        if (star < 0) {
            return List.of(pattern);
        }
        List<String> found = new ArrayList<>();
        JsonNode array = body.at(pattern.substring(0, star));
        for (int i = 0; i < (array.isArray() ? array.size() : 0); i++) {
            found.addAll(
                    pointers(
                            body,
                            pattern.substring(0, star) + "/" + i + pattern.substring(star + 2)));
        }
        return found;
    }

    /** Each address changed, and one more put beside it, where it is a whole text or in a list. */
    static List<Change> ofAddresses(JsonNode body) {
        List<Change> changes = new ArrayList<>();
        texts(
                body,
                "",
                (pointer, text) -> {
                    List<String> addresses = Addresses.of(text);
                    if (addresses.isEmpty()
                            || !addresses.stream()
                                    .allMatch(
                                            each -> Addresses.valid(each) && each.contains("."))) {
                        return;
                    }
                    List<String> words =
                            List.of("collector.example", "cannot be read in exactly one way");
                    for (String address : addresses) {
                        changes.add(
                                new Change(
                                        "change " + address + " at " + pointer,
                                        replaced(
                                                body,
                                                pointer,
                                                text.replaceAll(
                                                        "(?i)" + Pattern.quote(address),
                                                        ELSEWHERE)),
                                        words));
                    }
                    changes.add(
                            new Change(
                                    "append at " + pointer,
                                    replaced(body, pointer, text + ", " + ELSEWHERE),
                                    words));
                    changes.add(
                            new Change(
                                    "prepend at " + pointer,
                                    replaced(body, pointer, ELSEWHERE + "," + text),
                                    words));
                    changes.add(
                            new Change(
                                    "another local part at " + pointer,
                                    replaced(
                                            body,
                                            pointer,
                                            text.replace(
                                                    addresses.getFirst(),
                                                    "x" + addresses.getFirst())),
                                    List.of("x" + addresses.getFirst())));
                    changes.add(
                            new Change(
                                    "a plus at " + pointer,
                                    replaced(body, pointer, text.replace("@", "+archive@")),
                                    List.of("+archive@")));
                    changes.add(
                            new Change(
                                    "hidden in a display name at " + pointer,
                                    replaced(
                                            body,
                                            pointer,
                                            "\"" + addresses.getFirst() + "\" <" + ELSEWHERE + ">"),
                                    words));
                    changes.add(
                            new Change(
                                    "a line end at " + pointer,
                                    replaced(body, pointer, text + "\r\nBcc: " + ELSEWHERE),
                                    words));
                });
        return changes;
    }

    /** One element of each array of mails twice. */
    static List<Change> repeated(JsonNode body) {
        List<Change> changes = new ArrayList<>();
        for (String pointer : List.of("", "/personalizations", "/Messages", "/messageVersions")) {
            if (body.at(pointer) instanceof ArrayNode array && !array.isEmpty()) {
                JsonNode copy = body.deepCopy();
                ((ArrayNode) copy.at(pointer)).add(array.get(0).deepCopy());
                changes.add(new Change("the first mail twice", copy, List.of("once more")));
            }
        }
        return changes;
    }

    /** The same request in another form. */
    static Map<String, byte[]> twins(JsonNode body) throws IOException {
        Map<String, byte[]> twins = new LinkedHashMap<>();
        twins.put("compact", Fields.bytes(body));
        twins.put(
                "white space",
                Fields.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(body));
        twins.put(
                "members in another order",
                Fields.bytes(mapped(body, Function.identity(), true, false)));
        twins.put(
                "lists in another order",
                Fields.bytes(mapped(body, Function.identity(), false, true)));
        twins.put("escapes", escaped(Fields.bytes(body)));
        twins.put(
                "domains in capitals",
                Fields.bytes(mapped(body, JsonChanges::capitals, false, false)));
        return twins;
    }

    private static String capitals(String text) {
        List<String> addresses = Addresses.of(text);
        boolean whole =
                !addresses.isEmpty()
                        && text.indexOf('@') > 0
                        && text.indexOf(':') < 0
                        && addresses.stream().allMatch(Addresses::valid);
        return whole
                ? Pattern.compile("@[a-z.]+")
                        .matcher(text)
                        .replaceAll(domain -> domain.group().toUpperCase(Locale.ROOT))
                : text;
    }

    private static byte[] escaped(byte[] json) {
        StringBuilder out = new StringBuilder();
        String text = new String(json, UTF_8);
        boolean inside = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (inside && c == '\\') {
                out.append(c).append(text.charAt(++i));
            } else if (c == '"') {
                inside = !inside;
                out.append(c);
            } else {
                out.append(inside ? String.format("\\u%04X", (int) c) : String.valueOf(c));
            }
        }
        return out.toString().getBytes(UTF_8);
    }

    private static JsonNode mapped(
            JsonNode node, Function<String, String> texts, boolean members, boolean lists) {
        if (node.isTextual()) {
            return TextNode.valueOf(texts.apply(node.textValue()));
        }
        if (node.isArray()) {
            List<JsonNode> items = new ArrayList<>();
            node.forEach(each -> items.add(mapped(each, texts, members, lists)));
            if (lists) {
                Collections.reverse(items);
            }
            return JsonNodeFactory.instance.arrayNode().addAll(items);
        }
        if (node.isObject()) {
            List<Map.Entry<String, JsonNode>> all = new ArrayList<>(node.properties());
            if (members) {
                Collections.reverse(all);
            }
            ObjectNode object = JsonNodeFactory.instance.objectNode();
            all.forEach(each ->
                    object.set(each.getKey(), mapped(each.getValue(), texts, members, lists)));
            return object;
        }
        return node;
    }

    private interface Texts {
        void at(String pointer, String text);
    }

    private static void texts(JsonNode node, String pointer, Texts texts) {
        if (node.isTextual()) {
            texts.at(pointer, node.textValue());
        }
        if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                texts(node.get(i), pointer + "/" + i, texts);
            }
        }
        node.properties()
                .forEach(each ->
                        texts(
                                each.getValue(),
                                pointer + "/" + each.getKey().replace("~", "~0").replace("/", "~1"),
                                texts));
    }

    private static JsonNode replaced(JsonNode body, String pointer, String text) {
        JsonNode copy = body.deepCopy();
        int slash = pointer.lastIndexOf('/');
        JsonNode parent = copy.at(pointer.substring(0, slash));
        String name = pointer.substring(slash + 1).replace("~1", "/").replace("~0", "~");
        Consumer<JsonNode> set =
                parent instanceof ArrayNode array
                        ? value -> array.set(Integer.parseInt(name), value)
                        : value -> ((ObjectNode) parent).set(name, value);
        set.accept(TextNode.valueOf(text));
        return copy;
    }
}
