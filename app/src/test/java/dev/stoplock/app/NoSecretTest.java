package dev.stoplock.app;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The real credential is nowhere but in {@code secrets/} and in what the API received: not in plain
 * and not in any usual coding.
 */
class NoSecretTest {

    private static final int PIECE = 4 << 20;

    @Test
    void noCodingOfTheCredentialIsFoundAnywhereElse() throws Exception {
        try (Rig rig = Rig.locked(Rig.SERVER)) {
            Map<String, String> forms = forms(rig.resendKey);
            rig.openToUnknownRequests();
            McpClient client = rig.run(Rig.SERVER);
            List<JsonNode> answers = new ArrayList<>();
            for (String play :
                    List.of("play-echo-plain", "play-echo-base64", "play-echo-header", "nothing")) {
                Rig.Led led =
                        rig.call(
                                client,
                                Rig.asking("[{\"op\":\"keep\",\"does\":" + send(play) + "}]"));
                assertThat(led.reached()).as("%s", led).isEqualTo(1);
                answers.add(led.answer());
            }
            assertThat(PlayedApi.text(rig.played.requests().get(3)))
                    .contains("Bearer " + rig.resendKey);
            for (String request : List.of(BASIC, QUERY)) {
                Rig.Led led =
                        rig.call(
                                client,
                                Rig.asking("[{\"op\":\"keep\",\"does\":" + raw(request) + "}]"));
                assertThat(led.reached()).as("%s", led).isEqualTo(1);
                String sent = PlayedApi.text(rig.played.requests().getLast());
                assertThat(sent).containsAnyOf(rig.resendKey, basic(rig.resendKey));
                answers.add(led.answer());
            }
            assertThat(answers.get(0).toString()).contains("you");
            assertThat(answers.get(1).toString()).contains("credential.echo");
            assertThat(answers.get(2).toString()).contains("credential.echo");
            for (JsonNode answer : answers) {
                assertClean(forms, answer.toString(), "what the sandboxed server received");
            }

            CompletableFuture<JsonNode> held =
                    client.startTool("do", Rig.asking("[{\"op\":\"hold\"}]"));
            client.other("holding");
            assertProcesses(forms);
            assertServerHoldsNone(rig, forms);
            client.tool("do", Rig.asking("[{\"op\":\"release\"}]"));
            held.get(30, TimeUnit.SECONDS);

            Rig.Ran log = rig.cli("log", "--json");
            assertClean(forms, log.out() + log.err(), "stoplock log");
            rig.down();
            assertFiles(rig, forms);
        }
    }

    /** Neither the environment of the running server nor what it may write to holds any of them. */
    static void assertServerHoldsNone(Rig rig, Map<String, String> forms) throws Exception {
        List<Long> inside = sandboxed(rig);
        assertThat(inside).isNotEmpty();
        for (long pid : inside) {
            assertClean(
                    forms,
                    Files.readString(Path.of("/proc/" + pid + "/environ"), ISO_8859_1),
                    "environment of " + pid);
        }
        assertThat(searchMemory(inside, forms))
                .as("bytes of memory searched")
                .isGreaterThan(10L << 20);
    }

    private static final String BASIC =
            "POST /v1/a HTTP/1.1\r\nHost: api.resend.com\r\nAuthorization: Basic @BASIC@\r\n"
                    + "Content-Length: 15\r\n\r\nplay-echo-plain";
    private static final String QUERY =
            "GET /v1/a?api_key=@RESEND@ HTTP/1.1\r\nHost: api.resend.com\r\n\r\n";

    private static String raw(String request) {
        return "{\"op\":\"raw\",\"host\":\"api.resend.com\",\"bytes\":"
                + Rig.JSON.getNodeFactory().textNode(request)
                + "}";
    }

    private static String basic(String secret) {
        return Base64.getEncoder().encodeToString((secret + ":").getBytes(UTF_8));
    }

    private static String send(String text) {
        return "{\"op\":\"mail\",\"host\":\"api.resend.com\",\"body\":"
                + Rig.JSON
                        .getNodeFactory()
                        .textNode(
                                "{\"from\":\"billing@shop.example\",\"to\":\"customer@client.example\",\"subject\":\"s\",\"text\":\""
                                        + text
                                        + "\"}")
                + "}";
    }

    /** The credential as it could stand in a file or in memory, each under its name. */
    static Map<String, String> forms(String secret) {
        byte[] bytes = secret.getBytes(UTF_8);
        Map<String, String> forms = new LinkedHashMap<>();
        forms.put("plain", secret);
        forms.put("reversed", new StringBuilder(secret).reverse().toString());
        for (int shift = 0; shift < 3; shift++) {
            byte[] shifted = new byte[shift + bytes.length];
            System.arraycopy(bytes, 0, shifted, shift, bytes.length);
            // the characters that depend on these bytes alone: whatever stands before and after
            int from = (shift * 8 + 5) / 6;
            int to = shifted.length * 8 / 6;
            forms.put(
                    "base64 at " + shift,
                    Base64.getEncoder()
                            .withoutPadding()
                            .encodeToString(shifted)
                            .substring(from, to));
            forms.put(
                    "base64url at " + shift,
                    Base64.getUrlEncoder()
                            .withoutPadding()
                            .encodeToString(shifted)
                            .substring(from, to));
        }
        forms.put("hex", HexFormat.of().formatHex(bytes));
        forms.put("upper hex", HexFormat.of().withUpperCase().formatHex(bytes));
        forms.put("percent", HexFormat.of().withPrefix("%").formatHex(bytes));
        forms.put("json", HexFormat.of().withPrefix("\\u00").formatHex(bytes));
        forms.put(
                "utf-16",
                new String(
                        secret.getBytes(java.nio.charset.StandardCharsets.UTF_16LE), ISO_8859_1));
        return forms;
    }

    @Test
    void theSearchItselfFindsEveryForm() {
        String secret = Rig.fresh("re_");
        for (String before : List.of("", "a", "ab")) {
            String coded =
                    Base64.getEncoder().encodeToString((before + secret + "zz").getBytes(UTF_8));
            assertThat(forms(secret).values()).as(coded).anyMatch(coded::contains);
        }
        assertThat(forms(secret).values())
                .allMatch(form -> form.length() >= 20)
                .anyMatch(("x" + secret)::contains);
    }

    static void assertClean(Map<String, String> forms, String text, String where) {
        forms.forEach((name, form) ->
                assertThat(text.contains(form)).as("%s credential in %s", name, where).isFalse());
    }

    private static void assertProcesses(Map<String, String> forms) throws IOException {
        try (Stream<Path> all = Files.list(Path.of("/proc"))) {
            for (Path each :
                    all.filter(path -> path.getFileName().toString().matches("[0-9]+")).toList()) {
                try {
                    assertClean(
                            forms,
                            Files.readString(each.resolve("cmdline"), ISO_8859_1),
                            "the command line of " + each);
                } catch (IOException e) {
                    assertThat(Files.exists(each.resolve("cmdline")))
                            .as("unreadable: %s", e)
                            .isFalse();
                }
            }
        }
    }

    /**
     * The processes of the server inside its sandbox: those below the recorded one that run node.
     */
    private static List<Long> sandboxed(Rig rig) throws Exception {
        long top =
                rig.records().stream()
                        .filter(each -> each.path("type").asText().equals("launched"))
                        .mapToLong(each -> each.path("pid").asLong())
                        .reduce((first, second) -> second)
                        .orElseThrow();
        ProcessHandle handle = ProcessHandle.of(top).orElseThrow();
        return Stream.concat(Stream.of(handle), handle.descendants())
                .map(ProcessHandle::pid)
                .filter(pid -> command(pid).contains("index.mjs"))
                .filter(pid -> !command(pid).contains("bwrap"))
                .toList();
    }

    private static String command(long pid) {
        try {
            return Files.readString(Path.of("/proc/" + pid + "/cmdline"), ISO_8859_1);
        } catch (IOException e) {
            return "";
        }
    }

    /**
     * Searches every readable mapping; neighbouring pieces overlap so that nothing hides on a
     * boundary.
     */
    private static long searchMemory(List<Long> pids, Map<String, String> forms)
            throws IOException {
        int longest = forms.values().stream().mapToInt(String::length).max().orElseThrow();
        long searched = 0;
        for (long pid : pids) {
            try (RandomAccessFile memory = new RandomAccessFile("/proc/" + pid + "/mem", "r")) {
                for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/maps"))) {
                    String[] parts = line.split("[ -]+", 4);
                    boolean written = parts[2].startsWith("rw");
                    if (!written || line.contains("[v")) {
                        continue;
                    }
                    long end = Long.parseUnsignedLong(parts[1], 16);
                    for (long at = Long.parseUnsignedLong(parts[0], 16); at < end; at += PIECE) {
                        byte[] piece = new byte[(int) Math.min(PIECE + longest, end - at)];
                        memory.seek(at);
                        int read = memory.read(piece);
                        searched += Math.max(read, 0);
                        assertClean(
                                forms,
                                new String(piece, 0, Math.max(read, 0), ISO_8859_1),
                                "the memory of " + pid + ": " + line);
                    }
                }
            }
        }
        return searched;
    }

    static void assertFiles(Rig rig, Map<String, String> forms) throws IOException {
        Path secrets = rig.home.resolve("secrets");
        try (Stream<Path> all = Files.walk(rig.folder)) {
            List<Path> files =
                    all.filter(path -> Files.isRegularFile(path) && !path.startsWith(secrets))
                            .toList();
            assertThat(files)
                    .anyMatch(path -> path.startsWith(rig.home.resolve("ledger/bodies")))
                    .hasSizeGreaterThan(20);
            for (Path file : files) {
                assertClean(
                        forms, new String(Files.readAllBytes(file), ISO_8859_1), file.toString());
            }
        }
    }
}
