package dev.stoplock.bench.load;

import dev.stoplock.lab.loopback.LabCertificates;
import dev.stoplock.lab.loopback.LoopbackHttp;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What one judged request waits for longer than the same one without the gate, and how much of that
 * is the sync of one record: one client, one connection, one mail after the other. The ways take
 * turns, so that what else the machine does meets all of them.
 */
final class Judged implements Benchmark {

    private static final int ROUNDS = 5;

    /** About what a judgement's frame holds: its record and the bodies of request and atoms. */
    private static final int FRAME = 6_000;

    @Override
    public String title() {
        return "the time that one judged request takes, against the same request without the gate";
    }

    /** The p50 of each round, in milliseconds. */
    private static final class Rounds {

        private final List<Double> all = new ArrayList<>();

        void add(double millis) {
            all.add(millis);
        }

        double median() {
            return all.stream().sorted().toList().get((all.size() - 1) / 2);
        }

        String range() {
            List<Double> sorted = all.stream().sorted().toList();
            return String.format(Locale.ROOT, "%.3f to %.3f", sorted.getFirst(), sorted.getLast());
        }
    }

    @Override
    public String measure(Setting setting)
            throws IOException, InterruptedException, GeneralSecurityException {
        LabCertificates certificates = LabCertificates.create(Instant.now(), setting.random());
        Path authority = certificates.writeAuthority(setting.folder().resolve("judged-ca.pem"));
        Rounds kept = new Rounds();
        Rounds alone = new Rounds();
        Rounds gated = new Rounds();
        Rounds sync = new Rounds();
        Steps.Median steps;
        try (LoopbackHttp upstream =
                        LoopbackHttp.start(
                                List.of(LoopbackHttp.listen()),
                                certificates.server(Mails.API),
                                new Egress.Api());
                MailClient direct = new MailClient(upstream.port(), 1, authority, GatedWay.SECRET);
                GatedWay gate = GatedWay.start(setting, authority, upstream.port(), 1);
                MailClient through =
                        new MailClient(gate.port(), 1, gate.authority(), gate.placeholder())) {
            Numbering number = new Numbering();
            setting.say("mailing one by one, to warm up");
            setting.load(3, 3).by(1, direct::post);
            setting.load(2, 2).by(1, direct::postAlone);
            setting.load(6, 6).by(1, (worker, round) -> through.post(worker, number.next()));
            for (int i = 0; i < setting.times(ROUNDS); i++) {
                setting.say("mailing one by one, round " + (i + 1));
                kept.add(setting.load(0, 2).by(1, direct::post).millis(0.5));
                alone.add(setting.load(0, 2).by(1, direct::postAlone).millis(0.5));
                gated.add(
                        setting.load(0, 4)
                                .by(1, (worker, round) -> through.post(worker, number.next()))
                                .millis(0.5));
                sync.add(setting.disk().sync(setting.quick() ? 20 : 500, FRAME).millis(0.5));
            }
            steps = gate.ended();
        }
        return text(kept, alone, gated, sync, steps);
    }

    /** Each mail through the gate is asked for by the call of its number. */
    private static final class Numbering {
        private long last = -1;

        synchronized long next() {
            last++;
            return last;
        }
    }

    private static String text(
            Rounds kept, Rounds alone, Rounds gated, Rounds sync, Steps.Median steps) {
        double added = gated.median() - kept.median();
        double rest = added - sync.median();
        double here = gated.median() - steps.judged() - steps.away() - steps.outcome();
        return new Table("one mail after the other", "p50 ms", "of rounds", "/ direct")
                        .row("direct, kept alive", ms(kept.median()), kept.range(), "1.00")
                        .row(
                                "direct, a connection each",
                                ms(alone.median()),
                                alone.range(),
                                Table.ratio(alone.median(), kept.median()))
                        .row(
                                "through the gate",
                                ms(gated.median()),
                                gated.range(),
                                Table.ratio(gated.median(), kept.median()))
                        .row(
                                "append of " + FRAME + " bytes and fdatasync",
                                ms(sync.median()),
                                sync.range(),
                                "")
                + "\n"
                + new Table("what the gate adds", "p50 ms")
                        .row("added to a request kept alive", ms(added))
                        .row("beyond one sync", ms(rest))
                + "\n"
                + new Table("in the gate, of " + steps.times() + " mails", "p50 ms")
                        .row("until the judgement is durable (two bodies)", ms(steps.judged()))
                        .row("sending, waiting for the answer", ms(steps.away()))
                        .row("handing over the outcome (one body)", ms(steps.outcome()))
                        .row("all else: TLS to the client, reading, judging", ms(here))
                + """

                The gate keeps its connection to the upstream for two seconds (decision 0026), as the client keeps its own, and the server
                hears the answer before its outcome is durable, the agent after (0027): the next mail's judgement makes it so. Rows are
                medians of the rounds' p50, the last table one p50 over the second half of all mails; the steps are each a p50, so their
                sum is near the whole and not equal.
                """;
    }

    private static String ms(double value) {
        return String.format(Locale.ROOT, "%.3f", value);
    }
}
