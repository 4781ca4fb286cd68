package dev.stoplock.core.contract;

import dev.stoplock.core.model.Atom;
import dev.stoplock.core.model.Lease;
import dev.stoplock.core.model.Shown;
import dev.stoplock.core.model.contract.AtomPath;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a person is told what a learned contract does not explain, or misses. */
final class NotLearned {

    private NotLearned() {}

    static String sentence(Atom atom, EffectChecks.@Nullable Checked clause, Lease lease) {
        String tool = lease.call().tool();
        String what = atom.value().isEmpty() ? "nothing" : Shown.text(atom.value());
        if (atom.role().isRecipient()) {
            return "server added recipient "
                    + what
                    + " ("
                    + atom.role().label()
                    + "), which "
                    + (clause == null
                            ? "the contract of " + Shown.text(tool) + " does not know"
                            : "is not its " + said(clause, lease));
        }
        return "server set "
                + Shown.text(atom.path())
                + " to "
                + what
                + (clause == null
                        ? ", which " + Shown.text(tool) + " was never seen to set"
                        : ", which is not its " + said(clause, lease));
    }

    static String missing(AtomPath path, String tool) {
        return "server left out "
                + Shown.text(path.text())
                + ", which stood in each such request of "
                + Shown.text(tool)
                + " where the call was like this one";
    }

    private static String said(EffectChecks.Checked clause, Lease lease) {
        List<String> sources =
                clause.clause().sources().stream().map(ContractText::sentence).toList();
        return Shown.text(String.join(" or ", sources)) + FileForms.unread(clause.clause(), lease);
    }
}
