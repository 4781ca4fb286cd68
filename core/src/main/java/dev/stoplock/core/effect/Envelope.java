package dev.stoplock.core.effect;

import dev.stoplock.core.model.Atom;
import dev.stoplock.core.model.Role;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The envelope of a message beside its header (RFC 5321, RFC 5322). Who is on the envelope gets the
 * mail; whom the header names is told to its readers, who may answer to all. Whom both name is
 * asked for once, in the role of the header; who stands on the envelope only is a blind copy; who
 * stands in the header only must be asked for all the same.
 */
final class Envelope {

    private Envelope() {}

    /** The atoms of both; {@code path} is where the envelope's recipients stood. */
    static List<Atom> joined(List<Atom> message, String path, List<MailAddress> recipients) {
        Set<String> named = new HashSet<>();
        for (Atom atom : message) {
            if (atom.role().isRecipient()) {
                named.add(atom.value());
            }
        }
        List<Atom> atoms = new ArrayList<>(message);
        for (int i = 0; i < recipients.size(); i++) {
            MailAddress recipient = recipients.get(i);
            // a second time is a second copy, which nobody asked for
            if (!named.remove(recipient.canonical())) {
                atoms.add(Atom.destination(path + "/" + i, Role.BCC, recipient.canonical()));
            }
            if (!recipient.display().isEmpty()) {
                atoms.add(MailFields.name(path + "/" + i + "/display", recipient.display()));
            }
        }
        return atoms;
    }
}
