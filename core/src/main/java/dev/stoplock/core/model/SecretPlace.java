package dev.stoplock.core.model;

import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where in a request a secret may be put: a header, a query parameter, a field of the body, or
 * either part of HTTP's Basic. Names of headers are in lower case.
 */
public record SecretPlace(Kind kind, String name) {

    /** What holds it. */
    public enum Kind {
        HEADER,
        QUERY,
        BODY,
        BASIC
    }

    /**
     * The fields of a form or of a JSON object in which an authorisation server takes a credential
     * (RFC 6749, 2.3.1 and 6; RFC 7521, 4), and what other APIs call one.
     */
    public static final Set<String> BODY_FIELDS =
            Set.of(
                    "client_secret",
                    "refresh_token",
                    "client_assertion",
                    "assertion",
                    "access_token",
                    "api_key",
                    "apikey");

    public SecretPlace {
        switch (kind) {
            case HEADER -> {
                name = name.toLowerCase(Locale.ROOT);
                Names.require("[a-z0-9!#$%&'*+.^_`|~-]{1,100}", name, "a header's name");
            }
            case QUERY -> Names.require("[A-Za-z0-9._~-]{1,100}", name, "a query parameter's name");
            case BODY -> {
                if (!BODY_FIELDS.contains(name)) {
                    throw new IllegalArgumentException(
                            "not a field that takes a credential: expected one of "
                                    + String.join(", ", BODY_FIELDS.stream().sorted().toList()));
                }
            }
            case BASIC -> Names.require("", name, "a place");
        }
    }

    /**
     * Reads {@code header X-Api-Key}, {@code query api_key}, {@code body NAME} or {@code basic}.
     */
    static SecretPlace parse(String text) {
        if (text.equals("basic")) {
            return new SecretPlace(Kind.BASIC, "");
        }
        int space = text.indexOf(' ');
        String name = text.substring(space + 1);
        return switch (space < 0 ? "" : text.substring(0, space)) {
            case "header" -> new SecretPlace(Kind.HEADER, name);
            case "query" -> new SecretPlace(Kind.QUERY, name);
            case "body" -> new SecretPlace(Kind.BODY, name);
            default ->
                    throw new IllegalArgumentException(
                            "not a place: expected in header NAME, in query NAME, in body NAME or in basic");
        };
    }

    /** Whether an atom of this path stands there. */
    public boolean holds(String path) {
        return switch (kind) {
            case HEADER ->
                    path.equals("header/" + name)
                            || path.equals("header/" + name + "/user")
                            || path.equals("header/" + name + "/password");
            case QUERY -> path.equals("query/" + name);
            case BODY -> path.equals("body/" + name);
            case BASIC ->
                    path.equals("header/authorization/user")
                            || path.equals("header/authorization/password");
        };
    }

    /** Whether an atom of this path is the name of that place: the person wrote it. */
    public boolean isNamedBy(String path) {
        return switch (kind) {
            case HEADER -> path.equals("header/" + name + "/name");
            case QUERY -> path.equals("query/" + name + "/name");
            case BODY, BASIC -> false;
        };
    }

    static String suffix(@Nullable SecretPlace place) {
        return place == null ? "" : " in " + place;
    }

    @Override
    public String toString() {
        String word = kind.name().toLowerCase(Locale.ROOT);
        return kind == Kind.BASIC ? word : word + " " + name;
    }
}
