package dev.stoplock.gate.console;

import dev.stoplock.gate.config.Home;
import dev.stoplock.gate.port.Refused;
import dev.stoplock.gate.port.Signer;
import dev.stoplock.gate.report.casefile.Telling;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/**
 * The console of one daemon, served on loopback until it is closed.
 *
 * <p>Guarantees: it listens on 127.0.0.1 and ::1 only; nobody gets a page of it without the secret
 * of a link that {@link #link} gave; and it has no way to change the daemon that serves it.
 */
public final class Console implements AutoCloseable {

    private final Listeners listeners;
    private final LoginLinks links;
    private final Runs runs;
    private final EventStreams streams;

    /**
     * What it is made of: {@code stoplock} is the command line that starts this program, up to its
     * first argument; {@code steady} is time that only goes on, for sessions and links.
     */
    public record Parts(
            Home home,
            Signer signer,
            List<String> stoplock,
            InstantSource clock,
            InstantSource steady,
            SecureRandom random,
            Duration runLimit) {

        public static final Duration RUN_LIMIT = Runs.LIMIT;

        public Parts {
            stoplock = List.copyOf(stoplock);
        }
    }

    private final List<Route> routes;

    private Console(
            Listeners listeners,
            LoginLinks links,
            Runs runs,
            EventStreams streams,
            List<Route> routes) {
        this.routes = List.copyOf(routes);
        this.listeners = listeners;
        this.links = links;
        this.runs = runs;
        this.streams = streams;
    }

    /** Serves on this port, or any free one for 0; refuses where it cannot. */
    public static Console start(Parts parts, int port) throws Refused, IOException {
        Assets assets = new Assets();
        Telling telling = Telling.bundled();
        Cases cases = new Cases(telling);
        Sessions sessions = new Sessions(parts.random(), parts.steady());
        LoginLinks links = new LoginLinks(parts.random(), parts.steady());
        Runs runs =
                new Runs(
                        parts.stoplock(),
                        new RunFolders(parts.home().cases(), parts.random()),
                        parts.home().folder(),
                        parts.clock(),
                        parts.runLimit());
        EventStreams streams = new EventStreams(sessions);
        Frames frames = new Frames(parts.home(), parts.signer(), assets.urls());
        Listeners listeners = Listeners.open(port);
        // cookies are not bound to a port, so that the name has to tell two consoles apart
        String cookie = "stoplock-" + listeners.port();
        List<Route> routes =
                Routes.of(
                        new LoginPages(links, sessions, frames, cookie),
                        new CasePages(frames, runs, parts.home(), telling, cases),
                        new RunPages(frames, runs, cases),
                        new FilePages(frames, runs.folders(), cases),
                        assets);
        Origins origins = new Origins(listeners.port());
        Door door = new Door(routes, origins, sessions, frames, cookie);
        listeners.server().setHandler(new DoorHandler(door, new Pages(), streams));
        Console console = new Console(listeners, links, runs, streams, routes);
        try {
            listeners.server().start();
            return console;
        } catch (Exception e) {
            console.close();
            throw new Refused(Absence.notStarted(String.valueOf(e)));
        }
    }

    /** Where it is. */
    public String url() {
        return "http://127.0.0.1:" + listeners.port() + "/";
    }

    /** A fresh link that opens it once, within ten minutes. Threat: who has it is signed in. */
    public String link() {
        return url() + "login#" + links.give();
    }

    /** All that can be asked of it. */
    List<Route> routes() {
        return routes;
    }

    /** Ends the run under way, every stream and the server. */
    @Override
    public void close() {
        runs.close();
        streams.close();
        try {
            listeners.server().stop();
        } catch (Exception e) {
            if (e instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            // what is left of it ends with the process, which is about to
            return;
        }
    }
}
