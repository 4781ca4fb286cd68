package dev.stoplock.app;

import dev.stoplock.gate.egress.Handshakes;
import dev.stoplock.gate.egress.SandboxEgress;
import dev.stoplock.gate.egress.Stages;
import dev.stoplock.gate.port.Breakers;
import dev.stoplock.gate.port.Entries;
import dev.stoplock.gate.port.Recorder;
import dev.stoplock.gate.port.Sandboxes;
import dev.stoplock.gate.port.Secrets;
import dev.stoplock.gate.port.Trees;
import java.time.Clock;
import java.util.function.UnaryOperator;

/**
 * The parts of a gate between which the wiring puts its seams: the product runs {@link #REAL}, a
 * test wraps one in another that fails, stops or tells the time wrong.
 */
record Parts(
        Clock clock,
        Stages stages,
        UnaryOperator<Recorder> ledger,
        UnaryOperator<Entries> entries,
        UnaryOperator<Secrets> credentials,
        UnaryOperator<Breakers> breakers,
        UnaryOperator<Handshakes> handshakes,
        UnaryOperator<SandboxEgress.Dialers> dial,
        UnaryOperator<Trees> store,
        UnaryOperator<Sandboxes> sandboxes) {

    static final Parts REAL =
            new Parts(
                    Clock.systemUTC(),
                    Stages.REAL,
                    UnaryOperator.identity(),
                    UnaryOperator.identity(),
                    UnaryOperator.identity(),
                    UnaryOperator.identity(),
                    UnaryOperator.identity(),
                    UnaryOperator.identity(),
                    UnaryOperator.identity(),
                    UnaryOperator.identity());
}
