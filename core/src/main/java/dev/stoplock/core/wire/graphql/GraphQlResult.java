package dev.stoplock.core.wire.graphql;

import java.util.List;

/** What a document says, or why it has no single reading. */
public sealed interface GraphQlResult {

    record Parsed(List<GraphQlItem> items) implements GraphQlResult {
        public Parsed {
            items = List.copyOf(items);
        }
    }

    /** {@code reason} is one line without text of the document. */
    record Refused(String reason) implements GraphQlResult {}
}
