package dev.stoplock.core.model.contract;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What was learned of one server and accepted: a contract for each tool that was rehearsed. */
public record Contracts(Map<String, ToolContract> tools) {

    /** Nothing was learned: the default contract holds for every tool. */
    public static final Contracts NONE = new Contracts(Map.of());

    public Contracts {
        tools = Collections.unmodifiableMap(new TreeMap<>(tools));
    }

    public boolean isEmpty() {
        return tools.isEmpty();
    }

    public @Nullable ToolContract of(String tool) {
        return tools.get(tool);
    }
}
