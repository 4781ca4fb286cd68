package dev.stoplock.core.effect;

import dev.stoplock.core.json.Json;
import dev.stoplock.core.model.Atom;
import dev.stoplock.core.model.Role;
import dev.stoplock.core.wire.form.FormField;
import dev.stoplock.core.wire.form.FormReader;
import dev.stoplock.core.wire.form.FormResult;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The atoms of a form of an API that nobody knows: each name, text, file name and file. */
final class FormAtoms {

    private static final Set<String> TYPES =
            Set.of("application/x-www-form-urlencoded", "multipart/form-data");

    private FormAtoms() {}

    static boolean claims(String type) {
        return TYPES.contains(type);
    }

    static List<Atom> of(Exchange exchange, boolean graphql) throws Unreadable {
        return fields(exchange.head().fields().only("content-type") + "", exchange.body(), graphql);
    }

    static List<Atom> fields(String contentType, byte[] body, boolean graphql) throws Unreadable {
        return switch (FormReader.read(contentType, body)) {
            case FormResult.Parsed(List<FormField> fields) -> {
                List<Atom> atoms = new ArrayList<>();
                Set<String> seen = new HashSet<>();
                for (FormField field : fields) {
                    String path = "body/" + field.name();
                    if (!seen.add(path) && FieldClass.takesCredential(path)) {
                        // Threat: which of two an API takes is its own choice; one place holds one
                        // secret
                        atoms.add(FieldClass.again(path, field.text() + ""));
                    } else {
                        add(path, field, graphql, atoms);
                    }
                }
                yield atoms;
            }
            case FormResult.Refused(String reason) ->
                    throw new Unreadable(
                            "effect.form-unreadable",
                            "a form cannot be read in exactly one way: " + reason);
        };
    }

    private static void add(String path, FormField field, boolean graphql, List<Atom> atoms)
            throws Unreadable {
        boolean selected = FieldClass.selects(field.name());
        atoms.add(FieldClass.name(path, field.name()));
        if (field.file() != null) {
            atoms.add(
                    selected || Looks.likeDestinationInName(field.file())
                            ? Atom.destination(path + "/file", Role.SELECTOR, field.file())
                            : Atom.content(path + "/file", field.file()));
        }
        if (field.type() != null) {
            atoms.add(FieldClass.token(path + "/type", false, field.type()));
        }
        String text = field.text();
        if (text == null) {
            atoms.add(Atom.content(path, new String(field.content(), StandardCharsets.ISO_8859_1)));
            return;
        }
        boolean document = graphql && field.name().equals("operations");
        Json json = document ? EmbeddedJson.read(text) : null;
        if (json != null) {
            atoms.addAll(GraphQlAtoms.of(path, json));
        } else if (graphql && field.name().equals("query")) {
            atoms.addAll(GraphQlAtoms.document(path, GraphQlAtoms.items(text)));
        } else if (graphql
                && field.file() == null
                && EmbeddedJson.read(text) == null
                && !field.name().equals("operationName")) {
            throw new Unreadable(
                    "effect.graphql-unreadable",
                    "a form of a GraphQL request holds a field that nobody reads");
        } else {
            // Threat: a field may hold a whole request as JSON (the payload of a webhook)
            EmbeddedJson.collect(path, selected, text, 0, atoms);
        }
    }
}
