package dev.stoplock.core.lock;

import dev.stoplock.core.json.YamlObject;
import dev.stoplock.core.json.YamlObject.Misfit;
import dev.stoplock.core.model.Destination;
import dev.stoplock.core.model.FileGrant;
import dev.stoplock.core.model.Grant;
import dev.stoplock.core.model.HttpRule;
import dev.stoplock.core.model.PathPattern;
import dev.stoplock.core.model.SecretGrant;
import dev.stoplock.core.model.SecretName;
import dev.stoplock.core.model.TokenEndpoints;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * A grant as lockfile and home write it. What is not limited is not written: a grant without rules,
 * tools and files has the text it always had.
 */
public final class GrantText {

    /** The keys of a grant in a mapping. */
    public static final List<String> KEYS = List.of("network", "secrets", "env", "tools", "files");

    private GrantText() {}

    /** Reads the keys of a grant; other keys are not looked at. */
    public static Grant of(YamlObject from) throws Misfit {
        Map<Destination, List<HttpRule>> rules = new LinkedHashMap<>();
        Set<Destination> network = network(from, rules);
        Set<SecretGrant> secrets = new LinkedHashSet<>();
        for (String text : from.texts("secrets")) {
            secrets.add(fit(from, "secrets", text, SecretGrant::parse));
        }
        SecretName homeless = TokenEndpoints.withoutOne(secrets);
        if (homeless != null) {
            throw from.misfit("secrets", TokenEndpoints.missing(homeless));
        }
        Map<String, String> env = from.textMap("env");
        for (String name : env.keySet()) {
            if (!name.matches("[A-Za-z_][A-Za-z0-9_]{0,199}")) {
                throw from.misfit(
                        "env", "a name under \"env\" is not one an environment variable can have");
            }
        }
        Set<FileGrant> files = new LinkedHashSet<>();
        for (String text : from.texts("files")) {
            files.add(fit(from, "files", text, FileGrant::parse));
        }
        Set<String> tools =
                from.json().at("tools") == null ? null : new LinkedHashSet<>(from.texts("tools"));
        return fit(
                from,
                "network",
                "",
                nothing -> new Grant(network, secrets, env, rules, tools, files));
    }

    /** Each item is a destination, or a destination with what may be asked of it. */
    private static Set<Destination> network(YamlObject from, Map<Destination, List<HttpRule>> rules)
            throws Misfit {
        Set<Destination> network = new LinkedHashSet<>();
        for (YamlObject.Item item : from.items("network", "methods: […], paths: […]")) {
            YamlObject limited = item.object();
            if (limited == null) {
                Destination plain = fit(from, "network", item.text(), Destination::parse);
                if (rules.containsKey(plain)) {
                    throw from.misfit("network", "\"network\" names " + plain + " twice");
                }
                network.add(plain);
                continue;
            }
            if (limited.keys().size() != 1) {
                throw from.misfit(
                        "network",
                        "an item of \"network\" is host:port, or host:port: {methods: […], paths: […]}");
            }
            String name = limited.keys().getFirst();
            Destination destination = fit(from, "network", name, Destination::parse);
            if (!network.add(destination)) {
                throw from.misfit("network", "\"network\" names " + destination + " twice");
            }
            rules.put(destination, List.of(rule(limited.object(name))));
        }
        return network;
    }

    private static HttpRule rule(YamlObject from) throws Misfit {
        from.only("methods", "paths");
        Set<PathPattern> paths = new LinkedHashSet<>();
        for (String text : from.texts("paths")) {
            paths.add(fit(from, "paths", text, PathPattern::new));
        }
        Set<String> methods = new LinkedHashSet<>(from.texts("methods"));
        return fit(from, "methods", "", nothing -> new HttpRule(methods, paths));
    }

    private static <T> T fit(YamlObject where, String key, String text, Function<String, T> reader)
            throws Misfit {
        try {
            return reader.apply(text);
        } catch (IllegalArgumentException e) {
            throw where.misfit(key, String.valueOf(e.getMessage()));
        }
    }

    /** The lines of a grant at a depth (two spaces each). */
    public static void lines(StringBuilder out, int depth, Grant grant) {
        LockfileText.list(
                out,
                depth,
                "network",
                grant.network().stream().map(each -> destination(each, grant)).toList());
        LockfileText.list(
                out, depth, "secrets", grant.secrets().stream().map(LockfileText::quoted).toList());
        LockfileText.line(out, depth, grant.env().isEmpty() ? "env: {}" : "env:");
        grant.env()
                .forEach((name, value) ->
                        LockfileText.line(
                                out,
                                depth + 1,
                                LockfileText.quoted(name) + ": " + LockfileText.quoted(value)));
        Set<String> tools = grant.tools();
        if (tools != null) {
            LockfileText.list(
                    out, depth, "tools", tools.stream().map(LockfileText::quoted).toList());
        }
        if (!grant.files().isEmpty()) {
            LockfileText.list(
                    out, depth, "files", grant.files().stream().map(LockfileText::quoted).toList());
        }
    }

    private static String destination(Destination destination, Grant grant) {
        List<HttpRule> rules = grant.rules(destination);
        if (rules.isEmpty()) {
            return LockfileText.quoted(destination);
        }
        if (rules.size() > 1) {
            throw new IllegalArgumentException("what two grants say together is no text of one");
        }
        List<String> parts = new ArrayList<>();
        HttpRule rule = rules.getFirst();
        if (!rule.methods().isEmpty()) {
            parts.add("methods: " + flow(rule.methods()));
        }
        if (!rule.paths().isEmpty()) {
            parts.add("paths: " + flow(rule.paths()));
        }
        return LockfileText.quoted(destination) + ": {" + String.join(", ", parts) + "}";
    }

    private static String flow(Set<?> values) {
        return "[" + String.join(", ", values.stream().map(LockfileText::quoted).toList()) + "]";
    }
}
