package dev.stoplock.lab.truth;

import dev.stoplock.core.model.RuleGroup;
import dev.stoplock.lab.business.Letter;
import dev.stoplock.lab.business.LetterSource;
import dev.stoplock.lab.world.Stage;
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
     * @param narrowed what of the grant is no wider than the server's work needs
     */
    record Gated(
            boolean pinned,
            Set<RuleGroup> enforced,
            boolean allowlist,
            boolean detectors,
            boolean brokered,
            Set<Least> narrowed)
            implements Setup {

        /** What of a grant can be narrowed, and how it is written. */
        public enum Least {
            REQUESTS("    network:\n      - \"%s:443\": {methods: [POST], paths: [/email]}\n"),
            TOOLS("    tools: [sendEmail]\n");

            private final String yaml;

            Least(String yaml) {
                this.yaml = yaml;
            }
        }

        /** A gate with all of that off. */
        public static final Gated OFF = new Gated(false, Set.of(), false, false, false, Set.of());

        public Gated {
            enforced = Set.copyOf(enforced);
            narrowed = Set.copyOf(narrowed);
        }

        Gated pinning() {
            return new Gated(true, enforced, allowlist, detectors, brokered, narrowed);
        }

        Gated enforcing(RuleGroup group) {
            Set<RuleGroup> more = either(enforced, Set.of(group));
            return new Gated(pinned, more, allowlist, detectors, brokered, narrowed);
        }

        Gated listing() {
            return new Gated(pinned, enforced, true, detectors, brokered, narrowed);
        }

        Gated watching() {
            return new Gated(pinned, enforced, allowlist, true, brokered, narrowed);
        }

        Gated brokering() {
            return new Gated(pinned, enforced, allowlist, detectors, true, narrowed);
        }

        Gated narrowing(Least least) {
            return new Gated(
                    pinned,
                    enforced,
                    allowlist,
                    detectors,
                    brokered,
                    either(narrowed, Set.of(least)));
        }

        private static <T> Set<T> either(Set<T> one, Set<T> other) {
            return Stream.concat(one.stream(), other.stream())
                    .collect(Collectors.toUnmodifiableSet());
        }

        /** What is on here or there. */
        public Gated and(Gated other) {
            return new Gated(
                    pinned || other.pinned,
                    either(enforced, other.enforced),
                    allowlist || other.allowlist,
                    detectors || other.detectors,
                    brokered || other.brokered,
                    either(narrowed, other.narrowed));
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
            String least =
                    narrowed.stream()
                            .sorted()
                            .map(each -> each.yaml.formatted(Stage.API))
                            .collect(Collectors.joining());
            return "detectors: {first-recipient: "
                    + (detectors ? "report" : "open")
                    + "}\nservers:\n  postmark-mcp:\n"
                    + list
                    + least
                    + "    modes: {"
                    + modes
                    + "}\n";
        }
    }
}
