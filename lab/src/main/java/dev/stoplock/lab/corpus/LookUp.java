package dev.stoplock.lab.corpus;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.stoplock.core.model.Atom;
import dev.stoplock.core.model.Destination;
import dev.stoplock.core.model.Effect;
import dev.stoplock.core.model.Reading;
import dev.stoplock.core.model.Role;
import dev.stoplock.core.model.RuleId;
import dev.stoplock.core.wire.dns.DnsQuery;
import dev.stoplock.core.wire.dns.DnsQuestion;
import java.io.ByteArrayOutputStream;
import java.util.List;

/** A question to a resolver, put into the bytes of RFC 1035 and read back by the gate's reader. */
final class LookUp {

    private static final byte[] HEAD = {0, 7, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0};
    private static final byte[] ADDRESS_IN = {0, 0, 1, 0, 1};
    private static final int LONGEST_LABEL = 63;

    private LookUp() {}

    static Got asked(Door door, String name) {
        if (!(DnsQuery.read(query(name)) instanceof DnsQuery.Asked(DnsQuestion question))) {
            return Got.denied("wire.dns-name", "the question cannot be read");
        }
        String host = question.hostName().orElse("");
        if (door.policy().grant().network().stream().anyMatch(to -> to.host().equals(host))) {
            return Got.ALLOWED;
        }
        String shown = question.shown();
        Destination to;
        try {
            to = new Destination(shown, Destination.HTTPS);
        } catch (IllegalArgumentException e) {
            return door.judge(
                    new Reading.Unreadable(
                            new RuleId("wire.dns-name"),
                            "server looked up something that is no host name"),
                    new Destination("nobody.invalid", Destination.HTTPS),
                    Step.Outcome.OK);
        }
        Atom asked = Atom.destination("host", Role.HOST, shown);
        return door.judge(
                new Reading.Effects(List.of(new Effect.Contact(to, "look up", List.of(asked)))),
                to,
                Step.Outcome.OK);
    }

    /** Labels longer than the format knows are written as they are and so not readable. */
    private static byte[] query(String name) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(HEAD);
        for (String label : name.split("\\.", -1)) {
            byte[] bytes = label.getBytes(UTF_8);
            out.write(bytes.length > LONGEST_LABEL ? 0xFF : bytes.length);
            out.writeBytes(bytes);
        }
        out.writeBytes(ADDRESS_IN);
        return out.toByteArray();
    }
}
