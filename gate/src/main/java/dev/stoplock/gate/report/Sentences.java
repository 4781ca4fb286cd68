package dev.stoplock.gate.report;

import dev.stoplock.core.model.CallId;
import dev.stoplock.core.model.Event;
import dev.stoplock.core.model.Mode;
import org.jspecify.annotations.Nullable;

/**
 * One sentence per event, for people. It holds text of others as it is; whoever shows it makes it
 * visible.
 */
public final class Sentences {

    private Sentences() {}

    public static String of(Event event) {
        return switch (event) {
            case Event.LedgerOpened opened ->
                    "ledger opened"
                            + (opened.cutBytes() == 0
                                    ? ""
                                    : ", "
                                            + opened.cutBytes()
                                            + " bytes of an unfinished record cut");
            case Event.Launched launched ->
                    "launched "
                            + launched.ref()
                            + " as "
                            + launched.server()
                            + " (instance "
                            + launched.instance()
                            + ")";
            case Event.Exited exited ->
                    exited.server()
                            + " "
                            + exited.reason()
                            + " (instance "
                            + exited.instance()
                            + ")";
            case Event.CallOpened opened ->
                    "call "
                            + opened.call()
                            + ": "
                            + opened.agent()
                            + " (self-declared) asked "
                            + opened.server()
                            + " for "
                            + opened.tool();
            case Event.CallClosed closed -> "call " + closed.call() + " " + closed.outcome();
            case Event.Judged judged -> judged(judged);
            case Event.SecretUsed used ->
                    "secret "
                            + used.secret()
                            + " put in for "
                            + used.destination()
                            + " (effect "
                            + used.effect()
                            + ")";
            case Event.Outcome outcome ->
                    "effect "
                            + outcome.effect()
                            + " "
                            + outcome.outcome()
                            + (outcome.status() == 0 ? "" : " " + outcome.status())
                            + ": "
                            + outcome.detail();
            case Event.EntryAccepted accepted ->
                    acceptedAs(accepted)
                            + accepted.to()
                            + " as "
                            + accepted.server()
                            + ", by "
                            + accepted.review().by()
                            + " (self-declared)"
                            + (accepted.review().why().isEmpty()
                                    ? ""
                                    : ": " + accepted.review().why());
            case Event.ReviewHeld held ->
                    held.to()
                            + " held beside "
                            + held.from()
                            + ": "
                            + held.rule()
                            + ": "
                            + held.sentence();
            case Event.Refused refused -> refused.rule() + ": " + refused.sentence();
            case Event.Found found -> "finding " + found.rule() + ": " + found.sentence();
            case Event.Tripped tripped ->
                    "breaker "
                            + tripped.rule()
                            + " of "
                            + tripped.server()
                            + ": "
                            + tripped.sentence();
            case Event.Quarantined quarantined ->
                    quarantined.server()
                            + " quarantined by "
                            + quarantined.by()
                            + " (self-declared): "
                            + quarantined.why();
            case Event.Released released ->
                    released.server()
                            + " released by "
                            + released.by()
                            + " (self-declared): "
                            + released.why();
            case Event.Tiered tiered ->
                    "tier "
                            + tiered.tier().number()
                            + " ("
                            + tiered.tier().word()
                            + ") of tool "
                            + tiered.tool()
                            + (tiered.mode() == Mode.ENFORCE
                                    ? " is enforced from here on, "
                                    : " is in report again, ")
                            + tiered.why();
            case Event.Stopped stopped -> "the gate stopped in order";
        };
    }

    private static String acceptedAs(Event.EntryAccepted accepted) {
        if (accepted.from() == null) {
            return "accepted ";
        }
        return accepted.to().equals(accepted.from())
                ? "accepted again: "
                : "accepted in the place of " + accepted.from() + ": ";
    }

    private static String judged(Event.Judged judged) {
        String verdict =
                judged.verdict().equals("deny") && judged.leaves()
                        ? "deny ("
                                + judged.mode().name().toLowerCase(java.util.Locale.ROOT)
                                + ": let go)"
                        : judged.verdict();
        return verdict
                + " "
                + judged.operation()
                + " to "
                + judged.destination()
                + ": "
                + judged.rule()
                + ": "
                + judged.sentence()
                + " ("
                + within(judged.call())
                + ")";
    }

    /** When something was sent, as the call that it is laid to says. */
    static String within(@Nullable CallId call) {
        return call == null ? "no call" : (call.isOfStart() ? "at its start, " : "call ") + call;
    }
}
