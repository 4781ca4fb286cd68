package dev.stoplock.gate.console;

import dev.stoplock.core.atlas.Control;
import dev.stoplock.core.atlas.ControlId;
import dev.stoplock.gate.report.casefile.Telling;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The cases the console tells, and what a run of each can be started with. */
final class Cases {

    /** Something a run can be started with: the word {@code stoplock story} knows it by. */
    record Choice(String id, String meaning) {}

    /**
     * One case. {@code id} is the name of its story and a segment of its address; {@code controls}
     * can be left out of a run, and {@code variants} are the ways it may be played, the first by
     * default.
     */
    record Case(
            String id, String title, String summary, List<Choice> controls, List<Choice> variants) {
        Case {
            controls = List.copyOf(controls);
            variants = List.copyOf(variants);
        }
    }

    /** The controls a run can do without: each is a setting, or something a person does. */
    private static final List<String> CONTROLS =
            List.of(
                    "pin",
                    "contract",
                    "learned-contract",
                    "behaviour-diff",
                    "recipients",
                    "credential",
                    "hosts",
                    "requests",
                    "tool-grants",
                    "first-seen",
                    "scripts-off");

    private static final List<Choice> VARIANTS =
            List.of(
                    new Choice("A", "the update adds the copy"),
                    new Choice("B", "the copy is there from the first install"),
                    new Choice("C", "the copy goes to an alias in an allowed domain"),
                    new Choice("D", "the copy goes only with invoices"));

    private final List<Case> all;

    Cases(Telling telling) {
        this.all =
                telling.cases().stream()
                        .map(told ->
                                new Case(
                                        told.id().value(),
                                        told.title(),
                                        told.summary(),
                                        CONTROLS.stream().map(id -> choice(telling, id)).toList(),
                                        VARIANTS))
                        .toList();
    }

    private static Choice choice(Telling telling, String id) {
        Control control = telling.atlas().control(new ControlId(id));
        return new Choice(id, control.name());
    }

    List<Case> all() {
        return all;
    }

    @Nullable Case find(String id) {
        return all.stream().filter(each -> each.id().equals(id)).findFirst().orElse(null);
    }
}
