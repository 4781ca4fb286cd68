package dev.stoplock.core.policy;

import dev.stoplock.core.model.Lease;
import dev.stoplock.core.model.Reading;
import java.util.List;

/** Allows or denies one exchange, given what is open. */
public interface Policy {
    Judgement judge(Reading reading, List<Lease> leases);
}
