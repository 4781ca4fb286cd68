package dev.stoplock.gate.console;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a request is answered with. */
sealed interface Answer {

    /** A page: a template under {@code src/main/jte} and the record it shows. */
    record Page(int status, String template, Object shown) implements Answer {}

    /** Look there instead, with GET; {@code cookie} is set where it is not null. */
    record Elsewhere(String path, @Nullable String cookie) implements Answer {}

    /** A file of the console's own, which never changes under its address. */
    record File(String type, byte[] bytes) implements Answer {}

    /** A run's lines as server-sent events, from an index on. */
    record Stream(RunLines lines, int from, Sessions.Session session) implements Answer {}

    /** One sentence as plain text, where no page is in place. */
    record Sentence(int status, String text) implements Answer {}

    /** The path exists, and is asked for in other ways. */
    record OtherMethod(List<String> allowed) implements Answer {
        public OtherMethod {
            allowed = List.copyOf(allowed);
        }
    }
}
