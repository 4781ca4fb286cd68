package dev.stoplock.app;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What one call led a mail company's own client to send (lab/recorded): the call, and the requests
 * in order. The recording's credential, which is nobody's, is what the broker puts in.
 */
record RecordedSend(
        String folder,
        String name,
        JsonNode call,
        List<String> hosts,
        Map<String, String> credentials,
        List<MailRequest> requests) {

    private static final Path ROOT = Path.of("../lab/recorded");
    private static final Pattern BASIC = Pattern.compile("(?i)(Basic )([A-Za-z0-9+/=]{8,})");

    @Override
    public String toString() {
        return folder + "/" + name;
    }

    /** All of a provider's that may leave by themselves. */
    static List<RecordedSend> of(String folder) throws IOException {
        List<RecordedSend> found = new ArrayList<>();
        try (Stream<Path> files = Files.list(ROOT.resolve(folder))) {
            for (Path file : files.sorted().toList()) {
                String name = file.getFileName().toString();
                if (name.endsWith(".http") && !name.matches(".*\\.[0-9]+\\.http")) {
                    RecordedSend one = read(folder, name.replace(".http", ""));
                    if (!one.call().has("denied")) {
                        found.add(one);
                    }
                }
            }
        }
        return found;
    }

    private static RecordedSend read(String folder, String name) throws IOException {
        Path at = ROOT.resolve(folder);
        JsonNode recorded = Rig.JSON.readTree(at.resolve("recorded.json").toFile());
        List<String> hosts = new ArrayList<>();
        recorded.path("hosts").forEach(host -> hosts.add(host.textValue()));
        Map<String, String> credentials = new TreeMap<>();
        recorded.path("credential")
                .properties()
                .forEach(each -> credentials.put(each.getKey(), each.getValue().textValue()));
        List<MailRequest> requests = new ArrayList<>();
        Path next = at.resolve(name + ".http");
        for (int i = 2; Files.exists(next); i++) {
            requests.add(MailRequest.parse(Files.readAllBytes(next)));
            next = at.resolve(name + "." + i + ".http");
        }
        return new RecordedSend(
                folder,
                name,
                Rig.JSON.readTree(at.resolve(name + ".call.json").toFile()),
                hosts,
                credentials,
                requests);
    }

    /** The settings of its server, by name. */
    Map<String, String> settings() {
        Map<String, String> settings = new TreeMap<>();
        call.path("settings")
                .properties()
                .forEach(each -> settings.put(each.getKey(), each.getValue().textValue()));
        return settings;
    }

    /** The id that the stand-in is to give a draft. */
    String draft() {
        return call.path("draft").asText("1");
    }

    /** Whether its last request has mail sent, and does not only prepare it. */
    boolean sends() {
        return !call.path("tool").asText().matches(".*draft.*")
                && !requests.getLast().start().matches(".* \\S+/(attachments|drafts|messages) .*");
    }

    /** The arguments of the call, with what the hostile server is to write while it is open. */
    ObjectNode arguments(List<MailRequest> writes) {
        var does = Rig.JSON.createArrayNode();
        for (MailRequest each : writes) {
            String bytes = held(each.text());
            does.addObject()
                    .put("op", "raw")
                    .put("host", each.host())
                    .put("base64", Base64.getEncoder().encodeToString(bytes.getBytes(ISO_8859_1)));
        }
        ObjectNode arguments = call.path("arguments").deepCopy();
        return arguments.put("does", does.toString());
    }

    /** The bytes as the server has them: a placeholder where the recording has the credential. */
    private String held(String text) {
        int end = text.indexOf("\r\n\r\n");
        String head = text.substring(0, end);
        for (Map.Entry<String, String> each : credentials.entrySet()) {
            head = head.replace(each.getValue(), "{{" + each.getKey() + "}}");
        }
        Matcher basic = BASIC.matcher(head);
        StringBuilder out = new StringBuilder();
        while (basic.find()) {
            String plain = new String(Base64.getDecoder().decode(basic.group(2)), ISO_8859_1);
            for (Map.Entry<String, String> each : credentials.entrySet()) {
                plain = plain.replace(each.getValue(), "[" + each.getKey() + "]");
            }
            basic.appendReplacement(
                    out,
                    Matcher.quoteReplacement(
                            plain.contains("[")
                                    ? basic.group(1) + "{{base64 " + plain + "}}"
                                    : basic.group()));
        }
        return basic.appendTail(out) + text.substring(end);
    }
}
