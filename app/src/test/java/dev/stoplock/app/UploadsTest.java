package dev.stoplock.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Bodies that are large, many, or never finished, behind a daemon whose heap is a fraction of what
 * they would come to.
 */
@Tag("full")
class UploadsTest {

    /** 300 unfinished bodies of 16 MiB are 4800. */
    private static final String HEAP_MIB = "192";

    private static final String CROWD =
            """
            import json, os, socket, ssl
            CONTEXT = ssl.create_default_context()
            FULL = 16 << 20
            PIECE = b'x' * (1 << 20)
            kept, said = [], {}

            def post(fields):
                raw = socket.create_connection(('api.resend.com', 443))
                raw.settimeout(20)
                line = CONTEXT.wrap_socket(raw, server_hostname='api.resend.com')
                line.sendall(('POST /emails HTTP/1.1\\r\\nHost: api.resend.com\\r\\n' + fields + '\\r\\n\\r\\n').encode())
                return line

            def heard(line):
                try:
                    reply = line.recv(4096).decode('latin1')
                except OSError as e:
                    reply = str(e)
                return 'refused' if 'wire.bodies-under-way' in reply else reply[:12]

            for i in range(300):
                chunked = i % 2 == 1
                line = post('Transfer-Encoding: chunked' if chunked else 'Content-Length: %d' % FULL)
                left = FULL - 1
                try:
                    if chunked:
                        line.sendall(b'%x\\r\\n' % FULL)
                    while left > 0:
                        left -= line.send(PIECE[:left])
                    kept.append(line)
                except OSError:
                    what = heard(line)
                    said[what] = said.get(what, 0) + 1
                    line.close()
            asked = json.loads(os.environ['ASKED'])
            mail = json.dumps({'from': asked['from'], 'to': asked['to'], 'subject': asked['subject'], 'text': asked['text']})
            line = post('Authorization: Bearer @RESEND@\\r\\nContent-Type: application/json\\r\\nContent-Length: %d' % len(mail))
            line.sendall(mail.encode())
            mailed = heard(line)
            alive = [each for each in kept if each.send(b'') == 0]
            print(json.dumps({'held': len(alive), 'mailed': mailed, 'said': said}))
            """;

    private static Rig rig;
    private static GateProcess gate;
    private static McpClient client;

    @BeforeAll
    static void start() throws Exception {
        rig = Rig.locked(Rig.SERVER);
        rig.down();
        gate =
                GateProcess.start(
                                rig,
                                Main.class,
                                List.of(
                                        "env",
                                        "JDK_JAVA_OPTIONS=-Xmx"
                                                + HEAP_MIB
                                                + "m -XX:+ExitOnOutOfMemoryError"))
                        .awaitUp();
        client = rig.run(Rig.SERVER);
    }

    @AfterAll
    static void stop() throws Exception {
        gate.close();
        rig.close();
    }

    /** What the script printed; the answer of a call in which something was denied says only that. */
    private static JsonNode printed(String script) throws Exception {
        ObjectNode op = Rig.JSON.createObjectNode().put("op", "python").put("script", script);
        client.tool("do", Rig.asking("[{\"op\":\"keep\",\"does\":" + op + "}]"));
        String kept = rig.call(client, Rig.asking("[{\"op\":\"kept\"}]")).text();
        JsonNode ran = Rig.JSON.readTree(kept).get(0);
        assertThat(ran.path("err").asText()).isEmpty();
        return Rig.JSON.readTree(ran.path("out").asText());
    }

    @Test
    void bodiesThatAreNeverFinishedDoNotExhaustTheGateAndOthersGoOn() throws Exception {
        JsonNode out = printed(CROWD);
        assertThat(out.path("held").asInt()).as("%s", out).isBetween(2, 4);
        assertThat(out.path("mailed").asText()).as("%s", out).isEqualTo("HTTP/1.1 200");
        assertThat(rig.records().toString()).contains("wire.bodies-under-way");
        assertThat(rig.call(client, GateProcess.mail("after@client.example")).text())
                .contains("200 OK");
    }
}
