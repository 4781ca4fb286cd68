package dev.stoplock.core.atlas;

import java.util.List;

/** What there is against one risk at one component: controls, or nothing and why. */
public sealed interface Answer {

    /** These controls answer it, the most telling first. Some may not be in this version yet. */
    record By(List<ControlId> controls) implements Answer {
        public By {
            controls = Wording.distinct(controls, "a control");
            if (controls.isEmpty()) {
                throw new IllegalArgumentException("no control is named; say none, and why");
            }
        }
    }

    /** Nothing in the picture answers it here. */
    record None(String why) implements Answer {
        public None {
            Wording.sentence(why);
        }
    }
}
