package dev.stoplock.gate.report;

import dev.stoplock.core.audit.EventCodec;
import dev.stoplock.core.audit.incident.Count;
import dev.stoplock.core.audit.incident.Dated;
import dev.stoplock.core.audit.incident.Fate;
import dev.stoplock.core.audit.incident.Incident;
import dev.stoplock.core.audit.incident.Part;
import dev.stoplock.core.audit.incident.Reached;
import dev.stoplock.core.audit.incident.Recipient;
import dev.stoplock.core.audit.incident.SecretUse;
import dev.stoplock.core.audit.incident.Sending;
import dev.stoplock.core.audit.incident.Standing;
import dev.stoplock.core.audit.incident.Version;
import dev.stoplock.core.json.Json;
import dev.stoplock.core.model.Event;
import dev.stoplock.core.model.Shown;
import dev.stoplock.gate.config.Copied;
import dev.stoplock.gate.ledger.Snapshot;
import dev.stoplock.gate.port.Refused;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The account as one JSON object, {@code stoplock.incident/1}: times are RFC 3339 in UTC, record
 * indices are strings. Every record it names stands in {@code records} as it stands in the log,
 * with its proof.
 */
record IncidentJson(IncidentReport report, Copied copied) {

    static final String SCHEMA = "stoplock.incident/1";

    Json.Obj object() throws Refused {
        Incident incident = report.incident();
        NextSteps next = new NextSteps(incident, copied);
        return Json.object()
                .put("schema", SCHEMA)
                .put("server", incident.server().value())
                .put("since", time(incident.since()))
                .put("sentence", new Headline(incident, report.waiting()).sentence())
                .put("counts", counts(incident))
                .put("notAsked", all(incident.reached(Standing.NOT_ASKED), this::reached))
                .put("notAllowed", all(incident.reached(Standing.NOT_ALLOWED), this::reached))
                .put("notKnown", all(incident.reached(Standing.UNKNOWN), this::reached))
                .put("exchanges", all(incident.sendings(), this::sending))
                .put("secrets", all(incident.secrets(), this::secret))
                .put("versions", all(incident.versions(), this::version))
                .put("findings", records(incident.findings()))
                .put("breakers", records(incident.breakers()))
                .put("quarantine", records(incident.standings()))
                .put("quarantined", incident.quarantined())
                .put("refusals", records(incident.refusals()))
                .put(
                        "next",
                        all(
                                next.commands(),
                                step ->
                                        Json.object()
                                                .put("purpose", step.purpose())
                                                .put("command", step.command())
                                                .build()))
                .put("unsigned", Long.toString(report.waiting()))
                .put("checkpoint", checkpoint())
                .put("records", proven(incident))
                .build();
    }

    private static Json.Obj counts(Incident incident) {
        Json.Builder out = Json.object();
        for (Fate fate : Fate.values()) {
            out.put(Wording.word(fate), incident.with(fate).size());
        }
        Count left = incident.mails(Fate.LEFT, Standing.NOT_ASKED);
        Count doubtful = incident.mails(Fate.IN_DOUBT, Standing.NOT_ASKED);
        return out.put("letGo", incident.letGo(Fate.LEFT).size())
                .put("letGoInDoubt", incident.letGo(Fate.IN_DOUBT).size())
                .put("mailsNotAsked", left.least())
                .put("mailsNotAskedAtMost", left.most())
                .put("mailsNotAskedInDoubt", doubtful.least())
                .put("mailsNotAskedInDoubtAtMost", doubtful.most())
                .build();
    }

    private static <T> Json.Arr all(List<T> values, Function<T, Json> each) {
        return new Json.Arr(values.stream().map(each).toList());
    }

    private static Json time(@Nullable Instant time) {
        return time == null ? Json.NULL : Json.of(time.toString());
    }

    private static Json.Arr indices(Stream<Long> indices) {
        return Json.strings(indices.sorted().distinct().map(String::valueOf).toList());
    }

    private Json reached(Reached reached) {
        return Json.object()
                .put("address", Shown.line(reached.address()))
                .put(
                        "roles",
                        Json.strings(
                                reached.roles().stream().sorted().map(r -> r.label()).toList()))
                .put("left", reached.left().least())
                .put("leftAtMost", reached.left().most())
                .put("inDoubt", reached.doubtful().least())
                .put("inDoubtAtMost", reached.doubtful().most())
                .put("first", reached.first().toString())
                .put("last", reached.last().toString())
                .put("calls", Json.strings(reached.calls().stream().map(c -> c.value()).toList()))
                .put("records", indices(reached.sendings().stream()))
                .build();
    }

    private Json sending(Sending sending) {
        Event.Judged judged = sending.judged().event();
        Json.Builder out =
                Json.object()
                        .put("effect", judged.effect().value())
                        .put("at", sending.at().toString())
                        .put("fate", Wording.word(sending.fate()))
                        .put("call", Json.ofNullable(value(judged.call())));
        Dated<Event.CallOpened> call = sending.call();
        out.put("tool", Json.ofNullable(call == null ? null : Shown.line(call.event().tool())));
        Dated<Event.Launched> launched = sending.launched();
        Event.Launched started = launched == null ? null : launched.event();
        return out.put("agent", Json.ofNullable(agent(sending)))
                .put("instance", judged.instance().value())
                .put("ref", Json.ofNullable(started == null ? null : started.ref().toString()))
                .put("tree", Json.ofNullable(started == null ? null : started.tree().toString()))
                .put("operation", Shown.line(judged.operation()))
                .put("destination", Shown.line(judged.destination()))
                .put("verdict", judged.verdict())
                .put("mode", Wording.word(judged.mode()))
                .put("rule", judged.rule().value())
                .put("sentence", Shown.line(judged.sentence()))
                .put("mails", judged.mails())
                .put("detail", Wording.word(sending.detail()))
                .put("parts", all(sending.parts(), IncidentJson::part))
                .put("unjudgedBytes", judged.unjudgedBytes())
                .put("outcome", outcome(sending.outcome()))
                .put("records", indices(sending(sending, Stream.builder())))
                .build();
    }

    private static @Nullable String value(@Nullable Object id) {
        return id == null ? null : id.toString();
    }

    static @Nullable String agent(Sending sending) {
        Dated<Event.CallOpened> call = sending.call();
        Dated<Event.Launched> launched = sending.launched();
        if (call != null) {
            return Shown.text(call.event().agent().value());
        }
        return launched == null ? null : Shown.text(launched.event().agent().value());
    }

    private static Stream<Long> sending(Sending sending, Stream.Builder<Long> out) {
        out.add(sending.judged().index());
        add(out, sending.outcome());
        add(out, sending.call());
        add(out, sending.launched());
        sending.secrets().forEach(use -> out.add(use.index()));
        return out.build();
    }

    private static void add(Stream.Builder<Long> out, @Nullable Dated<?> dated) {
        if (dated != null) {
            out.add(dated.index());
        }
    }

    private static Json part(Part part) {
        return Json.object()
                .put("operation", Shown.line(part.operation()))
                .put("mails", part.mails())
                .put(
                        "subject",
                        Json.ofNullable(part.subject() == null ? null : Shown.line(part.subject())))
                .put("recipients", all(part.recipients(), IncidentJson::recipient))
                .put(
                        "others",
                        all(
                                part.others(),
                                other ->
                                        Json.object()
                                                .put("path", Shown.line(other.path()))
                                                .put("value", Shown.line(other.value()))
                                                .put("why", Shown.line(other.why()))
                                                .build()))
                .build();
    }

    private static Json recipient(Recipient recipient) {
        return Json.object()
                .put(
                        "role",
                        Json.ofNullable(recipient.role() == null ? null : recipient.role().label()))
                .put("address", Shown.line(recipient.address()))
                .put("standing", Wording.word(recipient.standing()))
                .put("why", Shown.line(recipient.why()))
                .build();
    }

    private static Json outcome(@Nullable Dated<Event.Outcome> outcome) {
        return outcome == null
                ? Json.NULL
                : Json.object()
                        .put("at", outcome.at().toString())
                        .put("outcome", outcome.event().outcome())
                        .put("status", outcome.event().status())
                        .put("detail", Shown.line(outcome.event().detail()))
                        .build();
    }

    private Json secret(SecretUse use) {
        return Json.object()
                .put("secret", use.secret().value())
                .put("destination", Shown.line(use.destination()))
                .put("uses", use.uses().size())
                .put("out", use.out())
                .put("first", use.first().toString())
                .put("last", use.last().toString())
                .put("rotateWhen", Rotation.WHEN)
                .put("rotate", Json.strings(new Rotation(report.home(), use).steps()))
                .put("records", indices(use.uses().stream().map(Dated::index)))
                .build();
    }

    private Json version(Version version) {
        Dated<Event.Judged> bad = version.firstBad();
        return Json.object()
                .put("ref", version.ref().toString())
                .put("tree", version.tree().toString())
                .put("accepted", records(version.accepted()))
                .put("started", version.launched().size())
                .put(
                        "firstStarted",
                        time(
                                version.launched().isEmpty()
                                        ? null
                                        : version.launched().getFirst().at()))
                .put("exchanges", version.exchanges())
                .put("firstBad", bad == null ? Json.NULL : Json.of(Long.toString(bad.index())))
                .put("firstBadAt", time(bad == null ? null : bad.at()))
                .put(
                        "firstBadAfter",
                        version.untilBad() == null
                                ? Json.NULL
                                : Json.of(String.valueOf(version.untilBad())))
                .build();
    }

    private static Json records(List<? extends Dated<? extends Event>> all) {
        return indices(all.stream().map(Dated::index));
    }

    private Json checkpoint() {
        Snapshot snapshot = report.snapshot();
        return Json.object()
                .put("size", Long.toString(snapshot.checkpoint().size()))
                .put("root", snapshot.checkpoint().root().toString())
                .put("note", snapshot.note())
                .put("key", snapshot.key().text())
                .put("keyFile", report.home().keys().resolve("ledger.vkey").toString())
                .build();
    }

    private Json proven(Incident incident) throws Refused {
        List<Json> out = new ArrayList<>();
        for (long index : named(incident)) {
            Json.Obj record = EventCodec.json(report.snapshot().records().get((int) index));
            out.add(record.with("proof", Json.of(report.snapshot().proof(index).text())));
        }
        return new Json.Arr(out);
    }

    /** Every record the account rests on, in order. */
    static List<Long> named(Incident incident) {
        Stream.Builder<Long> out = Stream.builder();
        incident.sendings().forEach(each -> sending(each, Stream.builder()).forEach(out::add));
        for (Version version : incident.versions()) {
            version.accepted().forEach(each -> out.add(each.index()));
            version.launched().stream().findFirst().ifPresent(each -> out.add(each.index()));
            add(out, version.firstBad());
        }
        Stream.of(
                        incident.findings(),
                        incident.breakers(),
                        incident.standings(),
                        incident.refusals())
                .flatMap(List::stream)
                .forEach(each -> out.add(each.index()));
        return out.build().sorted().distinct().toList();
    }
}
