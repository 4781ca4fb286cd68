package dev.stoplock.lab.story;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stoplock.core.atlas.story.Case;
import dev.stoplock.core.json.Json;
import dev.stoplock.core.json.JsonWriter;
import dev.stoplock.gate.port.Refused;
import dev.stoplock.lab.agent.AgentRun;
import dev.stoplock.lab.agent.Approver;
import dev.stoplock.lab.mail.AcceptedMail;
import dev.stoplock.lab.mail.ApiRequest;
import dev.stoplock.lab.registry.PostmarkPackage;
import dev.stoplock.lab.world.Stage;
import dev.stoplock.lab.world.StoplockHome;
import dev.stoplock.lab.world.TreeDiff;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The six steps of the story, each with an artefact taken from the records of this very run. */
final class Telling {

    private static final int DIFF_LINES = 40;

    /** What {@code stoplock explain} takes for the version that was reviewed. */
    private static final String REVIEWED = PostmarkPackage.NAME + "@" + PostmarkPackage.AFTER;

    private final Page page;
    private final Case words;
    private final @Nullable Integer only;
    private final Stage stage;
    private final WayResult without;
    private final WayResult locked;
    private final WayResult forced;
    private final WayResult watched;
    private final WayResult first;
    private final List<String> differs = new ArrayList<>();

    /** {@code only} is the one step that is told, or null for all. */
    Telling(Page page, Case words, @Nullable Integer only, Stage stage, List<WayResult> ways) {
        this.page = page;
        this.words = words;
        this.only = only;
        this.stage = stage;
        this.without = ways.get(0);
        this.locked = ways.get(1);
        this.forced = ways.get(2);
        this.watched = ways.get(3);
        this.first = ways.get(4);
    }

    /** Tells all six; returns what differed from the story, one sentence each. */
    List<String> tell() throws Refused, IOException, InterruptedException {
        setup();
        trust();
        update();
        call();
        copy();
        after();
        return List.copyOf(differs);
    }

    private void step(int number, List<String> artefact) {
        step(number, words.step(number).headline(), artefact);
    }

    private void step(int number, String headline, List<String> artefact) {
        if (only == null || only == number) {
            page.step(words.step(number), headline, words.steps().size());
            page.artefact(artefact);
        }
    }

    private void setup() throws IOException {
        String token = stage.token();
        Path project = stage.folder().root().resolve("without/before");
        step(
                1,
                List.of(
                        "package.json   "
                                + Files.readString(project.resolve("package.json"))
                                        .replaceAll("\\s+", " ")
                                        .strip(),
                        "client config  {\"mcpServers\": {\"postmark\": {\"command\": \"node_modules/.bin/postmark-mcp\",\n\"env\": {\""
                                + Stage.TOKEN
                                + "\": \""
                                + token.substring(0, 4)
                                + "…\", \"DEFAULT_SENDER_EMAIL\": \""
                                + Stage.SENDER
                                + "\"}}}}"));
    }

    private void trust() {
        List<String> mails = new ArrayList<>();
        for (AcceptedMail mail : without.earned()) {
            mails.add(String.join(", ", mail.recipients()) + "  ·  " + mail.subject());
        }
        step(2, mails);
    }

    private void update() throws Refused, IOException, InterruptedException {
        Path root = stage.folder().root().resolve("without");
        String inside = "node_modules/" + PostmarkPackage.NAME;
        List<String> diff =
                TreeDiff.of(
                        root.resolve("before").resolve(inside),
                        root.resolve("after").resolve(inside));
        List<String> shown = new ArrayList<>(diff.subList(0, Math.min(diff.size(), DIFF_LINES)));
        if (shown.size() < diff.size()) {
            shown.add("… and " + (diff.size() - shown.size()) + " more lines");
        }
        shown.addAll(locked.notes());
        StoplockHome home = locked.home();
        if (home != null && !stage.ownServer()) {
            Evidence held = Evidence.of(home, REVIEWED, "review-held");
            shown.add("the held review: " + held.proofLine());
            if (!held.proven()) {
                differs.add(
                        "locked: the proof of the held review does not lead to the signed root");
            }
        }
        step(3, shown);
    }

    private Optional<AgentRun.Asked> firstMail() {
        return without.after().run().mails().stream().findFirst();
    }

    private void call() {
        List<String> lines = new ArrayList<>();
        firstMail()
                .ifPresent(mail ->
                        lines.add(
                                "call      "
                                        + mail.tool()
                                        + " "
                                        + JsonWriter.compact(mail.arguments())));
        without.after().approver().approvals().stream()
                .filter(each -> each.shown().arguments().contains("\"to\""))
                .findFirst()
                .ifPresent(each -> lines.add("approver  " + shown(each)));
        step(4, lines);
    }

    private static String shown(Approver.Approval approval) {
        return approval.shown().tool()
                + " "
                + approval.shown().arguments()
                + " — "
                + (approval.yes() ? "yes" : "no");
    }

    private void copy() throws Refused, IOException, InterruptedException {
        List<String> lines = new ArrayList<>();
        firstMail()
                .ifPresent(mail -> {
                    lines.add("asked    to " + mail.text("to"));
                    requests(mail)
                            .forEach(request -> {
                                lines.add(
                                        "left     "
                                                + request.method()
                                                + " "
                                                + request.target()
                                                + "  (without Stoplock)");
                                lines.add("         " + members(request));
                            });
                    lines.add("reply    " + mail.answer());
                });
        List<String> blind = new ArrayList<>();
        for (String stranger : without.tally().strangers()) {
            boolean approver = without.after().approver().mentions(stranger);
            boolean log = without.after().log().mentions(stranger);
            blind.add(
                    "measured the stranger stands in "
                            + (approver ? "THE APPROVALS" : "no approval")
                            + " and in "
                            + (log
                                    ? "THE AGENT'S LOG"
                                    : "no line of the agent's log ("
                                            + without.after().log().lines().size()
                                            + " lines)"));
            if (!stage.ownServer() && (approver || log)) {
                differs.add("without: approval or agent log were not blind to " + stranger);
            }
        }
        lines.addAll(blind);
        StoplockHome home = forced.home();
        if (home != null && !forced.denials().isEmpty()) {
            Evidence evidence = Evidence.of(home, forced.denials().getFirst());
            lines.add("with Stoplock, the same update accepted by a careless person:");
            lines.addAll(evidence.lines());
            forced.after().run().mails().stream()
                    .filter(AgentRun.Asked::isError)
                    .findFirst()
                    .ifPresent(mail -> lines.add("agent    was told: " + mail.answer()));
            if (!evidence.proven()) {
                differs.add("forced: the proof of a denial does not lead to the signed root");
            }
        }
        String headline =
                without.tally().stranger() > 0
                        ? words.step(5).headline()
                        : "This version sent no copy to anyone";
        step(5, headline, lines);
    }

    private List<ApiRequest> requests(AgentRun.Asked mail) {
        return without.after().requests().stream()
                .filter(request -> request.mentions(String.valueOf(mail.text("subject"))))
                .toList();
    }

    /** The body of a request: a line for each member where it is an object. */
    private static String members(ApiRequest request) {
        JsonNode json = request.json();
        return json == null || !json.isObject()
                ? body(request)
                : json.properties().stream()
                        .map(member -> member.getKey() + ": " + member.getValue())
                        .collect(Collectors.joining("\n"));
    }

    private static String body(ApiRequest request) {
        String raw = new String(request.raw(), StandardCharsets.UTF_8);
        int end = raw.indexOf("\r\n\r\n");
        return end < 0 ? raw : raw.substring(end + 4);
    }

    private void after() {
        List<String> lines = new ArrayList<>();
        without.notes().forEach(note -> lines.add("registry  " + note));
        for (ApiRequest request : without.after().requests()) {
            List<String> strangers =
                    request.recipients().stream()
                            .filter(without.tally().strangers()::contains)
                            .toList();
            if (!strangers.isEmpty()) {
                String subject =
                        request.json() == null ? "" : request.json().path("Subject").asText();
                lines.add("held by " + String.join(", ", strangers) + "  ·  " + subject);
            }
        }
        forced.notes().forEach(lines::add);
        for (Json.Obj denial : forced.denials()) {
            lines.add(
                    "denied    "
                            + denial.text("call")
                            + "  "
                            + denial.text("rule")
                            + "  "
                            + Evidence.atoms(denial));
        }
        watched.notes().forEach(note -> lines.add("watched   " + note));
        lines.add("watched   stoplock incident postmark-mcp says, from the ledger alone:");
        watched.account().forEach(said -> lines.add("          " + said));
        lines.add("first     had 1.0.16 been the first version of all:");
        first.notes().forEach(note -> lines.add("          " + note));
        first.denials().stream()
                .limit(1)
                .forEach(denial ->
                        lines.add(
                                "          "
                                        + first.denied()
                                        + " mails denied by "
                                        + denial.text("rule")
                                        + ": "
                                        + denial.text("sentence")));
        step(6, lines);
    }

    /** One line per way, where to look, and how it ended. */
    void end(String command, List<String> all) {
        page.blank();
        if (only == null) {
            look(command);
            page.blank();
            page.words(all.isEmpty() ? "it ended as told" : "it did not end as told:");
        } else if (!all.isEmpty()) {
            page.words("it did not end as told:");
        }
        all.forEach(each -> page.words("  " + each));
    }

    private void look(String command) {
        for (WayResult way : List.of(without, locked, forced, watched, first)) {
            page.words(
                    String.format(
                            Locale.ROOT,
                            "%-8s intended %d  stranger %d  denied %d%s",
                            way.name(),
                            way.tally().intended(),
                            way.tally().stranger(),
                            way.denied(),
                            way.letGo() == 0 ? "" : "  let go in report " + way.letGo()));
        }
        page.blank();
        page.words("to look for yourself (all of it is in " + stage.folder().root() + "):");
        for (WayResult way : List.of(locked, forced, watched, first)) {
            StoplockHome home = way.home();
            if (home != null) {
                String line = "  " + command + " --home " + home.folder();
                page.command(line + " log");
                if (way.name().equals(LockedWay.NAME)) {
                    page.command(line + " explain " + REVIEWED);
                }
                if (!way.denials().isEmpty()) {
                    page.command(line + " explain " + way.denials().getFirst().text("call"));
                }
                if (!way.account().isEmpty()) {
                    page.command(line + " incident " + PostmarkPackage.NAME);
                }
                page.command(line + " verify");
            }
        }
    }
}
