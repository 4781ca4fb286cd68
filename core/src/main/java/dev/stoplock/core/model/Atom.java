package dev.stoplock.core.model;

/**
 * One leaf value of an effect: where it stood (a path such as {@code body/To/0} or {@code
 * header/x-tag}), its class, role, value.
 */
public record Atom(String path, AtomClass kind, Role role, String value) {

    public static Atom destination(String path, Role role, String value) {
        return new Atom(path, AtomClass.DESTINATION, role, value);
    }

    public static Atom credential(String path, String value) {
        return new Atom(path, AtomClass.CREDENTIAL, Role.CREDENTIAL, value);
    }

    /** Whom a credential says to be; empty says nobody. */
    public static Atom user(String path, String value) {
        return new Atom(path, AtomClass.CREDENTIAL, Role.USER, value);
    }

    public static Atom content(String path, String value) {
        return new Atom(path, AtomClass.CONTENT, Role.NONE, value);
    }

    public static Atom meta(String path, String value) {
        return new Atom(path, AtomClass.META, Role.NONE, value);
    }
}
