package dev.stoplock.core.lock;

import dev.stoplock.core.contract.ContractText;
import dev.stoplock.core.contract.MannerText;
import dev.stoplock.core.json.YamlObject;
import dev.stoplock.core.json.YamlObject.Misfit;
import dev.stoplock.core.model.Destination;
import dev.stoplock.core.model.contract.AtomPath;
import dev.stoplock.core.model.contract.Clause;
import dev.stoplock.core.model.contract.Contracts;
import dev.stoplock.core.model.contract.EffectContract;
import dev.stoplock.core.model.contract.Manner;
import dev.stoplock.core.model.contract.Source;
import dev.stoplock.core.model.contract.StartContract;
import dev.stoplock.core.model.contract.Times;
import dev.stoplock.core.model.contract.ToolContract;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The contracts of a lock entry as text: each tool (and the server's start), each of its effects,
 * and a line for each value with the sentence that says where it comes from.
 */
public final class ContractsText {

    /** The key of what a server sends at its start, beside that of its tools' contracts. */
    static final String START = "startup";

    private ContractsText() {}

    /** The contracts that an entry holds. */
    static Contracts of(YamlObject entry) throws Misfit {
        return new Contracts(tools(entry.objectIfAny("contracts")), start(entry));
    }

    /**
     * Reads what stands under {@code contracts}: for each tool how far it was reached, and its
     * effects.
     */
    public static Contracts ofTools(@Nullable YamlObject from) throws Misfit {
        return new Contracts(tools(from), StartContract.NONE);
    }

    private static StartContract start(YamlObject entry) throws Misfit {
        List<EffectContract> effects = effects(entry, START);
        try {
            return new StartContract(effects);
        } catch (IllegalArgumentException e) {
            throw entry.misfit(START, String.valueOf(e.getMessage()));
        }
    }

    private static List<EffectContract> effects(YamlObject from, String key) throws Misfit {
        List<EffectContract> effects = new ArrayList<>();
        for (YamlObject effect : from.objects(key)) {
            effects.add(effect(effect));
        }
        return effects;
    }

    private static Map<String, ToolContract> tools(@Nullable YamlObject from) throws Misfit {
        if (from == null) {
            return Map.of();
        }
        Map<String, ToolContract> tools = new TreeMap<>();
        for (String tool : from.keys()) {
            YamlObject entry = from.object(tool);
            entry.only("reached", "effects");
            tools.put(
                    tool,
                    new ToolContract(
                            LockfileText.fit(
                                    entry,
                                    "reached",
                                    entry.text("reached"),
                                    ContractsText::reached),
                            effects(entry, "effects")));
        }
        return tools;
    }

    private static ToolContract.Reached reached(String word) {
        for (ToolContract.Reached reached : ToolContract.Reached.values()) {
            if (reached.word().equals(word)) {
                return reached;
            }
        }
        throw new IllegalArgumentException("expected all, first or none");
    }

    private static EffectContract effect(YamlObject from) throws Misfit {
        from.only("operation", "destination", "times", "per", "least", "values");
        String per = from.textIfAny("per");
        Times times =
                LockfileText.fit(
                        from,
                        "times",
                        from.text("times"),
                        text -> new Times(number(text), per == null ? "" : per));
        List<Clause> clauses = new ArrayList<>();
        YamlObject values = from.objectIfAny("values");
        if (values != null) {
            for (String path : values.keys()) {
                clauses.add(clause(values, path));
            }
        }
        Destination destination =
                LockfileText.fit(from, "destination", from.text("destination"), Destination::parse);
        int least =
                from.has("least")
                        ? LockfileText.fit(from, "least", from.text("least"), ContractsText::number)
                        : 0;
        if (least > (times.isPerElement() ? 0 : times.most())) {
            throw from.misfit("least", "an effect happens no more often than \"times\" says");
        }
        return new EffectContract(from.text("operation"), destination, times, least, clauses);
    }

    private static Clause clause(YamlObject values, String path) throws Misfit {
        List<Source> sources = new ArrayList<>();
        Manner manner = Manner.FREE;
        for (String line : values.texts(path)) {
            if (MannerText.isOne(line)) {
                Manner before = manner;
                manner =
                        LockfileText.fit(values, path, line, text -> MannerText.with(before, text));
            } else {
                sources.add(LockfileText.fit(values, path, line, ContractText::parse));
            }
        }
        Manner all = manner;
        return LockfileText.fit(
                values, path, path, text -> new Clause(new AtomPath(text), sources, all));
    }

    private static int number(String text) {
        if (!text.matches("[1-9][0-9]{0,4}")) {
            throw new IllegalArgumentException("not a number of times");
        }
        return Integer.parseInt(text);
    }

    /** What the server sends at its start; nothing where it sends nothing. */
    static void startLines(StringBuilder out, int depth, Contracts contracts) {
        if (!contracts.start().isEmpty()) {
            LockfileText.line(out, depth, START + ":");
            contracts.start().effects().forEach(effect -> lines(out, depth + 1, effect));
        }
    }

    static void lines(StringBuilder out, int depth, Contracts contracts) {
        if (contracts.tools().isEmpty()) {
            return;
        }
        LockfileText.line(out, depth, "contracts:");
        contracts
                .tools()
                .forEach((tool, contract) -> {
                    LockfileText.line(out, depth + 1, LockfileText.quoted(tool) + ":");
                    LockfileText.line(out, depth + 2, "reached: " + contract.reached().word());
                    if (contract.effects().isEmpty()) {
                        LockfileText.line(out, depth + 2, "effects: []");
                        return;
                    }
                    LockfileText.line(out, depth + 2, "effects:");
                    contract.effects().forEach(effect -> lines(out, depth + 3, effect));
                });
    }

    private static void lines(StringBuilder out, int depth, EffectContract effect) {
        LockfileText.line(
                out,
                depth,
                "- operation: "
                        + LockfileText.quoted(effect.operation())
                        + " # hides "
                        + effect.hiddenBits()
                        + " bits");
        LockfileText.line(
                out, depth + 1, "destination: " + LockfileText.quoted(effect.destination()));
        LockfileText.line(out, depth + 1, "times: " + effect.times().most());
        if (effect.times().isPerElement()) {
            LockfileText.line(out, depth + 1, "per: " + LockfileText.quoted(effect.times().per()));
        }
        if (effect.least() > 0) {
            LockfileText.line(out, depth + 1, "least: " + effect.least());
        }
        LockfileText.line(out, depth + 1, effect.clauses().isEmpty() ? "values: {}" : "values:");
        for (Clause clause : effect.clauses()) {
            LockfileText.line(
                    out,
                    depth + 2,
                    LockfileText.quoted(clause.path())
                            + ": ["
                            + Stream.concat(
                                            clause.sources().stream().map(ContractText::sentence),
                                            MannerText.lines(clause.manner()).stream())
                                    .map(LockfileText::quoted)
                                    .collect(Collectors.joining(", "))
                            + "]");
        }
    }
}
