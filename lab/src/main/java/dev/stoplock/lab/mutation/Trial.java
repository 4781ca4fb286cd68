package dev.stoplock.lab.mutation;

import java.util.List;

/**
 * One request, or a few, to be sent while a call with the recorded arguments is open.
 *
 * @param recording which recording it was made from
 * @param variant how the operation was done, as a word or two
 * @param legitimate how many requests that read as the recorded one may reach the stand-in
 * @param failFirst the status the stand-in answers the first request with, 0 for none
 */
record Trial(
        int recording,
        Place place,
        Operation operation,
        String variant,
        Expected expected,
        int legitimate,
        int failFirst,
        List<Step> steps) {

    Trial {
        steps = List.copyOf(steps);
    }

    String label() {
        return place.path() + " · " + operation.label() + " · " + variant;
    }
}
