package dev.stoplock.gate.cli;

import dev.stoplock.core.json.Json;
import dev.stoplock.core.model.ServerName;
import dev.stoplock.core.model.Shown;
import dev.stoplock.core.model.Tier;
import dev.stoplock.core.policy.CleanCalls;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The tiers of a running server's tools, as {@code ps} tells them: what is enforced, and since how
 * many clean calls the rest is in report.
 */
final class TierLines {

    /** Threat: a server with a thousand tools would scroll away the line that matters. */
    private static final int MOST = 12;

    private TierLines() {}

    /** {@code server}: what the daemon says of it. */
    static List<String> of(Json.Obj server, CleanCalls clean) {
        Map<String, CleanCalls.Standing> tools = tools(server, clean);
        List<String> lines = new ArrayList<>();
        int shown = 0;
        for (var each : tools.entrySet()) {
            if (shown++ == MOST) {
                lines.add("      and " + (tools.size() - MOST) + " more tools (ps --json)");
                break;
            }
            List<String> said = new ArrayList<>();
            for (Tier tier : Tier.values()) {
                said.add(said(tier, each.getValue(), after(server, tier)));
            }
            lines.addAll(
                    Wrapped.lines(
                            "      ", Shown.text(each.getKey()) + ": " + String.join(", ", said)));
        }
        return lines;
    }

    private static String said(Tier tier, CleanCalls.Standing standing, @Nullable String after) {
        return standing.enforced().enforces(tier)
                ? tier.word() + " enforced"
                : tier.word()
                        + " in report ("
                        + standing.clean(tier)
                        + (after == null ? "" : " of " + after)
                        + " clean calls)";
    }

    static Json json(Json.Obj server, CleanCalls clean) {
        Json.Builder all = Json.object();
        tools(server, clean)
                .forEach((tool, standing) -> {
                    Json.Builder tiers = Json.object();
                    for (Tier tier : Tier.values()) {
                        tiers.put(
                                tier.word(),
                                Json.object()
                                        .put(
                                                "mode",
                                                standing.enforced().enforces(tier)
                                                        ? "enforce"
                                                        : "report")
                                        .put("cleanCalls", standing.clean(tier))
                                        .build());
                    }
                    all.put(tool, tiers.build());
                });
        return all.build();
    }

    private static Map<String, CleanCalls.Standing> tools(Json.Obj server, CleanCalls clean) {
        return clean.of(new ServerName(String.valueOf(server.text("server"))));
    }

    private static @Nullable String after(Json.Obj server, Tier tier) {
        return server.at("promote") instanceof Json.Obj promote
                        && promote.at(tier.word()) instanceof Json.Num(String calls)
                ? calls
                : null;
    }
}
