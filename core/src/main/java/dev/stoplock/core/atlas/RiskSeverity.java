package dev.stoplock.core.atlas;

/** How bad it is when a risk comes true, in our judgement; each risk gives the reason. */
public enum RiskSeverity {
    CRITICAL("critical"),
    HIGH("high"),
    MEDIUM("medium"),
    LOW("low");

    private final String title;

    RiskSeverity(String title) {
        this.title = title;
    }

    public String title() {
        return title;
    }
}
