/**
 * Question: does a case of an attack corpus get the verdicts that it says it must get?
 *
 * <p>Reads a folder of cases (docs/CORPUS.md), hands each recorded exchange as bytes to the
 * readers, contracts and judge that the gate itself uses, runs the packages among them in real
 * sandboxes, and holds what comes out against what the case says. It decides nothing and knows no
 * attack by name.
 */
@NullMarked
package dev.stoplock.lab.corpus;

import org.jspecify.annotations.NullMarked;
