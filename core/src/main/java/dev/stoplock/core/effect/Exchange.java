package dev.stoplock.core.effect;

import dev.stoplock.core.model.Destination;
import dev.stoplock.core.wire.http1.RequestHead;
import org.jspecify.annotations.Nullable;

/**
 * One request as it would leave (canonical head, decoded body) and where it is going. Where {@code
 * upload} is not null it stands for the body, which is then empty here.
 */
public record Exchange(
        Destination destination, RequestHead head, byte[] body, @Nullable Upload upload) {

    public Exchange(Destination destination, RequestHead head, byte[] body) {
        this(destination, head, body, null);
    }
}
