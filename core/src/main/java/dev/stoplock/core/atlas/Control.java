package dev.stoplock.core.atlas;

import java.util.List;

/**
 * Something that answers risks: what it does, and its {@code limit}, the honest sentence of what it
 * cannot see. Whether it held in a run is measured, never said here.
 */
public record Control(
        ControlId id,
        String name,
        ControlClass kind,
        String does,
        String limit,
        Seat seat,
        Presence presence,
        Switch toggle,
        List<ReferenceId> references) {
    public Control {
        Wording.name(name);
        Wording.sentence(does);
        Wording.sentence(limit);
        references = Wording.distinct(references, "a reference");
        boolean fits =
                switch (presence) {
                    case IN_THIS_VERSION ->
                            toggle instanceof Switch.Setting
                                    || toggle instanceof Switch.Command
                                    || toggle instanceof Switch.Fixed;
                    case CLIENTS_OWN -> toggle instanceof Switch.Elsewhere;
                    case NOT_YET -> toggle instanceof Switch.NotYet;
                };
        if (!fits) {
            throw new IllegalArgumentException(
                    "the control " + id + " is " + presence.title() + ", which its switch denies");
        }
    }
}
