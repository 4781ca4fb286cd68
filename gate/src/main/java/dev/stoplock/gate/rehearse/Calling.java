package dev.stoplock.gate.rehearse;

import dev.stoplock.core.json.Json;
import dev.stoplock.core.model.CallId;
import dev.stoplock.core.model.Effect;
import dev.stoplock.gate.port.Refused;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Calls tools, and answers what they ask for otherwise as long as they end in an error upon it: of
 * each kind of request it finds the reply with which a tool gets furthest.
 */
final class Calling implements Closeable {

    private static final Duration CALL = Duration.ofSeconds(15);

    /** A tool that never ends well is not called for ever. */
    private static final int MOST_ADAPTATIONS = 60;

    /** In a call that a person wrote: what its requests are answered, in their order. */
    private static final String REPLIES = "$replies";

    /** In a call that a person wrote: that it is to end in an error. */
    private static final String FAILS = "$fails";

    /** A server that hangs is started anew this often. */
    private static final int MOST_HANGS = 8;

    /** A server that sends nothing for so long has started. */
    private static final Duration PAUSE = Duration.ofMillis(600);

    /** One that sends for ever is called all the same. */
    private static final int MOST_PAUSES = 10;

    /** A connection on which over twenty commands are refused is cut; its server goes on badly. */
    private static final int MOST_REFUSED = 15;

    private final Started.Way way;
    private final Witness witness;
    private final InstantSource clock;
    private final Written written = new Written();
    private Started server;
    private boolean sends;
    private int hangs;
    private int refused;
    private int number = 1;
    private int adaptations;

    /** A call that was made; {@code said}: what was answered. */
    record Made(CallId id, Json arguments, boolean failed, boolean asked, Instant at, Json said) {

        /** It ended well, and asked for something. */
        boolean works() {
            return !failed && asked;
        }
    }

    Calling(Started.Way way, Witness witness, InstantSource clock)
            throws Refused, IOException, InterruptedException {
        this.way = way;
        this.witness = witness;
        this.clock = clock;
        this.server = way.start();
        written.begin(server.files());
    }

    /** The calls of a tool were made. */
    void done(String tool) throws InterruptedException {
        written.look(tool, server.files());
    }

    Written written() {
        return written;
    }

    List<Caller.Tool> tools(Duration patience) throws IOException, InterruptedException {
        return server.caller().tools(patience);
    }

    /**
     * Waits until the server sends nothing of its own accord any more: what it sends at its start
     * is not to be taken for what its first call leads to.
     */
    void settled() throws InterruptedException {
        int sent = -1;
        for (int i = 0; i < MOST_PAUSES && sent != witness.sentAtStart(); i++) {
            sent = witness.sentAtStart();
            sends |= sent > 0;
            Thread.sleep(PAUSE);
        }
    }

    /** Another tool is called from now on. */
    void next() {
        adaptations = 0;
        witness.forget();
    }

    /** Calls a tool until it ends well, or nothing else is left to answer it; the last call. */
    Made adapted(String tool, Json arguments) throws Refused, IOException, InterruptedException {
        Made made = call(tool, arguments);
        while (made.failed()
                && made.asked()
                && adaptations < MOST_ADAPTATIONS
                && witness.adapt(Complaint.in(made.said()))) {
            adaptations++;
            made = call(tool, arguments);
        }
        return made;
    }

    /** A server that no longer answers is started anew, and asked once more. */
    private Made call(String tool, Json arguments)
            throws Refused, IOException, InterruptedException {
        if (refused >= MOST_REFUSED) {
            anew(tool);
        }
        try {
            return once(tool, arguments);
        } catch (IOException e) {
            if (hangs == MOST_HANGS) {
                throw e;
            }
            hangs++;
            anew(tool);
            return once(tool, arguments);
        }
    }

    private void anew(String tool) throws Refused, IOException, InterruptedException {
        done(tool);
        server.close();
        server = way.start();
        written.begin(server.files());
        number = 1;
        refused = 0;
        if (sends) {
            settled();
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }

    private Made once(String tool, Json made) throws IOException, InterruptedException {
        Map<String, Json> arguments = new LinkedHashMap<>();
        if (made instanceof Json.Obj(Map<String, Json> members)) {
            arguments.putAll(members);
        }
        List<Json> given =
                arguments.remove(REPLIES) instanceof Json.Arr(List<Json> replies)
                        ? replies
                        : List.of();
        boolean fails = Json.of(true).equals(arguments.remove(FAILS));
        Json.Obj sent = new Json.Obj(arguments);
        CallId id = new CallId(server.instance() + "-c" + number++);
        Instant at = clock.instant();
        witness.begin(id, sent, given);
        written.said(sent);
        Caller.Called called = server.caller().call(tool, sent, CALL);
        refused += witness.wasRefused() ? 1 : 0;
        boolean asked = witness.of(id).stream().anyMatch(seen -> says(seen.effect()));
        // what every mode refuses is refused in production too, and the answer is then the gate's
        // own: what went besides is all that ever goes
        boolean failed = called.failed() && !(asked && (fails || witness.wasRefused()));
        return new Made(id, sent, failed, asked, at, called.answer());
    }

    /** A login or a connection alone is not yet what a tool is for. */
    private static boolean says(Effect effect) {
        return switch (effect) {
            case Effect.Session session -> false;
            case Effect.Contact contact -> false;
            case Effect.SendMail mail -> true;
            case Effect.EditDraft draft -> true;
            case Effect.SendDraft draft -> true;
            case Effect.HttpExchange exchange -> true;
            case Effect.Unknown unknown -> true;
            case Effect.Command command -> true;
        };
    }
}
