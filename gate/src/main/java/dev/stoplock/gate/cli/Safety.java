package dev.stoplock.gate.cli;

import dev.stoplock.core.audit.Departures;
import dev.stoplock.core.json.Json;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;

/**
 * Whether you are safe while you read: what left in the last day that nobody asked for, and what
 * may have. It is counted in the ledger, never guessed.
 */
record Safety(
        List<Departures.Departure> unasked,
        List<Departures.Departure> inDoubt,
        int earlier,
        int underWay,
        int unaskedUnderWay,
        boolean gateDied,
        Instant now) {

    private static final Duration WINDOW = Duration.ofHours(24);
    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss");
    private static final DateTimeFormatter DAY_AND_CLOCK =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

    Safety {
        unasked = List.copyOf(unasked);
        inDoubt = List.copyOf(inDoubt);
    }

    /** {@code gateDied}: no gate is up, and the last one did not stop in order. */
    static Safety of(Departures departures, boolean gateDied, Instant now) {
        List<Departures.Departure> unasked = new ArrayList<>();
        List<Departures.Departure> inDoubt = new ArrayList<>();
        int earlier = 0;
        for (Departures.Departure each : departures.alarming()) {
            if (each.at().isBefore(now.minus(WINDOW))) {
                earlier++;
            } else if (each.fate() == Departures.Fate.UNASKED) {
                unasked.add(each);
            } else {
                inDoubt.add(each);
            }
        }
        return new Safety(
                unasked,
                inDoubt,
                earlier,
                departures.underWay(),
                departures.unaskedUnderWay(),
                gateDied,
                now);
    }

    boolean isGood() {
        return unasked.isEmpty() && inDoubt.isEmpty() && unaskedUnderWay == 0 && !gateDied;
    }

    /** The first line of a page, in local time. */
    List<String> lines(ZoneId zone) {
        List<String> lines = new ArrayList<>();
        if (isGood()) {
            lines.add("nothing has left that was not asked for (last 24 hours)");
        }
        if (!unasked.isEmpty()) {
            lines.add(
                    "! "
                            + counted(unasked.size(), "exchange")
                            + " LEFT that nobody asked for, in report or open mode, since "
                            + time(unasked.getFirst().at(), now, zone));
        }
        if (!inDoubt.isEmpty()) {
            lines.add(
                    "! "
                            + counted(inDoubt.size(), "exchange")
                            + " may have left (in doubt), since "
                            + time(inDoubt.getFirst().at(), now, zone));
        }
        if (gateDied) {
            lines.add("! the gate did not stop in order: what was under way then may have left;");
            lines.add("  it is told once the gate starts again: stoplock up");
        } else if (unaskedUnderWay > 0) {
            lines.add(
                    "! "
                            + counted(unaskedUnderWay, "exchange")
                            + " that nobody asked for: LEAVING NOW, in report or open mode");
        }
        if (!isGood()) {
            lines.add("  see which: stoplock watch --last 20, then stoplock explain ID");
        }
        if (earlier > 0) {
            lines.add(
                    "  before that: "
                            + earlier
                            + " left unasked or in doubt; see them: stoplock watch --since 30d");
        }
        return lines;
    }

    Json.Obj json() {
        return Json.object()
                .put("good", isGood())
                .put("window", WINDOW.toString())
                .put("unasked", unasked.size())
                .put("inDoubt", inDoubt.size())
                .put("earlier", earlier)
                .put("underWay", underWay)
                .put("unaskedUnderWay", unaskedUnderWay)
                .put("gateDied", gateDied)
                .build();
    }

    static String counted(long number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }

    /** The local time of day, with the date where it is not today's. */
    static String time(Instant at, Instant now, ZoneId zone) {
        boolean today = LocalDate.ofInstant(at, zone).equals(LocalDate.ofInstant(now, zone));
        return (today ? CLOCK : DAY_AND_CLOCK).format(at.atZone(zone));
    }
}
