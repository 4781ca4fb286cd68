package dev.stoplock.lab.casefile;

import dev.stoplock.core.model.Refusal;
import dev.stoplock.gate.port.Refused;
import dev.stoplock.lab.truth.Control;
import dev.stoplock.lab.truth.Setup;
import dev.stoplock.lab.truth.Variant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** Which controls are off in a run, and which form of the backdoor is played. */
public record Switches(Variant variant, Set<String> off) {

    private static final String HOSTS = "hosts";
    private static final String REQUESTS = "requests";
    private static final String CONTRACT = "contract";
    private static final String LEARNED = "learned-contract";

    /** The controls that can be switched; the others are always there. */
    public static final List<String> ALL =
            Control.ALL.stream()
                    .filter(each ->
                            each.setup() instanceof Setup.Gated gated
                                            && !gated.equals(Setup.Gated.OFF)
                                    || each.setup() instanceof Setup.Plain(List<String> options)
                                            && !options.isEmpty())
                    .map(Control::id)
                    .toList();

    public Switches {
        Set<String> without = new TreeSet<>(off);
        if (without.contains(HOSTS)) {
            // both refuse by one rule group: where that is open, no request is refused either
            without.add(REQUESTS);
        }
        if (without.contains(CONTRACT)) {
            // what was learned is held by the same rule group
            without.add(LEARNED);
        }
        off = Set.copyOf(without);
    }

    /** Refuses (exit 2) a control or a variant there is not. */
    public static Switches of(String variant, List<String> without) throws Refused {
        for (String id : without) {
            if (!ALL.contains(id)) {
                throw new Refused(
                        Refusal.Exit.USAGE,
                        "story.control",
                        "there is no control to switch off of that name",
                        "the controls are: " + String.join(", ", ALL));
            }
        }
        for (Variant each : Variant.values()) {
            if (each.name().equals(variant.toUpperCase(Locale.ROOT))) {
                return new Switches(each, new TreeSet<>(without));
            }
        }
        throw new Refused(
                Refusal.Exit.USAGE,
                "story.variant",
                "there is no variant of that name",
                "the variants are A, B, C and D");
    }

    boolean isOn(String control) {
        return !off.contains(control);
    }

    List<String> on() {
        return ALL.stream().filter(this::isOn).toList();
    }

    /** The world without Stoplock, where only npm has a switch. */
    Setup plain() {
        List<String> options = new ArrayList<>();
        for (Control control : Control.ALL) {
            if (control.setup() instanceof Setup.Plain(List<String> its) && isOn(control.id())) {
                options.addAll(its);
            }
        }
        return new Setup.Plain(options);
    }

    /** The gate with every control that is on. */
    Setup gated() {
        Setup.Gated all = Setup.Gated.OFF;
        for (Control control : Control.ALL) {
            if (control.setup() instanceof Setup.Gated its && isOn(control.id())) {
                all = all.and(its);
            }
        }
        return all;
    }
}
