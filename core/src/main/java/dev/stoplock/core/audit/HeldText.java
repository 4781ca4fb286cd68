package dev.stoplock.core.audit;

import dev.stoplock.core.json.Json;
import dev.stoplock.core.model.Event;
import dev.stoplock.core.model.PackageRef;
import dev.stoplock.core.model.RuleId;
import dev.stoplock.core.model.ServerName;

/** The written form of a review that was held, as {@link EventCodec} has it. */
final class HeldText {

    private HeldText() {}

    static void write(Json.Builder out, Event.ReviewHeld held) {
        out.put("type", "review-held")
                .put("server", held.server().value())
                .put("from", Cut.ref(held.from()).toString())
                .put("to", Cut.ref(held.to()).toString())
                .put("tree", held.tree().toString())
                .put("rule", Cut.rule(held.rule()).value())
                .put("kind", Cut.text(held.kind()))
                .put("sentence", Cut.text(held.sentence()))
                .put("differences", Json.strings(Cut.list(held.differences())));
    }

    static Event.ReviewHeld read(Fields in) throws Fields.Malformed {
        return new Event.ReviewHeld(
                in.parsed("server", ServerName::new),
                in.parsed("from", PackageRef::parse),
                in.parsed("to", PackageRef::parse),
                in.digest("tree"),
                in.parsed("rule", RuleId::new),
                in.text("kind"),
                in.text("sentence"),
                in.texts("differences"));
    }
}
