package dev.stoplock.lab.truth;

import dev.stoplock.core.model.RuleGroup;
import dev.stoplock.lab.business.Letter;
import dev.stoplock.lab.business.LetterSource;
import dev.stoplock.lab.world.Stage;
import java.util.HashSet;
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
     * @param on what is there besides the modes
     * @param enforced the rule groups in force; the others are open
     * @param narrowed what of the grant is no wider than the server's work needs
     */
    record Gated(Set<Part> on, Set<RuleGroup> enforced, Set<Least> narrowed) implements Setup {

        /** What a user may have there or not. */
        public enum Part {
            PINNED,
            ALLOWLIST,
            DETECTORS,
            BROKERED,
            LEARNED,
            COMPARED,
            KNOWN
        }

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
        public static final Gated OFF = new Gated(Set.of(), Set.of(), Set.of());

        public Gated {
            on = Set.copyOf(on);
            enforced = Set.copyOf(enforced);
            narrowed = Set.copyOf(narrowed);
        }

        /**
         * Whether the update must be accepted by name; else a careless person locks what is latest
         * before each start.
         */
        public boolean pinned() {
            return on.contains(Part.PINNED);
        }

        /** Whether only the domains mailed so far may be mailed. */
        public boolean allowlist() {
            return on.contains(Part.ALLOWLIST);
        }

        /** Whether findings are raised. */
        public boolean detectors() {
            return on.contains(Part.DETECTORS);
        }

        /** Whether the token stays with the gate; else the server has the real one. */
        public boolean brokered() {
            return on.contains(Part.BROKERED);
        }

        /** Whether the first version was reviewed, so that its tool has a contract. */
        public boolean learned() {
            return on.contains(Part.LEARNED);
        }

        /**
         * Whether an update is reviewed beside the locked version, and taken only where that review
         * lets it pass by itself.
         */
        public boolean compared() {
            return on.contains(Part.COMPARED);
        }

        /**
         * Whether settings hold the strangers' addresses: then the default contract explains them,
         * and only a learned one can tell.
         */
        boolean known() {
            return on.contains(Part.KNOWN);
        }

        Gated pinning() {
            return with(Part.PINNED);
        }

        Gated enforcing(RuleGroup group) {
            return new Gated(on, either(enforced, Set.of(group)), narrowed);
        }

        Gated listing() {
            return with(Part.ALLOWLIST);
        }

        Gated watching() {
            return with(Part.DETECTORS);
        }

        Gated brokering() {
            return with(Part.BROKERED);
        }

        Gated learning() {
            return with(Part.LEARNED);
        }

        Gated comparing() {
            return with(Part.COMPARED);
        }

        Gated knowing() {
            return with(Part.KNOWN);
        }

        Gated narrowing(Least least) {
            return new Gated(on, enforced, either(narrowed, Set.of(least)));
        }

        private Gated with(Part part) {
            return new Gated(either(on, Set.of(part)), enforced, narrowed);
        }

        private static <T> Set<T> either(Set<T> one, Set<T> other) {
            return Stream.concat(one.stream(), other.stream())
                    .collect(Collectors.toUnmodifiableSet());
        }

        /** What is on here or there; the strangers are known only where they are in both. */
        public Gated and(Gated other) {
            Set<Part> parts = new HashSet<>(either(on, other.on));
            if (!known() || !other.known()) {
                parts.remove(Part.KNOWN);
            }
            return new Gated(
                    parts, either(enforced, other.enforced), either(narrowed, other.narrowed));
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
                    allowlist()
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
                    + (detectors() ? "report" : "open")
                    + "}\nservers:\n  postmark-mcp:\n"
                    + list
                    + least
                    + "    modes: {"
                    + modes
                    + "}\n";
        }
    }
}
