package dev.stoplock.core.contract;

import dev.stoplock.core.model.Atom;
import dev.stoplock.core.model.Effect;
import dev.stoplock.core.model.Explanation;
import dev.stoplock.core.model.KnownDraft;
import dev.stoplock.core.model.Lease;
import dev.stoplock.core.model.Role;
import dev.stoplock.core.model.Shown;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The sending of a draft (EFFECTS: draft D): its recipients are those that the call which made or
 * last changed it explained. The call that sends it must name it, or have made it itself, and sends
 * it once.
 */
final class DraftContract {

    private DraftContract() {}

    /**
     * The explanation of each recipient, or of the draft as a whole where nobody saw who it is for;
     * adds what is spent to {@code spending}.
     */
    static List<Explained.Item> explain(
            Effect.SendDraft draft,
            @Nullable Lease lease,
            List<String> spent,
            List<String> spending) {
        KnownDraft known = draft.known();
        String shown =
                (draft.draft().startsWith("the ") ? "" : "draft ") + Shown.text(draft.draft());
        if (known == null) {
            Atom nobody = Atom.destination("draft", Role.TO, "whoever " + shown + " names");
            return List.of(
                    unexplained(
                            nobody,
                            "server sent to whoever "
                                    + shown
                                    + " names, and the gate did not see that made or last changed"));
        }
        String token = "draft " + draft.destination() + " " + draft.draft();
        boolean again = spent.contains(token) || spending.contains(token);
        spending.add(token);
        List<Explained.Item> items = new ArrayList<>();
        for (Atom recipient : known.recipients()) {
            items.add(
                    again
                            ? unexplained(
                                    recipient,
                                    "server sent " + shown + " once more than the call asked")
                            : new Explained.Item(
                                    recipient, new Explanation.Draft(draft.draft(), known.by())));
        }
        return items;
    }

    /** Whether this atom is the draft's id, and this call made or last changed the draft. */
    static boolean isOfThisCall(Effect.SendDraft draft, Atom atom, @Nullable Lease lease) {
        KnownDraft known = draft.known();
        return lease != null
                && known != null
                && known.by().equals(lease.call().id())
                && atom.role() == Role.SELECTOR
                && atom.value().equals(draft.draft());
    }

    private static Explained.Item unexplained(Atom atom, String sentence) {
        return new Explained.Item(atom, new Explanation.Unexplained(sentence));
    }
}
