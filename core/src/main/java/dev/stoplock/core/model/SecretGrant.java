package dev.stoplock.core.model;

import org.jspecify.annotations.Nullable;

/**
 * A secret that the broker may put in for one destination, and for no other: below {@code path}
 * only, where one is named; in {@code place} only, or, where none is named, wherever the adapter or
 * HTTP itself looks for what authorises. A fetched token has a place: Authorization, unless another
 * is named.
 */
public record SecretGrant(
        SecretName name,
        Destination destination,
        @Nullable PathPattern path,
        @Nullable SecretPlace place) {

    private static final String IN = " in ";

    /** Where a fetched token stands if nothing else is said (RFC 6750, 2.1). */
    private static final SecretPlace AUTHORIZATION =
            new SecretPlace(SecretPlace.Kind.HEADER, "authorization");

    public SecretGrant {
        if (name.equals(name.fetched(SecretName.REFRESH_TOKEN))) {
            throw new IllegalArgumentException(
                    "not a token that can be granted: a fetched refresh token is put where the secret that it replaces is");
        }
        if (name.isFetched() && place == null) {
            place = AUTHORIZATION;
        }
    }

    public SecretGrant(SecretName name, Destination destination) {
        this(name, destination, null, null);
    }

    /**
     * Reads {@code NAME@host}, {@code NAME@host:port}, and behind either a path and a place: {@code
     * NAME@host/v1/** in header X-Api-Key}. The destination is written as {@link Destination#parse}
     * reads it, so {@code NAME@http://host:8080/v1/**} is a secret for plain HTTP.
     */
    public static SecretGrant parse(String text) {
        int at = text.indexOf('@');
        if (at < 0) {
            throw new IllegalArgumentException("not a secret grant: expected NAME@host");
        }
        int in = text.indexOf(IN, at);
        String where = in < 0 ? text.substring(at + 1) : text.substring(at + 1, in);
        int scheme = where.indexOf("://");
        int slash = where.indexOf('/', scheme < 0 ? 0 : scheme + "://".length());
        return new SecretGrant(
                new SecretName(text.substring(0, at)),
                Destination.parse(slash < 0 ? where : where.substring(0, slash)),
                slash < 0 ? null : new PathPattern(where.substring(slash)),
                in < 0 ? null : SecretPlace.parse(text.substring(in + IN.length())));
    }

    /**
     * Whether it may stand at an atom's path; {@code authorising}: the adapter or HTTP looks for
     * what authorises there.
     */
    public boolean fits(String atomPath, boolean authorising) {
        return place == null ? authorising : place.holds(atomPath);
    }

    /** What both allow, or null where that is nothing. */
    @Nullable SecretGrant meet(SecretGrant other) {
        boolean same = name.equals(other.name) && destination.equals(other.destination);
        boolean paths = path == null || other.path == null || path.equals(other.path);
        boolean places = place == null || other.place == null || place.equals(other.place);
        return same && paths && places
                ? new SecretGrant(
                        name,
                        destination,
                        path == null ? other.path : path,
                        place == null ? other.place : place)
                : null;
    }

    @Override
    public String toString() {
        return name
                + "@"
                + destination
                + (path == null ? "" : path.text())
                + SecretPlace.suffix(place);
    }
}
