package dev.stoplock.core.model.contract;

import dev.stoplock.core.model.DeclaredRule;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Where a value of an effect comes from, as a contract names it (EFFECTS: explanation). Pointers
 * are JSON Pointers in which a star stands for an index: the nth star of a pointer is the nth of
 * the path it explains. {@code via} is the name of a listed transform.
 */
public sealed interface Source {

    /** The free bits that one such value leaves. */
    default long hiddenBits() {
        return 0;
    }

    /** The call's argument at this pointer. */
    record Argument(String pointer, String via) implements Source {
        public Argument {
            requirePointer(pointer);
        }
    }

    /** The bytes of the granted file that the argument at this pointer names. */
    record File(String pointer, String via) implements Source {
        public File {
            requirePointer(pointer);
        }
    }

    /** A setting that the server was given; it follows where the setting changes. */
    record Setting(String name, String via) implements Source {}

    /** What the home declares under this name; it follows where that changes. */
    record Rule(String name, String via) implements Source {
        public Rule {
            if (!DeclaredRule.isName(name)) {
                throw new IllegalArgumentException("not the name of a rule: " + name);
            }
        }
    }

    /** What a person or client answered to a request of the server in this call. */
    record Answer(String pointer, String via) implements Source {
        public Answer {
            requirePointer(pointer);
        }
    }

    /**
     * Always this value. {@code by} and {@code on} say who typed it and when, where it is a
     * destination; they are empty where it is none.
     */
    record Constant(String value, String by, String on) implements Source {

        public static Constant plain(String value) {
            return new Constant(value, "", "");
        }

        public boolean isAccepted() {
            return !by.isEmpty();
        }
    }

    /** This value where the call has no argument at the pointer. */
    record Default(String value, String absent) implements Source {
        public Default {
            requirePointer(absent);
        }
    }

    /** For each value that the argument may have, another one; each was seen. */
    record Choice(String pointer, Map<String, String> values) implements Source {
        public Choice {
            requirePointer(pointer);
            values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
        }
    }

    /** Accepted texts with explained values between them, and nothing left over. */
    record Template(List<Part> parts) implements Source {
        public Template {
            parts = List.copyOf(parts);
            if (parts.stream().noneMatch(part -> part instanceof Part.Value)) {
                throw new IllegalArgumentException("a template holds at least one value");
            }
        }
    }

    /** A piece of a template. */
    sealed interface Part {
        record Text(String text) implements Part {}

        /**
         * {@code from}: an argument, a setting, an answer or a rule, by a transform that writes.
         */
        record Value(Source from) implements Part {
            public Value {
                if (!(from instanceof Argument
                        || from instanceof Setting
                        || from instanceof Rule
                        || from instanceof Answer)) {
                    throw new IllegalArgumentException(
                            "a template holds arguments, settings, answers and rules only");
                }
            }
        }
    }

    /** The value at this pointer of what the same host replied to an earlier effect of the call. */
    record Reply(String pointer) implements Source {
        public Reply {
            requirePointer(pointer);
        }
    }

    /**
     * New each time, of this shape. Where that leaves more than {@link #UNMARKED} bits free, {@code
     * by} and {@code on} say who accepted it and when; they are empty otherwise.
     */
    record Fresh(Shape shape, String by, String on) implements Source {

        /** The most free bits that pass without a person's word (EFFECTS, "Hidden bits"). */
        public static final int UNMARKED = 16;

        public static Fresh unmarked(Shape shape) {
            return new Fresh(shape, "", "");
        }

        public boolean isAccepted() {
            return shape.bits() <= UNMARKED || !by.isEmpty();
        }

        @Override
        public long hiddenBits() {
            return shape.bits();
        }
    }

    /** A named person accepted that this content is not explained, up to this many bytes. */
    record Unexplained(int most, String by, String on) implements Source {
        public Unexplained {
            if (most < 1 || by.isEmpty()) {
                throw new IllegalArgumentException("what is not explained has an end and a name");
            }
        }

        @Override
        public long hiddenBits() {
            return 8L * most;
        }
    }

    private static void requirePointer(String pointer) {
        if (!pointer.isEmpty() && !pointer.startsWith("/")) {
            throw new IllegalArgumentException("not a JSON Pointer: " + pointer);
        }
    }
}
