package dev.stoplock.bench.load;

import dev.stoplock.lab.loopback.Answer;
import dev.stoplock.lab.loopback.LabCertificates;
import dev.stoplock.lab.loopback.LoopbackHttp;
import dev.stoplock.lab.loopback.Received;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Mails through the gate's egress, against the same mails to the upstream directly and through
 * nginx.
 *
 * @param nginx the program, empty where there is none
 */
record Egress(String nginx) implements Benchmark {

    private static final int[] CONNECTIONS = {1, 32};

    /** An API that accepts every mail that carries the credential, and counts. */
    static final class Api implements LoopbackHttp.Handler {

        private final AtomicLong accepted = new AtomicLong();
        private final Queue<String> unreadable = new ConcurrentLinkedQueue<>();

        @Override
        public Answer answer(Received request) {
            boolean known =
                    request.header("x-postmark-server-token")
                            .filter(GatedWay.SECRET::equals)
                            .isPresent();
            if (!known || !request.path().equals("/email")) {
                return Answer.json(401, "{\"ErrorCode\":10}");
            }
            accepted.incrementAndGet();
            return Answer.json(200, Mails.answer());
        }

        @Override
        public void unreadable(byte[] raw, String reason) {
            if (raw.length > 0) {
                unreadable.add(reason);
            }
        }
    }

    @Override
    public String title() {
        return "egress with judging, against direct TLS and against nginx re-encrypting";
    }

    @Override
    public String measure(Setting setting)
            throws IOException, InterruptedException, GeneralSecurityException {
        LabCertificates certificates = LabCertificates.create(Instant.now(), setting.random());
        Path authority = certificates.writeAuthority(setting.folder().resolve("lab-ca.pem"));
        Api api = new Api();
        Table table =
                new Table(
                        "mails, each asked for by a call",
                        "mails/s",
                        "p50 ms",
                        "p99 ms",
                        "rate / direct",
                        "rate / nginx");
        String tls = "";
        try (LoopbackHttp upstream =
                LoopbackHttp.start(
                        List.of(LoopbackHttp.listen()), certificates.server(Mails.API), api)) {
            setting.say("mailing directly, to warm up");
            direct(setting, upstream, authority, CONNECTIONS[1]);
            for (int connections : CONNECTIONS) {
                tls = rows(table, setting, certificates, upstream, authority, connections);
            }
        }
        if (!api.unreadable.isEmpty()) {
            throw new IOException(
                    "the upstream could not read a request: " + api.unreadable.peek());
        }
        return table
                + """

                Client and upstream are one process; nginx and the gate are one more each, on the same cores. The
                client's connections are kept alive. nginx records nothing. The gate opens a new connection to the
                upstream for each mail (decision 0005), as nginx does in the row so named; judges the mail against
                the open calls; and keeps three bodies and three records, all synced. Its door, judge, ledger and
                forwarder are those of production (TLS by %s); a plain loopback listener stands
                in for the sandbox's capture, and calls are opened in the lease book without being recorded.
                """
                        .formatted(tls);
    }

    private String rows(
            Table table,
            Setting setting,
            LabCertificates certificates,
            LoopbackHttp upstream,
            Path authority,
            int connections)
            throws IOException, InterruptedException, GeneralSecurityException {
        String of = connections == 1 ? "1 connection, " : connections + " connections, ";
        setting.say("mailing over " + of + "directly, through nginx, through the gate");
        Samples direct = direct(setting, upstream, authority, connections);
        row(table, of + "direct", direct, direct, null);
        @Nullable Samples peer = null;
        if (nginx.isEmpty()) {
            table.row(of + "nginx is not installed here", "", "", "", "", "");
        } else {
            try (Nginx proxy =
                    Nginx.start(setting, nginx, certificates, authority, upstream.port())) {
                String name = of + "nginx " + proxy.version();
                Samples keeping =
                        by(setting, proxy.keeping(), authority, GatedWay.SECRET, connections);
                row(table, name + ", kept alive upstream", keeping, direct, null);
                peer = by(setting, proxy.fresh(), authority, GatedWay.SECRET, connections);
                row(table, name + ", a connection each", peer, direct, null);
            }
        }
        try (GatedWay gate = GatedWay.start(setting, authority, upstream.port(), connections)) {
            Samples gated =
                    by(setting, gate.port(), gate.authority(), gate.placeholder(), connections);
            row(table, of + "the gate", gated, direct, peer);
            return gate.tls();
        }
    }

    private static Samples direct(
            Setting setting, LoopbackHttp upstream, Path authority, int connections)
            throws IOException, InterruptedException, GeneralSecurityException {
        return by(setting, upstream.port(), authority, GatedWay.SECRET, connections);
    }

    private static Samples by(
            Setting setting, int port, Path authority, String token, int connections)
            throws IOException, InterruptedException, GeneralSecurityException {
        try (MailClient client = new MailClient(port, connections, authority, token)) {
            return setting.load(6, 6).by(connections, client::post);
        }
    }

    private static void row(
            Table table, String what, Samples samples, Samples direct, @Nullable Samples nginx) {
        table.row(
                what,
                Table.number(samples.perSecond()),
                Table.number(samples.millis(0.5)),
                Table.number(samples.millis(0.99)),
                Table.ratio(samples.perSecond(), direct.perSecond()),
                nginx == null ? "" : Table.ratio(samples.perSecond(), nginx.perSecond()));
    }
}
