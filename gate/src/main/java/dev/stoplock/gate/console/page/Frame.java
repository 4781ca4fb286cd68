package dev.stoplock.gate.console.page;

import dev.stoplock.gate.report.Plain;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What stands around every page: its title, the state of the gate that serves it, and the session's
 * token for its forms ({@code token} and {@code health} are null where nobody is signed in). {@code
 * assets} maps names to URLs.
 */
public record Frame(
        String title,
        Theme theme,
        @Nullable Health health,
        @Nullable String token,
        Place place,
        Map<String, String> assets) {

    /** Whether a person chose light or dark, or leaves it to the system. */
    public enum Theme {
        SYSTEM,
        LIGHT,
        DARK;

        /** The value of {@code data-theme}, null where the system decides. */
        public @Nullable String attribute() {
            return this == SYSTEM ? null : name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /** Where the page lies as seen from the list of cases, for those who hear where they are. */
    public enum Place {
        HERE,
        BELOW;

        /** The value of {@code aria-current}: WAI-ARIA 1.2, section 6.6. */
        public String current() {
            return this == HERE ? "page" : "true";
        }
    }

    /** The same as the page of the list itself. */
    public Frame here() {
        return new Frame(title, theme, health, token, Place.HERE, assets);
    }

    /** The state of one thing in the header. */
    public record State(Tone tone, Plain words) {}

    /** The gate that serves the page: whether it enforces, and whether its ledger holds. */
    public record Health(State mode, State ledger) {}

    public Frame {
        assets = Map.copyOf(assets);
    }

    public String asset(String name) {
        String url = assets.get(name);
        if (url == null) {
            throw new IllegalArgumentException("there is no asset " + name);
        }
        return url;
    }

    /** The headers htmx sends along: a JSON object. */
    public String headers() {
        return "{\"X-CSRF-Token\": \"" + (token == null ? "" : token) + "\"}";
    }
}
