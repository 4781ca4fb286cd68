package dev.stoplock.lab.casefile;

import dev.stoplock.core.json.Json;
import dev.stoplock.core.model.AuditRecord;
import dev.stoplock.core.model.Event;
import dev.stoplock.lab.agent.AgentRun;
import dev.stoplock.lab.agent.DueLettersTool;
import dev.stoplock.lab.truth.Played;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What each component did in the run behind the gate, counted; each count leads to a record. */
final class Numbers {

    private static final String LISTED = "of them to list the due letters (due_letters)";

    private final Played run;
    private final String stranger;
    private final List<Json> all = new ArrayList<>();

    private Numbers(Played run, String stranger) {
        this.run = run;
        this.stranger = stranger;
    }

    /** Components by the atlas's ids: {@code {component, label, value, record}}. */
    static List<Json> of(Played run, String stranger) {
        Numbers numbers = new Numbers(run, stranger);
        numbers.count();
        return numbers.all;
    }

    private void count() {
        List<AgentRun.Asked> asked = run.after().run().asked();
        put("user", "goals given", 1, null);
        put("model", "tool calls it chose", asked.size(), null);
        put("model", LISTED, listed(asked.stream().map(AgentRun.Asked::tool)), null);
        put("loop", "mails it asked for", run.after().run().mails().size(), opened());
        put("loop", "calls that came back as an error", run.after().run().errors(), null);
        put(
                "approval",
                "calls shown to its person",
                run.after().approver().approvals().size(),
                null);
        put(
                "approval",
                LISTED,
                listed(
                        run.after().approver().approvals().stream()
                                .map(each -> each.shown().tool())),
                null);
        put(
                "approval",
                "of them that showed the stranger's address",
                run.after().approver().mentions(stranger) ? 1 : 0,
                null);
        events("runtime", "servers started", Event.Launched.class, e -> true);
        events("server", "requests it tried to send", Event.Judged.class, e -> e.mails() > 0);
        events("server", "of them denied", Event.Judged.class, e -> e.mails() > 0 && !e.leaves());
        events("identity", "token put in by the gate", Event.SecretUsed.class, e -> true);
        events("registry", "versions accepted in all", Event.EntryAccepted.class, e -> true);
        put("api", "mails it accepted", run.after().accepted().size(), outcome());
        put("database", "letters it gave", run.after().run().mails().size(), null);
        put(
                "log",
                "lines in the agent's own log, one a call",
                run.after().log().lines().size(),
                null);
        put("log", "records in the ledger", run.counted().size(), first(e -> true));
        events("log", "findings raised", Event.Found.class, e -> true);
        put("mailbox", "mails it holds", run.mailbox(stranger).size(), reached());
        put("content", "pages read", 0, null);
    }

    /** Besides the mails the agent asks its own tool, once, which letters are due. */
    private static long listed(Stream<String> tools) {
        return tools.filter(DueLettersTool.NAME::equals).count();
    }

    private <E extends Event> void events(
            String component, String label, Class<E> type, Predicate<E> which) {
        List<AuditRecord> found =
                run.records().stream()
                        .filter(record ->
                                type == Event.EntryAccepted.class || record.index() >= run.since())
                        .filter(record ->
                                type.isInstance(record.event())
                                        && which.test(type.cast(record.event())))
                        .toList();
        put(component, label, found.size(), found.isEmpty() ? null : found.getFirst().index());
    }

    private @Nullable Long first(Predicate<Event> which) {
        return run.counted().stream()
                .filter(record -> which.test(record.event()))
                .map(AuditRecord::index)
                .findFirst()
                .orElse(null);
    }

    private @Nullable Long opened() {
        return first(Event.CallOpened.class::isInstance);
    }

    private @Nullable Long outcome() {
        return first(Event.Outcome.class::isInstance);
    }

    private @Nullable Long reached() {
        return first(event ->
                event instanceof Event.Judged judged
                        && judged.leaves()
                        && judged.recipients().contains(stranger));
    }

    private void put(String component, String label, long value, @Nullable Long record) {
        all.add(
                Json.object()
                        .put("component", component)
                        .put("label", label)
                        .put("value", value)
                        .put("record", record == null ? Json.NULL : Json.of(record))
                        .build());
    }
}
