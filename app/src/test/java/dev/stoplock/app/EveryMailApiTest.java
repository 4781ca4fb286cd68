package dev.stoplock.app;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stoplock.lab.loopback.Answer;
import dev.stoplock.lab.loopback.LoopbackHttp;
import dev.stoplock.lab.loopback.Received;
import dev.stoplock.lab.mutation.Bound;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every mail API through a running gate: what its own client sends arrives byte for byte, nothing
 * that goes to others does, and what says the same in another form does.
 */
@Tag("full")
class EveryMailApiTest {

    private static final List<MailRequest> ARRIVED = new CopyOnWriteArrayList<>();

    private static Rig rig;
    private static final List<LoopbackHttp> APIS = new ArrayList<>();
    private static volatile String draft = "1";

    /** What one provider's recordings came to. */
    private static final class Count {
        int sent;
        int offered;
        int changes;
        int twins;
        final List<String> misses = new ArrayList<>();
        final List<String> falseDenials = new ArrayList<>();
    }

    @BeforeAll
    static void open() throws Exception {
        rig = Rig.bare();
        Map<String, Integer> dial = new TreeMap<>();
        for (String folder :
                List.of(
                        "postmark",
                        "sendgrid",
                        "mailgun",
                        "resend",
                        "brevo",
                        "mailjet",
                        "gmail",
                        "msgraph")) {
            RecordedSend any = RecordedSend.of(folder).getFirst();
            for (String host : any.hosts()) {
                LoopbackHttp api =
                        LoopbackHttp.start(
                                List.of(LoopbackHttp.listen()),
                                rig.certificates.server(host),
                                handler());
                APIS.add(api);
                dial.put(host, api.port());
            }
            for (Map.Entry<String, String> each : any.credentials().entrySet()) {
                rig.secret(each.getKey(), each.getValue());
            }
        }
        rig.config(rig.folder.resolve("lab-ca.pem"), dial, "");
    }

    private static LoopbackHttp.Handler handler() {
        return new LoopbackHttp.Handler() {
            @Override
            public Answer answer(Received request) {
                ARRIVED.add(MailRequest.parse(request.raw()));
                return Answer.json(200, "{\"id\":\"" + draft + "\"}");
            }

            @Override
            public void unreadable(byte[] raw, String reason) {
                if (raw.length > 0) {
                    ARRIVED.add(
                            new MailRequest(reason, List.of(), new String(raw, ISO_8859_1), false));
                }
            }
        };
    }

    @AfterAll
    static void close() throws Exception {
        rig.close();
        for (LoopbackHttp api : APIS) {
            api.close();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "postmark",
                "sendgrid",
                "mailgun",
                "resend",
                "brevo",
                "mailjet",
                "gmail",
                "msgraph"
            })
    void whatItsClientSendsArrivesAndNothingThatGoesElsewhereDoes(String folder) throws Exception {
        Map<Map<String, String>, McpClient> servers = new HashMap<>();
        Count count = new Count();
        for (RecordedSend recorded : RecordedSend.of(folder)) {
            Map<String, String> settings = recorded.settings();
            McpClient client = servers.get(settings);
            if (client == null) {
                client = serve(recorded, folder + "-" + servers.size());
                servers.put(settings, client);
            }
            draft = recorded.draft();
            count.sent++;
            List<MailRequest> sent = recorded.requests();
            String answer = call(client, recorded, sent);
            assertThat(ARRIVED).as("%s: %s", recorded, answer).hasSameSizeAs(sent);
            for (int i = 0; i < sent.size(); i++) {
                assertSame(recorded, ARRIVED.get(i), sent.get(i));
            }
            twins(client, recorded, count);
            changes(client, recorded, count);
        }
        for (McpClient client : servers.values()) {
            client.close();
        }
        System.out.printf(
                "%s through the gate: %d sends, %d changes, %d missed (bound %.2f %%), %d twins, %d denied (bound %.2f %%)%n",
                folder,
                count.sent,
                count.changes,
                count.misses.size(),
                100 * Bound.upper(count.misses.size(), count.changes),
                count.twins + count.sent,
                count.falseDenials.size(),
                100 * Bound.upper(count.falseDenials.size(), count.twins + count.sent));
        assertThat(count.misses).isEmpty();
        assertThat(count.falseDenials).isEmpty();
        assertThat(count.changes).isGreaterThan(30);
    }

    /** Locks the hostile server with what this recording's server would be given. */
    private static McpClient serve(RecordedSend recorded, String name) throws Exception {
        List<String> words =
                new ArrayList<>(
                        List.of(
                                "add",
                                "npm:postmark-mcp@1.0.15",
                                "--name",
                                name,
                                "--lock",
                                rig.lockfile().toString()));
        for (String host : recorded.hosts()) {
            words.addAll(List.of("--network", host));
            for (String secret : recorded.credentials().keySet()) {
                words.addAll(List.of("--secret", secret + "@" + host));
            }
        }
        recorded.settings()
                .forEach((key, value) -> words.addAll(List.of("--env", key + "=" + value)));
        Rig.Ran added = rig.cli(words.toArray(String[]::new));
        assertThat(added.exit()).as(added.toString()).isZero();
        rig.limit(name, "mails-per-hour: 1000000\n      identical-calls: 1000000");
        return rig.run(name);
    }

    private static String call(McpClient client, RecordedSend recorded, List<MailRequest> writes)
            throws Exception {
        ARRIVED.clear();
        JsonNode answer = client.tool("do", recorded.arguments(writes));
        return answer.path("result").toString();
    }

    private static void assertSame(RecordedSend recorded, MailRequest is, MailRequest was) {
        assertThat(is.start()).as(recorded.toString()).isEqualTo(was.start());
        assertThat(is.head()).as(recorded.toString()).isEqualTo(was.head());
        assertThat(is.body()).as(recorded.toString()).isEqualTo(was.body());
    }

    private static void twins(McpClient client, RecordedSend recorded, Count count)
            throws Exception {
        List<MailRequest> sent = recorded.requests();
        for (int i = 0; i < sent.size(); i++) {
            for (Map.Entry<String, MailRequest> twin : MailTwins.of(sent.get(i)).entrySet()) {
                List<MailRequest> writes = new ArrayList<>(sent);
                writes.set(i, twin.getValue());
                String answer = call(client, recorded, writes);
                count.twins++;
                if (ARRIVED.size() != writes.size() || !ARRIVED.get(i).arrivedAs(twin.getValue())) {
                    count.falseDenials.add(recorded + ": " + twin.getKey() + " -> " + answer);
                }
            }
        }
    }

    private static void changes(McpClient client, RecordedSend recorded, Count count)
            throws Exception {
        List<MailRequest> sent = recorded.requests();
        for (int i = 0; i < sent.size(); i++) {
            for (MailChanges.Change change : MailChanges.of(recorded.folder(), sent.get(i))) {
                // each kind has its turn in another recording; all of them are judged in memory
                if (count.offered++ % 2 != 0) {
                    continue;
                }
                // behind it the recorded one, which has to arrive: the denial was of the change
                List<MailRequest> writes = new ArrayList<>(sent);
                writes.add(i, change.request());
                denied(client, recorded, change.what(), writes, count);
            }
        }
        if (recorded.sends()) {
            List<MailRequest> writes = new ArrayList<>(sent);
            writes.add(sent.getLast());
            denied(client, recorded, "a second send", writes, count);
        }
    }

    private static void denied(
            McpClient client,
            RecordedSend recorded,
            String what,
            List<MailRequest> writes,
            Count count)
            throws Exception {
        String answer = call(client, recorded, writes);
        List<MailRequest> sent = recorded.requests();
        count.changes++;
        boolean others = ARRIVED.size() > sent.size();
        for (int i = 0; i < Math.min(sent.size(), ARRIVED.size()); i++) {
            others |= !ARRIVED.get(i).arrivedAs(sent.get(i));
        }
        if (others || !MailChanges.NAMED.matcher(answer).matches()) {
            count.misses.add(recorded + ": " + what + " -> " + ARRIVED.size() + " " + answer);
        } else if (ARRIVED.size() < sent.size()) {
            count.falseDenials.add(recorded + ": behind " + what + " -> " + answer);
        }
    }
}
