package dev.stoplock.core.call;

import java.util.Set;

/**
 * What a client says to find out what a server has (MCP 2025-06-18 "Lifecycle", "Listing", and
 * 2026-07-28 "server/discover"): it names nothing of its user. Whatever else a server hears may.
 */
public final class Discovery {

    private static final Set<String> LISTING = Set.of("tools/list", "server/discover");

    private static final Set<String> ONLY =
            Set.of(
                    "initialize",
                    "notifications/initialized",
                    "ping",
                    "logging/setLevel",
                    "prompts/list",
                    "resources/list",
                    "resources/templates/list");

    private Discovery() {}

    /** Whether a request or notification is part of finding out. */
    public static boolean is(String method) {
        return lists(method) || ONLY.contains(method);
    }

    /** Whether it asks what there is to call. */
    public static boolean lists(String method) {
        return LISTING.contains(method);
    }
}
