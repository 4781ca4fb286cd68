package dev.stoplock.gate.cli;

import dev.stoplock.core.model.Refusal;
import dev.stoplock.core.model.Shown;
import dev.stoplock.gate.port.Drills;
import dev.stoplock.gate.port.Stories;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
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
                        new ReviewCommand(site),
                        new RunCommand(site),
                        new UpCommand(site, gates),
                        new DownCommand(site),
                        new ConsoleCommand(site),
                        new LogCommand(site),
                        new ExplainCommand(site),
                        new IncidentCommand(site),
                        new VerifyCommand(site),
                        new QuarantineCommand(site),
                        new PsCommand(site),
                        new WatchCommand(site),
                        new DoctorCommand(site),
                        new GrantsCommand(site),
                        new SecretsCommand(site),
                        new StoryCommand(site, stories),
                        new DrillCommand(site, drills))
                .forEach(line::addSubcommand);
        line.getSubcommands()
                .values()
                .forEach(command -> command.getCommandSpec().mixinStandardHelpOptions(true));
        String version = version();
        line.getCommandSpec().version(version);
        line.getSubcommands()
                .values()
                .forEach(command -> command.getCommandSpec().version(version));
        // Threat: an argument that begins with @ would be read as a file's name, its content as
        // arguments
        line.setExpandAtFiles(false);
        line.setExitCodeExceptionMapper(e -> 1);
        line.setParameterExceptionHandler(
                (wrong, arguments) -> site.terminal().refuse(usage(wrong)));
        return line;
    }

    private static Refusal usage(CommandLine.ParameterException wrong) {
        String command = wrong.getCommandLine().getCommandSpec().qualifiedName();
        String said = Shown.text(String.valueOf(wrong.getMessage()));
        return Refusal.of(
                Refusal.Exit.USAGE,
                "cli.usage",
                "the command line cannot be read: " + said,
                "see " + command + " --help");
    }

    /** As the build wrote it beside this class. */
    private static String version() {
        try (InputStream in = Commands.class.getResourceAsStream("version.txt")) {
            String text =
                    in == null
                            ? "(version unknown)"
                            : new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
            return "stoplock " + text + " (Java " + Runtime.version() + ")";
        } catch (IOException e) {
            throw new UncheckedIOException("the program's own files cannot be read", e);
        }
    }

    @Override
    public void run() {
        if (spec != null) {
            spec.commandLine().usage(site.terminal().out());
        }
    }
}
