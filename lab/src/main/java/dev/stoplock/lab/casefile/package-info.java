/**
 * Question: what does one run of the case look like, with the controls somebody chose?
 *
 * <p>Plays the incident twice, without Stoplock and behind a gate with some controls switched off,
 * and writes it down as one document ({@code stoplock.case/1}) beside the files and the ledger it
 * is made from. It has no words for what happened and draws nothing: pages do.
 */
@NullMarked
package dev.stoplock.lab.casefile;

import org.jspecify.annotations.NullMarked;
