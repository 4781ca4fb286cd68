package dev.stoplock.lab.story;

import dev.stoplock.core.json.Json;
import dev.stoplock.core.model.Refusal;
import dev.stoplock.gate.port.Refused;
import dev.stoplock.lab.world.Proof;
import dev.stoplock.lab.world.StoplockHome;
import java.io.IOException;
import java.util.List;

/**
 * What Stoplock can show of one denied call: its sentence, what was unexplained, and the proof that
 * the record is in the signed log.
 */
record Evidence(Json.Obj denial, Proof proof, boolean proven) {

    /**
     * Asks the command line, and checks the proof against the log that {@code verify} found good.
     */
    static Evidence of(StoplockHome home, Json.Obj denial)
            throws Refused, IOException, InterruptedException {
        Json.Obj good = home.verify();
        for (Json.Obj record : home.explain(String.valueOf(denial.text("effect")))) {
            String text = record.text("proof");
            if ("judged".equals(record.text("type")) && text != null) {
                try {
                    Proof proof = Proof.parse(text);
                    boolean signed =
                            proof.root().equals(good.text("root"))
                                    && Long.toString(proof.size()).equals(good.text("size"));
                    return new Evidence(record, proof, signed && proof.holds(record));
                } catch (IllegalArgumentException e) {
                    throw unproven(denial);
                }
            }
        }
        throw unproven(denial);
    }

    private static Refused unproven(Json.Obj denial) {
        return new Refused(
                Refusal.Exit.FAILED,
                "story.proof",
                "stoplock explain gives no proof of the denial " + denial.text("effect"),
                "run it by hand with the --home the story printed");
    }

    List<String> lines() {
        return List.of(
                "verdict  "
                        + denial.text("verdict")
                        + " by "
                        + denial.text("rule")
                        + ": "
                        + denial.text("sentence"),
                "atom     " + atoms(denial),
                "call     " + denial.text("call"),
                "proof    record "
                        + proof.index()
                        + " of "
                        + proof.size()
                        + ": "
                        + proof.path().size()
                        + " hashes "
                        + (proven ? "lead" : "DO NOT LEAD")
                        + " to the signed root "
                        + proof.root());
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
