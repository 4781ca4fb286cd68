package dev.stoplock.core.effect;

import dev.stoplock.core.model.Reading;

/** Says what one exchange would do; {@link Adapters#read} is the one there is. */
public interface EffectReader {
    Reading read(Exchange exchange);
}
