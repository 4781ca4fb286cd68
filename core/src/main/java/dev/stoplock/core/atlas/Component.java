package dev.stoplock.core.atlas;

/** A part of an agent system, with what it is in one sentence for everybody and one for experts. */
public record Component(
        ComponentId id, Zone zone, String name, String plain, String expert, Position position) {
    public Component {
        Wording.name(name);
        Wording.sentence(plain);
        Wording.sentence(expert);
    }
}
