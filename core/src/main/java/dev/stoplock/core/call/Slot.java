package dev.stoplock.core.call;

import dev.stoplock.core.model.CallId;
import dev.stoplock.core.model.EffectId;
import dev.stoplock.core.model.Lease;
import dev.stoplock.core.model.Said;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What a lease book knows of one call: its lease, when that is over, what is leaving under it, and
 * what is to be told of it.
 */
final class Slot {

    static final String IN_DOUBT = " (it may have left)";

    Lease lease;
    LeaseBook.Notes notes = LeaseBook.Notes.NONE;
    final long opened;
    final Map<EffectId, String> leaving = new LinkedHashMap<>();
    final Set<EffectId> outward = new HashSet<>();
    final List<Said> replies = new ArrayList<>();
    int repliesKept;
    boolean answered;
    Instant over;
    boolean waitsForInput;
    private @Nullable Lease heard;

    Slot(Lease lease, long opened, Instant over) {
        this.lease = lease;
        this.opened = opened;
        this.over = over;
    }

    CallId id() {
        return lease.call().id();
    }

    boolean isOver(Instant now) {
        return now.isAfter(over);
    }

    /** The lease with the replies, made anew where either has changed. */
    Lease heard() {
        Lease made = heard;
        if (made == null) {
            made = lease.withReplies(replies);
            heard = made;
        }
        return made;
    }

    void change(UnaryOperator<Lease> how) {
        lease = how.apply(lease);
        heard = null;
    }

    void replied(Said said) {
        replies.add(said);
        repliesKept += said.text().length();
        heard = null;
    }

    LeaseBook.Notes toldNow() {
        LeaseBook.Notes told = notes;
        for (String sentence : leaving.values()) {
            told = told.withSent(sentence + IN_DOUBT);
        }
        return told;
    }
}
