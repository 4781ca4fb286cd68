package dev.stoplock.core.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a server may reach: destinations, for some of them rules about requests (each of a
 * destination's rules must admit one), secrets (each for one destination), the settings it is
 * given, the tools an agent may call (null: all), and files it may read. The lock's grant is what
 * is asked; what holds is its intersection with the home's.
 */
public record Grant(
        Set<Destination> network,
        Set<SecretGrant> secrets,
        Map<String, String> env,
        Map<Destination, List<HttpRule>> rules,
        @Nullable Set<String> tools,
        Set<FileGrant> files) {

    public static final Grant NONE = new Grant(Set.of(), Set.of(), Map.of());

    public Grant {
        network = sorted(network);
        secrets = sorted(secrets);
        env = Collections.unmodifiableMap(new TreeMap<>(env));
        Map<Destination, List<HttpRule>> ordered =
                new TreeMap<>(Comparator.comparing(Destination::toString));
        rules.forEach((destination, each) -> ordered.put(destination, List.copyOf(each)));
        rules = Collections.unmodifiableMap(new LinkedHashMap<>(ordered));
        tools = tools == null ? null : sorted(tools);
        files = sorted(files);
        if (!network.containsAll(rules.keySet())) {
            throw new IllegalArgumentException("a rule is about a destination that is not granted");
        }
        Set<String> endpoints = new TreeSet<>();
        for (Destination each : network) {
            // Threat: one that is both would be plain for what was meant for TLS
            if (!endpoints.add(each.endpoint())) {
                throw new IllegalArgumentException(
                        each.endpoint() + " is granted with TLS and as plain HTTP");
            }
        }
    }

    /** Without rules about requests, limits on tools, or files. */
    public Grant(Set<Destination> network, Set<SecretGrant> secrets, Map<String, String> env) {
        this(network, secrets, env, Map.of(), null, Set.of());
    }

    private static <T> Set<T> sorted(Set<T> values) {
        TreeSet<T> ordered = new TreeSet<>(Comparator.comparing(Object::toString));
        ordered.addAll(values);
        return Collections.unmodifiableSet(new LinkedHashSet<>(ordered));
    }

    public List<HttpRule> rules(Destination destination) {
        return rules.getOrDefault(destination, List.of());
    }

    /** Whether method and path of a request decide anything here. */
    public boolean namesRequests() {
        return !rules.isEmpty() || secrets.stream().anyMatch(secret -> secret.path() != null);
    }

    /**
     * What a connection to host and port is for: plain HTTP where that is what is granted there.
     */
    public Destination reached(String host, int port) {
        Destination usual = new Destination(host, port);
        return network.stream()
                .filter(each -> each.endpoint().equals(usual.endpoint()))
                .findFirst()
                .orElse(usual);
    }

    /**
     * Whether tokens are fetched there: a secret is granted for exactly this path, and what is
     * fetched with it for some destination.
     */
    public boolean fetchesAt(Destination destination, String path) {
        return TokenEndpoints.have(secrets, destination, path);
    }

    public boolean admitsTool(String tool) {
        return tools == null || tools.contains(tool);
    }

    /** Only what both grants say; a setting holds where both give it the same value. */
    public Grant intersect(Grant other) {
        Set<Destination> hosts = new LinkedHashSet<>(network);
        hosts.retainAll(other.network);
        Map<Destination, List<HttpRule>> both = new LinkedHashMap<>();
        for (Destination host : hosts) {
            List<HttpRule> each = new ArrayList<>(rules(host));
            each.addAll(other.rules(host));
            if (!each.isEmpty()) {
                both.put(host, each.stream().distinct().toList());
            }
        }
        Set<SecretGrant> met = new LinkedHashSet<>();
        for (SecretGrant own : secrets) {
            for (SecretGrant their : other.secrets) {
                SecretGrant meeting = own.meet(their);
                if (meeting != null) {
                    met.add(meeting);
                }
            }
        }
        Map<String, String> settings = new TreeMap<>(env);
        settings.entrySet().retainAll(other.env.entrySet());
        Set<FileGrant> readable = new LinkedHashSet<>(files);
        readable.retainAll(other.files);
        return new Grant(hosts, met, settings, both, common(tools, other.tools), readable);
    }

    private static @Nullable Set<String> common(
            @Nullable Set<String> one, @Nullable Set<String> other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        Set<String> both = new LinkedHashSet<>(one);
        both.retainAll(other);
        return both;
    }

    /**
     * This grant as far as {@code before} had narrowed it: its rules about requests, its places of
     * secrets and its tools stay, whatever this one asks for.
     */
    public Grant narrowedAs(Grant before) {
        Map<Destination, List<HttpRule>> kept = new LinkedHashMap<>(rules);
        before.rules.forEach((destination, each) -> {
            if (network.contains(destination)) {
                kept.put(destination, each);
            }
        });
        Set<SecretGrant> narrowed = new LinkedHashSet<>();
        for (SecretGrant own : secrets) {
            List<SecretGrant> narrower =
                    before.secrets.stream()
                            .filter(old -> old.equals(own.meet(old)) && !old.equals(own))
                            .toList();
            narrowed.addAll(narrower.isEmpty() ? List.of(own) : narrower);
        }
        return new Grant(
                network, narrowed, env, kept, before.tools == null ? tools : before.tools, files);
    }
}
