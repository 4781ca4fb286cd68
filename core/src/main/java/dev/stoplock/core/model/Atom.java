package dev.stoplock.core.model;

/**
 * One leaf value of an effect: where it stood (a path such as {@code body/To/0} or {@code
 * header/x-tag}), its class, role, value, and as which type of JSON it stood there.
 */
public record Atom(String path, AtomClass kind, Role role, String value, Form form) {

    /** Outside of JSON. */
    public Atom(String path, AtomClass kind, Role role, String value) {
        this(path, kind, role, value, Form.PLAIN);
    }

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

    /** The same as this type of JSON. */
    public Atom as(Form form) {
        return new Atom(path, kind, role, value, form);
    }
}
