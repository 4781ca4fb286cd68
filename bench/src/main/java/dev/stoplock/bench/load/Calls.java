package dev.stoplock.bench.load;

import java.io.IOException;
import java.security.GeneralSecurityException;

/** Tool calls through the gate and to the server directly, with the same client. */
final class Calls implements Benchmark {

    private static final String TEXT = "0123456789abcdef".repeat(16);
    private static final String CALL =
            "{\"name\":\"echo\",\"arguments\":{\"text\":\"" + TEXT + "\"}}";

    @Override
    public String title() {
        return "a call through the gate, against the server called directly";
    }

    @Override
    public String measure(Setting setting)
            throws IOException, InterruptedException, GeneralSecurityException {
        Table table =
                new Table("calls of 256 bytes", "calls/s", "p50 ms", "p99 ms", "rate / direct");
        try (EchoHome home = EchoHome.create(setting)) {
            for (int ways : new int[] {1, 16}) {
                setting.say("calling, " + ways + " at once");
                Samples direct = by(home.direct(), ways, setting);
                Samples gated = by(home.gated(), ways, setting);
                row(table, ways + " at once, direct", direct, direct);
                row(table, ways + " at once, through the gate", gated, direct);
            }
        }
        return table
                + """

                \"At once\" is how many requests one connection has outstanding: as many threads call, each waits for
                its answer. The gate's side is `stoplock run`, its daemon, the sandbox and the ledger on this disk;
                each call is two records and two bodies, all synced before the call goes on.
                """;
    }

    private static Samples by(McpPeer peer, int ways, Setting setting)
            throws IOException, InterruptedException {
        try (peer) {
            peer.initialize();
            Samples samples =
                    setting.load(4, 6)
                            .by(
                                    ways,
                                    (worker, round) -> {
                                        String answer = peer.ask("tools/call", CALL);
                                        if (!answer.contains(TEXT)) {
                                            throw new IOException("not an echo: " + answer);
                                        }
                                    });
            peer.end();
            return samples;
        }
    }

    private static void row(Table table, String what, Samples samples, Samples direct) {
        table.row(
                what,
                Table.number(samples.perSecond()),
                Table.number(samples.millis(0.5)),
                Table.number(samples.millis(0.99)),
                Table.ratio(samples.perSecond(), direct.perSecond()));
    }
}
