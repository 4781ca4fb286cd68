package dev.stoplock.gate.console;

import dev.stoplock.core.model.Event;
import dev.stoplock.gate.config.Home;
import dev.stoplock.gate.ledger.Ledger;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

/**
 * A real console on loopback over a real ledger, whose runs are a shell script of the test's, and
 * requests written byte by byte.
 */
final class ConsoleRig implements AutoCloseable {

    static final String CASE = "/cases/postmark-mcp";

    /** What came back: status, headers in lower case as they stand, and body. */
    record Reply(int status, List<String> headers, String body) {

        String header(String name) {
            return headers.stream()
                    .filter(each -> each.startsWith(name + ": "))
                    .map(each -> each.substring(name.length() + 2))
                    .findFirst()
                    .orElse("");
        }
    }

    /** A signed-in browser. */
    record Browser(String cookie, String token) {}

    final Home home;
    final Ledger ledger;
    final Console console;
    final AtomicReference<Instant> now =
            new AtomicReference<>(Instant.parse("2026-11-23T02:00:00Z"));
    final int port;

    /** {@code script} is what a run executes; its arguments are those of {@code stoplock}. */
    ConsoleRig(Path folder, String script, Duration limit) throws Exception {
        Path of = Files.createDirectory(folder.resolve("home"));
        home = new Home(of);
        ledger = ledger(home);
        ledger.checkpoint();
        Path program = folder.resolve("stoplock.sh");
        Files.writeString(program, "#!/bin/sh\n" + script);
        InstantSource steady = now::get;
        console =
                Console.start(
                        new Console.Parts(
                                home,
                                ledger,
                                List.of("/bin/sh", program.toString()),
                                steady,
                                steady,
                                new SecureRandom(),
                                limit),
                        0);
        port = URI.create(console.url()).getPort();
    }

    ConsoleRig(Path folder) throws Exception {
        this(folder, "exit 1\n", Duration.ofSeconds(30));
    }

    static Ledger ledger(Home home) throws Exception {
        return Ledger.open(home.ledger(), home.keys(), "stoplock.example/test", Clock.systemUTC());
    }

    static void append(Home home, Event... events) throws Exception {
        try (Ledger ledger = ledger(home)) {
            for (Event event : events) {
                ledger.append(event);
            }
        }
    }

    String authority() {
        return "127.0.0.1:" + port;
    }

    String origin() {
        return "Origin: http://" + authority();
    }

    /** The secret of a fresh login link. */
    String secret() {
        return console.link().substring(console.link().indexOf('#') + 1);
    }

    /** Sends these lines and this body as they are, and reads until the console closes. */
    Reply raw(List<String> lines, String body) throws IOException {
        byte[] head =
                (String.join("\r\n", lines) + "\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1);
        try (Socket socket = new Socket(InetAddress.getByName("127.0.0.1"), port)) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(head);
            socket.getOutputStream().write(body.getBytes(StandardCharsets.UTF_8));
            socket.getOutputStream().flush();
            return read(socket.getInputStream());
        }
    }

    private static Reply read(InputStream in) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        try {
            in.transferTo(all);
        } catch (java.net.SocketException e) {
            // closed while something unread was on its way: what was said before counts
            if (all.size() == 0) {
                throw e;
            }
        }
        String text = all.toString(StandardCharsets.UTF_8);
        int end = text.indexOf("\r\n\r\n");
        if (end < 0) {
            throw new IOException("no answer but: " + text);
        }
        List<String> lines = List.of(text.substring(0, end).split("\r\n"));
        List<String> headers = new ArrayList<>();
        for (String line : lines.subList(1, lines.size())) {
            int colon = line.indexOf(':');
            headers.add(
                    line.substring(0, colon).toLowerCase(java.util.Locale.ROOT)
                            + line.substring(colon));
        }
        return new Reply(
                Integer.parseInt(lines.getFirst().split(" ")[1]), headers, text.substring(end + 4));
    }

    Reply ask(String method, String path, String body, String... headers) throws IOException {
        List<String> lines = new ArrayList<>();
        lines.add(method + " " + path + " HTTP/1.1");
        if (Stream.of(headers).noneMatch(each -> each.startsWith("Host:"))) {
            lines.add("Host: " + authority());
        }
        lines.add("Connection: close");
        if (!body.isEmpty()) {
            lines.add("Content-Type: application/x-www-form-urlencoded");
            lines.add("Content-Length: " + body.getBytes(StandardCharsets.UTF_8).length);
        }
        lines.addAll(List.of(headers));
        return raw(lines, body);
    }

    Reply get(String path, String... headers) throws IOException {
        return ask("GET", path, "", headers);
    }

    Reply get(Browser browser, String path) throws IOException {
        return get(path, "Cookie: " + browser.cookie());
    }

    Reply post(Browser browser, String path, String body) throws IOException {
        return ask(
                "POST",
                path,
                "csrf=" + browser.token() + (body.isEmpty() ? "" : "&" + body),
                origin(),
                "Cookie: " + browser.cookie());
    }

    /** The cookie of a fresh session, as a browser sends it back. */
    String signIn() throws IOException {
        Reply reply = ask("POST", "/login", "secret=" + secret(), origin());
        if (reply.status() != 303) {
            throw new AssertionError(reply);
        }
        return reply.header("set-cookie").split(";")[0];
    }

    Browser browser() throws IOException {
        String cookie = signIn();
        String page = get("/cases", "Cookie: " + cookie).body();
        String mark = "name=\"csrf\" value=\"";
        int from = page.indexOf(mark) + mark.length();
        return new Browser(cookie, page.substring(from, page.indexOf('"', from)));
    }

    /** Starts a run and returns its path. */
    String run(Browser browser, String form) throws IOException {
        Reply reply = post(browser, CASE + "/runs", form);
        if (reply.status() != 303) {
            throw new AssertionError(reply);
        }
        return reply.header("location");
    }

    /** The folder of a run's path. */
    Path folder(String run) {
        return home.cases()
                .resolve("postmark-mcp")
                .resolve(run.substring(run.lastIndexOf('/') + 1));
    }

    /** What a form's field looks like on the wire. */
    static String form(Map<String, String> fields) {
        StringBuilder out = new StringBuilder();
        fields.forEach((name, value) ->
                out.append(out.isEmpty() ? "" : "&")
                        .append(name)
                        .append('=')
                        .append(java.net.URLEncoder.encode(value, StandardCharsets.UTF_8)));
        return out.toString();
    }

    @Override
    public void close() throws Exception {
        console.close();
        ledger.close();
    }
}
