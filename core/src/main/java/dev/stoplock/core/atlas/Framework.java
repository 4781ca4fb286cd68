package dev.stoplock.core.atlas;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * One edition of a public list of risks or controls. {@code published} is as exact as we know it
 * (2026-08-04, 2025-12, 2024-07), null where the date is unknown; {@code note} says what a reader
 * should know about our use of it, null where nothing is special.
 */
public record Framework(
        FrameworkId id,
        Lens lens,
        String name,
        String edition,
        @Nullable String published,
        URI page,
        @Nullable String note) {
    public Framework {
        Wording.name(name);
        Wording.name(edition);
        if (published != null && !published.matches("20[0-9]{2}(-[01][0-9](-[0-3][0-9])?)?")) {
            throw new IllegalArgumentException("not a date as 2026-08-04 or 2025-12: " + published);
        }
        if (!"https".equals(page.getScheme()) || page.getHost() == null) {
            throw new IllegalArgumentException("not an https page: " + page);
        }
        if (note != null) {
            Wording.sentence(note);
        }
    }

    /** The date, or that it is unknown. */
    public String dated() {
        return published == null ? "date unknown" : published;
    }
}
