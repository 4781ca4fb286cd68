package dev.stoplock.core.contract.learn;

import dev.stoplock.core.contract.ContractText;
import dev.stoplock.core.contract.MannerText;
import dev.stoplock.core.effect.GenericHttp;
import dev.stoplock.core.model.Shown;
import dev.stoplock.core.model.contract.AtomPath;
import dev.stoplock.core.model.contract.Clause;
import dev.stoplock.core.model.contract.EffectContract;
import dev.stoplock.core.model.contract.Source;
import dev.stoplock.core.model.contract.ToolContract;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Compares what one tool was seen to do in two versions, by the contracts that were learned of it
 * (EFFECTS, "Comparing two versions"). Pure: the same two give the same differences, in order.
 */
public final class Comparison {

    /** A constant that is no longer than this, and one word, is read at a glance. */
    private static final int SHORT = 40;

    private final String tool;
    private final Set<String> arguments;
    private final List<Difference> found = new ArrayList<>();

    private Comparison(String tool, Set<String> arguments) {
        this.tool = tool;
        this.arguments = arguments;
    }

    /**
     * What {@code now} does otherwise than {@code before}; null stands for a version without this
     * tool. {@code arguments}: the names of the arguments that the tool had before.
     */
    public static List<Difference> of(
            String tool, @Nullable Learned before, @Nullable Learned now, Set<String> arguments) {
        Comparison comparison = new Comparison(tool, arguments);
        if (now == null) {
            comparison.add(Difference.Kind.NARROWED, "the tool is gone", tool, "");
        } else if (before == null) {
            comparison.newTool(now);
        } else {
            comparison.compare(before, now);
        }
        return List.copyOf(comparison.found);
    }

    /** The effect that is compared now, for the names of differences. */
    private String effect = "";

    private void add(Difference.Kind kind, String sentence, String before, String now) {
        add(kind, "", sentence, before, now);
    }

    private void add(
            Difference.Kind kind, String path, String sentence, String before, String now) {
        found.add(new Difference(kind, tool, effect + " " + path, sentence, before, now));
    }

    private void newTool(Learned now) {
        if (now.contract().effects().isEmpty()) {
            add(Difference.Kind.NEW_CONSTANT, "a new tool that sends nothing", "", tool);
        }
        now.contract()
                .effects()
                .forEach(effect ->
                        add(
                                Difference.Kind.NEW_EFFECT,
                                "a new tool sends " + said(effect),
                                "",
                                said(effect)));
        questions(Set.of(), now);
    }

    private void compare(Learned before, Learned now) {
        Map<List<String>, EffectContract> old = new HashMap<>();
        before.contract().effects().forEach(effect -> old.put(identity(effect), effect));
        Set<List<String>> met = new HashSet<>();
        for (EffectContract effect : now.contract().effects()) {
            EffectContract same = old.get(identity(effect));
            met.add(identity(effect));
            if (same == null) {
                add(
                        Difference.Kind.NEW_EFFECT,
                        "a request it did not make before: " + said(effect),
                        "",
                        said(effect));
            } else {
                effects(same, effect);
            }
        }
        old.forEach((identity, effect) -> {
            if (!met.contains(identity)) {
                add(
                        Difference.Kind.NARROWED,
                        "a request it makes no more: " + said(effect),
                        said(effect),
                        "");
            }
        });
        Set<String> asked =
                before.questions().stream()
                        .map(question -> asked(before, question))
                        .collect(Collectors.toSet());
        effect = "";
        questions(asked, now);
        reached(before.contract(), now.contract());
    }

    /** What cannot be seen any more is not known to be the same. */
    private void reached(ToolContract before, ToolContract now) {
        if (now.reached().compareTo(before.reached()) > 0) {
            add(
                    Difference.Kind.UNSTABLE,
                    "less of it was reached: its calls ended in errors that they did not end in before",
                    before.reached().word(),
                    now.reached().word());
        }
    }

    /** Which questions are the same: about the same place of the same effect. */
    private static String asked(Learned learned, Question question) {
        return question.kind()
                + " "
                + identity(learned.contract().effects().get(question.effect()))
                + " "
                + question.path()
                + " "
                + question.value();
    }

    private void questions(Set<String> before, Learned now) {
        for (Question question : now.questions()) {
            if (before.contains(asked(now, question))) {
                continue;
            }
            Difference.Kind kind =
                    switch (question.kind()) {
                        case CONSTANT_DESTINATION -> Difference.Kind.NEW_DESTINATION;
                        case UNEXPLAINED_CONTENT -> Difference.Kind.UNEXPLAINED;
                        case HIDDEN_BITS, WITHOUT_CALL -> Difference.Kind.NEW_EFFECT;
                    };
            add(kind, question.id(), question.sentence(), "", question.value());
        }
    }

    /** The same operation, at the same place, by the same words of a path. */
    static List<String> identity(EffectContract effect) {
        List<String> identity = new ArrayList<>();
        identity.add(effect.operation());
        identity.add(effect.destination().toString());
        for (Clause clause : effect.clauses()) {
            if (clause.path().text().startsWith(GenericHttp.PATH)) {
                identity.add(
                        clause.path()
                                + " "
                                + clause.sources().stream()
                                        .map(ContractText::sentence)
                                        .sorted()
                                        .toList());
            }
        }
        return identity;
    }

    private void effects(EffectContract before, EffectContract now) {
        effect = said(now);
        boolean fewer =
                !now.times().isPerElement()
                        && !before.times().isPerElement()
                        && now.times().most() < before.times().most();
        boolean more = !fewer && !now.times().equals(before.times());
        if (more) {
            add(
                    Difference.Kind.NEW_EFFECT,
                    "more often in one call: "
                            + before.times()
                            + " before, "
                            + now.times()
                            + " now, "
                            + said(now),
                    before.times().toString(),
                    now.times().toString());
        }
        if (now.hiddenBits() > before.hiddenBits()) {
            add(
                    Difference.Kind.NEW_EFFECT,
                    "it can hide more bits in one effect: " + said(now),
                    Long.toString(before.hiddenBits()),
                    Long.toString(now.hiddenBits()));
        }
        least(before.least(), now);
        Map<AtomPath, Clause> old = new HashMap<>();
        before.clauses().forEach(clause -> old.put(clause.path(), clause));
        for (Clause clause : now.clauses()) {
            Clause same = old.remove(clause.path());
            Set<Source> known = same == null ? Set.of() : new HashSet<>(same.sources());
            for (Source source : clause.sources()) {
                if (!known.contains(source)) {
                    source(clause.path(), source, same == null ? "" : said(same));
                }
            }
            if (same != null && clause.manner().isLooserThan(same.manner())) {
                looser(clause.path(), same, MannerText.lines(clause.manner()).toString());
            }
            if (same != null && !new HashSet<>(clause.sources()).containsAll(same.sources())) {
                add(
                        Difference.Kind.NARROWED,
                        "less stands in " + Shown.text(clause.path().text()),
                        said(same),
                        said(clause));
            }
        }
        old.values().stream()
                .filter(clause -> !clause.manner().isFree())
                .forEach(clause -> looser(clause.path(), clause, "nothing"));
        old.values()
                .forEach(clause ->
                        add(
                                Difference.Kind.NARROWED,
                                "nothing stands in "
                                        + Shown.text(clause.path().text())
                                        + " any more",
                                said(clause),
                                ""));
    }

    /** Threat: without a flag or a selector an API does what it does by default. */
    private void looser(AtomPath path, Clause before, String now) {
        add(
                Difference.Kind.NEW_CONSTANT,
                path.text(),
                "what stands in "
                        + Shown.text(path.text())
                        + " may now be missing, or be of another type",
                MannerText.lines(before.manner()).toString(),
                now);
    }

    /**
     * Threat: what each call did that went well is what a lying one is told by. A version that says
     * so without doing it must not take that away by being accepted.
     */
    private void least(int before, EffectContract now) {
        if (now.least() < before) {
            add(
                    Difference.Kind.UNEXPLAINED,
                    "a call that is answered as if it went well does not always do this any more: "
                            + said(now),
                    ContractText.least(before),
                    ContractText.least(now.least()));
        } else if (now.least() > before) {
            add(
                    Difference.Kind.NARROWED,
                    "each call that goes well does this now: " + said(now),
                    ContractText.least(before),
                    ContractText.least(now.least()));
        }
    }

    private void source(AtomPath path, Source source, String before) {
        String now = ContractText.sentence(source);
        String where = Shown.text(path.text()) + " may now be " + Shown.line(now);
        add(kind(source), path.text(), where, before, now);
    }

    private Difference.Kind kind(Source source) {
        return switch (source) {
            case Source.Argument(String pointer, String via) -> ofArgument(pointer);
            // which of the texts it is the call says; what they are the package says
            case Source.Choice(String pointer, Map<String, String> values) ->
                    values.values().stream().allMatch(Comparison::isShort)
                            ? Difference.Kind.NEW_CONSTANT
                            : Difference.Kind.NEW_DESTINATION;
            case Source.Constant constant ->
                    isShort(constant.value())
                            ? Difference.Kind.NEW_CONSTANT
                            : Difference.Kind.NEW_DESTINATION;
            case Source.Default(String value, String absent) ->
                    isShort(value) ? Difference.Kind.NEW_CONSTANT : Difference.Kind.NEW_DESTINATION;
            case Source.Template(List<Source.Part> parts) -> {
                boolean all =
                        parts.stream()
                                .allMatch(part ->
                                        part instanceof Source.Part.Text(String text)
                                                ? isShort(text.strip())
                                                : part
                                                                instanceof
                                                                Source.Part.Value(
                                                                        Source.Argument argument)
                                                        && ofArgument(argument.pointer())
                                                                == Difference.Kind
                                                                        .WIDENED_BY_ARGUMENT);
                int texts =
                        parts.stream()
                                .mapToInt(part ->
                                        part instanceof Source.Part.Text(String text)
                                                ? text.length()
                                                : 0)
                                .sum();
                yield all && texts <= SHORT
                        ? Difference.Kind.WIDENED_BY_ARGUMENT
                        : Difference.Kind.UNEXPLAINED;
            }
            case Source.Answer answer -> Difference.Kind.UNEXPLAINED;
            // whose files leave, and through which argument, is said anew
            case Source.File file -> Difference.Kind.UNEXPLAINED;
            case Source.Rule rule -> Difference.Kind.UNEXPLAINED;
            case Source.Setting setting -> Difference.Kind.UNEXPLAINED;
            case Source.Reply reply -> Difference.Kind.UNEXPLAINED;
            case Source.Fresh fresh -> Difference.Kind.NEW_EFFECT;
            case Source.Unexplained unexplained -> Difference.Kind.UNEXPLAINED;
        };
    }

    /** What another argument says already may stand where it stood, and nowhere else. */
    private Difference.Kind ofArgument(String pointer) {
        String[] segments = pointer.split("/", -1);
        return segments.length > 1 && !arguments.contains(segments[1])
                ? Difference.Kind.WIDENED_BY_ARGUMENT
                : Difference.Kind.UNEXPLAINED;
    }

    private static boolean isShort(String value) {
        return value.length() <= SHORT && value.chars().noneMatch(c -> c <= ' ');
    }

    private static String said(Clause clause) {
        return clause.sources().stream()
                .map(ContractText::sentence)
                .collect(Collectors.joining(" or "));
    }

    static String said(EffectContract effect) {
        String path =
                effect.clauses().stream()
                        .filter(clause -> clause.path().text().startsWith(GenericHttp.PATH))
                        .map(clause ->
                                clause.sources().getFirst()
                                                instanceof
                                                Source.Constant(String value, var by, var on)
                                        ? value
                                        : "…")
                        .collect(Collectors.joining("/"));
        return effect.operation()
                + (path.isEmpty() ? "" : " /" + path)
                + " to "
                + effect.destination();
    }
}
