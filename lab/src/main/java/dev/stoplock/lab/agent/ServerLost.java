package dev.stoplock.lab.agent;

/** Says that the MCP server did not start or is gone; the message is one sentence. */
final class ServerLost extends Exception {

    private static final long serialVersionUID = 1L;

    ServerLost(String sentence) {
        super(sentence, null, false, false);
    }
}
