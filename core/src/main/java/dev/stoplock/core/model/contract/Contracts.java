package dev.stoplock.core.model.contract;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What was learned of one server and accepted: a contract for each tool that was rehearsed, and one
 * for what the server sends at its start.
 */
public record Contracts(Map<String, ToolContract> tools, StartContract start) {

    /**
     * Nothing was learned: the default contract holds for every tool, and nothing needs no call.
     */
    public static final Contracts NONE = new Contracts(Map.of());

    public Contracts {
        tools = Collections.unmodifiableMap(new TreeMap<>(tools));
    }

    /** Of a server that sends nothing at its start, as far as anybody accepted it. */
    public Contracts(Map<String, ToolContract> tools) {
        this(tools, StartContract.NONE);
    }

    public boolean isEmpty() {
        return tools.isEmpty() && start.isEmpty();
    }

    /** The names of the home's rules that they speak of. */
    public Set<String> rules() {
        Set<String> names = new TreeSet<>();
        for (ToolContract tool : tools.values()) {
            for (EffectContract effect : tool.effects()) {
                effect.clauses().forEach(clause -> names(clause.sources(), names));
            }
        }
        return names;
    }

    private static void names(List<Source> sources, Set<String> names) {
        for (Source source : sources) {
            if (source instanceof Source.Rule(String name, String via)) {
                names.add(name);
            } else if (source instanceof Source.Template(List<Source.Part> parts)) {
                for (Source.Part part : parts) {
                    if (part instanceof Source.Part.Value(Source from)) {
                        names(List.of(from), names);
                    }
                }
            }
        }
    }

    public @Nullable ToolContract of(String tool) {
        return tools.get(tool);
    }
}
