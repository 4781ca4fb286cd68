package dev.stoplock.gate.secrets;

import dev.stoplock.core.model.Destination;
import dev.stoplock.core.model.InstanceId;
import dev.stoplock.core.model.Refusal;
import dev.stoplock.core.model.SecretGrant;
import dev.stoplock.core.model.SecretName;
import dev.stoplock.core.model.SecretSource;
import dev.stoplock.gate.port.Redacted;
import dev.stoplock.gate.port.Refused;
import dev.stoplock.gate.port.Secret;
import dev.stoplock.gate.port.SecretWatch;
import dev.stoplock.gate.port.Secrets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The one place that knows which placeholder stands for which secret, in which instance, towards
 * which destination.
 */
public final class SecretBroker implements Secrets {

    /** Stands in a reply for a secret that the instance it goes to has no placeholder of. */
    static final String FOREIGN = "stoplock-withheld";

    private final SecretValues values;
    private final DigestKey digestKey;
    private final SecureRandom random;
    private final ConcurrentHashMap<InstanceId, Issues> instances = new ConcurrentHashMap<>();

    /** {@code keys} exists and holds the key for digests. */
    public SecretBroker(SecretValues values, Path keys, SecureRandom random) throws Refused {
        this.values = values;
        this.digestKey = DigestKey.open(keys, random);
        this.random = random;
    }

    /** With the secrets of one folder only. */
    public SecretBroker(Path folder, Path keys, SecureRandom random) throws Refused {
        this(new SecretValues(name -> SecretSource.HOME, folder, Map.of()), keys, random);
    }

    @Override
    public Placeholders issue(InstanceId instance, Set<SecretGrant> grants) throws Refused {
        Map<SecretName, Issues.Issue> issues = new LinkedHashMap<>();
        for (SecretGrant grant : grants) {
            if (!grant.name().isFetched() && !issues.containsKey(grant.name())) {
                Secret secret = values.load(grant.name());
                String value = secret.reveal(Secret.Purpose.REDACTION);
                issues.put(grant.name(), new Issues.Issue(placeholder(value), secret, false, null));
            }
        }
        if (instances.putIfAbsent(instance, new Issues(grants, List.copyOf(issues.values())))
                != null) {
            throw new IllegalStateException(
                    "instance " + instance + " has its placeholders already");
        }
        Map<SecretName, String> placeholders = new LinkedHashMap<>();
        issues.forEach((name, issue) -> placeholders.put(name, issue.placeholder()));
        return new Placeholders(placeholders);
    }

    @Override
    public void withdraw(InstanceId instance) {
        instances.remove(instance);
    }

    @Override
    public @Nullable SecretGrant issued(
            InstanceId instance, String presented, Destination destination) {
        Issues issued = instances.get(instance);
        return issued == null || presented.length() > SecretValues.MOST_BYTES
                ? null
                : issued.grant(presented, destination);
    }

    @Override
    public @Nullable SecretName within(InstanceId instance, String text) {
        Issues issued = instances.get(instance);
        if (issued == null) {
            return null;
        }
        for (Issues.Issue each : issued.all()) {
            if (text.contains(each.placeholder())) {
                return each.secret().name();
            }
        }
        return null;
    }

    @Override
    public Secret secret(InstanceId instance, SecretGrant grant, String presented) throws Refused {
        Issues issued = instances.get(instance);
        Issues.Issue issue =
                issued == null || !issued.has(grant) ? null : issued.presented(presented);
        if (issue == null || !issue.secret().name().equals(grant.name())) {
            throw new Refused(
                    Refusal.Exit.FAILED,
                    "credential.not-granted",
                    "secret " + grant + " is not granted to " + instance,
                    "grant it: stoplock add … --secret " + grant);
        }
        return issue.secret();
    }

    @Override
    public Minted mint(InstanceId instance, Fetched fetched) throws Refused {
        Issues issued = instances.get(instance);
        if (issued == null) {
            throw new Refused(
                    Refusal.Exit.FAILED,
                    "credential.token-reply",
                    "the token endpoint's reply came after " + instance + " had ended",
                    "start the server again");
        }
        // one reply at a time: what the second one is held against holds the first one's tokens
        synchronized (issued) {
            return new Mint(instance, issued, instances.values(), this::placeholder).mint(fetched);
        }
    }

    @Override
    public Redacted redact(InstanceId instance, byte[] bytes) {
        List<Redaction.Wanted> wanted = new ArrayList<>();
        // the secrets of every instance: two servers may share an account, and its API may show one
        // what the other sent
        instances.forEach((owner, issued) ->
                (owner.equals(instance) ? issued.all() : issued.known())
                        .forEach(issue ->
                                wanted.add(
                                        new Redaction.Wanted(
                                                issue.sought(),
                                                owner.equals(instance)
                                                        ? issue.placeholder()
                                                        : FOREIGN))));
        // where both have it, the instance sees its own placeholder
        wanted.sort((a, b) ->
                Boolean.compare(a.placeholder().equals(FOREIGN), b.placeholder().equals(FOREIGN)));
        return Redaction.of(wanted, bytes);
    }

    @Override
    public SecretWatch watch(InstanceId instance) {
        return new SecretWindow(() ->
                instances.entrySet().stream()
                        .flatMap(each ->
                                each.getKey().equals(instance)
                                        ? each.getValue().all().stream()
                                        : each.getValue().known().stream())
                        .map(Issues.Issue::secret)
                        .toList());
    }

    @Override
    public @Nullable SecretName held(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        for (Issues issued : instances.values()) {
            for (Issues.Issue issue : issued.known()) {
                if (issue.sought().isIn(text, lower)) {
                    return issue.secret().name();
                }
            }
        }
        return null;
    }

    @Override
    public String keyedDigest(byte[] value) {
        return digestKey.digest(value);
    }

    /**
     * Threat: one secret's placeholder that held another secret in use, or another's placeholder,
     * would be read as that.
     */
    private String placeholder(String value) {
        String placeholder = Placeholder.like(value, random);
        while (isInUse(placeholder)) {
            placeholder = Placeholder.like(value, random);
        }
        return placeholder;
    }

    /** Threat: an endpoint could say what every placeholder of a shape holds. */
    private boolean isInUse(String placeholder) {
        return instances.values().stream()
                .flatMap(issued -> issued.all().stream())
                .anyMatch(issue ->
                        placeholder.contains(issue.placeholder())
                                || issue.placeholder().contains(placeholder)
                                || !issue.isTold() && placeholder.contains(issue.value()));
    }
}
