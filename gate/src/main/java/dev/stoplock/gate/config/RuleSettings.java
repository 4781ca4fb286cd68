package dev.stoplock.gate.config;

import dev.stoplock.core.json.YamlObject;
import dev.stoplock.core.json.YamlObject.Misfit;
import dev.stoplock.core.model.DeclaredRule;
import java.util.Map;
import java.util.TreeMap;

/**
 * The key {@code rules}: what the home declares by a name for contracts to name it, an address that
 * gets blind copies ({@code bcc}) or a text ({@code text}).
 */
final class RuleSettings {

    private RuleSettings() {}

    static Map<String, DeclaredRule> of(YamlObject root) throws Misfit {
        Map<String, DeclaredRule> rules = new TreeMap<>();
        YamlObject from = root.objectIfAny("rules");
        if (from == null) {
            return rules;
        }
        for (String name : from.keys()) {
            if (!DeclaredRule.isName(name)) {
                throw from.misfit(
                        name, "a rule is called by up to 40 small letters, digits and dashes");
            }
            rules.put(name, rule(from.object(name)));
        }
        return rules;
    }

    private static DeclaredRule rule(YamlObject from) throws Misfit {
        from.only("bcc", "text");
        String address = from.textIfAny("bcc");
        String text = from.textIfAny("text");
        if (address != null && text != null) {
            throw from.misfit("text", "a rule declares one thing: \"bcc\" or \"text\"");
        }
        try {
            return address == null
                    ? new DeclaredRule.Footer(from.text("text"))
                    : new DeclaredRule.Archive(address);
        } catch (IllegalArgumentException e) {
            throw from.misfit(address == null ? "text" : "bcc", String.valueOf(e.getMessage()));
        }
    }
}
