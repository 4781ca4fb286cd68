package dev.stoplock.gate.egress;

import dev.stoplock.core.model.RuleId;
import java.io.IOException;

/**
 * A client asked by TLS for another host than the one its connection was captured for. Nothing was
 * presented to it.
 */
public final class SniMismatch extends IOException {

    private static final long serialVersionUID = 1L;
    private static final String RULE = "wire.sni-mismatch";

    SniMismatch(String expected, String asked) {
        super("a connection to " + expected + " asked by SNI for " + printable(asked));
    }

    public RuleId rule() {
        return new RuleId(RULE);
    }

    private static String printable(String text) {
        String shown = text.length() > 100 ? text.substring(0, 100) + "…" : text;
        return shown.replaceAll("[^\\x21-\\x7e… ]", "\ufffd");
    }
}
