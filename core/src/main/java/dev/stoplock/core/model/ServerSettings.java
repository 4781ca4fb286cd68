package dev.stoplock.core.model;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the home says about one server: its grant, its recipient allowlist (null: none is kept), its
 * modes, its limits, the destinations whose connections pass unread, and when the later tiers of
 * its tools are enforced.
 */
public record ServerSettings(
        Grant grant,
        @Nullable MailRule mail,
        Modes modes,
        Limits limits,
        Set<Destination> passthrough,
        Promotion promotion) {

    public ServerSettings {
        passthrough = Set.copyOf(passthrough);
    }

    public ServerSettings(Grant grant, @Nullable MailRule mail, Modes modes, Limits limits) {
        this(grant, mail, modes, limits, Set.of(), Promotion.NONE);
    }

    public static final ServerSettings NONE =
            new ServerSettings(Grant.NONE, null, Modes.ENFORCE, Limits.DEFAULT);
}
