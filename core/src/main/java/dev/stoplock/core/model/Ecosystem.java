package dev.stoplock.core.model;

/** Where a package comes from. */
public enum Ecosystem {
    NPM
}
