package dev.stoplock.app;

import dev.stoplock.core.effect.EffectReader;
import dev.stoplock.core.model.Digest;
import dev.stoplock.core.model.Event;
import dev.stoplock.gate.cli.Commands;
import dev.stoplock.gate.cli.Site;
import dev.stoplock.gate.cli.Terminal;
import dev.stoplock.gate.egress.Dialer;
import dev.stoplock.gate.egress.SandboxEgress;
import dev.stoplock.gate.egress.Stages;
import dev.stoplock.gate.port.Enclosed;
import dev.stoplock.gate.port.Recorder;
import dev.stoplock.lab.mutation.LabDrills;
import dev.stoplock.lab.story.LabStories;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The program, all of it real, whose parts stop where a test says. It obeys lines on standard input
 * ({@code STEP}: stop there once; {@code go}: go on) and answers on standard output ({@code armed
 * STEP}, {@code parked STEP}).
 */
final class ParkingMain {

    /** Where a send can be stopped, in the order in which it gets there. */
    enum Step {
        BEFORE_KEEPING,
        BEFORE_JUDGING,
        BEFORE_RECORD,
        BEFORE_DIALLING,
        BEFORE_OUTCOME,
        AFTER_OUTCOME,
        BEFORE_CLOSED,
        AFTER_CLOSED
    }

    private record Armed(Step step, CountDownLatch released) {}

    private final AtomicReference<@Nullable Armed> armed = new AtomicReference<>();
    private final AtomicReference<@Nullable Armed> parked = new AtomicReference<>();

    private ParkingMain() {}

    public static void main(String[] arguments) {
        ParkingMain parking = new ParkingMain();
        Thread.ofPlatform().daemon().name("orders").start(parking::obey);
        Site site = new Site(System.getenv(), new Terminal(System.err, System.err), List.of());
        System.exit(
                Commands.line(
                                site,
                                new Wiring(site, parking.parts()),
                                new LabStories(),
                                new LabDrills())
                        .execute(arguments));
    }

    private void obey() {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                Armed now = parked.get();
                if (!line.equals("go")) {
                    armed.set(new Armed(Step.valueOf(line), new CountDownLatch(1)));
                    System.out.println("armed " + line);
                } else if (now != null) {
                    now.released.countDown();
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException("orders cannot be read", e);
        }
    }

    private void at(Step step) {
        Armed here = armed.get();
        if (here == null || here.step != step || !armed.compareAndSet(here, null)) {
            return;
        }
        parked.set(here);
        System.out.println("parked " + step);
        try {
            here.released.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Parts parts() {
        Stages real = Stages.REAL;
        EffectReader reader =
                exchange -> {
                    at(Step.BEFORE_JUDGING);
                    return real.adapters().read(exchange);
                };
        UnaryOperator<SandboxEgress.Dialers> dial =
                dialers ->
                        upstream -> {
                            Dialer dialer = dialers.dialer(upstream);
                            return destination -> {
                                at(Step.BEFORE_DIALLING);
                                Dialer.Dialled dialled = dialer.dial(destination);
                                return new Dialer.Dialled(
                                        dialled.socket(),
                                        new Unkept(dialled.line()),
                                        dialled.hops());
                            };
                        };
        return new Parts(
                Parts.REAL.clock(),
                new Stages(real.wire(), reader, real.contracts(), real.policies()),
                Stopped::new,
                Parts.REAL.entries(),
                Parts.REAL.credentials(),
                Parts.REAL.breakers(),
                Parts.REAL.handshakes(),
                dial,
                Parts.REAL.store(),
                Parts.REAL.sandboxes());
    }

    /** A connection without a channel waits for no other request: each is dialled for. */
    private static final class Unkept extends Socket {

        private final Socket line;

        Unkept(Socket line) {
            this.line = line;
        }

        @Override
        public void setSoLinger(boolean on, int linger) throws SocketException {
            line.setSoLinger(on, linger);
        }

        @Override
        public void close() throws IOException {
            line.close();
        }
    }

    /** The ledger, with a stop before and after what it is told. */
    private final class Stopped implements Recorder {

        private final Recorder ledger;

        Stopped(Recorder ledger) {
            this.ledger = ledger;
        }

        @Override
        public long append(Event event) throws IOException {
            return append(List.of(event), List.of());
        }

        @Override
        public Enclosed enclose(byte[] body) throws IOException {
            at(Step.BEFORE_KEEPING);
            return ledger.enclose(body);
        }

        @Override
        public long append(List<Event> events, List<Enclosed> bodies) throws IOException {
            Event event = events.getFirst();
            if (event instanceof Event.Judged) {
                at(Step.BEFORE_RECORD);
            } else if (event instanceof Event.Outcome) {
                at(Step.BEFORE_OUTCOME);
            } else if (event instanceof Event.CallClosed) {
                at(Step.BEFORE_CLOSED);
            }
            long index = ledger.append(events, bodies);
            if (event instanceof Event.Outcome) {
                at(Step.AFTER_OUTCOME);
            } else if (event instanceof Event.CallClosed) {
                at(Step.AFTER_CLOSED);
            }
            return index;
        }

        @Override
        public Digest keep(byte[] body) throws IOException {
            at(Step.BEFORE_KEEPING);
            return ledger.keep(body);
        }
    }
}
