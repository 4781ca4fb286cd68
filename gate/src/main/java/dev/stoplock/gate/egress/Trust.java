package dev.stoplock.gate.egress;

import dev.stoplock.core.model.RuleId;
import java.util.Locale;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;

/**
 * Why a client of a sandbox ended its TLS handshake: it said that it does not trust the gate's
 * certificate, or it spoke no TLS.
 */
final class Trust {

    /**
     * The alerts of RFC 8446, 6.2, by which a client refuses a certificate, as Conscrypt and the
     * JDK write them; OpenSSL sends its alert in plain, which Conscrypt tells as a record that
     * cannot be decrypted.
     */
    private static final Pattern REFUSED =
            Pattern.compile(
                    "unknown_ca|bad_certificate|certificate_unknown|certificate_revoked|certificate_expired|unsupported_certificate|unknown_certificate|decryption_failed_or_bad_record_mac");

    /**
     * A client that closes while the gate's certificate is still arriving resets the connection,
     * and its alert is lost with it.
     */
    private static final Pattern CUT =
            Pattern.compile("connection_reset|broken_pipe|connection_closed_by_peer");

    /** A rule, and what follows "a connection to DESTINATION". */
    record Broken(RuleId rule, String sentence) {}

    private Trust() {}

    static Broken broken(SSLException why) {
        String said = String.valueOf(why.getMessage()).toLowerCase(Locale.ROOT).replace(' ', '_');
        RuleId pinned = new RuleId("wire.pinned");
        if (REFUSED.matcher(said).find()) {
            return new Broken(
                    pinned,
                    "was ended by the server's own client, which does not trust the gate's certificate: it pins another, or reads no"
                            + " CA setting; what it says cannot be judged, so it stays here");
        }
        return CUT.matcher(said).find()
                ? new Broken(
                        pinned,
                        "was cut by the server's own client in the TLS handshake, as one does that does not trust the gate's"
                                + " certificate: it may pin another, or read no CA setting")
                : new Broken(new RuleId("wire.not-tls"), "could not be read as TLS");
    }
}
