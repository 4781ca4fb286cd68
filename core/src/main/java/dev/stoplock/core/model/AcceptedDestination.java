package dev.stoplock.core.model;

/**
 * A constant destination that a named person typed and accepted: the address, in which role, who,
 * and the day (ISO 8601).
 */
public record AcceptedDestination(String address, Role role, String by, String on) {}
