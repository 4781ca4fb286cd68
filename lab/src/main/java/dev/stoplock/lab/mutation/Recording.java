package dev.stoplock.lab.mutation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** One call of a real server through a real gate, and the request it led to. */
record Recording(String tool, ObjectNode arguments, Wire request) {

    boolean hasBody() {
        return request.body().length > 0;
    }

    /** The body as a tree of its own, to be changed; an empty object where there is none. */
    ObjectNode tree() {
        return Trees.parse(request.body()) instanceof ObjectNode object
                ? object
                : Trees.JSON.createObjectNode();
    }

    /** The request with this body, written compactly. */
    Wire with(JsonNode body) {
        return request.withBody(Trees.bytes(body));
    }
}
