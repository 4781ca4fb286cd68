package dev.stoplock.gate.port;

/** The only way out of a sandbox. */
public interface EgressDoor {

    /**
     * Serves everything the capture gets until closed. Nothing is let go before it returns or after
     * it is closed.
     */
    Door open(Guarded guarded, Capture capture) throws Refused;

    /**
     * An open door; closing it shuts every connection. What was on its way out is cut off, and is
     * then in doubt; nothing more leaves. Closing it again does nothing.
     */
    interface Door extends AutoCloseable {
        @Override
        void close();
    }
}
