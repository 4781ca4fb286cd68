package dev.stoplock.gate.egress;

/**
 * How much of a message is taken: what is over a limit is refused, or passed on unread by whole
 * where it is a reply.
 */
public final class WireLimits {

    /**
     * A mail of 10 MB with its attachments in base64, and room for the rest. Bytes, after decoding.
     */
    public static final int REQUEST = 16 << 20;

    /** What is longer is not looked at whole, but passed on as it comes. */
    static final int REPLY = 16 << 20;

    /** A body that is one value whatever it holds lies on disk from here on. Bytes. */
    static final int SPOOLED_FROM = 256 << 10;

    /** The longest of those. Bytes. */
    static final long UPLOAD = 256 << 20;

    /** All of those that are under way in one instance, together. Bytes. */
    static final long UPLOADS_UNDER_WAY = 1 << 30;

    /** All bodies that are under way in one instance, together. Bytes. */
    static final int UNDER_WAY = 64 << 20;

    public static final String SENTENCE =
            "a head of 64 KiB, a body of "
                    + (REQUEST >> 20)
                    + " MiB after decoding, judged whole and refused beyond, an upload of bytes "
                    + (UPLOAD >> 20)
                    + " MiB by way of the disk; a reply of "
                    + (REPLY >> 20)
                    + " MiB with secrets masked, a longer or streamed one cut off where a secret stands; "
                    + (UNDER_WAY >> 20)
                    + " MiB of bodies under way in one instance";

    private WireLimits() {}
}
