package dev.stoplock.core.policy;

import dev.stoplock.core.model.AuditRecord;
import dev.stoplock.core.model.CallId;
import dev.stoplock.core.model.Contents;
import dev.stoplock.core.model.Event;
import dev.stoplock.core.model.Mode;
import dev.stoplock.core.model.Promotion;
import dev.stoplock.core.model.ServerName;
import dev.stoplock.core.model.Tier;
import dev.stoplock.core.model.Tiers;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.pcollections.HashTreePMap;
import org.pcollections.PMap;
import org.pcollections.PVector;
import org.pcollections.TreePMap;
import org.pcollections.TreePVector;

/**
 * How many calls of each tool were clean in a row, and which of its tiers are enforced: a fold over
 * the ledger, so that no restart gives a promotion back. A value: each step gives another.
 *
 * <p>A call is clean in a tier where something was let go under it that holds values of that tier,
 * all of them are the call's, and nothing under it was denied. It counts once, when it was
 * answered, however much was let go. Threat: calls without effects or with empty values count for
 * nothing; one that is not clean begins the row anew, also where that shows after its answer.
 */
public record CleanCalls(
        PMap<CallId, Call> calls,
        PVector<CallId> answered,
        PMap<ServerName, PMap<String, Standing>> servers) {

    public static final CleanCalls NONE =
            new CleanCalls(HashTreePMap.empty(), TreePVector.empty(), HashTreePMap.empty());

    /** A name that is longer is cut in the record; MCP (2025-11-25, tools) has no such names. */
    private static final int LONGEST_TOOL = 128;

    /** So many answered calls are remembered for what leaves after their answer. */
    private static final int REMEMBERED = 256;

    private static final int MOST_TOOLS = 1_000;

    /** What left under one call so far: values per tier, and whether they were all its own. */
    public record Call(
            ServerName server,
            String tool,
            int content,
            int meta,
            boolean contentClean,
            boolean metaClean,
            boolean counted) {

        private Call and(Contents held) {
            return new Call(
                    server,
                    tool,
                    content + held.content(),
                    meta + held.meta(),
                    contentClean && held.unexplainedContent().isEmpty(),
                    metaClean && held.unexplainedMeta().isEmpty(),
                    counted);
        }

        private Call denied() {
            return new Call(server, tool, content, meta, false, false, counted);
        }

        /** It counts no second time where it is clean. */
        private Call untold() {
            return new Call(server, tool, 0, 0, contentClean, metaClean, true);
        }

        private Call over() {
            return new Call(server, tool, content, meta, contentClean, metaClean, true);
        }

        private boolean isClean(Tier tier) {
            return switch (tier) {
                case CONTENT -> contentClean;
                case META -> metaClean;
            };
        }

        private boolean isTold(Tier tier) {
            return switch (tier) {
                case CONTENT -> content > 0;
                case META -> meta > 0;
            };
        }
    }

    /** One tool: clean calls in a row per tier, and what is enforced. */
    public record Standing(int content, int meta, Tiers enforced) {

        static final Standing NEW = new Standing(0, 0, Tiers.REPORT);

        public int clean(Tier tier) {
            return switch (tier) {
                case CONTENT -> content;
                case META -> meta;
            };
        }

        private Standing with(Tier tier, int clean) {
            return switch (tier) {
                case CONTENT -> new Standing(clean, meta, enforced);
                case META -> new Standing(content, clean, enforced);
            };
        }

        private Standing after(Call call) {
            Standing next = this;
            for (Tier tier : Tier.values()) {
                if (!call.isClean(tier)) {
                    next = next.with(tier, 0);
                } else if (call.isTold(tier) && next.clean(tier) < Promotion.LARGEST) {
                    next = next.with(tier, next.clean(tier) + 1);
                }
            }
            return next;
        }

        private Standing in(Tier tier, boolean enforce) {
            return new Standing(content, meta, enforced.with(tier, enforce));
        }
    }

    /** Which tiers hold for a call that opens, and what is to be recorded with its opening. */
    public record Held(CleanCalls next, Tiers tiers, List<Event.Tiered> changes) {
        public Held {
            changes = List.copyOf(changes);
        }
    }

    /** The tools of a server of which anything is known, by name. */
    public PMap<String, Standing> of(ServerName server) {
        PMap<String, Standing> tools = servers.get(server);
        return tools == null ? TreePMap.<String, Standing>empty() : tools;
    }

    /**
     * Asks which tiers of a tool hold for a call that opens now. What a person said goes first;
     * what was promoted stays so until a person says otherwise.
     */
    public Held ask(ServerName server, Promotion promotion, String tool) {
        Standing standing = standing(server, tool);
        Standing next = standing;
        List<Event.Tiered> changes = new ArrayList<>();
        for (Tier tier : Tier.values()) {
            boolean before = standing.enforced().enforces(tier);
            Mode said = promotion.of(tool, tier);
            Integer after = promotion.after(tier);
            boolean reached = after != null && standing.clean(tier) >= after;
            boolean now = said == null ? before || reached : said == Mode.ENFORCE;
            if (now != before) {
                String why =
                        said == null
                                ? "after " + standing.clean(tier) + " clean calls in a row"
                                : "as stoplock.yaml says";
                next = next.in(tier, now);
                changes.add(
                        new Event.Tiered(
                                server, tool, tier, now ? Mode.ENFORCE : Mode.REPORT, why));
            }
        }
        return new Held(with(server, tool, next), next.enforced(), changes);
    }

    /** The state after one more record of the ledger. */
    public CleanCalls after(AuditRecord record) {
        return switch (record.event()) {
            case Event.CallOpened opened ->
                    opened.same() == null || opened.tool().length() > LONGEST_TOOL
                            ? this
                            : new CleanCalls(
                                    calls.plus(
                                            opened.call(),
                                            new Call(
                                                    opened.server(),
                                                    opened.tool(),
                                                    0,
                                                    0,
                                                    true,
                                                    true,
                                                    false)),
                                    answered,
                                    servers);
            case Event.Judged judged -> judged(judged);
            case Event.CallClosed closed -> closed(closed);
            case Event.Tiered tiered ->
                    with(
                            tiered.server(),
                            tiered.tool(),
                            standing(tiered.server(), tiered.tool())
                                    .in(tiered.tier(), tiered.mode() == Mode.ENFORCE));
            case Event.EntryAccepted accepted -> anew(accepted.server());
            case Event.ReviewHeld e -> this;
            case Event.LedgerOpened e -> this;
            case Event.Launched e -> this;
            case Event.Exited e -> this;
            case Event.SecretUsed e -> this;
            case Event.Outcome e -> this;
            case Event.Refused e -> this;
            case Event.Found e -> this;
            case Event.Tripped e -> this;
            case Event.Quarantined e -> this;
            case Event.Released e -> this;
            case Event.Stopped e -> this;
        };
    }

    private CleanCalls judged(Event.Judged judged) {
        CallId id = judged.call();
        Call call = id == null ? null : calls.get(id);
        if (id == null || call == null) {
            return this;
        }
        Contents held = judged.contents();
        Call next = held == null ? call : call.and(held);
        if (!judged.verdict().equals("allow")) {
            next = next.denied();
        }
        CleanCalls after = new CleanCalls(calls.plus(id, next), answered, servers);
        // it was answered and counted: what shows only now begins the row anew
        return call.counted() && !(next.contentClean() && next.metaClean())
                ? after.with(
                        next.server(),
                        next.tool(),
                        standing(next.server(), next.tool()).after(next.untold()))
                : after;
    }

    private CleanCalls closed(Event.CallClosed closed) {
        Call call = calls.get(closed.call());
        if (call == null || call.counted()) {
            return this;
        }
        boolean counts =
                closed.outcome().equals("answered") || !(call.contentClean() && call.metaClean());
        CleanCalls next =
                counts && (call.content() > 0 || call.meta() > 0 || !call.contentClean())
                        ? with(
                                call.server(),
                                call.tool(),
                                standing(call.server(), call.tool()).after(call))
                        : this;
        PVector<CallId> late = answered.plus(closed.call());
        PMap<CallId, Call> kept = calls.plus(closed.call(), call.over());
        while (late.size() > REMEMBERED) {
            kept = kept.minus(late.get(0));
            late = late.minus(0);
        }
        return new CleanCalls(kept, late, next.servers());
    }

    /** Another version begins its rows anew; what is enforced stays. */
    private CleanCalls anew(ServerName server) {
        PMap<String, Standing> tools = TreePMap.<String, Standing>empty();
        for (var each : of(server).entrySet()) {
            tools = tools.plus(each.getKey(), new Standing(0, 0, each.getValue().enforced()));
        }
        return new CleanCalls(calls, answered, servers.plus(server, tools));
    }

    private Standing standing(ServerName server, String tool) {
        Standing known = of(server).get(tool);
        return known == null ? Standing.NEW : known;
    }

    private CleanCalls with(ServerName server, String tool, Standing standing) {
        PMap<String, Standing> tools = of(server);
        boolean isNews = !standing.equals(standing(server, tool));
        return isNews && (tools.containsKey(tool) || tools.size() < MOST_TOOLS)
                ? new CleanCalls(calls, answered, servers.plus(server, tools.plus(tool, standing)))
                : this;
    }

    /** What is known of one tool, or null. */
    public @Nullable Standing of(ServerName server, String tool) {
        return of(server).get(tool);
    }
}
