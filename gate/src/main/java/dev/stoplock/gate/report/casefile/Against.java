package dev.stoplock.gate.report.casefile;

import dev.stoplock.core.atlas.Answer;
import dev.stoplock.core.atlas.Atlas;
import dev.stoplock.core.atlas.Control;
import dev.stoplock.core.atlas.ControlClass;
import dev.stoplock.core.atlas.ControlId;
import java.util.ArrayList;
import java.util.List;

/**
 * The controls that stand against a risk at one component in one way, and in which way: what only
 * narrows it, shows it or ends it is not said to keep it away.
 */
public record Against(String says, List<Control> controls) {

    public Against {
        controls = List.copyOf(controls);
    }

    /** In the order in which they act; none where nothing answers. */
    static List<Against> of(Answer answer, Atlas atlas) {
        if (!(answer instanceof Answer.By by)) {
            return List.of();
        }
        List<Control> meant = by.controls().stream().map(atlas::control).toList();
        List<Against> all = new ArrayList<>();
        put(all, "Meant to keep it away:", of(meant, ControlClass.PREVENTIVE));
        put(all, "Does not keep it away, makes it smaller:", controls(by.narrows(), atlas));
        put(all, "Notices or shows it:", of(meant, ControlClass.DETECTIVE));
        put(all, "Ends it or helps afterwards:", of(meant, ControlClass.CORRECTIVE));
        return all;
    }

    private static List<Control> controls(List<ControlId> ids, Atlas atlas) {
        return ids.stream().map(atlas::control).toList();
    }

    private static List<Control> of(List<Control> all, ControlClass kind) {
        return all.stream().filter(each -> each.kind() == kind).toList();
    }

    private static void put(List<Against> all, String says, List<Control> controls) {
        if (!controls.isEmpty()) {
            all.add(new Against(says, controls));
        }
    }
}
