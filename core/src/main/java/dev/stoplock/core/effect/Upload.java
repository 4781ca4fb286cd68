package dev.stoplock.core.effect;

import dev.stoplock.core.model.Digest;

/**
 * A body that lies on disk and is not looked into but as it came: its length in bytes, its digest,
 * the first of it, and what of it holds a placeholder of the server's (empty where nothing does).
 */
public record Upload(long length, Digest digest, byte[] first, String placeholder) {

    /** As the atom of its content has it. */
    public String described() {
        return length + " bytes, " + digest;
    }
}
