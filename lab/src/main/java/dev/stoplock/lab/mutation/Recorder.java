package dev.stoplock.lab.mutation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stoplock.core.model.Refusal;
import dev.stoplock.gate.port.Refused;
import dev.stoplock.lab.loopback.Header;
import dev.stoplock.lab.mail.SmtpSink;
import dev.stoplock.lab.registry.PostmarkPackage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Records a real server behind a real gate: its tools, and the request each call led to. */
final class Recorder {

    /**
     * What was recorded of one server: its tools, each call as it can be played again, and one
     * round of trials made of them.
     */
    record Recorded(JsonNode tools, List<Played> calls, Generator generator) {
        Recorded {
            calls = List.copyOf(calls);
        }
    }

    private Recorder() {}

    static Recorded record(Ground ground, Holding holding, long seed)
            throws Refused, IOException, InterruptedException {
        Subject subject = ground.subject();
        ground.publish(PostmarkPackage.after());
        ground.add(subject.source());
        ground.accept();
        List<SmtpSession> sessions = new ArrayList<>();
        JsonNode tools;
        try (Client client = ground.run("recording")) {
            tools = client.ask("tools/list", Trees.JSON.createObjectNode());
            for (Subject.Call call : subject.calls()) {
                JsonNode answer = client.call(call.tool(), call.arguments());
                if (ground.api() instanceof Peer.OfSmtp(SmtpSink sink)) {
                    sessions.add(SmtpSession.of(call, only(subject, call, sink.take())));
                    continue;
                }
                // what a server makes of a good reply is its own affair: sendgrid-mcp takes an
                // empty
                // one for an error
                String said = answer.at("/content/0/text").asText();
                if (answer.path("isError").asBoolean() && said.startsWith("Stoplock")) {
                    throw unrecorded(subject, call.tool() + " was answered with " + said);
                }
            }
        }
        if (!sessions.isEmpty()) {
            return new Recorded(
                    tools,
                    sessions.stream().map(each -> Played.of(subject, each)).toList(),
                    Generator.ofSessions(subject, sessions, seed));
        }
        List<Recording> recordings = recordings(ground);
        return new Recorded(
                tools,
                recordings.stream().map(each -> Played.of(subject, each)).toList(),
                new Generator(subject, recordings, holding, seed));
    }

    private static SmtpSink.Mail only(Subject subject, Subject.Call call, List<SmtpSink.Mail> mails)
            throws Refused {
        if (mails.size() != 1) {
            throw unrecorded(subject, mails.size() + " mails for a call of " + call.tool());
        }
        return mails.getFirst();
    }

    private static List<Recording> recordings(Ground ground) throws Refused, IOException {
        Subject subject = ground.subject();
        List<byte[]> requests = ground.recorded();
        int arrived = ground.api().requests().size();
        if (requests.size() != subject.calls().size() || arrived != requests.size()) {
            throw unrecorded(
                    subject,
                    requests.size()
                            + " requests left and "
                            + arrived
                            + " arrived for "
                            + subject.calls().size()
                            + " calls");
        }
        List<Recording> recordings = new ArrayList<>();
        for (int i = 0; i < requests.size(); i++) {
            Subject.Call call = subject.calls().get(i);
            recordings.add(
                    new Recording(call.tool(), call.arguments(), marked(subject, requests.get(i))));
        }
        return recordings;
    }

    /**
     * The ledger names a credential; the server sent its placeholder there, as its API wants it.
     */
    static Wire marked(Subject subject, byte[] request) {
        String named = "secret " + subject.secret();
        return Wire.parse(request)
                .mapped(field ->
                        field.value().equals(named)
                                ? new Header(field.name(), subject.prefix() + subject.marker())
                                : field);
    }

    private static Refused unrecorded(Subject subject, String why) {
        return new Refused(
                Refusal.Exit.FAILED,
                "drill.recording",
                subject.server() + " could not be recorded: " + why,
                "look into its home with stoplock log --home");
    }
}
