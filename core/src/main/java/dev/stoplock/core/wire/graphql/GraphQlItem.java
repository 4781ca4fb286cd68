package dev.stoplock.core.wire.graphql;

import java.util.List;

/**
 * One thing that a document says. {@code under} are the names it stands under, the outermost first.
 */
public sealed interface GraphQlItem {

    /** {@code type} is query, mutation or subscription; the name is empty where there is none. */
    record Operation(String type, String name) implements GraphQlItem {}

    /**
     * A field that the server of the API starts at: of an operation of this type, or of a fragment,
     * which may stand in one of any type (then the type is that of the document's strongest
     * operation).
     */
    record RootField(String type, String name) implements GraphQlItem {}

    /** A word that selects what comes back: a field, a type, a fragment, a directive. */
    record Word(String what, String value) implements GraphQlItem {}

    /** The name a field's value comes back under: free text. */
    record Alias(String value) implements GraphQlItem {}

    /** A value written into the document. */
    record Literal(List<String> under, String value, Kind kind) implements GraphQlItem {
        public Literal {
            under = List.copyOf(under);
        }
    }

    /** A place that a variable's value goes to. */
    record Use(List<String> under, String variable) implements GraphQlItem {
        public Use {
            under = List.copyOf(under);
        }
    }

    /** Text that no reader acts on. */
    record Comment(String value) implements GraphQlItem {}

    /** What a literal is written as. */
    enum Kind {
        TEXT,
        NUMBER,
        BOOLEAN,
        NULL,
        ENUM,
        /** A list without elements; one that has some is its elements. */
        LIST,
        /** An object without fields; one that has some is its fields. */
        OBJECT
    }
}
