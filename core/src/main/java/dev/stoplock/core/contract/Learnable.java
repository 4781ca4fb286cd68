package dev.stoplock.core.contract;

import dev.stoplock.core.effect.GenericHttp;
import dev.stoplock.core.effect.TokenRequest;
import dev.stoplock.core.model.Atom;
import dev.stoplock.core.model.AtomClass;
import dev.stoplock.core.model.Effect;
import dev.stoplock.core.model.Role;

/** What a learned contract speaks of, and what stays with the default one (decision 0024). */
public final class Learnable {

    private Learnable() {}

    /** Hosts, granted requests, credentials and links are not learned. */
    public static boolean isOfTheDefault(Atom atom) {
        return atom.kind() == AtomClass.CREDENTIAL
                || atom.role() == Role.HOST
                || atom.role() == Role.REQUEST
                || atom.role() == Role.LINK
                || atom.path().equals(GenericHttp.METHOD);
    }

    /**
     * What a mail server is told, drafts that are sent, and connections are not learned; nor are
     * requests for a token, which come with whatever call is open when the last one has ended.
     */
    public static boolean is(Effect effect) {
        return effect instanceof Effect.SendMail
                || effect instanceof Effect.HttpExchange && !TokenRequest.is(effect)
                || effect instanceof Effect.EditDraft
                || effect instanceof Effect.Unknown;
    }
}
