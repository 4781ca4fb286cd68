package dev.stoplock.core.wire.imap;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One reading command in the form in which it goes on, without its tag: words of closed lists and
 * values that the client chose. {@code name} is the command as records call it.
 */
public record ImapRequest(String name, boolean carriesNothing, List<Piece> pieces) {

    /** What a value of the client's is. */
    public enum Kind {
        /** The name of a mailbox, or of what holds its quota. */
        MAILBOX,
        /** A pattern of mailbox names. */
        PATTERN,
        /** What is searched for. */
        TEXT,
        /** The name of a header field; written as it is. */
        FIELD
    }

    /** A piece of the command. */
    public sealed interface Piece {

        /** Words, numbers and signs that the grammar fixes. */
        record Fixed(String text) implements Piece {}

        record Chosen(Kind kind, String value) implements Piece {}
    }

    /** Every mailbox of the account, which is what clients ask for first (RFC 9051, 6.3.9). */
    public static final ImapRequest LIST_OF_ALL =
            new ImapRequest(
                    "imap LIST",
                    false,
                    List.of(
                            new Piece.Fixed("LIST "),
                            new Piece.Chosen(Kind.MAILBOX, ""),
                            new Piece.Fixed(" "),
                            new Piece.Chosen(Kind.PATTERN, "*")));

    /** Watching the open mailbox for what is new in it, and its end (RFC 2177). */
    public static final ImapRequest IDLE =
            new ImapRequest("imap IDLE", true, List.of(new Piece.Fixed("IDLE")));

    public static final ImapRequest DONE =
            new ImapRequest("imap DONE", true, List.of(new Piece.Fixed("DONE")));

    public ImapRequest {
        pieces = List.copyOf(pieces);
    }

    boolean isListing() {
        return name.equals("imap LIST") || name.equals("imap LSUB");
    }

    boolean isListOfAll() {
        return equals(LIST_OF_ALL);
    }

    /** The mailbox that it opens, or null. */
    public @Nullable String opens() {
        return name.equals("imap EXAMINE")
                        && pieces.getLast() instanceof Piece.Chosen(Kind kind, String mailbox)
                ? mailbox
                : null;
    }

    /**
     * The command as octets, in the parts between which the server is waited for (RFC 9051, 4.3):
     * each but the last ends in a literal's announcement.
     */
    public List<byte[]> parts(String tag) {
        List<byte[]> parts = new ArrayList<>();
        ByteArrayOutputStream part = new ByteArrayOutputStream();
        ascii(part, tag + " ");
        for (Piece piece : pieces) {
            switch (piece) {
                case Piece.Fixed(String text) -> ascii(part, text);
                case Piece.Chosen(Kind kind, String value) -> {
                    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
                    if (kind == Kind.FIELD) {
                        ascii(part, value);
                    } else if (value.matches("[ -~]{0,900}")) {
                        ascii(part, "\"" + value.replaceAll("([\"\\\\])", "\\\\$1") + "\"");
                    } else {
                        ascii(part, "{" + bytes.length + "}\r\n");
                        parts.add(part.toByteArray());
                        part.reset();
                        part.writeBytes(bytes);
                    }
                }
            }
        }
        ascii(part, "\r\n");
        parts.add(part.toByteArray());
        return parts;
    }

    private static void ascii(ByteArrayOutputStream out, String text) {
        out.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
    }
}
