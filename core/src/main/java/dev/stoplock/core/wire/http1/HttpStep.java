package dev.stoplock.core.wire.http1;

import dev.stoplock.core.model.RuleId;

/** What the bytes so far amount to. Bodies are decoded from their framing and whole. */
public sealed interface HttpStep {

    /** More bytes are needed. */
    record More() implements HttpStep {}

    /** The client waits for a 100 (Continue) before it sends its body. */
    record WantsContinue() implements HttpStep {}

    /**
     * The body of this request has come or will come to {@code bytes} in memory. Called next, the
     * reader takes them; until then it holds less.
     */
    record WantsRoom(RequestHead head, long bytes) implements HttpStep {}

    /** The next bytes of a body that is taken in pieces; what is left comes with its request. */
    record Piece(byte[] bytes) implements HttpStep {}

    record Request(RequestHead head, byte[] body) implements HttpStep {}

    record Response(ResponseHead head, byte[] body) implements HttpStep {}

    /**
     * The bytes have no single reading, or are too many; nothing more can be read from this side.
     */
    record Refused(RuleId rule, String sentence) implements HttpStep {
        static Refused of(String rule, String sentence) {
            return new Refused(new RuleId(rule), sentence);
        }
    }
}
