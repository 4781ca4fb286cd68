package dev.stoplock.lab.corpus;

import dev.stoplock.core.json.Json;
import dev.stoplock.core.model.Destination;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One thing that happens in a play, in the order of one server instance: what the agent's client
 * does ({@code Called}, {@code Filled}, {@code Cancelled}), what the server does, and time.
 */
sealed interface Step {

    /** How a report names it. */
    String label();

    /** A step of which something must become. */
    sealed interface Judged extends Step {
        Expected expected();

        /** Whether it is only there for what follows: nothing is said of it, and nothing judged. */
        default boolean isSilent() {
            return false;
        }
    }

    /**
     * The client makes a call; later steps know it by {@code handle}. {@code isSilent}: it is there
     * for what follows.
     */
    record Called(String handle, String tool, Json arguments, boolean isSilent, Expected expected)
            implements Judged {
        @Override
        public String label() {
            return "call " + handle;
        }
    }

    /** A person fills in what the server asked for within a call, and accepts. */
    record Filled(String handle, Json content) implements Step {
        @Override
        public String label() {
            return "answers " + handle;
        }
    }

    /** The client gives a call up. */
    record Cancelled(String handle) implements Step {
        @Override
        public String label() {
            return "cancels " + handle;
        }
    }

    /** The protocol that the bytes of an exchange speak. */
    enum Wire {
        HTTP,
        SMTP
    }

    /**
     * What became of an exchange that was let go: the status that the other end answered with, and
     * whether it says that it took it; or no answer.
     */
    record Outcome(Kind kind, int status, boolean taken, String reply) {

        enum Kind {
            ANSWERED,
            LOST,
            FAILED
        }

        static final Outcome OK = new Outcome(Kind.ANSWERED, 200, true, "");
        static final Outcome LOST = new Outcome(Kind.LOST, 0, false, "");
        static final Outcome FAILED = new Outcome(Kind.FAILED, 0, false, "");
    }

    /** The server writes these bytes to a connection of its own and ends it. */
    record Sent(
            String file,
            Wire wire,
            Destination to,
            byte[] bytes,
            Outcome outcome,
            Expected expected)
            implements Judged {
        @Override
        public String label() {
            return "sends " + file;
        }
    }

    /** The server opens a connection. */
    record Contacted(Destination to, Expected expected) implements Judged {
        @Override
        public String label() {
            return "contacts " + to;
        }
    }

    /** The server looks a name up. */
    record LookedUp(String name, Expected expected) implements Judged {
        @Override
        public String label() {
            return "looks up " + name;
        }
    }

    /** The server returns the final result of a call. */
    record Returned(String handle, @Nullable Json result, Expected expected) implements Judged {
        @Override
        public String label() {
            return "returns " + handle;
        }

        @Override
        public boolean isSilent() {
            return result == null && expected.denied() == null;
        }
    }

    /** The server asks the client for input (elicitation/create), within a call or none. */
    record Asked(String file, Json.Obj params, @Nullable String during, Expected expected)
            implements Judged {
        @Override
        public String label() {
            return "asks " + file;
        }
    }

    /** Time passes. */
    record Waited(Duration time) implements Step {
        @Override
        public String label() {
            return "waits " + time.toSeconds() + "s";
        }
    }
}
