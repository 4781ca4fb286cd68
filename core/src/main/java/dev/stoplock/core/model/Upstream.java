package dev.stoplock.core.model;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The gate's own way out: files of further certificate authorities, a proxy (http://host:port), addresses to dial instead of what
 * a name resolves to, and whether only those names may be dialled at all.
 */
public record Upstream(List<String> ca, @Nullable String proxy, Map<String, Destination> dial, boolean onlyDial) {

    public static final Upstream DIRECT = new Upstream(List.of(), null, Map.of(), false);

    public Upstream {
        ca = List.copyOf(ca);
        dial = Map.copyOf(dial);
    }
}
