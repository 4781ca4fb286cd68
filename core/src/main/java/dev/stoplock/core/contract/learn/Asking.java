package dev.stoplock.core.contract.learn;

import dev.stoplock.core.contract.Transforms;
import dev.stoplock.core.model.AtomClass;
import dev.stoplock.core.model.Role;
import dev.stoplock.core.model.Shown;
import dev.stoplock.core.model.contract.AtomPath;
import dev.stoplock.core.model.contract.Shape;
import dev.stoplock.core.model.contract.Source;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What a person is asked about the values that no source explains. */
final class Asking {

    /** More constants at one place are no constants. */
    private static final int MOST_CONSTANTS = 8;

    private Asking() {}

    static List<Question> about(
            String tool, String kind, int effect, AtomPath path, Sources.Found found) {
        String id = id(tool, kind, path.text());
        List<Question> questions = new ArrayList<>();
        if (found.unexplained().isEmpty()) {
            return questions;
        }
        Shape fresh = found.fresh();
        if (fresh != null) {
            return List.of(
                    new Question(
                            id + " # fresh",
                            Question.Kind.HIDDEN_BITS,
                            tool,
                            effect,
                            path,
                            fresh.word(),
                            "what "
                                    + Shown.text(tool)
                                    + " puts into "
                                    + Shown.text(path.text())
                                    + " is new each time and could hide "
                                    + fresh.bits()
                                    + " bits in each effect"));
        }
        Set<String> destinations = new LinkedHashSet<>();
        int longest = 0;
        Role role = Role.NONE;
        for (Observed seen : found.unexplained()) {
            if (seen.atom().kind() == AtomClass.DESTINATION) {
                destinations.add(seen.value());
                role = seen.atom().role();
            } else if (seen.atom().kind() == AtomClass.CONTENT) {
                longest = Math.max(longest, seen.value().getBytes(StandardCharsets.UTF_8).length);
            }
        }
        if (destinations.size() <= MOST_CONSTANTS) {
            int number = 0;
            for (String value : destinations) {
                String own = number == 0 ? id : id + " # " + number;
                number++;
                String rule = rule(found.unexplained(), value);
                questions.add(
                        new Question(
                                own,
                                Question.Kind.CONSTANT_DESTINATION,
                                tool,
                                effect,
                                path,
                                value,
                                constant(tool, path, role, value)
                                        + (rule == null
                                                ? ""
                                                : "; your rule \""
                                                        + rule
                                                        + "\" declares it: type rule "
                                                        + rule
                                                        + " and it follows where that changes"),
                                rule));
            }
        }
        if (longest > 0) {
            int most = (longest + 1023) / 1024 * 1024;
            questions.add(
                    new Question(
                            id + " # unexplained",
                            Question.Kind.UNEXPLAINED_CONTENT,
                            tool,
                            effect,
                            path,
                            Integer.toString(most),
                            "what "
                                    + Shown.text(tool)
                                    + " puts into "
                                    + Shown.text(path.text())
                                    + " cannot be laid to the call; to let up to "
                                    + most
                                    + " bytes of it pass unexplained"));
        }
        return questions;
    }

    /** The name of the rule that declares this value wherever it was seen, or null. */
    private static @Nullable String rule(List<Observed> unexplained, String value) {
        List<Observed> seen =
                unexplained.stream().filter(each -> each.value().equals(value)).toList();
        for (String name : new TreeSet<>(seen.getFirst().sample().rules().keySet())) {
            Source source = new Source.Rule(name, Transforms.IDENTITY);
            if (seen.stream().allMatch(each -> Sources.explains(source, each))) {
                return name;
            }
        }
        return null;
    }

    /** Its parts, told apart whatever they hold. */
    private static String id(String... parts) {
        List<String> plain = new ArrayList<>();
        for (String part : parts) {
            plain.add(part.replace("%", "%25").replace("|", "%7C").replace("#", "%23"));
        }
        return String.join(" | ", plain);
    }

    private static String constant(String tool, AtomPath path, Role role, String value) {
        String as = role.isAddress() ? " as " + role.label() : " in " + Shown.text(path.text());
        return Shown.text(tool)
                + " always adds "
                + (value.isEmpty() ? "nothing" : Shown.text(value))
                + as
                + "; no argument and no setting of yours contains it";
    }
}
