/**
 * Question: what in this text must not leave, or not stand where it stands?
 *
 * <p>For now: which texts are credentials, by what their issuers put in front of them. This room
 * changes no text and knows no secret's value: what is looked for by value is {@code
 * gate.secrets}'.
 */
@NullMarked
package dev.stoplock.core.dlp;

import org.jspecify.annotations.NullMarked;
