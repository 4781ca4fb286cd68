package dev.stoplock.app;

import dev.stoplock.gate.cli.Commands;
import dev.stoplock.gate.cli.Site;
import dev.stoplock.gate.cli.Terminal;
import dev.stoplock.lab.mutation.LabDrills;
import dev.stoplock.lab.story.LabStories;
import java.nio.file.Path;
import java.util.List;

/** The whole program with planted faults: the folder {@code stoplock.faults} says which are on. */
final class FaultyMain {

    private FaultyMain() {}

    public static void main(String[] arguments) {
        Terminal terminal = new Terminal(System.out, System.err);
        Site site = new Site(System.getenv(), terminal, List.of());
        Faults faults = new Faults(Path.of(System.getProperty("stoplock.faults", "")));
        Wiring wiring = new Wiring(site, new FaultySeams(faults).parts());
        System.exit(
                Commands.line(site, wiring, new LabStories(), new LabDrills()).execute(arguments));
    }
}
