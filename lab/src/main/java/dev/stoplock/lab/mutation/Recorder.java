package dev.stoplock.lab.mutation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stoplock.core.model.Refusal;
import dev.stoplock.gate.port.Refused;
import dev.stoplock.lab.loopback.Header;
import dev.stoplock.lab.registry.PostmarkPackage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Records a real server behind a real gate: its tools, and the request each call led to. */
final class Recorder {

    /** What was recorded of one server. */
    record Recorded(JsonNode tools, List<Recording> recordings) {
        Recorded {
            recordings = List.copyOf(recordings);
        }
    }

    private Recorder() {}

    static Recorded record(Ground ground) throws Refused, IOException, InterruptedException {
        Subject subject = ground.subject();
        ground.publish(PostmarkPackage.after());
        ground.add(subject.source());
        ground.accept();
        JsonNode tools;
        try (Client client = ground.run("recording")) {
            tools = client.ask("tools/list", Trees.JSON.createObjectNode());
            for (Subject.Call call : subject.calls()) {
                JsonNode answer = client.call(call.tool(), call.arguments());
                // what a server makes of a good reply is its own affair: sendgrid-mcp takes an empty
                // one for an error
                String said = answer.at("/content/0/text").asText();
                if (answer.path("isError").asBoolean() && said.startsWith("Stoplock")) {
                    throw unrecorded(subject, call.tool() + " was answered with " + said);
                }
            }
        }
        List<byte[]> requests = ground.recorded();
        if (requests.size() != subject.calls().size()
                || ground.api().requests().size() != requests.size()) {
            throw unrecorded(
                    subject,
                    requests.size() + " requests for " + subject.calls().size() + " calls");
        }
        List<Recording> recordings = new ArrayList<>();
        for (int i = 0; i < requests.size(); i++) {
            Subject.Call call = subject.calls().get(i);
            recordings.add(
                    new Recording(call.tool(), call.arguments(), marked(subject, requests.get(i))));
        }
        return new Recorded(tools, recordings);
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
