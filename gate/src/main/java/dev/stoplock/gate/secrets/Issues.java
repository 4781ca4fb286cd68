package dev.stoplock.gate.secrets;

import dev.stoplock.core.model.Destination;
import dev.stoplock.core.model.SecretGrant;
import dev.stoplock.core.model.SecretName;
import dev.stoplock.gate.port.Secret;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one instance's placeholders stand for. A placeholder that stands for two values, since the
 * first was replaced while the server ran, stands for the newer one; the older is still looked for.
 */
final class Issues {

    /** Fetched tokens and replaced values of one instance: beyond that the oldest are forgotten. */
    static final int MOST_FETCHED = 32;

    /**
     * {@code isTold}: an endpoint said this value, and no person put it there; {@code until}: when
     * it ends, null where that is not known or never.
     */
    record Issue(
            String placeholder,
            Secret secret,
            Sought sought,
            boolean isTold,
            @Nullable Instant until) {

        Issue(String placeholder, Secret secret, boolean isTold, @Nullable Instant until) {
            this(placeholder, secret, Sought.of(secret), isTold, until);
        }

        boolean is(byte[] presented) {
            return MessageDigest.isEqual(placeholder.getBytes(StandardCharsets.UTF_8), presented);
        }

        /** Whether it is an older value of the same secret. */
        boolean isOlder(Issue other) {
            return other.placeholder.equals(placeholder);
        }

        boolean hasEnded(Instant at) {
            return until != null && until.isBefore(at);
        }

        String value() {
            return secret.reveal(Secret.Purpose.REDACTION);
        }
    }

    private final Set<SecretGrant> grants;

    /**
     * {@code given}: what the server was started with; {@code fetched}: newest first; {@code all}:
     * what stands for something now before what stood for it; {@code known}: what no endpoint said.
     */
    private record Now(List<Issue> given, List<Issue> fetched, List<Issue> all, List<Issue> known) {

        static Now of(List<Issue> given, List<Issue> fetched) {
            List<Issue> all = new ArrayList<>(given);
            all.addAll(fetched);
            return new Now(
                    List.copyOf(given),
                    List.copyOf(fetched),
                    List.copyOf(all),
                    all.stream().filter(issue -> !issue.isTold()).toList());
        }
    }

    /** Changed under this object's lock only. */
    private volatile Now now;

    Issues(Set<SecretGrant> grants, List<Issue> given) {
        this.grants = Set.copyOf(grants);
        this.now = Now.of(given, List.of());
    }

    List<Issue> all() {
        return now.all();
    }

    /**
     * What is looked for in what goes to another instance. Threat: an endpoint could say a text
     * that stands everywhere, and have the replies to all servers withheld.
     */
    List<Issue> known() {
        return now.known();
    }

    @Nullable Issue presented(String text) {
        byte[] value = text.getBytes(StandardCharsets.UTF_8);
        for (Issue issue : all()) {
            if (issue.is(value)) {
                return issue;
            }
        }
        return null;
    }

    /** Of the value that a secret has now. */
    @Nullable Issue current(SecretName name) {
        return now.given().stream()
                .filter(issue -> issue.secret().name().equals(name))
                .findFirst()
                .orElse(null);
    }

    @Nullable SecretGrant grant(String presented, Destination destination) {
        Issue issue = presented(presented);
        if (issue != null) {
            for (SecretGrant grant : grants) {
                if (grant.destination().equals(destination)
                        && grant.name().equals(issue.secret().name())) {
                    return grant;
                }
            }
        }
        return null;
    }

    boolean has(SecretGrant grant) {
        return grants.contains(grant);
    }

    /** Fetched already, and what stands for it. */
    @Nullable Issue fetched(String value) {
        return now.fetched().stream()
                .filter(issue -> issue.secret().name().isFetched() && issue.value().equals(value))
                .findFirst()
                .orElse(null);
    }

    synchronized void add(List<Issue> tokens, Instant at) {
        List<Issue> all = new ArrayList<>(tokens);
        all.addAll(now.fetched());
        now = Now.of(now.given(), kept(all, at));
    }

    /** True if the secret had been replaced before. */
    synchronized boolean replace(Issue old, Secret fresh, Instant at) {
        boolean again = now.fetched().stream().anyMatch(old::isOlder);
        List<Issue> given = new ArrayList<>(now.given());
        given.replaceAll(issue ->
                issue.equals(old) ? new Issue(old.placeholder(), fresh, true, null) : issue);
        List<Issue> all = new ArrayList<>(now.fetched());
        all.addFirst(old);
        now = Now.of(given, kept(all, at));
        return again;
    }

    /** Those that have ended go first, and what a person put there never. */
    private static List<Issue> kept(List<Issue> all, Instant at) {
        if (all.size() <= MOST_FETCHED) {
            return all;
        }
        List<Issue> kept = new ArrayList<>(all);
        kept.sort(Comparator.comparing(Issue::isTold).thenComparing(issue -> issue.hasEnded(at)));
        return kept.subList(0, MOST_FETCHED);
    }
}
