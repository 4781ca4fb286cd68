package dev.stoplock.core.model;

import java.util.Locale;

/** One exact version of one package, printed as {@code npm:name@1.2.3}. */
public record PackageRef(Ecosystem ecosystem, String name, String version) {

    public PackageRef {
        Names.require(
                "(@[a-z0-9~-][a-z0-9._~-]*/)?[a-zA-Z0-9~-][a-zA-Z0-9._~-]*",
                name,
                "a package name");
        Names.require(
                "[0-9]+\\.[0-9]+\\.[0-9]+([-+][0-9A-Za-z.+-]+)?",
                version,
                "an exact version (1.2.3)");
    }

    /** The name without its scope. */
    public String unscopedName() {
        return name.substring(name.indexOf('/') + 1);
    }

    @Override
    public String toString() {
        return ecosystem.name().toLowerCase(Locale.ROOT) + ":" + name + "@" + version;
    }

    /**
     * Reads {@code npm:name@1.2.3}; throws IllegalArgumentException with one sentence otherwise.
     */
    public static PackageRef parse(String text) {
        int colon = text.indexOf(':');
        int at = text.lastIndexOf('@');
        if (colon < 0 || at <= colon + 1 || !text.substring(0, colon).equals("npm")) {
            throw new IllegalArgumentException("not a package: expected npm:NAME@VERSION");
        }
        return new PackageRef(Ecosystem.NPM, text.substring(colon + 1, at), text.substring(at + 1));
    }
}
