package dev.stoplock.gate.secrets;

import dev.stoplock.core.dlp.KnownTokens;
import dev.stoplock.core.model.InstanceId;
import dev.stoplock.core.model.Refusal;
import dev.stoplock.core.model.SecretName;
import dev.stoplock.gate.port.Refused;
import dev.stoplock.gate.port.Secret;
import dev.stoplock.gate.port.TokenMint;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Makes placeholders for fetched tokens: for all tokens of a reply, or for none. */
final class Mint {

    /** RFC 6749, A.12: visible characters; without the space, which would end a credential. */
    private static final String FIT = "[\\x21-\\x7e]{8," + SecretValues.MOST_BYTES + "}";

    /** Nothing of separators only: no placeholder of its shape would differ from it. */
    private static final String TELLING = ".*[A-Za-z0-9]{4}.*";

    private final InstanceId instance;
    private final Issues issues;
    private final Collection<Issues> everywhere;
    private final UnaryOperator<String> placeholder;

    /** {@code placeholder} makes a fresh one in the shape of a value. */
    Mint(
            InstanceId instance,
            Issues issues,
            Collection<Issues> everywhere,
            UnaryOperator<String> placeholder) {
        this.instance = instance;
        this.issues = issues;
        this.everywhere = everywhere;
        this.placeholder = placeholder;
    }

    TokenMint.Minted mint(TokenMint.Fetched fetched) throws Refused {
        Map<String, String> texts = new HashMap<>();
        List<Issues.Issue> fresh = new ArrayList<>();
        Issues.@Nullable Issue old = null;
        String renewed = "";
        Issues.Issue by = issues.current(fetched.by());
        // the access token stands first, and the refresh token last
        for (Map.Entry<String, String> each : new TreeMap<>(fetched.tokens()).entrySet()) {
            String member = each.getKey();
            String value = each.getValue();
            Issues.Issue replaced =
                    fetched.refreshed() && member.equals(SecretName.REFRESH_TOKEN) ? by : null;
            if (replaced != null && replaced.value().equals(value)) {
                texts.put(member, replaced.placeholder());
                continue;
            }
            SecretName name = fetched.by().fetched(member);
            requireFit(member, value);
            requireItsOwn(member, value, replaced == null ? null : fetched.by());
            Issues.Issue same = sameOf(fresh, value);
            if (replaced != null) {
                if (same != null) {
                    throw refused("holds one text as access token and as refresh token");
                }
                old = replaced;
                renewed = value;
                texts.put(member, replaced.placeholder());
            } else if (same != null) {
                texts.put(member, same.placeholder());
            } else {
                Issues.Issue issue =
                        new Issues.Issue(
                                placeholder.apply(value),
                                new Secret(name, value),
                                true,
                                fetched.until());
                fresh.add(issue);
                texts.put(member, issue.placeholder());
            }
        }
        issues.add(fresh, fetched.at());
        if (old == null) {
            return new TokenMint.Minted(texts, TokenMint.Rotation.NONE);
        }
        boolean again = issues.replace(old, new Secret(fetched.by(), renewed), fetched.at());
        return new TokenMint.Minted(
                texts, again ? TokenMint.Rotation.AGAIN : TokenMint.Rotation.FIRST);
    }

    /** Endpoints give the same token again as long as it lasts: it has a placeholder then. */
    private Issues.@Nullable Issue sameOf(List<Issues.Issue> fresh, String value) {
        for (Issues.Issue issue : fresh) {
            if (issue.value().equals(value)) {
                return issue;
            }
        }
        return issues.fetched(value);
    }

    private void requireFit(String member, String value) throws Refused {
        if (!value.matches(FIT) || !value.matches(TELLING) || KnownTokens.isPrivateKey(value)) {
            throw refused(
                    "holds something in "
                            + member
                            + " that no header can carry, or too short to be told from other text");
        }
    }

    /**
     * Threat: an endpoint that names a secret of another server, or another one of this, would have
     * it put in where the fetched token is granted. {@code replacing}: of that name it may be.
     */
    private void requireItsOwn(String member, String value, @Nullable SecretName replacing)
            throws Refused {
        for (Issues each : everywhere) {
            // never a part of one: whoever asks could find it out letter by letter
            for (Issues.Issue other : each == issues ? each.all() : each.known()) {
                SecretName name = other.secret().name();
                if (value.contains(other.value()) && !name.isFetched() && !name.equals(replacing)) {
                    throw refused("holds in " + member + " what is secret " + name);
                }
            }
        }
    }

    private Refused refused(String why) {
        return new Refused(
                Refusal.Exit.FAILED,
                "credential.token-reply",
                "the token endpoint's reply " + why + "; it is withheld",
                "see `stoplock log` for " + instance);
    }
}
