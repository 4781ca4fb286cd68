package dev.stoplock.gate.egress;

import dev.stoplock.core.effect.EffectReader;
import dev.stoplock.core.model.Destination;
import dev.stoplock.core.model.InstanceId;
import dev.stoplock.gate.port.Guarded;
import dev.stoplock.gate.port.Secrets;

/** The ways one instance's words go on: one for each protocol, and one for what passes unread. */
record Ways(Guarded guarded, HttpExchanges http, Secrets secrets, Dialer dialer, Latch latch) {

    static Ways of(
            Guarded guarded,
            EffectReader adapters,
            Secrets secrets,
            Dialer dialer,
            Latch latch,
            TokenReplies tokens) {
        InstanceId instance = guarded.instance();
        Bodies bodies = new Bodies(instance, secrets);
        Forwarder forwarder =
                new Forwarder(
                        new Credentials(instance, secrets),
                        dialer,
                        latch,
                        new Returned(instance, secrets, bodies),
                        tokens);
        return new Ways(
                guarded,
                new HttpExchanges(adapters, guarded.policy().grant(), bodies, forwarder),
                secrets,
                dialer,
                latch);
    }

    SmtpMails smtp(Destination destination) {
        return new SmtpMails(guarded.instance(), destination, secrets, dialer, latch);
    }

    ImapReads imap(Destination destination) {
        return new ImapReads(guarded.instance(), destination, secrets, dialer, latch);
    }

    /** Whether the home's owner lets connections to a destination pass unread. */
    boolean isUnread(Destination destination) {
        return guarded.policy().passes(destination);
    }

    PassThrough unread(Destination destination, ExchangeDesk desk) {
        return new PassThrough(destination, desk, dialer, latch);
    }
}
