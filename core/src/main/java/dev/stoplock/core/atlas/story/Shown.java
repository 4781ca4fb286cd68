package dev.stoplock.core.atlas.story;

import dev.stoplock.core.atlas.ControlId;

/** Where in the case a lesson can be looked at. */
public sealed interface Shown {

    /** One of the steps, with the records of a run. */
    record InStep(int number) implements Shown {}

    /** A control, with its limit. */
    record AtControl(ControlId control) implements Shown {}

    /** A cell of the measured table: a control alone, in one variant ({@code A} to {@code D}). */
    record InCell(ControlId control, String variant) implements Shown {
        public InCell {
            if (!variant.matches("[A-D]")) {
                throw new IllegalArgumentException("a variant is A, B, C or D: " + variant);
            }
        }
    }
}
