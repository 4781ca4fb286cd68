package dev.stoplock.core.wire.smtp;

import dev.stoplock.core.model.RuleId;
import dev.stoplock.core.wire.text.CrlfInput;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads an upstream's replies (RFC 5321, 4.2.1): lines of one reply carry the same code, all but
 * the last with a dash behind it.
 */
public final class SmtpReplies {

    private static final int LONGEST_LINE = 2_000;
    private static final int MOST_LINES = 100;

    /** What the bytes so far amount to. */
    public sealed interface Step {

        record More() implements Step {}

        record Whole(SmtpReply reply) implements Step {}

        /** No single reading; nothing more can be read from this side. */
        record Refused(RuleId rule, String sentence) implements Step {}
    }

    private final CrlfInput input = new CrlfInput();
    private final List<String> lines = new ArrayList<>();
    private int code;

    public void feed(byte[] bytes, int offset, int length) {
        input.add(bytes, offset, length);
    }

    /** Whether bytes came that nobody asked for yet. */
    public boolean isAhead() {
        return input.available() > 0 || !lines.isEmpty();
    }

    public Step next() {
        while (true) {
            switch (input.line(LONGEST_LINE)) {
                case CrlfInput.Line.None none -> {
                    return new Step.More();
                }
                case CrlfInput.Line.Wrong(String reason) -> {
                    return refused(reason);
                }
                case CrlfInput.Line.Whole(byte[] bytes) -> {
                    String line = new String(bytes, StandardCharsets.UTF_8);
                    if (!line.matches("[2-5][0-9][0-9]([ -].*)?")) {
                        return refused("a line does not start with a code");
                    }
                    int number = Integer.parseInt(line.substring(0, 3));
                    if (!lines.isEmpty() && number != code) {
                        return refused("its lines carry different codes");
                    }
                    if (lines.size() == MOST_LINES) {
                        return refused("it has over " + MOST_LINES + " lines");
                    }
                    code = number;
                    lines.add(line.length() > 4 ? line.substring(4) : "");
                    if (line.length() < 4 || line.charAt(3) == ' ') {
                        SmtpReply whole = new SmtpReply(code, lines);
                        lines.clear();
                        return new Step.Whole(whole);
                    }
                }
            }
        }
    }

    private static Step refused(String reason) {
        return new Step.Refused(
                new RuleId("wire.smtp-reply"), "an SMTP reply cannot be read: " + reason);
    }
}
