package dev.stoplock.app.planted.core.policy;

import java.util.Optional;

/** Planted: breaks rule 7 by its name, a parameter and a static. */
public final class NamedHelper {

    public static int counter;

    private NamedHelper() {}

    static int count(Optional<String> text) {
        return text.map(String::length).orElse(counter);
    }
}
