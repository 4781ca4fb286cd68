package dev.stoplock.bench.load;

import dev.stoplock.core.model.CallId;
import dev.stoplock.core.model.Digest;
import dev.stoplock.core.model.EffectId;
import dev.stoplock.core.model.Event;
import dev.stoplock.gate.port.Enclosed;
import dev.stoplock.gate.port.Leases;
import dev.stoplock.gate.port.Recorder;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The agent of the egress benchmark, who asks for each mail in a call of its own: for every
 * connection one call is open; when its mail's outcome is handed to the ledger, it is answered and
 * the next is opened. It listens to the ledger, which does what it always does. The records and
 * bodies of the calls themselves are no part of this: they are what the benchmark of calls
 * measures.
 */
final class AskingAgent implements Recorder {

    private final Recorder ledger;
    private final Leases leases;
    private final InstantSource clock;
    private final Steps steps = new Steps();
    private final Map<EffectId, CallId> asked = new ConcurrentHashMap<>();

    AskingAgent(Recorder ledger, Leases leases, InstantSource clock) {
        this.ledger = ledger;
        this.leases = leases;
        this.clock = clock;
    }

    void begin(int connections) {
        for (int i = 0; i < connections; i++) {
            open(i, 0);
        }
    }

    private void open(int connection, long round) {
        leases.step(book -> {
            book.open(Mails.call(connection, round, clock.instant()));
            return book;
        });
    }

    @Override
    public long append(Event event) throws IOException {
        long index = ledger.append(event);
        heard(event);
        return index;
    }

    @Override
    public long append(List<Event> events, List<Enclosed> bodies) throws IOException {
        long before = System.nanoTime();
        long index = ledger.append(events, bodies);
        long after = System.nanoTime();
        if (events.getFirst() instanceof Event.Judged) {
            steps.judged(before, after);
        }
        events.forEach(this::heard);
        return index;
    }

    @Override
    public void enqueue(List<Event> events, List<Enclosed> bodies) throws IOException {
        long before = System.nanoTime();
        ledger.enqueue(events, bodies);
        steps.outcome(before, System.nanoTime());
        events.forEach(this::heard);
    }

    Steps steps() {
        return steps;
    }

    private void heard(Event event) {
        if (event instanceof Event.Judged judged && judged.leaves() && judged.call() != null) {
            asked.put(judged.effect(), judged.call());
        } else if (event instanceof Event.Outcome outcome) {
            CallId call = asked.remove(outcome.effect());
            if (call != null) {
                answered(call);
            }
        }
    }

    private void answered(CallId call) {
        leases.step(book -> book.answered(call, clock.instant()));
        String[] parts = call.value().split("-c|-", -1);
        open(Integer.parseInt(parts[1]), Long.parseLong(parts[2]) + 1);
    }

    @Override
    public Enclosed enclose(byte[] body) throws IOException {
        long before = System.nanoTime();
        Enclosed enclosed = ledger.enclose(body);
        steps.enclosed(before, System.nanoTime());
        return enclosed;
    }

    @Override
    public Digest keep(byte[] body) throws IOException {
        return ledger.keep(body);
    }
}
