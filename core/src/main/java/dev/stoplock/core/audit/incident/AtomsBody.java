package dev.stoplock.core.audit.incident;

import dev.stoplock.core.json.Json;
import dev.stoplock.core.json.JsonLimits;
import dev.stoplock.core.json.JsonReader;
import dev.stoplock.core.json.JsonResult;
import dev.stoplock.core.model.Event;
import dev.stoplock.core.model.Mode;
import dev.stoplock.core.model.Role;
import dev.stoplock.core.model.Shown;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The parts of an exchange, from the body that holds its atoms, or from its record alone where the
 * body is gone.
 *
 * <p>Threat: a record's list of unexplained values cuts long ones, and a server chooses values. A
 * match in it only ever makes a recipient look worse, never asked for.
 */
final class AtomsBody {

    private static final String UNEXPLAINED = "unexplained: ";
    private static final Pattern SUBJECT = Pattern.compile("body(/[0-9]+)?/subject");

    private final Event.Judged judged;

    AtomsBody(Event.Judged judged) {
        this.judged = judged;
    }

    /** The parts as the body says them; null where it is not one of ours. */
    @Nullable List<Part> read(byte[] body) {
        if (!(JsonReader.read(body, JsonLimits.MESSAGE)
                instanceof JsonResult.Parsed(Json.Arr(List<Json> effects)))) {
            return null;
        }
        List<Part> parts = new ArrayList<>();
        for (Json effect : effects) {
            Part part = effect instanceof Json.Obj object ? part(object) : null;
            if (part == null) {
                return null;
            }
            parts.add(part);
        }
        return parts;
    }

    private @Nullable Part part(Json.Obj effect) {
        String operation = effect.text("operation");
        if (operation == null || !(effect.at("atoms") instanceof Json.Arr(List<Json> atoms))) {
            return null;
        }
        String subject = null;
        List<Recipient> recipients = new ArrayList<>();
        List<Part.Value> others = new ArrayList<>();
        for (Json each : atoms) {
            if (!(each instanceof Json.Obj atom)) {
                return null;
            }
            String path = atom.text("path");
            String value = atom.text("value");
            String why = atom.text("explanation");
            Role role = role(atom.text("role"));
            if (path == null || value == null || why == null || role == null) {
                return null;
            }
            if (role.isRecipient()) {
                if (!value.isEmpty()) {
                    recipients.add(new Recipient(role, value, standing(path, value, why), why));
                }
            } else if (why.startsWith(UNEXPLAINED)) {
                others.add(new Part.Value(path, value, why));
            }
            if (subject == null && SUBJECT.matcher(path).matches()) {
                subject = value;
            }
        }
        int mails = judged.mails() > 0 ? 1 : 0;
        return new Part(operation, mails, subject, recipients, others);
    }

    private Standing standing(String path, String value, String why) {
        if (why.startsWith(UNEXPLAINED)) {
            return Standing.NOT_ASKED;
        }
        String listed = Shown.text(path) + " = " + Shown.text(value);
        return judged.unexplained().contains(listed) ? Standing.NOT_ALLOWED : Standing.ASKED;
    }

    private static @Nullable Role role(@Nullable String label) {
        for (Role role : Role.values()) {
            if (Objects.equals(role.label(), label)) {
                return role;
            }
        }
        return null;
    }

    /** What the record alone still says: who, but not always whether somebody asked for them. */
    List<Part> withoutBody() {
        List<Recipient> recipients = new ArrayList<>();
        for (String address : judged.recipients()) {
            recipients.add(new Recipient(null, address, recorded(address), why(address)));
        }
        List<Part.Value> others =
                judged.unexplained().stream()
                        .filter(entry ->
                                judged.recipients().stream().noneMatch(a -> ends(entry, a)))
                        .map(entry -> new Part.Value("", entry, "listed as not explained"))
                        .toList();
        return List.of(new Part(judged.operation(), judged.mails(), null, recipients, others));
    }

    private Standing recorded(String address) {
        if (Sending.isClean(judged)) {
            return Standing.ASKED; // nothing but an explanation of each lets an exchange be clean
        }
        if (judged.verdict().equals("allow") || judged.mode() == Mode.OPEN) {
            return Standing.UNKNOWN; // a mode that only records lists nothing
        }
        String rule = judged.rule().value();
        if (judged.unexplained().stream().anyMatch(entry -> ends(entry, address))) {
            // the contract's rules come first: where another speaks, the contract had no objection
            return judged.leaves() && rule.startsWith("recipients.")
                    ? Standing.NOT_ALLOWED
                    : Standing.NOT_ASKED;
        }
        boolean listed = rule.startsWith("contract.") || rule.startsWith("effect.");
        boolean cut = judged.unexplained().stream().anyMatch(entry -> entry.startsWith("…[cut: "));
        return listed && !cut ? Standing.ASKED : Standing.UNKNOWN;
    }

    private static boolean ends(String entry, String address) {
        return entry.endsWith(" = " + Shown.text(address));
    }

    private String why(String address) {
        return switch (recorded(address)) {
            case ASKED -> "the record lists it as explained; the body that says how is gone";
            case NOT_ALLOWED -> "listed as not allowed; the body that says more is gone";
            case NOT_ASKED -> "listed as not explained; the body that says more is gone";
            case UNKNOWN -> "the body that says whether it was asked for is gone";
        };
    }
}
