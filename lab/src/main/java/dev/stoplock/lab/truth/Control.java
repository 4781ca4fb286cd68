package dev.stoplock.lab.truth;

import dev.stoplock.core.model.RuleGroup;
import dev.stoplock.lab.truth.Setup.Gated;
import dev.stoplock.lab.truth.Setup.Plain;
import java.util.List;
import java.util.Optional;

/**
 * One row of the table: a control alone, the world it is played in, and what it writes itself.
 *
 * @param id as the atlas has it; {@link #NONE} for no control
 */
public record Control(String id, Setup setup, Own own) {

    public static final String NONE = "none";

    private static final Plain PLAIN = new Plain(List.of());

    /** Every control that can be measured; a new one is one line here. */
    public static final List<Control> ALL =
            List.of(
                    new Control(NONE, PLAIN, new Own.Nothing()),
                    new Control("pin", Gated.OFF.pinning(), new Own.Launches()),
                    new Control(
                            "contract",
                            Gated.OFF.enforcing(RuleGroup.CONTRACT),
                            new Own.Denials(RuleGroup.CONTRACT)),
                    // a setting blinds the default contract, which nothing takes away from under it
                    new Control(
                            "learned-contract",
                            Gated.OFF.enforcing(RuleGroup.CONTRACT).learning().knowing(),
                            new Own.Denials(RuleGroup.CONTRACT)),
                    new Control("behaviour-diff", Gated.OFF.comparing(), new Own.Holds()),
                    new Control(
                            "recipients",
                            Gated.OFF.enforcing(RuleGroup.RECIPIENTS).listing(),
                            new Own.Denials(RuleGroup.RECIPIENTS)),
                    new Control(
                            "credential",
                            Gated.OFF.enforcing(RuleGroup.CREDENTIAL).brokering(),
                            new Own.Denials(RuleGroup.CREDENTIAL)),
                    new Control(
                            "hosts",
                            Gated.OFF.enforcing(RuleGroup.HOST),
                            new Own.Denials(RuleGroup.HOST)),
                    new Control(
                            "requests",
                            Gated.OFF.enforcing(RuleGroup.HOST).narrowing(Gated.Least.REQUESTS),
                            new Own.Denials(RuleGroup.HOST)),
                    new Control(
                            "tool-grants",
                            Gated.OFF.narrowing(Gated.Least.TOOLS),
                            new Own.Nothing()),
                    // nothing turns this off, so it is alone where all else is off
                    new Control("settings", Gated.OFF, new Own.Nothing()),
                    new Control("record", Gated.OFF, new Own.Records()),
                    new Control("first-seen", Gated.OFF.watching(), new Own.Findings()),
                    new Control(
                            "scripts-off",
                            new Plain(List.of("--ignore-scripts")),
                            new Own.Nothing()),
                    new Control("client-approval", PLAIN, new Own.Prompts()),
                    new Control("agent-log", PLAIN, new Own.AgentLog()));

    public static Optional<Control> of(String id) {
        return ALL.stream().filter(each -> each.id().equals(id)).findFirst();
    }

    /** What a control writes itself: only that counts as its record. */
    sealed interface Own {

        record Nothing() implements Own {}

        /** The digests of what was started. */
        record Launches() implements Own {}

        /** The reviewed versions that were not accepted. */
        record Holds() implements Own {}

        /** The denials of one rule group. */
        record Denials(RuleGroup group) implements Own {}

        /** The findings. */
        record Findings() implements Own {}

        /** The whole ledger. */
        record Records() implements Own {}

        /** What the client showed its person. */
        record Prompts() implements Own {}

        /** The agent's own log. */
        record AgentLog() implements Own {}
    }
}
