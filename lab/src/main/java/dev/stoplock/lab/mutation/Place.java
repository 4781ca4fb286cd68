package dev.stoplock.lab.mutation;

/**
 * One atom of a recorded request: where it stands ({@code header/accept}, {@code body/To}, {@code
 * body/tags/0/name}, {@code query/tag}, {@code path/0}, {@code method}, {@code framing}) and what
 * it is.
 */
record Place(String path, Kind kind) {

    /** What an atom does. */
    enum Kind {
        ADDRESS,
        SELECTOR,
        CONTENT,
        META,
        CREDENTIAL,
        TARGET,
        FRAMING
    }

    boolean inBody() {
        return path.startsWith("body/");
    }

    boolean inQuery() {
        return path.startsWith("query/");
    }

    boolean inHead() {
        return path.startsWith("header/");
    }

    /** The JSON pointer (RFC 6901) of a body atom. */
    String pointer() {
        return path.substring("body".length());
    }

    /** The name of a header or a query parameter, or a body atom's outermost field. */
    String name() {
        String rest = path.substring(path.indexOf('/') + 1);
        return inBody() && rest.indexOf('/') >= 0 ? rest.substring(0, rest.indexOf('/')) : rest;
    }
}
