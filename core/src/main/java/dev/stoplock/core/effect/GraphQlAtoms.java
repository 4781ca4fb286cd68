package dev.stoplock.core.effect;

import dev.stoplock.core.json.Json;
import dev.stoplock.core.json.Pointer;
import dev.stoplock.core.model.Atom;
import dev.stoplock.core.model.Role;
import dev.stoplock.core.wire.graphql.GraphQlItem;
import dev.stoplock.core.wire.graphql.GraphQlReader;
import dev.stoplock.core.wire.graphql.GraphQlResult;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The atoms of a GraphQL request (GraphQL over HTTP, "Request Parameters"): what each operation
 * does, each alias, literal and variable. A field that a mutation or subscription starts at is a
 * destination; a variable is classed by its name and by every place it is used in. A document that
 * cannot be read, or that the API is to look up by a number, is unreadable.
 */
final class GraphQlAtoms {

    private static final Set<String> MEMBERS =
            Set.of("query", "variables", "operationName", "extensions");

    /**
     * Threat: a document that this reader refuses and the API's reader takes. The short form can
     * only be a query.
     */
    private static final Pattern OPERATION =
            Pattern.compile(
                    "(?s)(?:[\\s,\uFEFF]++|#[^\\n\\r]*+)*+(query|mutation|subscription|fragment)\\b[^{]*+\\{.*+");

    private GraphQlAtoms() {}

    /** Whether a path is one that takes GraphQL. */
    static boolean isHome(String path) {
        return path.matches("(?i).*/(graphql|gql)(/|\\.[a-z]{2,5})?");
    }

    /**
     * Whether JSON is a GraphQL request, or holds some (a batch); {@code home} says that the path
     * takes nothing else.
     */
    static boolean claims(Json body, boolean home) {
        return switch (body) {
            case Json.Obj object -> home || hasDocument(object);
            case Json.Arr(List<Json> items) ->
                    home
                            || !items.isEmpty()
                                    && items.stream().anyMatch(item -> claims(item, false));
            default -> home;
        };
    }

    /** Threat: some readers of JSON find a member whatever its case. */
    static void requireExact(String name) throws Unreadable {
        if (!MEMBERS.contains(name) && MEMBERS.stream().anyMatch(name::equalsIgnoreCase)) {
            throw new Unreadable(
                    "effect.graphql-unreadable",
                    "a member of a GraphQL request is written in another case than its own");
        }
    }

    private static boolean hasDocument(Json.Obj object) {
        Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        names.addAll(MEMBERS);
        boolean alone = names.containsAll(object.members().keySet());
        boolean named =
                object.members().entrySet().stream()
                        .anyMatch(member ->
                                member.getKey().equalsIgnoreCase("operationName")
                                        || member.getKey().equalsIgnoreCase("variables")
                                                && member.getValue() instanceof Json.Obj);
        return object.members().entrySet().stream()
                .filter(member -> member.getKey().equalsIgnoreCase("query"))
                .anyMatch(member ->
                        member.getValue() instanceof Json.Str(String document)
                                && (named
                                        || alone && reads(document)
                                        || startsAnOperation(document)));
    }

    private static boolean reads(String document) {
        return GraphQlReader.read(document) instanceof GraphQlResult.Parsed;
    }

    private static boolean startsAnOperation(String document) {
        return OPERATION.matcher(document).matches();
    }

    static List<Atom> of(String path, Json body) throws Unreadable {
        if (body instanceof Json.Arr(List<Json> items)) {
            List<Atom> atoms = new ArrayList<>();
            for (int i = 0; i < items.size(); i++) {
                atoms.addAll(of(path + "/" + i, items.get(i)));
            }
            return atoms;
        }
        if (!(body instanceof Json.Obj(Map<String, Json> members))
                || !(members.get("query") instanceof Json.Str(String document))) {
            throw new Unreadable(
                    "effect.graphql-unreadable",
                    "a GraphQL request brings no document of its own, so what it does cannot be read");
        }
        List<GraphQlItem> items = items(document);
        List<Atom> atoms = document(path + "/query", items);
        Set<String> selecting = selecting(items);
        for (String name : members.keySet()) {
            requireExact(name);
        }
        for (Map.Entry<String, Json> member : members.entrySet()) {
            String below = path + "/" + Pointer.escape(member.getKey());
            switch (member.getKey()) {
                case "query" -> {}
                case "operationName" ->
                        atoms.add(FieldClass.token(below, false, text(member.getValue())));
                case "variables" -> variables(below, member.getValue(), selecting, atoms);
                case "extensions" -> JsonAtoms.collect(below, true, member.getValue(), atoms);
                default -> {
                    atoms.add(FieldClass.name(below, member.getKey()));
                    JsonAtoms.collect(
                            below, FieldClass.selects(member.getKey()), member.getValue(), atoms);
                }
            }
        }
        return atoms;
    }

    static List<GraphQlItem> items(String document) throws Unreadable {
        return switch (GraphQlReader.read(document)) {
            case GraphQlResult.Parsed(List<GraphQlItem> items) -> items;
            case GraphQlResult.Refused(String reason) ->
                    throw new Unreadable(
                            "effect.graphql-unreadable",
                            "a GraphQL document cannot be read: " + reason);
        };
    }

    static List<Atom> document(String path, List<GraphQlItem> items) throws Unreadable {
        List<Atom> atoms = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
            String at = path + "/" + i + "/";
            switch (items.get(i)) {
                case GraphQlItem.Operation(String type, String name) -> {
                    atoms.add(Atom.meta(at + "operation", type));
                    atoms.add(Atom.meta(at + "operation/name", name));
                }
                case GraphQlItem.RootField(String type, String name) ->
                        atoms.add(
                                type.equals("query")
                                        ? Atom.meta(at + type, name)
                                        : Atom.destination(at + type, Role.SELECTOR, name));
                case GraphQlItem.Word(String what, String value) ->
                        atoms.add(Atom.meta(at + what, value));
                case GraphQlItem.Alias(String value) ->
                        atoms.add(Atom.content(at + "alias", value));
                case GraphQlItem.Comment(String value) ->
                        atoms.add(FieldClass.text(at + "comment", false, value));
                case GraphQlItem.Use(List<String> under, String variable) ->
                        atoms.add(Atom.meta(at + String.join("/", under), variable));
                case GraphQlItem.Literal literal -> {
                    String below = at + String.join("/", literal.under());
                    boolean selected = selects(literal.under());
                    switch (literal.kind()) {
                        case TEXT ->
                                EmbeddedJson.collect(below, selected, literal.value(), 0, atoms);
                        case NUMBER, BOOLEAN, ENUM ->
                                atoms.add(FieldClass.token(below, selected, literal.value()));
                        // nothing leaves through it but that it stands there
                        case NULL, LIST, OBJECT -> atoms.add(FieldClass.token(below, selected, ""));
                    }
                }
            }
        }
        return atoms;
    }

    /** The first name is the field itself: only what is passed to it says where something goes. */
    private static boolean selects(List<String> under) {
        return under.subList(1, under.size()).stream().anyMatch(FieldClass::selects);
    }

    /** The variables that are used where a destination stands. */
    static Set<String> selecting(List<GraphQlItem> items) {
        Set<String> selecting = new HashSet<>();
        for (GraphQlItem item : items) {
            if (item instanceof GraphQlItem.Use(List<String> under, String variable)
                    && selects(under)) {
                selecting.add(variable);
            }
        }
        return selecting;
    }

    static void variables(String path, Json value, Set<String> selecting, List<Atom> atoms)
            throws Unreadable {
        if (!(value instanceof Json.Obj(Map<String, Json> members))) {
            if (value instanceof Json.Null) {
                return;
            }
            throw new Unreadable(
                    "effect.graphql-unreadable",
                    "the variables of a GraphQL request are no object");
        }
        for (Map.Entry<String, Json> member : members.entrySet()) {
            String name = member.getKey();
            String below = path + "/" + Pointer.escape(name);
            atoms.add(FieldClass.name(below, name));
            JsonAtoms.collect(
                    below,
                    selecting.contains(name) || FieldClass.selects(name),
                    member.getValue(),
                    atoms);
        }
    }

    private static String text(Json value) throws Unreadable {
        return switch (value) {
            case Json.Str(String text) -> text;
            case Json.Null() -> "";
            default ->
                    throw new Unreadable(
                            "effect.graphql-unreadable",
                            "the operationName of a GraphQL request is no text");
        };
    }
}
