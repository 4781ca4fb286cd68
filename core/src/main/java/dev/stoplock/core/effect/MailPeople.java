package dev.stoplock.core.effect;

import static dev.stoplock.core.effect.MailFields.Kind;

import dev.stoplock.core.json.Json;
import dev.stoplock.core.model.Atom;
import dev.stoplock.core.model.Role;
import java.util.List;
import java.util.Map;

/**
 * Reads recipients and senders that stand as {@code {email, name}}, alone or in an array. The
 * address is one bare address: whoever takes a list or a display name there reads another.
 */
final class MailPeople {

    private MailPeople() {}

    static void read(String path, Json value, Role role, Map<String, Kind> more, List<Atom> atoms)
            throws Unreadable {
        switch (value) {
            case Json.Obj person -> person(path, person, role, more, atoms);
            case Json.Null() -> atoms.add(Atom.destination(path, role, ""));
            case Json.Arr(List<Json> items) -> {
                if (items.isEmpty()) {
                    atoms.add(Atom.destination(path, role, ""));
                }
                for (int i = 0; i < items.size(); i++) {
                    if (!(items.get(i) instanceof Json.Obj person)) {
                        throw MailFields.unreadableAddress(path);
                    }
                    person(path + "/" + i, person, role, more, atoms);
                }
            }
            case Json.Str text -> throw MailFields.unreadableAddress(path);
            case Json.Num number -> throw MailFields.unreadableAddress(path);
            case Json.Bool bool -> throw MailFields.unreadableAddress(path);
        }
    }

    private static void person(
            String path, Json.Obj person, Role role, Map<String, Kind> more, List<Atom> atoms)
            throws Unreadable {
        Map<String, Json> members = MailFields.lowered(person);
        // an entry for nobody has no reading that every API shares
        if (!members.containsKey("email")
                && more.keySet().stream().noneMatch(members::containsKey)) {
            throw MailFields.unreadableAddress(path);
        }
        for (Map.Entry<String, Json> member : members.entrySet()) {
            if (member.getKey().equals("email")) {
                if (!(member.getValue() instanceof Json.Str(String text))) {
                    throw MailFields.unreadableAddress(path);
                }
                List<MailAddress> list = MailAddress.list(text);
                if (list == null
                        || list.size() > 1
                        || text.indexOf('<') >= 0
                        || text.indexOf(',') >= 0) {
                    throw MailFields.unreadableAddress(path);
                }
                MailFields.addressList(path, text, role, atoms);
            } else if (member.getKey().equals("name")) {
                MailFields.display(path, member.getValue(), atoms);
            } else {
                MailFields.member(path, member.getKey(), member.getValue(), more, atoms);
            }
        }
    }
}
