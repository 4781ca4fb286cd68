package dev.stoplock.core.wire.mime;

import java.util.List;

/** What stands under the header of a message or part. */
public sealed interface MimeBody {

    /** A leaf's content, its transfer encoding undone. */
    @SuppressWarnings("ArrayRecordComponent")
    record Leaf(byte[] content) implements MimeBody {}

    /**
     * A multipart: at least one part. What stands before the first and after the last delimiter is
     * mostly not shown, but leaves all the same; empty where there is nothing.
     */
    record Parts(String preamble, List<MimePart> parts, String epilogue) implements MimeBody {
        public Parts {
            parts = List.copyOf(parts);
        }
    }

    /** A {@code message/rfc822}: a whole message that is carried, not sent. */
    record Carried(MimePart message) implements MimeBody {}
}
