package dev.stoplock.core.model;

import java.util.List;

/**
 * A draft as the effect that made or last changed it left it: the recipients, each explained then
 * by its own lease, and the call of that lease.
 */
public record KnownDraft(String account, List<Atom> recipients, CallId by) {
    public KnownDraft {
        recipients = List.copyOf(recipients);
    }
}
