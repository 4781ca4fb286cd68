package dev.stoplock.core.atlas;

/**
 * When a control acts: before the harm; by noticing it, or by showing where it could happen; or by
 * keeping it small, ending it and setting it right.
 */
public enum ControlClass {
    PREVENTIVE("preventive"),
    DETECTIVE("detective"),
    CORRECTIVE("corrective");

    private final String title;

    ControlClass(String title) {
        this.title = title;
    }

    public String title() {
        return title;
    }
}
