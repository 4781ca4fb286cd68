package dev.stoplock.lab.truth;

import dev.stoplock.core.model.RuleGroup;
import dev.stoplock.lab.business.Letter;
import dev.stoplock.lab.business.LetterSource;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The world a run is played in, as the person who set it up chose it. */
public sealed interface Setup {

    /** Nothing in between: npm, node and the real token. */
    record Plain(List<String> npmOptions) implements Setup {
        public Plain {
            npmOptions = List.copyOf(npmOptions);
        }
    }

    /**
     * Behind a gate, by configuration a user has as well.
     *
     * @param pinned whether the update must be accepted by name; else a careless person locks what
     *     is latest before each start
     * @param enforced the rule groups in force; the others are open
     * @param allowlist whether only the domains mailed so far may be mailed
     * @param detectors whether findings are raised
     * @param brokered whether the token stays with the gate; else the server has the real one
     */
    record Gated(
            boolean pinned,
            Set<RuleGroup> enforced,
            boolean allowlist,
            boolean detectors,
            boolean brokered)
            implements Setup {

        /** A gate with all of that off. */
        public static final Gated OFF = new Gated(false, Set.of(), false, false, false);

        public Gated {
            enforced = Set.copyOf(enforced);
        }

        Gated pinning() {
            return new Gated(true, enforced, allowlist, detectors, brokered);
        }

        Gated enforcing(RuleGroup group) {
            Set<RuleGroup> more =
                    Stream.concat(enforced.stream(), Stream.of(group))
                            .collect(Collectors.toUnmodifiableSet());
            return new Gated(pinned, more, allowlist, detectors, brokered);
        }

        Gated listing() {
            return new Gated(pinned, enforced, true, detectors, brokered);
        }

        Gated watching() {
            return new Gated(pinned, enforced, allowlist, true, brokered);
        }

        Gated brokering() {
            return new Gated(pinned, enforced, allowlist, detectors, true);
        }

        /** What is on here or there. */
        public Gated and(Gated other) {
            Set<RuleGroup> either =
                    Stream.concat(enforced.stream(), other.enforced.stream())
                            .collect(Collectors.toUnmodifiableSet());
            return new Gated(
                    pinned || other.pinned,
                    either,
                    allowlist || other.allowlist,
                    detectors || other.detectors,
                    brokered || other.brokered);
        }

        /** The lines its user adds to stoplock.yaml. */
        String yaml(LetterSource letters) {
            String modes =
                    Stream.of(RuleGroup.values())
                            .filter(group -> group != RuleGroup.ALWAYS)
                            .map(group ->
                                    group.name().toLowerCase(Locale.ROOT)
                                            + ": "
                                            + (enforced.contains(group) ? "enforce" : "open"))
                            .collect(Collectors.joining(", "));
            String list =
                    allowlist
                            ? "    mail: {to: ["
                                    + Stream.concat(
                                                    letters.before().stream(),
                                                    letters.after().stream())
                                            .map(Letter::to)
                                            .map(to -> "\"*" + to.substring(to.indexOf('@')) + '"')
                                            .distinct()
                                            .sorted()
                                            .collect(Collectors.joining(", "))
                                    + "]}\n"
                            : "";
            return "detectors: {first-recipient: "
                    + (detectors ? "report" : "open")
                    + "}\nservers:\n  postmark-mcp:\n"
                    + list
                    + "    modes: {"
                    + modes
                    + "}\n";
        }
    }
}
