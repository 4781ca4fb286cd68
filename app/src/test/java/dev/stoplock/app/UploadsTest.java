package dev.stoplock.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
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

    private static final String FILES = "files.tracker.example";

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

    private static final String UPLOAD =
            """
            import hashlib, http.client, json, random, sys
            def sent(method, type, body, fields={}):
                line = http.client.HTTPSConnection('files.tracker.example', timeout=60)
                try:
                    line.request(method, '/v1/cards', body=body, headers={'Content-Type': type, **fields})
                    answer = line.getresponse()
                    return [answer.status, answer.read().decode()]
                except OSError as e:
                    return [0, str(e)]
            def pieces(body):
                for at in range(0, len(body), 50000):
                    yield body[at:at + 50000]
            def random_bytes(length):
                return random.Random(length).randbytes(length)
            def digest(body):
                return hashlib.sha256(body).hexdigest()
            """;

    private static Rig rig;
    private static UploadSink sink;
    private static GateProcess gate;
    private static McpClient client;

    @BeforeAll
    static void start() throws Exception {
        rig = Rig.bare();
        sink = UploadSink.start(rig.certificates.server(FILES));
        rig.config(
                rig.folder.resolve("lab-ca.pem"),
                Map.of(Rig.RESEND, rig.played.port(), FILES, sink.port()),
                "");
        rig.secret("POSTMARK_TOKEN", rig.postmarkToken);
        rig.secret("RESEND_API_KEY", rig.resendKey);
        Rig.Ran added = rig.add("1.0.15", Rig.SERVER, "--network", FILES);
        assertThat(added.exit()).as("%s", added).isZero();
        rig.down();
        gate = up();
        client = rig.run(Rig.SERVER);
    }

    private static GateProcess up() throws Exception {
        return GateProcess.start(
                        rig,
                        Main.class,
                        List.of(
                                "env",
                                "JDK_JAVA_OPTIONS=-Xmx"
                                        + HEAP_MIB
                                        + "m -XX:+ExitOnOutOfMemoryError"))
                .awaitUp();
    }

    @AfterAll
    static void stop() throws Exception {
        gate.close();
        rig.close();
        sink.close();
    }

    /**
     * What the script printed; the answer of a call in which something was denied says only that.
     */
    private static JsonNode printed(String script) throws Exception {
        ObjectNode op = Rig.JSON.createObjectNode().put("op", "python").put("script", script);
        client.tool("do", asking("[{\"op\":\"keep\",\"does\":" + op + "}]"));
        JsonNode answer = client.tool("do", asking("[{\"op\":\"kept\"}]")).at("/result/content");
        // denials that came late stand before the answer
        String kept = answer.get(answer.size() - 1).path("text").asText();
        JsonNode ran = Rig.JSON.readTree(kept).get(0);
        assertThat(ran.path("err").asText()).isEmpty();
        return Rig.JSON.readTree(ran.path("out").asText());
    }

    /** Names what a path of the files' API is made of. */
    private static ObjectNode asking(String does) {
        return Rig.asking(does).put("version", "v1").put("what", "cards");
    }

    private static Path spool() {
        return rig.home.resolve("uploads");
    }

    @Test
    void anUploadArrivesByteForByteHoweverItIsFramed() throws Exception {
        sink.forget();
        JsonNode out =
                printed(
                        UPLOAD
                                + """
                                small, large = random_bytes(20 << 20), random_bytes(64 << 20)
                                one = sent('POST', 'image/png', pieces(small))
                                two = sent('PUT', 'application/octet-stream', large)
                                print(json.dumps({'one': one, 'two': two, 'digests': [digest(small), digest(large)]}))
                                """);
        assertThat(out.at("/one/0").asInt()).as("%s", out).isEqualTo(200);
        assertThat(out.at("/two/0").asInt()).as("%s", out).isEqualTo(200);
        assertThat(sink.arrived())
                .containsExactly(out.at("/digests/0").asText(), out.at("/digests/1").asText());
        assertThat(rig.records())
                .filteredOn(each -> each.path("type").asText().equals("judged"))
                .last()
                .satisfies(each ->
                        assertThat(each.path("unjudgedBytes").asLong())
                                .as("%s", each)
                                .isGreaterThan(64 << 20));
        assertThat(spool()).isEmptyDirectory();
    }

    @Test
    void aPlaceholderInAnUploadIsFoundAcrossThePiecesItComesIn() throws Exception {
        sink.forget();
        JsonNode out =
                printed(
                        UPLOAD
                                + """
                                held, body = b'@RESEND@', random_bytes(2 << 20)
                                all = [sent('PUT', 'application/octet-stream', body[:at] + held + body[:1000000])
                                       for at in (300000, 32768 * 10 - 3, 16384 * 20 - len(held) + 1)]
                                print(json.dumps(all))
                                """);
        for (JsonNode each : out) {
            assertThat(each.get(0).asInt()).as("%s", out).isEqualTo(403);
            assertThat(each.get(1).asText()).contains("credential.foreign", "RESEND_API_KEY");
        }
        assertThat(out).hasSize(3);
        assertThat(sink.arrived()).isEmpty();
    }

    @Test
    void whatIsNotPlainlyBytesOrTooLongIsRefused() throws Exception {
        sink.forget();
        JsonNode out =
                printed(
                        UPLOAD
                                + """
                                json_text = b'{"to":"' + b'x' * (17 << 20) + b'"}'
                                all = [
                                    sent('PUT', 'application/octet-stream', json_text),
                                    sent('PUT', 'text/plain', json_text),
                                    sent('PUT', 'application/octet-stream', pieces(json_text)),
                                    sent('PUT', 'application/octet-stream', b'', {'Content-Length': str(257 << 20), 'Expect': '100-continue'}),
                                ]
                                print(json.dumps(all))
                                """);
        assertThat(out).hasSize(4);
        assertThat(out.findValuesAsText("0")).isEmpty();
        assertThat(out.get(0).get(1).asText()).as("%s", out).contains("wire.content-type");
        assertThat(out.get(1).get(1).asText() + out.get(1).get(0).asText())
                .as("%s", out)
                .containsAnyOf("wire.body-too-long", "0");
        assertThat(out.get(2).get(1).asText()).as("%s", out).contains("wire.content-type");
        assertThat(out.get(3).get(1).asText()).as("%s", out).contains("wire.body-too-long");
        assertThat(sink.arrived()).isEmpty();
        assertThat(rig.records().toString()).contains("wire.body-too-long");
    }

    @Test
    void aCrashLeavesNothingOfAnUploadBehind() throws Exception {
        ObjectNode op =
                Rig.JSON
                        .createObjectNode()
                        .put("op", "python")
                        .put(
                                "script",
                                UPLOAD
                                        + """
                                        line = http.client.HTTPSConnection('files.tracker.example', timeout=60)
                                        line.putrequest('PUT', '/v1/cards')
                                        line.putheader('Content-Type', 'application/octet-stream')
                                        line.putheader('Content-Length', str(30 << 20))
                                        line.endheaders()
                                        line.send(random_bytes((30 << 20) - 1))
                                        line.sock.recv(1)
                                        """);
        client.startTool("do", asking("[" + op + "]"));
        assertThat(GateProcess.comes(60_000_000_000L, () -> bytesInNamelessFiles() > 29 << 20))
                .isTrue();
        assertThat(spool()).as("it has no name").isEmptyDirectory();
        gate.kill();
        Files.write(spool().resolve("left"), new byte[10]);
        gate = up();
        client = rig.run(Rig.SERVER);
        assertThat(spool()).isEmptyDirectory();
    }

    /** Of files that the gate has open and nobody can name any more. */
    private static long bytesInNamelessFiles() {
        long bytes = 0;
        try (Stream<Path> open = Files.list(Path.of("/proc/" + gate.pid() + "/fd"))) {
            for (Path each : open.toList()) {
                if (Files.readSymbolicLink(each)
                        .toString()
                        .matches(spool() + "/.* \\(deleted\\)")) {
                    bytes += Files.size(each);
                }
            }
        } catch (IOException e) {
            return bytes; // one was closed as it was looked at
        }
        return bytes;
    }

    @Test
    @Tag("root")
    void aFullDiskRefusesAnUploadWithASentence() throws Exception {
        rig.down();
        gate.close();
        mount("-t", "tmpfs", "-o", "size=545m,mode=700", "tmpfs", spool().toString());
        try {
            gate = up();
            client = rig.run(Rig.SERVER);
            sink.forget();
            JsonNode out =
                    printed(
                            UPLOAD
                                    + """
                                    body = random_bytes(40 << 20)
                                    print(json.dumps([sent('PUT', 'application/octet-stream', body[:20 << 20]),
                                                      sent('PUT', 'application/octet-stream', body)]))
                                    """);
            assertThat(out.get(0).get(0).asInt()).as("%s", out).isEqualTo(200);
            assertThat(rig.records().toString())
                    .contains("wire.not-spooled", "the disk has too little room left");
            assertThat(sink.arrived()).hasSize(1);
            rig.down();
        } finally {
            gate.close();
            new ProcessBuilder("umount", spool().toString()).inheritIO().start().waitFor();
        }
        gate = up();
        client = rig.run(Rig.SERVER);
    }

    private static void mount(String... words) throws Exception {
        List<String> line = new ArrayList<>(List.of("mount"));
        line.addAll(List.of(words));
        assertThat(new ProcessBuilder(line).inheritIO().start().waitFor()).isZero();
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
