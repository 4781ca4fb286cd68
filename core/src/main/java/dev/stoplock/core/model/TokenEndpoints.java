package dev.stoplock.core.model;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where tokens are fetched, as grants say it: {@code KEY@login.example/token} puts a secret in
 * below exactly one path, and {@code KEY:access_token@api.example} says where what that fetches may
 * be used.
 */
public final class TokenEndpoints {

    private TokenEndpoints() {}

    public static boolean have(Set<SecretGrant> grants, Destination destination, String path) {
        for (SecretGrant grant : grants) {
            if (isEndpoint(grant)
                    && grant.destination().equals(destination)
                    && grant.path() != null
                    && grant.path().text().equals(path)
                    && grants.stream().anyMatch(each -> isFetchedBy(each, grant))) {
                return true;
            }
        }
        return false;
    }

    /**
     * A token that is granted though no line says where it is fetched; null where there is none.
     */
    public static @Nullable SecretName withoutOne(Set<SecretGrant> grants) {
        for (SecretGrant token : grants) {
            if (token.name().isFetched()
                    && grants.stream()
                            .noneMatch(grant -> isEndpoint(grant) && isFetchedBy(token, grant))) {
                return token.name();
            }
        }
        return null;
    }

    /** What to tell whoever granted such a token. */
    public static String missing(SecretName token) {
        return "\"secrets\" names "
                + token
                + ", and no line says where it is fetched: "
                + token.source()
                + "@host/path of the token endpoint, without a star";
    }

    private static boolean isEndpoint(SecretGrant grant) {
        PathPattern path = grant.path();
        return !grant.name().isFetched() && path != null && path.text().indexOf('*') < 0;
    }

    private static boolean isFetchedBy(SecretGrant token, SecretGrant grant) {
        return token.name().isFetched() && token.name().source().equals(grant.name());
    }
}
