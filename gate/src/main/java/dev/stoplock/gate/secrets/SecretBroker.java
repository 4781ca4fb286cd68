package dev.stoplock.gate.secrets;

import dev.stoplock.core.model.Destination;
import dev.stoplock.core.model.InstanceId;
import dev.stoplock.core.model.Refusal;
import dev.stoplock.core.model.SecretGrant;
import dev.stoplock.core.model.SecretName;
import dev.stoplock.gate.port.Redacted;
import dev.stoplock.gate.port.Refused;
import dev.stoplock.gate.port.Secret;
import dev.stoplock.gate.port.Secrets;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
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

    private record Issue(String placeholder, Secret secret) {}

    private record Issued(Set<SecretGrant> grants, Map<SecretName, Issue> byName) {}

    private final SecretFiles files;
    private final DigestKey digestKey;
    private final SecureRandom random;
    private final ConcurrentHashMap<InstanceId, Issued> instances = new ConcurrentHashMap<>();

    /** {@code folder} holds the secrets; {@code keys} exists and holds the key for digests. */
    public SecretBroker(Path folder, Path keys, SecureRandom random) throws Refused {
        this.files = new SecretFiles(folder);
        this.digestKey = DigestKey.open(keys, random);
        this.random = random;
    }

    @Override
    public Placeholders issue(InstanceId instance, Set<SecretGrant> grants) throws Refused {
        Map<SecretName, Issue> issues = new LinkedHashMap<>();
        for (SecretGrant grant : grants) {
            if (!issues.containsKey(grant.name())) {
                issues.put(grant.name(), new Issue(placeholder(), files.load(grant.name())));
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

    /** As {@link #issued}, for those who like it better as an Optional. */
    public Optional<SecretGrant> whose(
            InstanceId instance, String presented, Destination destination) {
        Issued issued = instances.get(instance);
        if (issued == null) {
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
                                                issue.secret(),
                                                owner.equals(instance)
                                                        ? issue.placeholder()
                                                        : FOREIGN))));
        // where both have it, the instance sees its own placeholder
        wanted.sort((a, b) ->
                Boolean.compare(a.placeholder().equals(FOREIGN), b.placeholder().equals(FOREIGN)));
        return Redaction.of(wanted, bytes);
    }

    @Override
    public String keyedDigest(byte[] value) {
        return digestKey.digest(value);
    }

    private String placeholder() {
        byte[] bytes = new byte[16];
        random.nextBytes(bytes);
        return "stoplock-" + HexFormat.of().formatHex(bytes);
    }
}
