package dev.stoplock.core.model;

/**
 * Who called, as far as anyone said: free text from {@code --agent} or the client's own initialize,
 * control characters removed.
 */
public record AgentName(String value) {

    private static final int LONGEST = 100;

    public AgentName {
        value = value.replaceAll("[\\p{C}]", "").strip();
        if (value.isEmpty()) {
            value = "unnamed";
        }
        if (value.length() > LONGEST) {
            value = value.substring(0, LONGEST);
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
