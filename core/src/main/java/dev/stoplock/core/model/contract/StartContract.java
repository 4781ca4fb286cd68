package dev.stoplock.core.model.contract;

import java.util.List;

/**
 * What a server may send at its start, before anybody called a tool: its effects, each as often in
 * one start as it says (EFFECTS, "startup"). Empty where nobody accepted that it sends anything.
 *
 * <p>Guarantees: each value comes from a constant, a setting, or is new each time. Whatever a call,
 * an answer or a reply says has no way into it, whatever a lockfile holds.
 */
public record StartContract(List<EffectContract> effects) {

    public static final StartContract NONE = new StartContract(List.of());

    public StartContract {
        effects = List.copyOf(effects);
        for (EffectContract effect : effects) {
            if (effect.times().isPerElement() || effect.least() > 0) {
                throw new IllegalArgumentException(
                        "what is sent at a start has no call that says how often");
            }
            for (Clause clause : effect.clauses()) {
                if (!clause.sources().stream().allMatch(StartContract::mayExplain)) {
                    throw new IllegalArgumentException(
                            "at a start a value is a constant, a setting or fresh, and "
                                    + clause.path()
                                    + " is something else");
                }
            }
        }
    }

    public boolean isEmpty() {
        return effects.isEmpty();
    }

    /** Whether a value may come from there although there is no call. */
    public static boolean mayExplain(Source source) {
        return switch (source) {
            case Source.Constant constant -> true;
            case Source.Setting setting -> true;
            case Source.Fresh fresh -> true;
            case Source.Template(List<Source.Part> parts) ->
                    parts.stream()
                            .allMatch(part ->
                                    switch (part) {
                                        case Source.Part.Text text -> true;
                                        case Source.Part.Value(Source from) -> mayExplain(from);
                                    });
            case Source.Argument argument -> false;
            case Source.Answer answer -> false;
            case Source.File file -> false;
            case Source.Rule rule -> false;
            case Source.Default absent -> false;
            case Source.Choice choice -> false;
            case Source.Reply reply -> false;
            case Source.Unexplained unexplained -> false;
        };
    }
}
