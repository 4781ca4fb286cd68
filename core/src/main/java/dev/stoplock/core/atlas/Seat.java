package dev.stoplock.core.atlas;

/** Where in the picture a control sits. */
public sealed interface Seat {

    /** At a component. */
    record At(ComponentId component) implements Seat {}

    /**
     * On an arrow of actions. Stoplock's gate and policy are no component: they sit on the arrow
     * from the server to the API.
     */
    record On(ComponentId from, ComponentId to) implements Seat {}
}
