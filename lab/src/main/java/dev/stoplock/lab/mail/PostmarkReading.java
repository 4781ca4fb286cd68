package dev.stoplock.lab.mail;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stoplock.lab.loopback.Answer;
import dev.stoplock.lab.loopback.Received;
import java.net.URLDecoder;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The part of the Postmark stand-in that only reads: templates, and statistics counted from the
 * mails it accepted.
 */
final class PostmarkReading {

    /** A template as Postmark lists it. */
    record Template(int id, String alias, String name, String subject, String text) {}

    private static final List<Template> TEMPLATES =
            List.of(
                    new Template(
                            1001,
                            "welcome",
                            "Welcome",
                            "Welcome, {{name}}",
                            "Hello {{name}},\n\nwelcome aboard.\n"),
                    new Template(
                            1002,
                            "invoice",
                            "Invoice",
                            "Invoice {{number}}",
                            "Dear {{name}},\n\ninvoice {{number}} is due.\n"));

    private PostmarkReading() {}

    static Optional<Template> template(String idOrAlias) {
        return TEMPLATES.stream()
                .filter(each ->
                        each.alias().equals(idOrAlias)
                                || Integer.toString(each.id()).equals(idOrAlias))
                .findFirst();
    }

    static Optional<Answer> answer(Received request, Post post) {
        String path = request.path();
        Map<String, String> query = query(request.query());
        if (path.equals("/templates")) {
            return Optional.of(templates(query));
        }
        if (path.startsWith("/templates/")) {
            return Optional.of(
                    template(path.substring("/templates/".length()))
                            .map(each -> Answer.json(200, Fields.bytes(full(each))))
                            .orElseGet(() ->
                                    PostmarkApi.problem(
                                            422,
                                            new PostmarkApi.Wrong(
                                                    1101, "there is no such template"))));
        }
        if (path.equals("/stats/outbound") || path.equals("/stats/outbound/sends")) {
            return Optional.of(statistics(path.endsWith("/sends"), query, post));
        }
        return Optional.empty();
    }

    private static Answer templates(Map<String, String> query) {
        int count;
        int offset;
        try {
            count = Integer.parseInt(query.getOrDefault("count", ""));
            offset = Integer.parseInt(query.getOrDefault("offset", ""));
        } catch (NumberFormatException e) {
            return PostmarkApi.problem(
                    422, new PostmarkApi.Wrong(600, "count and offset are needed, as numbers"));
        }
        ObjectNode reply = Fields.MAPPER.createObjectNode().put("TotalCount", TEMPLATES.size());
        ArrayNode list = reply.putArray("Templates");
        TEMPLATES.stream()
                .skip(Math.max(0, offset))
                .limit(Math.max(0, count))
                .forEach(each -> list.add(brief(each)));
        return Answer.json(200, Fields.bytes(reply));
    }

    private static ObjectNode brief(Template template) {
        ObjectNode json = Fields.MAPPER.createObjectNode();
        json.put("Active", true).put("TemplateId", template.id()).put("Name", template.name());
        return json.put("Alias", template.alias())
                .put("TemplateType", "Standard")
                .putNull("LayoutTemplate");
    }

    private static ObjectNode full(Template template) {
        return brief(template)
                .put("Subject", template.subject())
                .put("TextBody", template.text())
                .putNull("HtmlBody");
    }

    private static Answer statistics(boolean byDay, Map<String, String> query, Post post) {
        LocalDate first;
        LocalDate last;
        try {
            first = LocalDate.parse(query.getOrDefault("fromdate", "0001-01-01"));
            last = LocalDate.parse(query.getOrDefault("todate", "9999-12-31"));
        } catch (DateTimeParseException e) {
            return PostmarkApi.problem(
                    422, new PostmarkApi.Wrong(600, "a date is written YYYY-MM-DD"));
        }
        String tag = query.getOrDefault("tag", "");
        Map<LocalDate, Long> days =
                post.accepted().stream()
                        .filter(mail -> tag.isEmpty() || mail.tag().equals(tag))
                        .map(mail -> LocalDate.ofInstant(mail.at(), ZoneOffset.UTC))
                        .filter(day -> !day.isBefore(first) && !day.isAfter(last))
                        .collect(
                                Collectors.groupingBy(
                                        day -> day, TreeMap::new, Collectors.counting()));
        long sent = days.values().stream().mapToLong(Long::longValue).sum();
        ObjectNode reply = Fields.MAPPER.createObjectNode();
        if (byDay) {
            ArrayNode list = reply.putArray("Days");
            days.forEach((day, count) ->
                    list.addObject().put("Date", day.toString()).put("Sent", count));
            return Answer.json(200, Fields.bytes(reply.put("Sent", sent)));
        }
        reply.put("Sent", sent);
        // nobody opens, clicks or bounces a mail that stays in a stand-in
        for (String none :
                List.of(
                        "Bounced",
                        "SMTPApiErrors",
                        "SpamComplaints",
                        "Opens",
                        "UniqueOpens",
                        "Tracked",
                        "TotalClicks",
                        "UniqueLinksClicked",
                        "TotalTrackedLinksSent",
                        "WithLinkTracking",
                        "WithOpenTracking")) {
            reply.put(none, 0);
        }
        return Answer.json(
                200, Fields.bytes(reply.put("BounceRate", 0.0).put("SpamComplaintsRate", 0.0)));
    }

    private static Map<String, String> query(String query) {
        Map<String, String> values = new HashMap<>();
        for (String pair : query.split("&", -1)) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                values.put(
                        URLDecoder.decode(pair.substring(0, equals), UTF_8),
                        URLDecoder.decode(pair.substring(equals + 1), UTF_8));
            }
        }
        return values;
    }
}
