package dev.stoplock.core.model.contract;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
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

    public @Nullable ToolContract of(String tool) {
        return tools.get(tool);
    }
}
