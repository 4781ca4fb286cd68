package dev.stoplock.core.audit.incident;

import dev.stoplock.core.model.Role;
import org.jspecify.annotations.Nullable;

/**
 * Who would get a mail; {@code role} is null where the body that says it is gone. {@code why} is
 * the recorded explanation.
 */
public record Recipient(@Nullable Role role, String address, Standing standing, String why) {}
