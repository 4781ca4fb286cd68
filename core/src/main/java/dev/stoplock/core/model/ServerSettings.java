package dev.stoplock.core.model;

import org.jspecify.annotations.Nullable;

/**
 * What the home says about one server: its grant, its recipient allowlist (null: none is kept), its
 * modes.
 */
public record ServerSettings(Grant grant, @Nullable MailRule mail, Modes modes) {

    public static final ServerSettings NONE = new ServerSettings(Grant.NONE, null, Modes.ENFORCE);
}
