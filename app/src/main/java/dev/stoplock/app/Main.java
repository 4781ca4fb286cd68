package dev.stoplock.app;

import dev.stoplock.gate.cli.Commands;
import dev.stoplock.gate.cli.Site;
import dev.stoplock.gate.cli.Terminal;
import dev.stoplock.lab.mutation.LabDrills;
import dev.stoplock.lab.story.LabStories;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;

/** The door of the program. */
public final class Main {

    private Main() {}

    public static void main(String[] arguments) {
        Terminal terminal = new Terminal(System.out, System.err);
        Site site = new Site(System.getenv(), terminal, self());
        System.exit(
                Commands.line(site, new Wiring(site, Parts.REAL), new LabStories(), new LabDrills())
                        .execute(arguments));
    }

    /** The command line that starts this very program again, up to its first argument. */
    static List<String> self() {
        List<String> command = new ArrayList<>();
        command.add(System.getProperty("java.home") + "/bin/java");
        for (String argument : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
            if (argument.startsWith("--add-exports=")
                    || argument.startsWith("--enable-native-access=")) {
                command.add(argument);
            }
        }
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
        return command;
    }
}
