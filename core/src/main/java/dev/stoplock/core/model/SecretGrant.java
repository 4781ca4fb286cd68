package dev.stoplock.core.model;

/** A secret that the broker may put in for one destination, and for no other. */
public record SecretGrant(SecretName name, Destination destination) {

    /** Reads {@code NAME@host} or {@code NAME@host:port}. */
    public static SecretGrant parse(String text) {
        int at = text.indexOf('@');
        if (at < 0) {
            throw new IllegalArgumentException("not a secret grant: expected NAME@host");
        }
        return new SecretGrant(
                new SecretName(text.substring(0, at)), Destination.parse(text.substring(at + 1)));
    }

    @Override
    public String toString() {
        return name + "@" + destination;
    }
}
