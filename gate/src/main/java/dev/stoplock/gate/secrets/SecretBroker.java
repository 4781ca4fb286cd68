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
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
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

    private record Issue(String placeholder, Secret secret, Sought sought) {
        Issue(String placeholder, Secret secret) {
            this(placeholder, secret, Sought.of(secret));
        }
    }

    private record Issued(Set<SecretGrant> grants, Map<SecretName, Issue> byName) {}

    private final SecretValues values;
    private final DigestKey digestKey;
    private final SecureRandom random;
    private final ConcurrentHashMap<InstanceId, Issued> instances = new ConcurrentHashMap<>();

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
        Map<SecretName, Issue> issues = new LinkedHashMap<>();
        for (SecretGrant grant : grants) {
            if (!issues.containsKey(grant.name())) {
                issues.put(grant.name(), issue(values.load(grant.name())));
            }
        }
        if (instances.putIfAbsent(instance, new Issued(Set.copyOf(grants), Map.copyOf(issues)))
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
        return whose(instance, presented, destination).orElse(null);
    }

    private Optional<SecretGrant> whose(
            InstanceId instance, String presented, Destination destination) {
        Issued issued = instances.get(instance);
        if (issued == null || presented.length() > SecretValues.MOST_BYTES) {
            return Optional.empty();
        }
        byte[] value = presented.getBytes(StandardCharsets.UTF_8);
        return issued.grants().stream()
                .filter(grant -> grant.destination().equals(destination))
                .filter(grant -> {
                    Issue issue = issued.byName().get(grant.name());
                    return issue != null
                            && MessageDigest.isEqual(
                                    issue.placeholder().getBytes(StandardCharsets.UTF_8), value);
                })
                .findFirst();
    }

    @Override
    public @Nullable SecretName within(InstanceId instance, String text) {
        Issued issued = instances.get(instance);
        if (issued == null) {
            return null;
        }
        for (Map.Entry<SecretName, Issue> each : issued.byName().entrySet()) {
            if (text.contains(each.getValue().placeholder())) {
                return each.getKey();
            }
        }
        return null;
    }

    @Override
    public Secret secret(InstanceId instance, SecretGrant grant) throws Refused {
        Issued issued = instances.get(instance);
        Issue issue =
                issued == null || !issued.grants().contains(grant)
                        ? null
                        : issued.byName().get(grant.name());
        if (issue == null) {
            throw new Refused(
                    Refusal.Exit.FAILED,
                    "credential.not-granted",
                    "secret " + grant + " is not granted to " + instance,
                    "grant it: stoplock add … --secret " + grant);
        }
        return issue.secret();
    }

    @Override
    public Redacted redact(InstanceId instance, byte[] bytes) {
        List<Redaction.Wanted> wanted = new ArrayList<>();
        // the secrets of every instance: two servers may share an account, and its API may show one
        // what the other sent
        instances.forEach((owner, issued) ->
                issued.byName()
                        .forEach((name, issue) ->
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
                instances.values().stream()
                        .flatMap(issued -> issued.byName().values().stream())
                        .map(Issue::secret)
                        .toList());
    }

    @Override
    public @Nullable SecretName held(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        for (Issued issued : instances.values()) {
            for (Issue issue : issued.byName().values()) {
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
    private Issue issue(Secret secret) {
        String value = secret.reveal(Secret.Purpose.REDACTION);
        String placeholder = Placeholder.like(value, random);
        while (isInUse(placeholder)) {
            placeholder = Placeholder.like(value, random);
        }
        return new Issue(placeholder, secret);
    }

    private boolean isInUse(String placeholder) {
        return instances.values().stream()
                .flatMap(issued -> issued.byName().values().stream())
                .anyMatch(issue ->
                        placeholder.contains(issue.placeholder())
                                || issue.placeholder().contains(placeholder)
                                || placeholder.contains(
                                        issue.secret().reveal(Secret.Purpose.REDACTION)));
    }
}
