package dev.stoplock.core.wire.imap;

import dev.stoplock.core.wire.text.CrlfInput;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads an upstream's responses (RFC 9051, 7), each with the literals in it. What looks like a
 * response inside a literal is none.
 */
public final class ImapResponses {

    private static final int LONGEST_LINE = 1 << 20;
    private static final Pattern LITERAL = Pattern.compile("\\{([0-9]{1,9})}$");

    /** What the bytes so far amount to. */
    public sealed interface Step {

        record More() implements Step {}

        /** One response, with its end; {@code head} is its first line. */
        record Whole(String head, byte[] bytes) implements Step {}

        record Refused(String reason) implements Step {}
    }

    private final int limit;
    private final CrlfInput input = new CrlfInput();
    private final ByteArrayOutputStream response = new ByteArrayOutputStream();
    private @Nullable String head;
    private int literal;

    /** {@code limit} is the longest response in octets. */
    public ImapResponses(int limit) {
        this.limit = limit;
    }

    public void feed(byte[] bytes, int offset, int length) {
        input.add(bytes, offset, length);
    }

    /** Whether bytes came that nobody asked for yet. */
    public boolean isAhead() {
        return input.available() > 0 || response.size() > 0;
    }

    public Step next() {
        while (true) {
            if (literal > 0) {
                int here = Math.min(literal, input.available());
                response.writeBytes(input.take(here));
                literal -= here;
                if (literal > 0) {
                    return new Step.More();
                }
            }
            switch (input.line(LONGEST_LINE)) {
                case CrlfInput.Line.None none -> {
                    return new Step.More();
                }
                case CrlfInput.Line.Wrong(String reason) -> {
                    return new Step.Refused(reason);
                }
                case CrlfInput.Line.Whole(byte[] bytes) -> {
                    String line = new String(bytes, StandardCharsets.ISO_8859_1);
                    String first = head == null ? line : head;
                    head = first;
                    response.writeBytes(bytes);
                    response.write('\r');
                    response.write('\n');
                    Matcher announced = LITERAL.matcher(line);
                    literal = announced.find() ? Integer.parseInt(announced.group(1)) : -1;
                    if (response.size() > limit || literal > limit - response.size()) {
                        return new Step.Refused("a response is over " + limit + " octets");
                    }
                    if (literal < 0) {
                        Step whole = new Step.Whole(first, response.toByteArray());
                        response.reset();
                        head = null;
                        literal = 0;
                        return whole;
                    }
                }
            }
        }
    }
}
