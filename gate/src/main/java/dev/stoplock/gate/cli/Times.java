package dev.stoplock.gate.cli;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** Times of day as whoever sits here reads them: local, and with their zone told. */
record Times(ZoneId zone, Instant now) {

    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss");
    private static final DateTimeFormatter DAY_AND_CLOCK =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

    /** Those of this machine, now. */
    static Times here() {
        return new Times(ZoneId.systemDefault(), Instant.now());
    }

    /** The time of day, with the date where it is not today's. */
    String of(Instant at) {
        return (day(at).equals(day(now)) ? CLOCK : DAY_AND_CLOCK).format(at.atZone(zone));
    }

    String clock(Instant at) {
        return CLOCK.format(at.atZone(zone));
    }

    LocalDate day(Instant at) {
        return LocalDate.ofInstant(at, zone);
    }

    /** The same with its offset, where no line tells the zone. */
    String whole(Instant at) {
        return of(at) + " " + offset(at);
    }

    /** How far that time is from UTC: {@code UTC}, {@code UTC+01:00}. */
    String offset(Instant at) {
        ZoneOffset offset = zone.getRules().getOffset(at);
        return "UTC" + (offset.equals(ZoneOffset.UTC) ? "" : offset.getId());
    }

    /** Told once for all times of a page. */
    String told() {
        String name = zone.getId();
        boolean plain = zone.normalized() instanceof ZoneOffset;
        return "times are " + (plain ? offset(now) : "local: " + name + ", now " + offset(now));
    }
}
