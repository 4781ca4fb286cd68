package dev.stoplock.gate.cli;

import dev.stoplock.core.model.Refusal;
import dev.stoplock.gate.port.Drills;
import dev.stoplock.gate.port.Stories;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** The command list. */
@CommandLine.Command(
        name = "stoplock",
        description = "Runs the tool servers of AI agents without trusting them.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
public final class Commands implements Runnable {

    private final Site site;

    @CommandLine.Spec private CommandLine.Model.@Nullable CommandSpec spec;

    @CommandLine.Option(
            names = "--home",
            paramLabel = "DIR",
            scope = CommandLine.ScopeType.INHERIT,
            description =
                    "where store, ledger and secrets live (default: STOPLOCK_HOME, else the XDG state folder)")
    @SuppressWarnings("UnusedMethod") // picocli calls it
    private void home(String folder) {
        site.homeFlag(folder);
    }

    private Commands(Site site) {
        this.site = site;
    }

    public static CommandLine line(
            Site site, UpCommand.Gates gates, Stories stories, Drills drills) {
        CommandLine line = new CommandLine(new Commands(site));
        List.of(
                        new AddCommand(site),
                        new RunCommand(site),
                        new UpCommand(site, gates),
                        new DownCommand(site),
                        new LogCommand(site),
                        new ExplainCommand(site),
                        new VerifyCommand(site),
                        new StoryCommand(site, stories),
                        new DrillCommand(site, drills))
                .forEach(line::addSubcommand);
        line.getSubcommands()
                .values()
                .forEach(command -> command.getCommandSpec().mixinStandardHelpOptions(true));
        line.setExitCodeExceptionMapper(e -> 1);
        line.setParameterExceptionHandler(
                (wrong, arguments) -> site.terminal().refuse(usage(wrong)));
        return line;
    }

    private static Refusal usage(CommandLine.ParameterException wrong) {
        String command = wrong.getCommandLine().getCommandSpec().qualifiedName();
        String said = String.valueOf(wrong.getMessage()).lines().findFirst().orElse("");
        return Refusal.of(
                Refusal.Exit.USAGE,
                "cli.usage",
                "the command line cannot be read: " + said,
                "see " + command + " --help");
    }

    @Override
    public void run() {
        if (spec != null) {
            spec.commandLine().usage(site.terminal().out());
        }
    }
}
