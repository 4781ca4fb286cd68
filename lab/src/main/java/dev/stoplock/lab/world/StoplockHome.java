package dev.stoplock.lab.world;

import dev.stoplock.core.json.Json;
import dev.stoplock.core.json.JsonLimits;
import dev.stoplock.core.json.JsonReader;
import dev.stoplock.core.json.JsonResult;
import dev.stoplock.core.model.Refusal;
import dev.stoplock.core.model.Shown;
import dev.stoplock.gate.port.Refused;
import dev.stoplock.lab.agent.ServerCommand;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A home of Stoplock as its user has it: a configuration, a secret, a lockfile, and the command
 * line. There is no other door.
 */
public final class StoplockHome {

    private static final Duration QUICK = Duration.ofSeconds(60);
    private static final Duration ADD = Duration.ofSeconds(240);
    private static final Duration REVIEW = Duration.ofSeconds(240);
    private static final String PERSON = "a person of the lab";

    /** What the agent mails with. */
    private static final String TOOL = "sendEmail";

    private final String name;
    private final Path folder;
    private final Path project;
    private final List<String> stoplock;
    private final Map<String, String> environment;
    private final Children children;

    private StoplockHome(
            String name,
            Path folder,
            Path project,
            List<String> stoplock,
            Map<String, String> environment,
            Children children) {
        this.name = name;
        this.folder = folder;
        this.project = project;
        this.stoplock = List.copyOf(stoplock);
        this.environment = Map.copyOf(environment);
        this.children = children;
    }

    /**
     * Makes the home of a way: the lab's registry, the lab's API as the only place that can be
     * dialled, and the token as a secret. {@code settings} is YAML that its user adds.
     */
    public static StoplockHome create(String name, Stage stage, Outside lab, String settings)
            throws IOException {
        Path folder = stage.folder().closed(name);
        Path project = stage.folder().closed(name + "-project");
        Path secrets = stage.folder().closed(name + "/secrets");
        Path token =
                Files.createFile(
                        secrets.resolve(Stage.TOKEN),
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------")));
        Files.writeString(token, stage.token());
        Files.writeString(
                folder.resolve("stoplock.yaml"),
                """
                registries:
                  npm: http://127.0.0.1:%d
                upstream:
                  ca: ["%s"]
                  dial: {%s: "127.0.0.1:%d"}
                  only: dial
                """
                                .formatted(
                                        lab.registry().port(),
                                        stage.authority(),
                                        Stage.API,
                                        lab.api().port())
                        + settings);
        return new StoplockHome(
                name, folder, project, stage.stoplock(), stage.userEnvironment(), stage.children());
    }

    public Path folder() {
        return folder;
    }

    /** Its registry and its API are those of this outside world from now on. */
    public void lookAt(Outside lab) throws IOException {
        Path file = folder.resolve("stoplock.yaml");
        Files.writeString(
                file,
                Files.readString(file)
                        .replaceFirst(
                                "npm: http://127\\.0\\.0\\.1:\\d+",
                                "npm: http://127.0.0.1:" + lab.registry().port())
                        .replaceFirst(
                                "\"127\\.0\\.0\\.1:\\d+\"",
                                "\"127.0.0.1:" + lab.api().port() + "\""));
    }

    /** {@code stoplock add npm:postmark-mcp@VERSION}, run where the lockfile is to lie. */
    public Children.Ended add(String version, String... options)
            throws Refused, IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of("add", "npm:postmark-mcp@" + version));
        words.addAll(List.of(options));
        if (!words.contains("--by")) {
            // not the name of whoever plays: what is on record may be published
            words.addAll(List.of("--by", PERSON));
        }
        return children.run(name + "-add", project, environment, ADD, line(words));
    }

    /**
     * {@code stoplock review NAME}, of the one tool that the agent uses, so that it takes seconds.
     */
    public Children.Ended review(String name, String... options)
            throws Refused, IOException, InterruptedException {
        return children.run(
                this.name + "-review",
                project,
                environment,
                REVIEW,
                line(reviewing(name, options)));
    }

    /** The same at a terminal, at which these lines are typed. */
    public Children.Ended reviewTyping(List<String> lines, String name, String... options)
            throws Refused, IOException, InterruptedException {
        return children.typed(
                this.name + "-review",
                project,
                environment,
                REVIEW,
                line(reviewing(name, options)),
                lines);
    }

    private static List<String> reviewing(String name, String... options) {
        List<String> words = new ArrayList<>(List.of("review", name, "--tool", TOOL));
        words.addAll(List.of(options));
        if (!words.contains("--by")) {
            words.addAll(List.of("--by", PERSON));
        }
        return words;
    }

    /**
     * {@code stoplock run postmark-mcp} with no client: it ends as soon as it is up, or refuses.
     */
    public Children.Ended runOnce() throws Refused, IOException, InterruptedException {
        return children.run(
                name + "-run", project, environment, QUICK, line(List.of("run", "postmark-mcp")));
    }

    /** What an MCP client's configuration holds: {@code stoplock run} in the server's place. */
    public ServerCommand server(Path errors) {
        return new ServerCommand(
                line(List.of("run", "postmark-mcp", "--agent", Stage.AGENT)), environment, errors);
    }

    /** {@code stoplock log --json}. */
    public List<Json.Obj> log() throws Refused, IOException, InterruptedException {
        List<Json.Obj> records = new ArrayList<>();
        for (String line : said("log", "--json").lines().toList()) {
            records.add(object(line));
        }
        return records;
    }

    /**
     * {@code stoplock explain ID --json}: the records about a call, each with its proof and bodies.
     */
    public List<Json.Obj> explain(String id) throws Refused, IOException, InterruptedException {
        Json.Obj all = object(said("explain", id, "--json"));
        return all.at("records") instanceof Json.Arr records
                ? records.items().stream().map(Json.Obj.class::cast).toList()
                : List.of();
    }

    /** {@code stoplock incident postmark-mcp --json}. */
    public Json.Obj incident() throws Refused, IOException, InterruptedException {
        return object(said("incident", "postmark-mcp", "--json"));
    }

    /** {@code stoplock incident postmark-mcp}, line by line. */
    public List<String> incidentText() throws Refused, IOException, InterruptedException {
        return said("incident", "postmark-mcp").lines().toList();
    }

    /** {@code stoplock verify --json}. */
    public Json.Obj verify() throws Refused, IOException, InterruptedException {
        return object(said("verify", "--json"));
    }

    /** {@code stoplock down}: the daemon stops in order, if it is up. */
    public Children.Ended down() throws Refused, IOException, InterruptedException {
        return children.run(name + "-down", project, environment, QUICK, line(List.of("down")));
    }

    /** The command line without waiting or capturing anything: for a shutdown. */
    public ProcessBuilder downNow() {
        ProcessBuilder builder =
                new ProcessBuilder(line(List.of("down")))
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.environment().clear();
        builder.environment().putAll(environment);
        return builder;
    }

    private String said(String... words) throws Refused, IOException, InterruptedException {
        Children.Ended ended =
                children.run(
                        name + "-" + words[0], project, environment, QUICK, line(List.of(words)));
        if (ended.code() != 0) {
            throw failed(String.join(" ", words), ended);
        }
        return ended.out().strip();
    }

    public static Refused failed(String what, Children.Ended ended) {
        return new Refused(
                Refusal.Exit.FAILED,
                "story.command",
                "`" + what + "` ended with code " + ended.code() + ": " + ended.refusal(),
                "run it by hand with the --home the story printed");
    }

    private List<String> line(List<String> words) {
        List<String> line = new ArrayList<>(stoplock);
        line.addAll(List.of("--home", folder.toString()));
        line.addAll(words);
        return line;
    }

    private static Json.Obj object(String text) throws Refused {
        return JsonReader.read(text.getBytes(StandardCharsets.UTF_8), JsonLimits.MESSAGE)
                        instanceof JsonResult.Parsed(Json.Obj value)
                ? value
                : failedReading(text);
    }

    private static Json.Obj failedReading(String text) throws Refused {
        throw new Refused(
                Refusal.Exit.FAILED,
                "story.output",
                "the command line printed no JSON object but " + Shown.text(text),
                "report it with the folder of the story");
    }
}
