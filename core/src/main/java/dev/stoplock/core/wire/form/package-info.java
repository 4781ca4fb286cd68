/**
 * Question: which fields does this form hold?
 *
 * <p>Bodies of {@code application/x-www-form-urlencoded} and {@code multipart/form-data}, in the
 * part of each format that all readers read alike. It does not know what a field means.
 */
@NullMarked
package dev.stoplock.core.wire.form;

import org.jspecify.annotations.NullMarked;
