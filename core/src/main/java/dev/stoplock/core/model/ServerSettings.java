package dev.stoplock.core.model;

import org.jspecify.annotations.Nullable;

/**
 * What the home says about one server: its grant, its recipient allowlist (null: none is kept), its
 * modes, its limits.
 */
public record ServerSettings(Grant grant, @Nullable MailRule mail, Modes modes, Limits limits) {

    public static final ServerSettings NONE =
            new ServerSettings(Grant.NONE, null, Modes.ENFORCE, Limits.DEFAULT);
}
