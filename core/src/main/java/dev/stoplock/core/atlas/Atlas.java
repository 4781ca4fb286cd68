package dev.stoplock.core.atlas;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The whole picture: components and flows, the risks that attach to them, the controls, and the ids
 * that frameworks use. An atlas that exists is whole: every id it names is there and used, and
 * every risk of a component names its controls or says that there is none.
 *
 * @param mapping how sure it is that an id belongs to the risk or control it stands at
 */
public record Atlas(
        List<Component> components,
        List<Flow> flows,
        List<Risk> risks,
        List<Control> controls,
        List<Framework> frameworks,
        List<Reference> references,
        Sureness mapping) {

    /** Throws IllegalArgumentException with one sentence where the parts do not fit together. */
    public Atlas {
        components = List.copyOf(components);
        flows = List.copyOf(flows);
        risks = List.copyOf(risks);
        controls = List.copyOf(controls);
        frameworks = List.copyOf(frameworks);
        references = List.copyOf(references);
        new Coherence(components, flows, risks, controls, frameworks, references).check();
    }

    /** A risk of a component, with what answers it there. */
    public record RiskHere(Risk risk, Answer answer) {}

    /** A name for a risk or control, with the edition that uses it. */
    public record Name(Reference reference, Framework framework) {}

    public Component component(ComponentId id) {
        return found(components, Component::id, id);
    }

    public Risk risk(RiskId id) {
        return found(risks, Risk::id, id);
    }

    public Control control(ControlId id) {
        return found(controls, Control::id, id);
    }

    public Framework framework(FrameworkId id) {
        return found(frameworks, Framework::id, id);
    }

    public Reference reference(ReferenceId id) {
        return found(references, Reference::id, id);
    }

    public List<Flow> flowsFrom(ComponentId component) {
        return flows.stream().filter(flow -> flow.from().equals(component)).toList();
    }

    public List<Flow> flowsTo(ComponentId component) {
        return flows.stream().filter(flow -> flow.to().equals(component)).toList();
    }

    /** The risks that attach to a component, in the atlas's order; never empty. */
    public List<RiskHere> risksAt(ComponentId component) {
        List<RiskHere> here = new ArrayList<>();
        for (Risk risk : risks) {
            for (Exposure exposure : risk.exposures()) {
                if (exposure.component().equals(component)) {
                    here.add(new RiskHere(risk, exposure.answer()));
                }
            }
        }
        return here;
    }

    /** All controls that answer a risk at any component, in the atlas's order. */
    public List<Control> controlsOf(RiskId risk) {
        List<ControlId> answering = new ArrayList<>();
        for (Exposure exposure : risk(risk).exposures()) {
            switch (exposure.answer()) {
                case Answer.By by -> answering.addAll(by.all());
                case Answer.None none -> {}
            }
        }
        return controls.stream().filter(control -> answering.contains(control.id())).toList();
    }

    /** The controls that sit at a component; some components have none. */
    public List<Control> controlsAt(ComponentId component) {
        return controls.stream()
                .filter(control -> control.seat().equals(new Seat.At(component)))
                .toList();
    }

    /** The controls that sit on an arrow of actions. */
    public List<Control> controlsOn(Flow flow) {
        if (flow.kind() != FlowKind.ACTIONS) {
            return List.of();
        }
        return controls.stream()
                .filter(control -> control.seat().equals(new Seat.On(flow.from(), flow.to())))
                .toList();
    }

    /** Whether one of the controls is there today, in this version or the client's own. */
    public boolean answeredToday(Answer answer) {
        return switch (answer) {
            case Answer.None none -> false;
            case Answer.By by ->
                    by.all().stream().anyMatch(id -> control(id).presence() != Presence.NOT_YET);
        };
    }

    /** What a lens calls a risk; empty where its frameworks have no name for it. */
    public List<Name> names(Risk risk, Lens lens) {
        return names(risk.references(), lens);
    }

    /** What a lens calls a control; empty where its frameworks have no name for it. */
    public List<Name> names(Control control, Lens lens) {
        return names(control.references(), lens);
    }

    /** The frameworks that a lens shows. */
    public List<Framework> frameworks(Lens lens) {
        return frameworks.stream().filter(framework -> framework.lens() == lens).toList();
    }

    /** All components in the order of the flows, for a reader who goes from one to the next. */
    public List<Component> walk() {
        return new Walk(this).order();
    }

    /** The component an arrow key leads to, along a flow where one goes there; else the same. */
    public Component step(ComponentId from, Arrow arrow) {
        return new Walk(this).step(component(from), arrow);
    }

    private List<Name> names(List<ReferenceId> ids, Lens lens) {
        Map<ReferenceId, Name> names = new LinkedHashMap<>();
        for (ReferenceId id : ids) {
            Reference reference = reference(id);
            Framework framework = framework(reference.framework());
            if (framework.lens() == lens) {
                names.put(id, new Name(reference, framework));
            }
        }
        return List.copyOf(names.values());
    }

    private static <T, I> T found(List<T> all, Function<T, I> id, I wanted) {
        for (T one : all) {
            if (id.apply(one).equals(wanted)) {
                return one;
            }
        }
        throw new IllegalArgumentException("the atlas has no \"" + wanted + "\"");
    }
}
