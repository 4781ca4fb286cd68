package dev.stoplock.core.atlas;

/** What runs along an arrow; each kind has a letter, so that no reader needs its colour. */
public enum FlowKind {
    INSTRUCTIONS('I', "instructions"),
    DATA('D', "data"),
    ACTIONS('A', "actions"),
    CONTROL('C', "control"),
    FEEDBACK('F', "feedback");

    private final char letter;
    private final String title;

    FlowKind(char letter, String title) {
        this.letter = letter;
        this.title = title;
    }

    public char letter() {
        return letter;
    }

    public String title() {
        return title;
    }
}
