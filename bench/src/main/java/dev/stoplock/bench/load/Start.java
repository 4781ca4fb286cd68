package dev.stoplock.bench.load;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.List;

/** From starting a server to its answer to {@code initialize}, plainly and sandboxed. */
final class Start implements Benchmark {

    private static final int TIMES = 15;
    private static final int COLD_TIMES = 5;

    private interface Started {
        McpPeer start() throws IOException;
    }

    @Override
    public String title() {
        return "a sandboxed start, against a plain one";
    }

    @Override
    public String measure(Setting setting)
            throws IOException, InterruptedException, GeneralSecurityException {
        Table table =
                new Table(
                        "from start to the answer to initialize",
                        "times",
                        "min ms",
                        "median ms",
                        "max ms",
                        "median / plain");
        try (EchoHome home = EchoHome.create(setting)) {
            int times = setting.times(TIMES);
            setting.say("starting, plainly and behind the gate");
            home.direct().close();
            Samples plain = taken(times, home::direct);
            once(home::gated);
            Samples warm = taken(times, home::gated);
            Samples bare = taken(times, home::gatedWithoutLauncher);
            long[] cold = new long[setting.times(COLD_TIMES)];
            setting.say("starting, with the daemon's own start");
            for (int i = 0; i < cold.length; i++) {
                home.down();
                cold[i] = once(home::gated);
            }
            row(table, "node server", plain, plain);
            row(table, "stoplock run, daemon up", warm, plain);
            row(table, "the same without the launcher's checks", bare, plain);
            row(table, "stoplock run, daemon down", Samples.of(List.of(cold), 1), plain);
        }
        return table
                + """

                Each start is a process of its own and ends before the next begins. The launcher is a shell script
                that checks its prerequisites and its sources' digest; \"without\" starts the same Java at once.
                """;
    }

    private static Samples taken(int times, Started started)
            throws IOException, InterruptedException {
        long[] taken = new long[times];
        for (int i = 0; i < times; i++) {
            taken[i] = once(started);
        }
        return Samples.of(List.of(taken), 1);
    }

    private static long once(Started started) throws IOException, InterruptedException {
        long before = System.nanoTime();
        try (McpPeer peer = started.start()) {
            peer.initialize();
            long taken = System.nanoTime() - before;
            peer.end();
            return taken;
        }
    }

    private static void row(Table table, String what, Samples samples, Samples plain) {
        table.row(
                what,
                Integer.toString(samples.count()),
                Table.number(samples.least()),
                Table.number(samples.millis(0.5)),
                Table.number(samples.most()),
                Table.ratio(samples.millis(0.5), plain.millis(0.5)));
    }
}
