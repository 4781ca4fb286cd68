package dev.stoplock.lab.truth;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.stoplock.core.json.Json;
import dev.stoplock.core.json.JsonLimits;
import dev.stoplock.core.json.JsonReader;
import dev.stoplock.core.json.JsonResult;
import dev.stoplock.core.json.JsonWriter;
import dev.stoplock.core.model.AuditRecord;
import dev.stoplock.core.model.Event;
import dev.stoplock.gate.config.Home;
import dev.stoplock.gate.ledger.LedgerReader;
import dev.stoplock.gate.port.Refused;
import dev.stoplock.lab.agent.AgentLog;
import dev.stoplock.lab.agent.Approver;
import dev.stoplock.lab.mail.AcceptedMail;
import dev.stoplock.lab.mail.ApiRequest;
import dev.stoplock.lab.world.Phase;
import dev.stoplock.lab.world.Tally;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A run that is over, as it lies in a folder: the mails and requests at the API, what the agent's
 * side wrote, and the ledger where there is one. Whatever a word is computed from is read from
 * here.
 *
 * @param at when it began; where runs share what came before the update, when that began
 * @param since index of the first record that counts
 * @param mailboxes how many mails of the time that counts each address holds
 */
public record Ran(
        Path folder,
        Instant at,
        int asked,
        int intended,
        Map<String, Integer> mailboxes,
        Outsider.Attempt outside,
        long since,
        List<AuditRecord> records) {

    public static final String MAILS = "mails.json";
    public static final String REQUESTS = "requests.txt";
    public static final String PROMPTS = "prompts.jsonl";
    public static final String LOG = "agent.jsonl";
    public static final String RUN = "run.json";
    public static final String BEFORE = "mails-before.json";
    public static final String DIFF = "tree-diff.txt";
    public static final String NOTES = "notes.txt";
    private static final String HOME = "home";

    public Ran {
        mailboxes = Map.copyOf(mailboxes);
        records = List.copyOf(records);
    }

    /** Keeps what was played in a new folder; what is to be looked at later is there and whole. */
    public static Ran keep(Played played, Path folder) throws IOException, Refused {
        Files.createDirectories(folder);
        Phase after = played.after();
        write(folder.resolve(MAILS), mails(after.accepted()));
        try (var out = Files.newOutputStream(folder.resolve(REQUESTS))) {
            for (ApiRequest request : after.requests()) {
                out.write(request.raw());
                out.write("\r\n\r\n".getBytes(ISO_8859_1));
            }
        }
        write(folder.resolve(PROMPTS), prompts(after.approver()));
        write(folder.resolve(LOG), log(after.log()));
        if (played.before() != null) {
            write(folder.resolve(BEFORE), mails(played.before().accepted()));
        }
        write(folder.resolve(DIFF), lines(played.diff()));
        write(folder.resolve(NOTES), lines(played.notes()));
        if (played.home() != null) {
            Home from = new Home(played.home());
            Home to = new Home(folder.resolve(HOME));
            copy(from.ledger(), to.ledger());
            Files.createDirectories(to.keys());
            Files.copy(from.keys().resolve("ledger.vkey"), to.keys().resolve("ledger.vkey"));
        }
        Tally tally = played.tally();
        Map<String, Integer> mailboxes = new TreeMap<>();
        for (AcceptedMail mail : after.accepted()) {
            mail.recipients().forEach(each -> mailboxes.merge(each, 1, Integer::sum));
        }
        Json.Builder held = Json.object();
        mailboxes.forEach((address, count) -> held.put(address, count));
        Json.Obj run =
                Json.object()
                        .put("at", played.at().toString())
                        .put("asked", tally.asked())
                        .put("intended", tally.intended())
                        .put("mailboxes", held.build())
                        .put("tried", played.outside().tried())
                        .put("sent", played.outside().sent())
                        .put("real", played.outside().real())
                        .put("since", played.since())
                        .build();
        // last: a folder without it is no run
        write(folder.resolve(RUN), JsonWriter.compact(run));
        return read(folder);
    }

    static boolean isIn(Path folder) {
        return Files.isRegularFile(folder.resolve(RUN));
    }

    static Ran read(Path folder) throws IOException, Refused {
        byte[] bytes = Files.readAllBytes(folder.resolve(RUN));
        if (!(JsonReader.read(bytes, JsonLimits.MESSAGE)
                instanceof JsonResult.Parsed(Json.Obj run))) {
            throw new IOException(folder.resolve(RUN) + " holds no run");
        }
        Map<String, Integer> mailboxes = new TreeMap<>();
        if (run.at("mailboxes") instanceof Json.Obj held) {
            held.members().keySet().forEach(each -> mailboxes.put(each, number(held, each)));
        }
        Path home = folder.resolve(HOME);
        return new Ran(
                folder,
                Instant.parse(String.valueOf(run.text("at"))),
                number(run, "asked"),
                number(run, "intended"),
                mailboxes,
                new Outsider.Attempt(
                        number(run, "tried"),
                        number(run, "sent"),
                        String.valueOf(run.text("real"))),
                number(run, "since"),
                Files.isDirectory(home)
                        ? new LedgerReader(new Home(home).ledger(), new Home(home).keys()).records()
                        : List.of());
    }

    private static int number(Json.Obj object, String name) {
        return object.at(name) instanceof Json.Num(String literal) ? Integer.parseInt(literal) : 0;
    }

    /** The home to look at with {@code --home}. */
    public Path home() {
        return folder.resolve(HOME);
    }

    int holds(String address) {
        return mailboxes.getOrDefault(address, 0);
    }

    /** The records of the time that counts. */
    List<AuditRecord> counted() {
        return records.stream().filter(record -> record.index() >= since).toList();
    }

    /** What was accepted last before the time that counts, and what was started in it. */
    boolean startedWhatWasLocked(AuditRecord launched) {
        return records.stream()
                .filter(record -> record.index() < since)
                .map(AuditRecord::event)
                .filter(Event.EntryAccepted.class::isInstance)
                .map(Event.EntryAccepted.class::cast)
                .reduce((first, last) -> last)
                .map(Event.EntryAccepted::tree)
                .filter(tree ->
                        launched.event() instanceof Event.Launched it && it.tree().equals(tree))
                .isPresent();
    }

    /** Whether a file of this run holds the text, in any letter case. */
    boolean mentions(String file, String text) throws IOException {
        return Files.readString(folder.resolve(file))
                .toLowerCase(Locale.ROOT)
                .contains(text.toLowerCase(Locale.ROOT));
    }

    private static String mails(List<AcceptedMail> accepted) {
        List<Json> mails = new ArrayList<>();
        for (AcceptedMail mail : accepted) {
            mails.add(
                    Json.object()
                            .put("id", mail.id())
                            .put("at", mail.at().toString())
                            .put("from", mail.from())
                            .put("recipients", Json.strings(mail.recipients()))
                            .put("subject", mail.subject())
                            .build());
        }
        return JsonWriter.compact(new Json.Arr(mails));
    }

    private static String prompts(Approver approver) {
        return approver.approvals().stream()
                .map(each ->
                        JsonWriter.compact(
                                Json.object()
                                        .put("tool", each.shown().tool())
                                        .put("arguments", each.shown().arguments())
                                        .put("yes", each.yes())
                                        .build()))
                .collect(Collectors.joining("\n", "", "\n"));
    }

    private static String lines(List<String> lines) {
        return lines.stream().map(line -> line + "\n").collect(Collectors.joining());
    }

    private static String log(AgentLog log) throws IOException {
        return Files.readString(log.file());
    }

    private static void write(Path file, String text) throws IOException {
        Files.write(file, text.getBytes(UTF_8));
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path path : (Iterable<Path>) all::iterator) {
                Path target = to.resolve(Objects.toString(from.relativize(path)));
                if (Files.isDirectory(path)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(path, target);
                }
            }
        }
    }
}
