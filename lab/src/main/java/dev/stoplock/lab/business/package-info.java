/**
 * Question: what does the business behind the agent want mailed, and to whom?
 *
 * <p>A small SQLite database of customers, orders and due letters, and the seeded source that fills
 * it: the same seed always gives the same letters. Every address stands at a reserved domain (RFC
 * 2606). Nothing here sends a mail or knows an agent.
 */
@NullMarked
package dev.stoplock.lab.business;

import org.jspecify.annotations.NullMarked;
