package dev.stoplock.core.atlas;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/** What must hold between the parts of an atlas before it may exist. */
record Coherence(
        List<Component> components,
        List<Flow> flows,
        List<Risk> risks,
        List<Control> controls,
        List<Framework> frameworks,
        List<Reference> references) {

    private record Way(ComponentId from, ComponentId to, FlowKind kind) {}

    /** Throws IllegalArgumentException with the first thing that does not fit. */
    void check() {
        Set<ComponentId> places = ids(components, Component::id, "the component");
        ids(components, Component::position, "the position");
        ids(components, Component::name, "the component's name");
        ids(flows, flow -> new Way(flow.from(), flow.to(), flow.kind()), "the flow");
        ids(risks, Risk::id, "the risk");
        ids(risks, Risk::name, "the risk's name");
        Set<ControlId> answers = ids(controls, Control::id, "the control");
        ids(controls, Control::name, "the control's name");
        Set<FrameworkId> editions = ids(frameworks, Framework::id, "the framework");
        Set<ReferenceId> names = ids(references, Reference::id, "the reference");

        same(places, ends(), "components", "flows");
        same(places, exposed(), "components", "the risks' components");
        same(answers, answering(), "controls", "the controls that answer a risk");
        same(editions, set(references, Reference::framework), "frameworks", "the references'");
        same(names, named(), "references", "those of risks and controls");
        controls.forEach(control -> seated(control, places));
    }

    private Set<ComponentId> ends() {
        Set<ComponentId> ends = set(flows, Flow::from);
        ends.addAll(set(flows, Flow::to));
        return ends;
    }

    private Set<ComponentId> exposed() {
        Set<ComponentId> exposed = new HashSet<>();
        risks.forEach(risk -> exposed.addAll(set(risk.exposures(), Exposure::component)));
        return exposed;
    }

    private Set<ControlId> answering() {
        Set<ControlId> answering = new HashSet<>();
        for (Risk risk : risks) {
            for (Exposure exposure : risk.exposures()) {
                switch (exposure.answer()) {
                    case Answer.By by -> answering.addAll(by.all());
                    case Answer.None none -> {}
                }
            }
        }
        return answering;
    }

    private Set<ReferenceId> named() {
        Set<ReferenceId> named = new HashSet<>();
        risks.forEach(risk -> named.addAll(risk.references()));
        controls.forEach(control -> named.addAll(control.references()));
        return named;
    }

    private void seated(Control control, Set<ComponentId> places) {
        boolean known =
                switch (control.seat()) {
                    case Seat.At(ComponentId component) -> places.contains(component);
                    case Seat.On(ComponentId from, ComponentId to) ->
                            flows.stream()
                                    .anyMatch(flow ->
                                            flow.kind() == FlowKind.ACTIONS
                                                    && flow.from().equals(from)
                                                    && flow.to().equals(to));
                };
        if (!known) {
            throw new IllegalArgumentException(
                    "the control " + control.id() + " sits where the picture has nothing");
        }
    }

    private static <T, I> Set<I> ids(List<T> all, Function<T, I> id, String what) {
        Set<I> known = new HashSet<>();
        for (T one : all) {
            if (!known.add(id.apply(one))) {
                throw new IllegalArgumentException(what + " " + id.apply(one) + " stands twice");
            }
        }
        return known;
    }

    private static <T, I> Set<I> set(List<T> all, Function<T, I> id) {
        Set<I> set = new HashSet<>();
        all.forEach(one -> set.add(id.apply(one)));
        return set;
    }

    /** What is named is there, and what is there is used. */
    private static <I> void same(Set<I> there, Set<I> used, String what, String where) {
        List<String> unknown = difference(used, there);
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException(
                    "not among the " + what + ", but named by " + where + ": " + unknown);
        }
        List<String> unused = difference(there, used);
        if (!unused.isEmpty()) {
            throw new IllegalArgumentException(
                    "among the " + what + ", but not among " + where + ": " + unused);
        }
    }

    private static <I> List<String> difference(Set<I> all, Set<I> without) {
        Stream<I> rest = all.stream().filter(one -> !without.contains(one));
        return rest.map(String::valueOf).sorted().toList();
    }
}
