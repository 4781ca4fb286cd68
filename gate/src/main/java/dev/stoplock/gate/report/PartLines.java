package dev.stoplock.gate.report;

import dev.stoplock.core.audit.incident.Part;
import dev.stoplock.core.audit.incident.Recipient;
import dev.stoplock.core.audit.incident.Standing;
import dev.stoplock.core.model.Shown;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The mails of one exchange as lines: the worst first, and what was asked for only so far as it can
 * be read.
 *
 * <p>Guarantees: whoever and whatever is not known to be asked for is named, all of it, however
 * much there is; only what was asked for is cut short, and then says how much of it there is.
 */
final class PartLines {

    private static final int MOST_PARTS = 20;
    private static final int MOST_ASKED = 20;
    private static final int MOST_SINGLE = 20;

    private final Sheet sheet;
    private final Set<String> named = new HashSet<>();
    private int asked;
    private int askedLeftOut;

    PartLines(Sheet sheet) {
        this.sheet = sheet;
    }

    void lines(List<Part> parts) {
        List<Part> worst =
                parts.stream().sorted(Comparator.comparingInt(PartLines::order)).toList();
        worst.stream().limit(MOST_PARTS).forEach(this::whole);
        if (askedLeftOut > 0) {
            sheet.field(6, "", more(askedLeftOut, "recipient") + " asked for: --json lists each");
        }
        rest(worst.subList(Math.min(MOST_PARTS, worst.size()), worst.size()));
    }

    private static int order(Part part) {
        if (part.has(Standing.NOT_ASKED)) {
            return 0;
        }
        if (part.has(Standing.UNKNOWN) || !part.others().isEmpty()) {
            return 1;
        }
        return part.has(Standing.NOT_ALLOWED) ? 2 : 3;
    }

    private void whole(Part part) {
        if (part.subject() != null) {
            sheet.field(6, "subject", "\"" + Shown.text(part.subject()) + "\"");
        }
        groups(part.recipients().stream().filter(PartLines::isToBeNamed).toList());
        part.others().forEach(this::besides);
        for (Recipient recipient : part.recipients()) {
            if (recipient.standing() == Standing.ASKED) {
                if (asked++ < MOST_ASKED) {
                    recipient(recipient);
                } else {
                    askedLeftOut++;
                }
            }
        }
    }

    private static boolean isToBeNamed(Recipient recipient) {
        return recipient.standing() != Standing.ASKED;
    }

    /** Of mails that are not shown: only who and what is not named above yet. */
    private void rest(List<Part> parts) {
        if (parts.isEmpty()) {
            return;
        }
        Map<String, Recipient> unnamed = new LinkedHashMap<>();
        int known = 0;
        for (Part part : parts) {
            for (Recipient recipient : part.recipients()) {
                if (!isToBeNamed(recipient)) {
                    known++;
                } else if (!named.contains(key(recipient))) {
                    unnamed.put(key(recipient), recipient);
                }
            }
        }
        groups(List.copyOf(unnamed.values()));
        Set<String> values = new HashSet<>();
        for (Part part : parts) {
            part.others().stream()
                    .filter(other -> values.add(other.value() + "\n" + other.why()))
                    .forEach(this::besides);
        }
        sheet.field(
                6,
                "",
                more(parts.size(), "mail")
                        + " in the same request; whoever of them was not asked for is named above,"
                        + " and "
                        + Wording.count(known, "recipient")
                        + " asked for: --json lists each");
    }

    private static String more(int number, String what) {
        return "and " + number + " more " + what + (number == 1 ? "" : "s");
    }

    private static String key(Recipient recipient) {
        return label(recipient) + " " + recipient.standing() + " " + recipient.address();
    }

    private static String label(Recipient recipient) {
        return recipient.role() == null ? "recipient" : recipient.role().label();
    }

    /** One line each; many with the same to say of them, all of them after one another. */
    private void groups(List<Recipient> recipients) {
        Map<String, List<Recipient>> groups = new LinkedHashMap<>();
        recipients.stream()
                .sorted(Comparator.comparingInt(PartLines::badness))
                .forEach(each ->
                        groups.computeIfAbsent(
                                        label(each) + each.standing(), key -> new ArrayList<>())
                                .add(each));
        for (List<Recipient> group : groups.values()) {
            List<Recipient> fresh = group.stream().filter(each -> named.add(key(each))).toList();
            if (group.size() <= MOST_SINGLE) {
                group.forEach(this::recipient);
                continue;
            }
            Recipient first = group.getFirst();
            int before = group.size() - fresh.size();
            sheet.field(
                    6,
                    label(first),
                    Wording.count(group.size(), "time")
                            + " · "
                            + Wording.of(first.standing())
                            + (before == 0 ? "" : " · " + before + " of them named above")
                            + (fresh.isEmpty() ? "" : ":"));
            if (!fresh.isEmpty()) {
                sheet.field(
                        6, "", String.join(" ", fresh.stream().map(Recipient::address).toList()));
            }
        }
    }

    private static int badness(Recipient recipient) {
        return switch (recipient.standing()) {
            case NOT_ASKED -> 0;
            case UNKNOWN -> 1;
            case NOT_ALLOWED -> 2;
            case ASKED -> 3;
        };
    }

    private void recipient(Recipient recipient) {
        sheet.field(
                6,
                label(recipient),
                recipient.address() + " · " + Wording.of(recipient.standing()));
    }

    private void besides(Part.Value other) {
        sheet.field(
                6,
                "besides",
                (other.path().isEmpty() ? "" : Shown.text(other.path()) + " = ")
                        + Shown.text(other.value())
                        + " · "
                        + Shown.text(other.why()));
    }
}
