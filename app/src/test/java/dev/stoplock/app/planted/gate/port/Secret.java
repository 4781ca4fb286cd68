package dev.stoplock.app.planted.gate.port;

/** Planted: the port whose value only two rooms may read, and too wide besides (rule 4). */
public interface Secret {
    String reveal();

    void one();

    void two();

    void three();

    void four();

    void five();

    void six();
}
