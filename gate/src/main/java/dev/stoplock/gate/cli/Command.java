package dev.stoplock.gate.cli;

import dev.stoplock.core.model.Refusal;
import dev.stoplock.gate.port.Refused;
import java.io.IOException;
import java.util.concurrent.Callable;

/**
 * The door of every command: refusals and broken worlds become one sentence, a hint and an exit
 * code.
 */
abstract class Command implements Callable<Integer> {

    private final Site site;

    Command(Site site) {
        this.site = site;
    }

    final Site site() {
        return site;
    }

    final Terminal terminal() {
        return site.terminal();
    }

    abstract int run() throws Refused, IOException, InterruptedException;

    static Refusal failed(IOException e) {
        String said = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        return Refusal.of(
                Refusal.Exit.FAILED,
                "cli.failed",
                said,
                "see the daemon's log in the home's logs folder");
    }

    @Override
    public final Integer call() {
        try {
            return run();
        } catch (Refused e) {
            return terminal().refuse(e.refusal());
        } catch (IllegalArgumentException e) {
            return terminal()
                    .refuse(
                            Refusal.of(
                                    Refusal.Exit.USAGE,
                                    "cli.usage",
                                    String.valueOf(e.getMessage()),
                                    "see --help"));
        } catch (IOException e) {
            return terminal().refuse(failed(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Refusal.Exit.FAILED.code();
        } catch (Throwable e) {
            e.printStackTrace(terminal().err());
            return terminal()
                    .refuse(
                            Refusal.of(
                                    Refusal.Exit.FAILED,
                                    "internal.error",
                                    "the command failed (" + e + ")",
                                    "see the lines above; if it was short of memory or descriptors, give it more"));
        }
    }
}
