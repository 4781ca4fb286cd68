/**
 * Question: what does this GraphQL document ask for?
 *
 * <p>Reads executable documents (GraphQL, October 2021, section 2) into the values that stand in
 * them: operations, root fields, aliases, literals, uses of variables. It knows no schema, and does
 * not say what a field does.
 */
@NullMarked
package dev.stoplock.core.wire.graphql;

import org.jspecify.annotations.NullMarked;
