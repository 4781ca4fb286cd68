package dev.stoplock.gate.port;

/** The only way out of a sandbox. */
public interface EgressDoor {

    /** Serves everything the capture gets until closed. Nothing is let go before it returns or after it is closed. */
    AutoCloseable open(Guarded guarded, Capture capture) throws Refused;
}
