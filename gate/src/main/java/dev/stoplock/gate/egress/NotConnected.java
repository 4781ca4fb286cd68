package dev.stoplock.gate.egress;

import dev.stoplock.core.model.Destination;
import dev.stoplock.core.model.RuleId;
import java.io.IOException;

/** No connection to a destination came about: nothing of the request was sent. */
public final class NotConnected extends IOException {

    private static final long serialVersionUID = 1L;

    private final String rule;

    NotConnected(String rule, Destination destination, String why) {
        super("not connected to " + destination + " (nothing was sent): " + why);
        this.rule = rule;
    }

    public RuleId rule() {
        return new RuleId(rule);
    }
}
