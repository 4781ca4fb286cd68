package dev.stoplock.core.model;

/**
 * What the home declares under a name of its own, for contracts to say that a value is this and
 * stays this (EFFECTS: rule R).
 */
public sealed interface DeclaredRule {

    /** The most characters of a text. */
    int LONGEST = 4_096;

    /** An address that gets blind copies of mails. */
    record Archive(String address) implements DeclaredRule {
        public Archive {
            Names.require(
                    "[^\\s@\\p{C}*<>,;\"]{1,64}@[^\\s@\\p{C}*<>,;\"]{1,253}",
                    address,
                    "an address (name@domain)");
        }
    }

    /** A text that stands in contents: a footer, a disclaimer. */
    record Footer(String text) implements DeclaredRule {
        public Footer {
            if (text.isBlank() || text.length() > LONGEST) {
                throw new IllegalArgumentException(
                        "a text of a rule has 1 to " + LONGEST + " characters");
            }
        }
    }

    /** Whether a rule may be called this. */
    static boolean isName(String name) {
        return name.matches("[a-z][a-z0-9-]{0,39}");
    }
}
