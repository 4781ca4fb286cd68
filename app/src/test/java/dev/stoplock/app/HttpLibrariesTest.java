package dev.stoplock.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stoplock.lab.loopback.Answer;
import dev.stoplock.lab.loopback.Header;
import dev.stoplock.lab.loopback.LoopbackHttp;
import dev.stoplock.lab.loopback.Received;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * HTTP as the libraries speak it that servers are written with, out of a real sandbox and under the
 * default contract: axios and undici from the configured npm registry, Python's requests from the
 * configured index. Each does the same five things.
 */
@Tag("full")
class HttpLibrariesTest {

    private static final String API = "api.tracker.example";
    private static final String CODED = "{\"said\":\"hello from a coded reply\"}";

    /** What each library's script ends with: what it heard, in the order of the five things. */
    private static final String HEARD =
            "[\"hello\",\"hello\",\"hello\",\"hello from a coded reply\",\"same connection\"]";

    private static final Map<String, String> SCRIPTS =
            Map.of(
                    "axios",
                    """
                    import https from 'node:https';
                    import axios from 'axios';
                    const heard = [];
                    const post = async (body, headers = {}) => heard.push((await axios.post('https://%1$s/v1/cards', body, { headers })).data.said);
                    await post({ list_id: 'L1', title: 'Gr\u00fc\u00dfe' });
                    await post(new URLSearchParams({ list_id: 'L1', title: 'some words' }));
                    const form = new FormData();
                    form.append('list_id', 'L1');
                    form.append('file', new Blob(['words in a file'], { type: 'text/plain' }), 'a.txt');
                    await post(form);
                    heard.push((await axios.get('https://%1$s/v1/coded')).data.said);
                    const one = axios.create({ httpsAgent: new https.Agent({ keepAlive: true, maxSockets: 1 }) });
                    await one.get('https://%1$s/v1');
                    const again = await one.get('https://%1$s/v1');
                    heard.push(again.request.reusedSocket ? 'same connection' : 'another');
                    console.log(JSON.stringify(heard));
                    """,
                    "undici",
                    """
                    import { Client, FormData, request } from 'undici';
                    const heard = [];
                    const said = async ({ body }) => heard.push((await body.json()).said);
                    const post = (body, headers = {}) => request('https://%1$s/v1/cards', { method: 'POST', body, headers }).then(said);
                    await post(JSON.stringify({ list_id: 'L1', title: 'Gr\u00fc\u00dfe' }), { 'content-type': 'application/json' });
                    await post('list_id=L1&title=some+words', { 'content-type': 'application/x-www-form-urlencoded' });
                    const form = new FormData();
                    form.append('list_id', 'L1');
                    form.append('file', new Blob(['words in a file'], { type: 'text/plain' }), 'a.txt');
                    await post(form);
                    await said(await request('https://%1$s/v1/coded'));
                    let connections = 0;
                    const one = new Client('https://%1$s').on('connect', () => connections++);
                    for (let i = 0; i < 2; i++) {
                        await (await one.request({ path: '/v1', method: 'GET' })).body.dump();
                    }
                    heard.push(connections === 1 ? 'same connection' : 'another');
                    await one.close();
                    console.log(JSON.stringify(heard));
                    process.exit();
                    """,
                    "requests",
                    """
                    import json, sys
                    sys.path.insert(0, '%2$s')
                    import requests
                    assert requests.__file__.startswith('%2$s'), requests.__file__
                    heard = []
                    def post(**body):
                        heard.append(requests.post('https://%1$s/v1/cards', **body).json()['said'])
                    post(json={'list_id': 'L1', 'title': 'Gr\u00fc\u00dfe'})
                    post(data={'list_id': 'L1', 'title': 'some words'})
                    post(data={'list_id': 'L1'}, files={'file': ('a.txt', b'words in a file', 'text/plain')})
                    heard.append(requests.get('https://%1$s/v1/coded').json()['said'])
                    with requests.Session() as one:
                        one.get('https://%1$s/v1')
                        one.get('https://%1$s/v1')
                        pools = one.get_adapter('https://%1$s').poolmanager.pools
                        counts = [(pools[key].num_connections, pools[key].num_requests) for key in pools.keys()]
                        heard.append('same connection' if counts == [(1, 2)] else str(counts))
                    print(json.dumps(heard, separators=(',', ':')))
                    """);

    private static final List<Received> received = new CopyOnWriteArrayList<>();
    private static Rig rig;
    private static LoopbackHttp api;
    private static Path shared;
    private static McpClient client;

    @BeforeAll
    static void start() throws Exception {
        shared = Files.createTempDirectory(Path.of("/var/tmp"), "stoplock-it");
        Files.setPosixFilePermissions(shared, PosixFilePermissions.fromString("rwxr-xr-x"));
        install(shared);
        rig = Rig.depending("\"axios\": \"1.21.1\", \"undici\": \"7.30.2\"");
        api =
                LoopbackHttp.start(
                        List.of(LoopbackHttp.listen()),
                        rig.certificates.server(API),
                        new LoopbackHttp.Handler() {
                            @Override
                            public Answer answer(Received request) {
                                received.add(request);
                                return request.path().endsWith("/coded")
                                        ? coded()
                                        : Answer.json(200, "{\"said\":\"hello\"}");
                            }

                            @Override
                            public void unreadable(byte[] raw, String reason) {
                                received.add(new Received("?", reason, List.of(), raw, raw));
                            }
                        });
        Map<String, Integer> dial = new LinkedHashMap<>();
        dial.put(API, api.port());
        dial.put(Rig.POSTMARK, rig.postmark.port());
        dial.put(Rig.RESEND, rig.played.port());
        rig.config(rig.folder.resolve("lab-ca.pem"), dial, "");
        rig.secret("POSTMARK_TOKEN", rig.postmarkToken);
        rig.secret("RESEND_API_KEY", rig.resendKey);
        Rig.Ran added =
                rig.add("1.0.15", Rig.SERVER, "--network", API, "--file", shared.toString());
        assertThat(added.exit()).as("%s", added).isZero();
        client = rig.run(Rig.SERVER);
    }

    /** Python's requests with what it needs, each file of known digest. */
    private static void install(Path into) throws Exception {
        Path wanted = Files.createTempFile("stoplock-it", ".txt");
        try (InputStream in = HttpLibrariesTest.class.getResourceAsStream("requests.txt")) {
            Files.write(wanted, in.readAllBytes());
            Path log = into.resolve("pip.log");
            Process pip =
                    new ProcessBuilder(
                                    "/usr/bin/python3",
                                    "-m",
                                    "pip",
                                    "install",
                                    "--quiet",
                                    "--no-compile",
                                    "--require-hashes",
                                    "--only-binary=:all:",
                                    "--target",
                                    into.toString(),
                                    "-r",
                                    wanted.toString())
                            .redirectErrorStream(true)
                            .redirectOutput(log.toFile())
                            .start();
            boolean ended = pip.waitFor(120, TimeUnit.SECONDS);
            pip.destroyForcibly();
            assertThat(ended && pip.waitFor() == 0).as(Files.readString(log)).isTrue();
        } finally {
            Files.delete(wanted);
        }
    }

    private static Answer coded() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(CODED.getBytes(UTF_8));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return new Answer(
                200,
                List.of(
                        new Header("Content-Type", "application/json"),
                        new Header("Content-Encoding", "gzip")),
                new Answer.Bytes(bytes.toByteArray()));
    }

    @BeforeEach
    void forget() {
        received.clear();
    }

    @AfterAll
    static void stop() throws Exception {
        rig.close();
        api.close();
        try (Stream<Path> all = Files.walk(shared)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }

    private static Rig.Led run(String library, String script) throws Exception {
        ObjectNode op = Rig.JSON.createObjectNode().put("op", "exec");
        List<String> line =
                library.equals("requests")
                        ? List.of("/usr/bin/python3", "-c")
                        : List.of("/usr/bin/node", "--input-type=module", "-e");
        line.forEach(op.withArray("command")::add);
        op.withArray("command").add(script.formatted(API, shared));
        ObjectNode arguments =
                Rig.JSON
                        .createObjectNode()
                        .put("version", "v1")
                        .put("what", "cards")
                        .put("or", "coded")
                        .put("list", "L1")
                        .put("does", "[" + op + "]");
        return rig.call(client, arguments);
    }

    private static String script(String library) {
        return Objects.requireNonNull(SCRIPTS.get(library));
    }

    private static String body(Received request) {
        return new String(request.body(), UTF_8);
    }

    @ParameterizedTest
    @ValueSource(strings = {"axios", "undici", "requests"})
    void whatALibrarySendsArrivesAndWhatComesBackIsRead(String library) throws Exception {
        Rig.Led led = run(library, script(library));
        assertThat(led.answer().at("/result/isError").asBoolean()).as(led.text()).isFalse();
        JsonNode done = Rig.JSON.readTree(led.text()).get(0);
        assertThat(done.path("out").asText()).as("%s", done).isEqualTo(HEARD + "\n");
        assertThat(led.judged())
                .hasSize(6)
                .allSatisfy(
                        record -> assertThat(record.path("verdict").asText()).isEqualTo("allow"));

        assertThat(received).hasSize(6);
        assertThat(received.get(0).header("content-type").orElseThrow())
                .startsWith("application/json");
        assertThat(Rig.JSON.readTree(received.get(0).body()))
                .isEqualTo(Rig.JSON.readTree("{\"list_id\":\"L1\",\"title\":\"Gr\u00fc\u00dfe\"}"));
        assertThat(body(received.get(1))).isEqualTo("list_id=L1&title=some+words");
        assertThat(received.get(2).header("content-type").orElseThrow())
                .startsWith("multipart/form-data; boundary=");
        assertThat(body(received.get(2)))
                .contains("name=\"list_id\"", "filename=\"a.txt\"", "words in a file");
        assertThat(received)
                .allSatisfy(request -> assertThat(request.header("transfer-encoding")).isEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"axios", "undici", "requests"})
    void aListThatTheCallDidNotNameIsDeniedInEachForm(String library) throws Exception {
        String other = script(library).replace("'L1'", "'L2'").replace("=L1", "=L2");
        String multipart = without(without(other, "Gr\u00fc\u00dfe"), "some");
        for (String script : List.of(other, without(other, "Gr\u00fc\u00dfe"), multipart)) {
            // a library that takes a refusal for a failure ends with the first
            Rig.Led led = run(library, script);
            assertThat(led.text())
                    .contains("contract.destination", "to L2, which the call did not name");
            assertThat(received).noneMatch(request -> request.method().equals("POST"));
        }
    }

    /** The script without its lines that hold this. */
    private static String without(String script, String text) {
        return script.lines()
                .filter(line -> !line.contains(text))
                .collect(Collectors.joining("\n"));
    }
}
