/**
 * Question: how is one case told, from what really happened in a run?
 *
 * <p>Reads the document of a run ({@code stoplock.case/1}) and the measured table ({@code
 * stoplock.truth-table/1}), lays out the picture of the atlas, and holds together what the page
 * shows; the templates draw it. It plays nothing and has no words for what a control did: those are
 * the run's.
 */
@NullMarked
package dev.stoplock.gate.report.casefile;

import org.jspecify.annotations.NullMarked;
