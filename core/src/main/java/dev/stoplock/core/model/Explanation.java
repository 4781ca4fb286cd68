package dev.stoplock.core.model;

import java.util.List;

/**
 * Why a value may leave (EFFECTS: explanation); always the particular reason, never a kind at
 * large.
 */
public sealed interface Explanation {

    /** The call's argument at this JSON Pointer, through a listed transform. */
    record Argument(String pointer, String via) implements Explanation {}

    /** A setting we gave the server. */
    record Config(String name, String via) implements Explanation {}

    /** The person's or client's reply to a request the server made in this call. */
    record Answer(String pointer, String via) implements Explanation {}

    /** The bytes of the granted file that the call's argument at this JSON Pointer names. */
    record GrantedFile(String pointer, String via) implements Explanation {}

    /** What the home declares under this name. */
    record Rule(String name, String via) implements Explanation {}

    /** A constant destination that a named person accepted. */
    record Constant(String by) implements Explanation {}

    /** A recipient that the call which made or last changed this draft explained. */
    record Draft(String id, CallId by) implements Explanation {}

    /** A value that a contract names for calls without the argument at this pointer. */
    record ByDefault(String absent) implements Explanation {}

    /** One of the values that a contract names, by that of the argument at this pointer. */
    record Chosen(String pointer) implements Explanation {}

    /** Accepted texts with explained values between them, and nothing left over. */
    record Template(List<Explanation> values) implements Explanation {
        public Template {
            values = List.copyOf(values);
        }
    }

    /** The value at this JSON Pointer of what the same host replied earlier in the call. */
    record Result(String pointer) implements Explanation {}

    /** New each time, of a shape that leaves this many bits free. */
    record Fresh(String shape, int bits) implements Explanation {}

    /** A named person accepted that this content is not explained. */
    record Accepted(String by, int bytes) implements Explanation {}

    /** Put there by the broker for this destination. */
    record Secret(SecretName name) implements Explanation {}

    /**
     * Follows from the grant or from the adapter's own operation: the API's host, path, or
     * documented default.
     */
    record Declared(String what) implements Explanation {}

    /** Nothing leaves through it: an empty value. */
    record Empty() implements Explanation {}

    /** Content or meta that no contract judges yet; counted and shown (tiers 2 and 3 in report). */
    record Unjudged(int bytes) implements Explanation {}

    /** The placeholder of a secret stands where that secret is not granted. */
    record Misplaced(SecretName name, String sentence) implements Explanation {}

    /** No call, setting or accepted constant has this value. */
    record Unexplained(String sentence) implements Explanation {}
}
