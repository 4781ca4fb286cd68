package dev.stoplock.core.effect;

import static dev.stoplock.core.effect.MailFields.Kind;

import dev.stoplock.core.json.Json;
import dev.stoplock.core.model.Atom;
import dev.stoplock.core.model.Role;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A {@code message} of Microsoft Graph (learn.microsoft.com/graph/api/resources/message, recipient,
 * itemBody, fileAttachment, referenceAttachment) as atoms.
 */
final class GraphMessage {

    private static final Kind META = new Kind.Meta();
    private static final Kind LABEL = new Kind.Label();

    private static final Map<String, Role> PEOPLE =
            Map.of(
                    "torecipients", Role.TO,
                    "ccrecipients", Role.CC,
                    "bccrecipients", Role.BCC,
                    "replyto", Role.REPLY_TO,
                    "from", Role.FROM,
                    "sender", Role.FROM);

    private static final Map<String, Kind> ATTACHMENT =
            Map.of(
                    "@odata.type", META,
                    "name", LABEL,
                    "contenttype", META,
                    "contentbytes", new Kind.File(),
                    "contentid", META,
                    "isinline", META,
                    "size", META,
                    "sourceurl", new Kind.Fetched());

    private static final MailFields FIELDS =
            new MailFields(
                    Map.ofEntries(
                            Map.entry("@odata.type", META),
                            Map.entry("subject", new Kind.Line()),
                            Map.entry(
                                    "body",
                                    new Kind.Members(
                                            Map.of(
                                                    "contenttype",
                                                    META,
                                                    "content",
                                                    new Kind.Html()))),
                            Map.entry("importance", META),
                            Map.entry("isread", META),
                            Map.entry("isreadreceiptrequested", META),
                            Map.entry("isdeliveryreceiptrequested", META),
                            Map.entry("categories", LABEL),
                            Map.entry("internetmessageheaders", new Kind.Headers()),
                            Map.entry("attachments", new Kind.Members(ATTACHMENT))));

    private static final MailFields ONE_ATTACHMENT = new MailFields(ATTACHMENT);

    private GraphMessage() {}

    static List<Atom> attachment(Json.Obj attachment) throws Unreadable {
        return ONE_ATTACHMENT.read(attachment, "body");
    }

    static List<Atom> read(Json.Obj message, String path) throws Unreadable {
        List<Atom> atoms = new ArrayList<>();
        Map<String, Json> others = new LinkedHashMap<>();
        for (Map.Entry<String, Json> member : MailFields.lowered(message).entrySet()) {
            Role role = PEOPLE.get(member.getKey());
            if (role == null) {
                others.put(member.getKey(), member.getValue());
                continue;
            }
            String at = path + "/" + member.getKey();
            boolean list = role != Role.FROM;
            MailPeople.read(at, people(at, member.getValue(), list), role, Map.of(), atoms);
        }
        atoms.addAll(FIELDS.read(new Json.Obj(others), path));
        return atoms;
    }

    /** The kinds of recipients that a message states, be it none of a kind. */
    static Set<Role> states(Json.Obj message) throws Unreadable {
        Set<Role> roles = EnumSet.noneOf(Role.class);
        for (String name : MailFields.lowered(message).keySet()) {
            Role role = PEOPLE.get(name);
            if (role != null && role.isRecipient()) {
                roles.add(role);
            }
        }
        return roles;
    }

    /** {@code {emailAddress: {address, name}}} as the other APIs say it: {@code {email, name}}. */
    private static Json people(String at, Json value, boolean list) throws Unreadable {
        if (value instanceof Json.Arr(List<Json> items) && list) {
            List<Json> people = new ArrayList<>();
            for (Json item : items) {
                people.add(person(at, item));
            }
            return new Json.Arr(people);
        }
        if (list) {
            throw MailFields.unreadableAddress(at);
        }
        return person(at, value);
    }

    private static Json person(String at, Json value) throws Unreadable {
        Map<String, Json> outer =
                value instanceof Json.Obj object ? MailFields.lowered(object) : Map.of();
        if (outer.size() != 1 || !(outer.get("emailaddress") instanceof Json.Obj inner)) {
            throw MailFields.unreadableAddress(at);
        }
        Map<String, Json> person = new LinkedHashMap<>();
        for (Map.Entry<String, Json> member : MailFields.lowered(inner).entrySet()) {
            switch (member.getKey()) {
                case "address" -> person.put("email", member.getValue());
                case "name" -> person.put("name", member.getValue());
                default -> throw MailFields.unreadableAddress(at);
            }
        }
        return new Json.Obj(person);
    }
}
