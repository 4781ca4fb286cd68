package dev.stoplock.gate.config;

import dev.stoplock.core.json.YamlObject;
import dev.stoplock.core.json.YamlObject.Misfit;
import dev.stoplock.core.model.SecretName;
import dev.stoplock.core.model.SecretSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The {@code secrets} of stoplock.yaml: for each name {@code env}, {@code file} or {@code command}.
 */
final class SecretSettings {

    private static final List<String> SOURCES = List.of("env", "file", "command");

    private SecretSettings() {}

    static Map<SecretName, SecretSource> of(YamlObject root) throws Misfit {
        Map<SecretName, SecretSource> sources = new LinkedHashMap<>();
        YamlObject all = root.objectIfAny("secrets");
        if (all == null) {
            return sources;
        }
        for (String name : all.keys()) {
            try {
                SecretName secret = new SecretName(name);
                if (secret.isFetched()) {
                    throw all.misfit(
                            name, "a fetched token has no source: it comes from its endpoint");
                }
                sources.put(secret, source(all, name));
            } catch (IllegalArgumentException e) {
                throw all.misfit(name, String.valueOf(e.getMessage()));
            }
        }
        return sources;
    }

    private static SecretSource source(YamlObject all, String name) throws Misfit {
        YamlObject from =
                all.json().at(name) instanceof dev.stoplock.core.json.Json.Obj
                        ? all.objectIfAny(name)
                        : null;
        // Threat: a value written here would be a secret in plain text; it is not repeated
        if (from == null) {
            throw all.misfit(
                    name,
                    "\""
                            + name
                            + "\" under \"secrets\" says where its value comes from: {env: VARIABLE}, {file: /path} or {command: [program, word]}; the value itself does not stand here");
        }
        from.only("env", "file", "command", "seconds");
        List<String> said = SOURCES.stream().filter(from::has).toList();
        if (said.size() != 1) {
            throw all.misfit(name, "a secret has one source: env, file or command");
        }
        String seconds = from.textIfAny("seconds");
        if (seconds != null && !said.getFirst().equals("command")) {
            throw from.misfit("seconds", "\"seconds\" belongs to a command");
        }
        return switch (said.getFirst()) {
            case "env" -> new SecretSource.Variable(from.text("env"));
            case "file" -> new SecretSource.File(from.text("file"));
            default -> new SecretSource.Command(from.texts("command"), seconds(from, seconds));
        };
    }

    private static int seconds(YamlObject from, @Nullable String text) throws Misfit {
        if (text == null) {
            return SecretSource.Command.SECONDS;
        }
        if (!text.matches("[1-9][0-9]{0,2}")) {
            throw from.misfit("seconds", "\"seconds\" must be a whole number");
        }
        return Integer.parseInt(text);
    }
}
