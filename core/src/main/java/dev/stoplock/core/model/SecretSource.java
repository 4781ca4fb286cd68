package dev.stoplock.core.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where the gate takes a secret's value from, as the home's settings say. */
public sealed interface SecretSource {

    /** What holds where the settings say nothing: the file of its name in the home. */
    SecretSource HOME = new File(null);

    /** A file of the person's own, mode 0600; null: {@code secrets/NAME} in the home. */
    record File(@Nullable String path) implements SecretSource {
        public File {
            if (path != null && !path.startsWith("/")) {
                throw new IllegalArgumentException("not a path from the root: " + path);
            }
        }

        @Override
        public String toString() {
            return path == null ? "its file in the home" : "file " + path;
        }
    }

    /** A variable of the environment that the gate was started with. */
    record Variable(String name) implements SecretSource {
        public Variable {
            // Threat: a variable that makes programs load what it names would be kept for the gate
            Names.require(
                    "(?!LD_|JAVA_|JDK_|NODE_)[A-Za-z][A-Za-z0-9_]{0,199}",
                    name,
                    "a variable that can hold a secret");
        }

        @Override
        public String toString() {
            return "variable " + name;
        }
    }

    /**
     * What a program prints: its words, no shell; at most so many seconds. The value must not stand
     * among the words.
     */
    record Command(List<String> words, int seconds) implements SecretSource {

        public static final int SECONDS = 20;
        public static final int MOST_SECONDS = 120;

        public Command {
            words = List.copyOf(words);
            if (words.isEmpty() || words.getFirst().isBlank()) {
                throw new IllegalArgumentException("a command needs a program");
            }
            if (words.stream().anyMatch(word -> word.indexOf('\0') >= 0)) {
                throw new IllegalArgumentException("a command's words hold no NUL");
            }
            if (seconds < 1 || seconds > MOST_SECONDS) {
                throw new IllegalArgumentException("a command's seconds are 1 to " + MOST_SECONDS);
            }
        }

        @Override
        public String toString() {
            return "command " + words.getFirst();
        }
    }
}
