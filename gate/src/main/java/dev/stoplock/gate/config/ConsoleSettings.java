package dev.stoplock.gate.config;

import dev.stoplock.core.json.Json;
import dev.stoplock.core.json.YamlObject;
import dev.stoplock.core.json.YamlObject.Misfit;

/** Whether {@code stoplock up} serves the console, and on which port; 0 means any free one. */
public record ConsoleSettings(boolean on, int port) {

    public static final ConsoleSettings DEFAULT = new ConsoleSettings(true, 0);

    private static final ConsoleSettings OFF = new ConsoleSettings(false, 0);

    /** Below are the ports that only root may listen on. */
    private static final int LOWEST = 1_024;

    private static final int HIGHEST = 65_535;

    public ConsoleSettings {
        if (port != 0 && (port < LOWEST || port > HIGHEST)) {
            throw new IllegalArgumentException("not a port for the console: " + port);
        }
    }

    /** {@code console: off}, or {@code console:} with a {@code port}. */
    static ConsoleSettings of(YamlObject root) throws Misfit {
        Json said = root.json().at("console");
        if (said instanceof Json.Bool(boolean on)) {
            return on ? DEFAULT : OFF;
        }
        if (said instanceof Json.Str(String word) && (word.equals("off") || word.equals("on"))) {
            return word.equals("on") ? DEFAULT : OFF;
        }
        if (said instanceof Json.Str(String word) && !word.isEmpty()) {
            throw root.misfit("console", "\"console\" is off, or holds a \"port\"");
        }
        YamlObject from = root.objectIfAny("console");
        if (from == null) {
            return DEFAULT;
        }
        from.only("port");
        String port = from.textIfAny("port");
        if (port == null) {
            return DEFAULT;
        }
        if (!port.matches("[1-9][0-9]{3,4}")
                || Integer.parseInt(port) < LOWEST
                || Integer.parseInt(port) > HIGHEST) {
            throw from.misfit(
                    "port", "\"port\" must be a whole number from " + LOWEST + " to " + HIGHEST);
        }
        return new ConsoleSettings(true, Integer.parseInt(port));
    }
}
