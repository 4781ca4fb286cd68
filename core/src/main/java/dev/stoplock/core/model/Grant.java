package dev.stoplock.core.model;

import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a server may reach: destinations, secrets (each for one destination) and the settings it is
 * given. The lock's grant is what is asked; what holds is its intersection with the home's.
 */
public record Grant(Set<Destination> network, Set<SecretGrant> secrets, Map<String, String> env) {

    public static final Grant NONE = new Grant(Set.of(), Set.of(), Map.of());

    public Grant {
        network = sorted(network);
        secrets = sorted(secrets);
        env = java.util.Collections.unmodifiableMap(new TreeMap<>(env));
    }

    private static <T> Set<T> sorted(Set<T> values) {
        TreeSet<T> ordered = new TreeSet<>(Comparator.comparing(Object::toString));
        ordered.addAll(values);
        return java.util.Collections.unmodifiableSet(new LinkedHashSet<>(ordered));
    }

    /** Only what both grants say; a setting holds where both give it the same value. */
    public Grant intersect(Grant other) {
        Set<Destination> hosts = new LinkedHashSet<>(network);
        hosts.retainAll(other.network);
        Set<SecretGrant> names = new LinkedHashSet<>(secrets);
        names.retainAll(other.secrets);
        Map<String, String> settings = new TreeMap<>(env);
        settings.entrySet().retainAll(other.env.entrySet());
        return new Grant(hosts, names, settings);
    }
}
