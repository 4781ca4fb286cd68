package dev.stoplock.app;

import dev.stoplock.core.json.Json;
import dev.stoplock.core.model.Refusal;
import dev.stoplock.gate.cli.Terminal;
import dev.stoplock.gate.config.ConsoleSettings;
import dev.stoplock.gate.config.HomeConfig;
import dev.stoplock.gate.console.Absence;
import dev.stoplock.gate.console.Console;
import dev.stoplock.gate.daemon.Daemon;
import dev.stoplock.gate.port.Refused;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The console where a person started the gate and wants one, or why there is none. A gate without
 * its console is a whole gate: what goes wrong here never stops it.
 */
final class ServedConsole implements AutoCloseable {

    private final @Nullable Console console;
    private final Refusal otherwise;

    private ServedConsole(@Nullable Console console, Refusal otherwise) {
        this.console = console;
        this.otherwise = otherwise;
    }

    static ServedConsole start(Console.Parts parts, Terminal terminal, boolean attended) {
        if (!attended) {
            return new ServedConsole(null, Absence.unattended());
        }
        try {
            ConsoleSettings wanted = HomeConfig.read(parts.home().configFile()).console();
            return wanted.on()
                    ? new ServedConsole(
                            Console.start(parts, wanted.port()), Absence.notStarted("it is closed"))
                    : new ServedConsole(null, Absence.off());
        } catch (Refused e) {
            return told(e.refusal(), terminal);
        } catch (IOException e) {
            return told(Absence.notStarted(String.valueOf(e.getMessage())), terminal);
        }
    }

    private static ServedConsole told(Refusal refusal, Terminal terminal) {
        terminal.refuse(refusal);
        return new ServedConsole(null, refusal);
    }

    /**
     * Says where it is. Threat: what is not a terminal may be a file that others read later, so a
     * link goes to a terminal only.
     */
    void announce(Terminal terminal, boolean seen) {
        if (console != null && seen) {
            terminal.progress("console: " + console.link());
            terminal.progress(
                    "that link opens it once, within ten minutes; for another: stoplock console");
        } else if (console != null) {
            terminal.progress("console: " + console.url() + " · a login link: stoplock console");
        }
    }

    /** {@code {"do":"console"}}: a fresh login link. */
    Json.Obj answer(Json.Obj message, Daemon.Talk talk) throws Refused {
        if (console == null) {
            throw new Refused(otherwise);
        }
        return Json.object().put("ok", true).put("link", console.link()).build();
    }

    @Override
    public void close() {
        if (console != null) {
            console.close();
        }
    }
}
