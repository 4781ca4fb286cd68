package dev.stoplock.lab.story;

import dev.stoplock.core.json.Json;
import dev.stoplock.core.model.Refusal;
import dev.stoplock.gate.port.Refused;
import dev.stoplock.lab.world.Proof;
import dev.stoplock.lab.world.StoplockHome;
import java.io.IOException;
import java.util.List;

/**
 * What Stoplock can show of one record, such as a denied call: its sentence, what was unexplained,
 * and the proof that it is in the signed log.
 */
record Evidence(Json.Obj record, Proof proof, boolean proven) {

    /** Of a denied call. */
    static Evidence of(StoplockHome home, Json.Obj denial)
            throws Refused, IOException, InterruptedException {
        return of(home, String.valueOf(denial.text("effect")), "judged");
    }

    /**
     * Of the last record of this type that {@code stoplock explain} tells of an id: asks the
     * command line, and checks the proof against the log that {@code verify} found good.
     */
    static Evidence of(StoplockHome home, String id, String type)
            throws Refused, IOException, InterruptedException {
        Json.Obj good = home.verify();
        for (Json.Obj record : home.explain(id).reversed()) {
            String text = record.text("proof");
            if (type.equals(record.text("type")) && text != null) {
                try {
                    Proof proof = Proof.parse(text);
                    boolean signed =
                            proof.root().equals(good.text("root"))
                                    && Long.toString(proof.size()).equals(good.text("size"));
                    return new Evidence(record, proof, signed && proof.holds(record));
                } catch (IllegalArgumentException e) {
                    throw unproven(id);
                }
            }
        }
        throw unproven(id);
    }

    private static Refused unproven(String id) {
        return new Refused(
                Refusal.Exit.FAILED,
                "story.proof",
                "stoplock explain gives no proof of what it says of " + id,
                "run it by hand with the --home the story printed");
    }

    /** A denial names its rule, the value that nothing explains, and the call it is laid to. */
    static void requireWhole(String way, Json.Obj denial, Expected expected) {
        boolean whole =
                denial.text("call") != null
                        && denial.text("rule") != null
                        && denial.at("unexplained") instanceof Json.Arr atoms
                        && !atoms.items().isEmpty();
        expected.that(
                whole, way + ": denial " + denial.text("effect") + " lacks its rule, atom or call");
    }

    List<String> lines() {
        return List.of(
                "verdict  "
                        + record.text("verdict")
                        + " by "
                        + record.text("rule")
                        + ": "
                        + record.text("sentence"),
                "atom     " + atoms(record),
                "call     " + record.text("call"),
                "proof    " + proofLine());
    }

    /** That the record stands in the signed log, in few words. */
    String proofLine() {
        return "record "
                + proof.index()
                + " of "
                + proof.size()
                + ": "
                + proof.path().size()
                + " hashes "
                + (proven ? "lead" : "DO NOT LEAD")
                + " to the signed root "
                + proof.root();
    }

    static String atoms(Json.Obj denial) {
        return denial.at("unexplained") instanceof Json.Arr atoms
                ? String.join(
                        ", ",
                        atoms.items().stream()
                                .map(atom -> atom instanceof Json.Str(String text) ? text : "?")
                                .toList())
                : "";
    }
}
