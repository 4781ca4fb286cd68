package dev.stoplock.gate.cli;

import dev.stoplock.core.audit.Departures;
import dev.stoplock.core.json.Json;
import dev.stoplock.core.model.Event;
import dev.stoplock.core.model.ServerName;
import dev.stoplock.gate.config.Copied;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Whether you are safe while you read: what left in the last day that nobody asked for, and what
 * may have, each with the servers it came from. It is counted in the ledger, never guessed.
 */
record Safety(
        List<Departures.Departure> unasked,
        List<Departures.Departure> inDoubt,
        List<Departures.Departure> earlier,
        List<Event.Judged> underWay,
        boolean gateDied,
        Instant now) {

    private static final Duration WINDOW = Duration.ofHours(24);
    private static final int MOST_COMMANDS = 3;

    Safety {
        unasked = List.copyOf(unasked);
        inDoubt = List.copyOf(inDoubt);
        earlier = List.copyOf(earlier);
        underWay = List.copyOf(underWay);
    }

    /** {@code gateDied}: no gate is up, and the last one did not stop in order. */
    static Safety of(Departures departures, boolean gateDied, Instant now) {
        List<Departures.Departure> unasked = new ArrayList<>();
        List<Departures.Departure> inDoubt = new ArrayList<>();
        List<Departures.Departure> earlier = new ArrayList<>();
        for (Departures.Departure each : departures.alarming()) {
            if (each.at().isBefore(now.minus(WINDOW))) {
                earlier.add(each);
            } else if (each.fate() == Departures.Fate.UNASKED) {
                unasked.add(each);
            } else {
                inDoubt.add(each);
            }
        }
        return new Safety(unasked, inDoubt, earlier, departures.underWay(), gateDied, now);
    }

    boolean isGood() {
        return unasked.isEmpty() && inDoubt.isEmpty() && unaskedUnderWay().isEmpty() && !gateDied;
    }

    private List<Event.Judged> unaskedUnderWay() {
        return underWay.stream().filter(each -> !each.verdict().equals("allow")).toList();
    }

    /** The first lines of a page; every time on it is one of these times. */
    List<String> lines(Times times, Copied copied) {
        List<String> lines = new ArrayList<>();
        if (isGood()) {
            lines.add("nothing has left that was not asked for (last 24 hours)");
        }
        if (!unasked.isEmpty()) {
            loud(
                    lines,
                    counted(unasked.size(), "exchange")
                            + " LEFT that nobody asked for, in report or open mode: "
                            + whose(judged(unasked))
                            + "; since "
                            + times.of(unasked.getFirst().at()));
        }
        if (!inDoubt.isEmpty()) {
            loud(
                    lines,
                    counted(inDoubt.size(), "exchange")
                            + " may have left (in doubt): "
                            + whose(judged(inDoubt))
                            + "; since "
                            + times.of(inDoubt.getFirst().at()));
        }
        if (gateDied) {
            loud(
                    lines,
                    "the gate did not stop in order: what was under way then may have left"
                            + (underWay.isEmpty()
                                    ? ""
                                    : ", as far as it is signed: " + whose(underWay)));
            lines.add("  all of it is told once the gate starts again:");
            lines.add("    " + copied.line("up"));
        } else if (!unaskedUnderWay().isEmpty()) {
            loud(
                    lines,
                    counted(unaskedUnderWay().size(), "exchange")
                            + " that nobody asked for: LEAVING NOW, in report or open mode: "
                            + whose(unaskedUnderWay()));
        }
        accounts(lines, copied);
        if (!earlier.isEmpty()) {
            lines.addAll(
                    Wrapped.lines(
                            "  ",
                            "before that: "
                                    + earlier.size()
                                    + " left unasked or in doubt: "
                                    + whose(judged(earlier))
                                    + "; see them:"));
            lines.add("    " + copied.line("watch --since " + second(earlier.getFirst().at())));
        }
        lines.add(times.told());
        return lines;
    }

    private static void loud(List<String> lines, String sentence) {
        lines.addAll(Wrapped.lines("! ", sentence));
    }

    /** The command that tells the rest, for each server that is named above. */
    private void accounts(List<String> lines, Copied copied) {
        Map<ServerName, Instant> since = new LinkedHashMap<>();
        Stream.of(unasked, inDoubt)
                .flatMap(List::stream)
                .forEach(each ->
                        since.merge(
                                each.judged().server(),
                                each.at(),
                                (one, other) -> one.isBefore(other) ? one : other));
        Set<ServerName> all = new LinkedHashSet<>(since.keySet());
        unaskedUnderWay().forEach(each -> all.add(each.server()));
        if (all.isEmpty()) {
            return;
        }
        lines.add("  to whom, in which call, under which version, and what to do now:");
        if (all.size() > MOST_COMMANDS) {
            lines.add("    " + copied.line("incident NAME") + "   for each of them");
            return;
        }
        for (ServerName server : all) {
            Instant from = since.get(server);
            lines.add(
                    "    "
                            + copied.line(
                                    "incident "
                                            + server
                                            + (from == null ? "" : " --since " + second(from))));
        }
    }

    /** As {@code --since} reads it, and not later than that. */
    private static String second(Instant at) {
        return at.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private static List<Event.Judged> judged(List<Departures.Departure> all) {
        return all.stream().map(Departures.Departure::judged).toList();
    }

    /** What it was and whose: {@code 2 mails and 1 other request of mailer, 1 mail of looper}. */
    private static String whose(Collection<Event.Judged> all) {
        Map<ServerName, List<Event.Judged>> byServer = new LinkedHashMap<>();
        for (Event.Judged each : all) {
            byServer.computeIfAbsent(each.server(), server -> new ArrayList<>()).add(each);
        }
        List<String> said = new ArrayList<>();
        byServer.forEach((server, its) -> said.add(what(its) + " of " + server));
        return String.join(", ", said);
    }

    private static String what(List<Event.Judged> its) {
        long mails = its.stream().mapToLong(Event.Judged::mails).sum();
        long others = its.stream().filter(each -> each.mails() == 0).count();
        if (mails == 0) {
            return counted(others, "request");
        }
        return counted(mails, "mail")
                + (others == 0 ? "" : " and " + counted(others, "other request"));
    }

    Json.Obj json() {
        return Json.object()
                .put("good", isGood())
                .put("window", WINDOW.toString())
                .put("unasked", unasked.size())
                .put("unaskedServers", servers(judged(unasked)))
                .put("inDoubt", inDoubt.size())
                .put("inDoubtServers", servers(judged(inDoubt)))
                .put("earlier", earlier.size())
                .put("underWay", underWay.size())
                .put("unaskedUnderWay", unaskedUnderWay().size())
                .put("underWayServers", servers(underWay))
                .put("gateDied", gateDied)
                .build();
    }

    private static Json servers(List<Event.Judged> all) {
        return Json.strings(all.stream().map(each -> each.server().value()).distinct().toList());
    }

    static String counted(long number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }
}
