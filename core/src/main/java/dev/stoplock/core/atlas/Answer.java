package dev.stoplock.core.atlas;

import java.util.List;
import java.util.stream.Stream;

/** What there is against one risk at one component: controls, or nothing and why. */
public sealed interface Answer {

    /**
     * These {@code controls} are meant against it, the most telling first; those in {@code narrows}
     * are not, and only make smaller what can come of it. Some may not be in this version yet.
     */
    record By(List<ControlId> controls, List<ControlId> narrows) implements Answer {
        public By {
            controls = List.copyOf(controls);
            narrows = List.copyOf(narrows);
            if (controls.isEmpty() && narrows.isEmpty()) {
                throw new IllegalArgumentException("no control is named; say none, and why");
            }
            Wording.distinct(all(controls, narrows), "a control");
        }

        /** Both kinds. */
        public List<ControlId> all() {
            return all(controls, narrows);
        }

        private static List<ControlId> all(List<ControlId> first, List<ControlId> then) {
            return Stream.concat(first.stream(), then.stream()).toList();
        }
    }

    /** Nothing in the picture answers it here. */
    record None(String why) implements Answer {
        public None {
            Wording.sentence(why);
        }
    }
}
