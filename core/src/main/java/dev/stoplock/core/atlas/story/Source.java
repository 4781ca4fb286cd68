package dev.stoplock.core.atlas.story;

import dev.stoplock.core.atlas.Sureness;
import dev.stoplock.core.atlas.Wording;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * Something we read, which of the case's facts it carries, and how sure that makes us. {@code
 * published} is null where the date is unknown, {@code page} where we noted no address.
 */
public record Source(
        SourceId id,
        String title,
        String publisher,
        @Nullable Day published,
        @Nullable URI page,
        String supports,
        Sureness sure) {
    public Source {
        Wording.name(title);
        Wording.name(publisher);
        Wording.sentence(supports);
        if (page != null && (!"https".equals(page.getScheme()) || page.getHost() == null)) {
            throw new IllegalArgumentException("not an https page: " + page);
        }
    }

    /** The date for people, or that it is unknown. */
    public String dated() {
        return published == null ? "date unknown" : published.said();
    }
}
