package dev.stoplock.core.model;

/** Words of an upstream's reply to an effect of a call, and the host that said them. */
public record Said(String host, String text) {}
