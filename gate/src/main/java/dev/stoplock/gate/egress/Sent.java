package dev.stoplock.gate.egress;

import dev.stoplock.core.model.Refusal;
import dev.stoplock.core.model.RuleId;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** What became of something that was let go; {@code R} is what goes back to the server. */
sealed interface Sent<R> {

    /** An upstream's answer, on its way to the server and to the records. */
    interface Came<R> {

        /** What the upstream said under its head, with all that is in it. */
        byte[] body();

        /** What the server may see of it. */
        R passedOn();

        /** As it is stored, with no credential in it. */
        byte[] kept();

        /** Why a rule withholds it; null where it goes on. */
        default @Nullable Denied denied() {
            return null;
        }
    }

    /** An upstream's answer that is passed on piece by piece, as it comes. */
    interface Coming<R> {

        /** What the server sees of it first; {@code heard} hears of the rest. */
        R begun(Heard heard) throws IOException;
    }

    /** Hears of an answer that is passed on as it comes; of its end exactly once. */
    interface Heard {

        /** The server got this of it. */
        void passed(byte[] piece);

        /**
         * It has ended; {@code detail} says how, {@code kept} is the first of it as it is stored,
         * and {@code denied} why it was cut off where a rule did so.
         */
        void ended(String detail, byte[] kept, @Nullable Denied denied) throws IOException;
    }

    /** A rule, and what it found. */
    record Denied(RuleId rule, String sentence) {}

    /** What an upstream's answer says of what was sent. */
    enum Fate {
        /** It took it. */
        TAKEN,
        /** It did not take it: the same may be tried again. */
        REFUSED,
        /** It says that it failed or is busy: the same may be tried again, and may be a second. */
        DOUBTFUL
    }

    /** The upstream answered with {@code status}; {@code hops} says how it was reached. */
    record Answered<R>(Came<R> came, int status, Fate fate, String hops) implements Sent<R> {}

    /** The upstream answers with {@code status}, and its answer is passed on as it comes. */
    record Streamed<R>(Coming<R> coming, int status, String hops) implements Sent<R> {}

    /** Nothing of it was sent, because of a rule about the way out. */
    record NotAllowed<R>(Refusal refusal) implements Sent<R> {}

    /** Nothing of it was sent. */
    record Failed<R>(String sentence) implements Sent<R> {}

    /** Some or all of it was sent, and no readable answer came: it may have left. */
    record Unknown<R>(String sentence, String hops) implements Sent<R> {}
}
