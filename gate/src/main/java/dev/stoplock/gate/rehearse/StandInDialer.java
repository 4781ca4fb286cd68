package dev.stoplock.gate.rehearse;

import dev.stoplock.core.model.Destination;
import dev.stoplock.gate.egress.Dialer;
import java.util.Set;

/** The way out of a rehearsal: every destination is its stand-in, and none is a network. */
record StandInDialer(Witness witness) implements Dialer {

    private static final Set<Integer> SMTP = Set.of(25, 465, 587, 2525);
    private static final Set<Integer> IMAP = Set.of(143, 993);

    @Override
    public Dialled dial(Destination destination) {
        return new Dialled(new StandInLine(new HttpStandIn(destination, witness)), "a stand-in");
    }

    @Override
    public Dialled open(Destination destination) {
        if (SMTP.contains(destination.port())) {
            return new Dialled(new StandInLine(new SmtpStandIn()), "a stand-in");
        }
        return IMAP.contains(destination.port())
                ? new Dialled(
                        new StandInLine(
                                new ImapStandIn(destination.port() == 143, witness::number)),
                        "a stand-in")
                : dial(destination);
    }

    @Override
    public Dialled secure(Dialled open, Destination destination) {
        return open;
    }
}
