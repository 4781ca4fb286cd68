package dev.stoplock.core.atlas;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** How a reader goes through the picture without a mouse. */
record Walk(Atlas atlas) {

    /**
     * All components: from each one that nothing flows into, in the atlas's order, along its flows
     * as far as they lead.
     */
    List<Component> order() {
        Set<ComponentId> seen = new LinkedHashSet<>();
        List<Component> all = atlas.components();
        Stream<Component> sources =
                all.stream().filter(component -> atlas.flowsTo(component.id()).isEmpty());
        sources.forEach(source -> follow(source.id(), seen));
        // What lies on a circle that nothing leads into.
        all.forEach(component -> follow(component.id(), seen));
        return seen.stream().map(atlas::component).toList();
    }

    private void follow(ComponentId from, Set<ComponentId> seen) {
        if (seen.add(from)) {
            atlas.flowsFrom(from).forEach(flow -> follow(flow.to(), seen));
        }
    }

    /**
     * The component in the arrow's direction: of those that a flow joins to this one, whichever way
     * it runs, the one that lies straightest; where no flow goes that way, the nearest component;
     * at the edge, the same.
     */
    Component step(Component from, Arrow arrow) {
        Set<Component> joined = new LinkedHashSet<>();
        for (Flow flow : atlas.flows()) {
            if (flow.touches(from.id())) {
                joined.add(atlas.component(flow.other(from.id())));
            }
        }
        Ahead here = new Ahead(from.position(), arrow);
        List<Component> along = here.among(joined, 2);
        if (!along.isEmpty()) {
            return along.stream().min(here.straightest()).orElse(from);
        }
        return here.among(atlas.components(), 1).stream().min(here.nearest()).orElse(from);
    }

    /** What lies ahead of a place. */
    private record Ahead(Position from, Arrow arrow) {

        /** Those at most so many times further aside than ahead. */
        List<Component> among(Iterable<Component> all, int slant) {
            List<Component> found = new ArrayList<>();
            for (Component component : all) {
                int ahead = ahead(component);
                if (ahead > 0 && aside(component) <= slant * ahead) {
                    found.add(component);
                }
            }
            return found;
        }

        Comparator<Component> straightest() {
            return Comparator.comparingDouble(
                            (Component component) -> (double) aside(component) / ahead(component))
                    .thenComparingInt(this::ahead);
        }

        Comparator<Component> nearest() {
            return Comparator.comparingInt(
                            (Component component) -> ahead(component) + aside(component))
                    .thenComparingInt(this::aside);
        }

        private int ahead(Component component) {
            return arrow.ahead(from, component.position());
        }

        private int aside(Component component) {
            return arrow.aside(from, component.position());
        }
    }
}
