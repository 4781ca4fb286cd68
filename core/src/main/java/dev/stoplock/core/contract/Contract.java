package dev.stoplock.core.contract;

import dev.stoplock.core.model.Effect;
import dev.stoplock.core.model.Lease;
import org.jspecify.annotations.Nullable;

/** Explains the values of an effect by what was asked. */
public interface Contract {

    /**
     * The explanation of each atom by one lease, or by settings alone where there is none; {@code
     * key} is {@link DefaultContract#key}.
     */
    Explained explain(Effect effect, @Nullable Lease lease, String key);

    /** One effect, to be held against one lease after another. */
    default Held hold(Effect effect) {
        return (lease, key) -> explain(effect, lease, key);
    }

    /** An effect that was read once, whatever the number of leases. */
    interface Held {
        Explained by(@Nullable Lease lease, String key);

        /** The same where every value is explained; null as soon as one is not. */
        default @Nullable Explained whole(Lease lease, String key) {
            Explained explained = by(lease, key);
            return explained.weight() == 0 ? explained : null;
        }
    }
}
