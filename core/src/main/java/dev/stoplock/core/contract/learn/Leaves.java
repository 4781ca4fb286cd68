package dev.stoplock.core.contract.learn;

import dev.stoplock.core.contract.CallPointer;
import dev.stoplock.core.json.Json;
import dev.stoplock.core.json.Pointer;
import dev.stoplock.core.model.contract.AtomPath;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Every value of a JSON value with its JSON Pointer, those that hold others included. */
final class Leaves {

    /** A value, the segments that lead to it, and which of these are indices of arrays. */
    record Node(List<String> segments, List<Integer> indices, Json value) {

        String pointer() {
            StringBuilder pointer = new StringBuilder();
            segments.forEach(segment -> pointer.append('/').append(segment));
            return pointer.toString();
        }

        /** The pointer with a star for each index. */
        String starred() {
            StringBuilder pointer = new StringBuilder();
            for (String segment : segments) {
                pointer.append('/').append(segment.startsWith(INDEX) ? AtomPath.STAR : segment);
            }
            return pointer.toString();
        }

        String lastName() {
            for (int i = segments.size() - 1; i >= 0; i--) {
                if (!segments.get(i).startsWith(INDEX)) {
                    return segments.get(i);
                }
            }
            return "";
        }
    }

    /** How a segment begins that is an index: no escaped name holds this character. */
    private static final String INDEX = "\0";

    private Leaves() {}

    static List<Node> of(Json root) {
        List<Node> nodes = new ArrayList<>();
        collect(root, List.of(), List.of(), nodes);
        return nodes;
    }

    private static void collect(
            Json value, List<String> segments, List<Integer> indices, List<Node> nodes) {
        nodes.add(new Node(segments, indices, value));
        switch (value) {
            case Json.Obj(Map<String, Json> members) ->
                    members.forEach((name, member) ->
                            collect(member, with(segments, Pointer.escape(name)), indices, nodes));
            case Json.Arr(List<Json> items) -> {
                for (int i = 0; i < items.size(); i++) {
                    collect(items.get(i), with(segments, INDEX + i), with(indices, i), nodes);
                }
            }
            case Json.Str s -> {}
            case Json.Num n -> {}
            case Json.Bool b -> {}
            case Json.Null n -> {}
        }
    }

    private static <T> List<T> with(List<T> list, T item) {
        List<T> copy = new ArrayList<>(list);
        copy.add(item);
        return copy;
    }

    /** The pointer of a node in the call itself. */
    static String literal(Node node) {
        return node.pointer().replace(INDEX, "");
    }

    /**
     * The pointer of a node as a contract names it for a value: with stars where their indices are
     * the same, with a hash where it is of the same element, with the indices themselves otherwise.
     */
    static String pointer(Node node, Observed seen) {
        List<Integer> indices = seen.indices();
        if (node.indices().isEmpty()) {
            return node.pointer();
        }
        if (node.indices().equals(indices)) {
            return node.starred();
        }
        String own = seen.array() + "/" + INDEX + seen.element();
        String pointer = node.pointer();
        if (!seen.array().isEmpty() && (pointer.equals(own) || pointer.startsWith(own + "/"))) {
            boolean aligned = node.indices().subList(1, node.indices().size()).equals(indices);
            String rest =
                    (aligned ? node.starred() : pointer)
                            .substring(aligned ? (seen.array() + "/*").length() : own.length());
            return seen.array() + "/" + CallPointer.OF_ELEMENT + rest.replace(INDEX, "");
        }
        return literal(node);
    }
}
