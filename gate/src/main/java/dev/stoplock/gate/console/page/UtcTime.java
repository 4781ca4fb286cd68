package dev.stoplock.gate.console.page;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** A moment as a page shows it before the browser knows where it is read. */
public final class UtcTime {

    private static final DateTimeFormatter FORM =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    private UtcTime() {}

    public static String of(Instant at) {
        return FORM.format(at);
    }
}
