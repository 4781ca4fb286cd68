package dev.stoplock.core.effect;

import dev.stoplock.core.json.Json;
import dev.stoplock.core.json.JsonLimits;
import dev.stoplock.core.json.JsonReader;
import dev.stoplock.core.json.JsonResult;
import dev.stoplock.core.json.Pointer;
import dev.stoplock.core.model.Atom;
import dev.stoplock.core.model.Form;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The atoms of JSON of any shape: each name, each leaf, and each object or list that is empty, in
 * the order in which they stand.
 */
final class JsonAtoms {

    /** Each is explained and stored; a body of more is no request that anyone could answer for. */
    static final int MOST = JsonLimits.REQUEST.values();

    private JsonAtoms() {}

    static Json parsed(byte[] text) throws Unreadable {
        return switch (JsonReader.read(text, JsonLimits.REQUEST)) {
            case JsonResult.Parsed(Json value) -> value;
            case JsonResult.Malformed(String reason, int line, int column) ->
                    throw new Unreadable(
                            reason.startsWith(JsonReader.MORE_THAN)
                                    ? "effect.too-many-values"
                                    : reason.contains("stands twice")
                                            ? "wire.duplicate-key"
                                            : "wire.json",
                            "a JSON body cannot be read in exactly one way: " + reason);
        };
    }

    static List<Atom> of(String path, Json value) throws Unreadable {
        List<Atom> atoms = new ArrayList<>();
        collect(path, false, value, atoms);
        return atoms;
    }

    /** {@code selected}: a name above says that what stands here selects. */
    static void collect(String path, boolean selected, Json value, List<Atom> atoms)
            throws Unreadable {
        collect(path, selected, value, 0, atoms);
    }

    /** {@code depth}: in how many texts that are JSON themselves this value stands. */
    static void collect(String path, boolean selected, Json value, int depth, List<Atom> atoms)
            throws Unreadable {
        if (atoms.size() >= MOST) {
            throw new Unreadable(
                    "effect.too-many-values", "a request holds more than " + MOST + " values");
        }
        switch (value) {
            case Json.Obj(Map<String, Json> members) -> {
                if (members.isEmpty()) {
                    atoms.add(FieldClass.token(path, selected, "").as(Form.OBJECT));
                }
                for (Map.Entry<String, Json> member : members.entrySet()) {
                    String name = member.getKey();
                    String below = path + "/" + Pointer.escape(name);
                    atoms.add(FieldClass.name(below, name));
                    collect(
                            below,
                            selected || FieldClass.selects(name),
                            member.getValue(),
                            depth,
                            atoms);
                }
            }
            case Json.Arr(List<Json> items) -> {
                if (items.isEmpty()) {
                    atoms.add(FieldClass.token(path, selected, "").as(Form.LIST));
                }
                for (int i = 0; i < items.size(); i++) {
                    collect(path + "/" + i, selected, items.get(i), depth, atoms);
                }
            }
            case Json.Str(String text) -> {
                int own = atoms.size();
                EmbeddedJson.collect(path, selected, text, depth, atoms);
                atoms.set(own, atoms.get(own).as(Form.TEXT));
            }
            case Json.Num(String literal) ->
                    atoms.add(FieldClass.token(path, selected, literal).as(Form.NUMBER));
            case Json.Bool(boolean truth) ->
                    atoms.add(
                            FieldClass.token(path, selected, Boolean.toString(truth))
                                    .as(Form.TRUTH));
            // nothing leaves through it but that it stands there
            case Json.Null() -> atoms.add(FieldClass.token(path, selected, "").as(Form.NULL));
        }
    }
}
