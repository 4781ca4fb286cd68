package dev.stoplock.lab.mail;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stoplock.core.contract.DefaultContract;
import dev.stoplock.core.effect.Adapters;
import dev.stoplock.core.effect.DraftBook;
import dev.stoplock.core.effect.Exchange;
import dev.stoplock.core.json.JsonLimits;
import dev.stoplock.core.json.JsonReader;
import dev.stoplock.core.json.JsonResult;
import dev.stoplock.core.model.AgentName;
import dev.stoplock.core.model.CallId;
import dev.stoplock.core.model.Destination;
import dev.stoplock.core.model.Effect;
import dev.stoplock.core.model.EffectId;
import dev.stoplock.core.model.Grant;
import dev.stoplock.core.model.InstanceId;
import dev.stoplock.core.model.Lease;
import dev.stoplock.core.model.Modes;
import dev.stoplock.core.model.Reading;
import dev.stoplock.core.model.SecretName;
import dev.stoplock.core.model.ServerName;
import dev.stoplock.core.model.ServerPolicy;
import dev.stoplock.core.model.Spend;
import dev.stoplock.core.model.ToolCall;
import dev.stoplock.core.model.Verdict;
import dev.stoplock.core.policy.Judge;
import dev.stoplock.core.policy.Judgement;
import dev.stoplock.core.wire.http1.Http1Requests;
import dev.stoplock.core.wire.http1.Http1Writer;
import dev.stoplock.core.wire.http1.HttpStep;
import dev.stoplock.core.wire.http1.RequestHead;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Requests that one call led a mail company's own client to send (lab/recorded), and what the gate
 * would say of them, or of others in their place, under the default contract.
 *
 * @param folder the provider's
 * @param requests one or more, each as it came off the wire
 */
record RecordedRequest(
        String folder,
        String name,
        JsonNode call,
        List<String> hosts,
        Map<String, String> credentials,
        List<byte[]> requests) {

    private static final int LIMIT = 1 << 20;

    @Override
    public String toString() {
        return folder + "/" + name;
    }

    /** All of lab/recorded whose requests came over HTTP, in order. */
    static List<RecordedRequest> all() {
        Path root =
                Objects.requireNonNull(Path.of("").toAbsolutePath().getParent())
                        .resolve("lab/recorded");
        List<RecordedRequest> found = new ArrayList<>();
        try (Stream<Path> folders = Files.list(root)) {
            for (Path folder : folders.filter(Files::isDirectory).sorted().toList()) {
                try (Stream<Path> files = Files.list(folder)) {
                    for (Path file : files.sorted().toList()) {
                        String name = file.getFileName().toString();
                        if (name.endsWith(".http") && !name.matches(".*\\.[0-9]+\\.http")) {
                            found.add(read(folder, name.substring(0, name.length() - 5)));
                        }
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found;
    }

    private static RecordedRequest read(Path folder, String name) throws IOException {
        JsonNode recorded = Fields.MAPPER.readTree(folder.resolve("recorded.json").toFile());
        List<String> hosts = new ArrayList<>();
        recorded.path("hosts").forEach(host -> hosts.add(host.textValue()));
        Map<String, String> credentials = new HashMap<>();
        recorded.path("credential")
                .properties()
                .forEach(each -> credentials.put(each.getKey(), each.getValue().textValue()));
        List<byte[]> requests = new ArrayList<>();
        Path next = folder.resolve(name + ".http");
        for (int i = 2; Files.exists(next); i++) {
            requests.add(Files.readAllBytes(next));
            next = folder.resolve(name + "." + i + ".http");
        }
        return new RecordedRequest(
                folder.getFileName().toString(),
                name,
                Fields.MAPPER.readTree(folder.resolve(name + ".call.json").toFile()),
                hosts,
                credentials,
                requests);
    }

    /** The rule that denies it where nothing was sent before, or null. */
    @Nullable String denied() {
        return call.path("denied").textValue();
    }

    /** The ids of drafts that the call knows. */
    List<String> drafts() {
        return Stream.of(call.path("draft"), call.path("arguments").path("draftId"))
                .filter(JsonNode::isTextual)
                .map(JsonNode::textValue)
                .toList();
    }

    /** One request with its body, off the wire as the gate takes it. */
    record Http(RequestHead head, byte[] body) {

        @Nullable JsonNode json() {
            return Fields.parse(body).orElse(null);
        }

        Http with(JsonNode json) {
            return with(Fields.bytes(json));
        }

        Http with(byte[] other) {
            return new Http(head, other);
        }

        Http withHeader(String name, String value) {
            return new Http(
                    new RequestHead(
                            head.method(),
                            head.target(),
                            head.fields().without(Set.of(name)).with(name, value)),
                    body);
        }
    }

    List<Http> parsed() {
        List<Http> parsed = new ArrayList<>();
        for (byte[] request : requests) {
            Http1Requests reader = new Http1Requests(LIMIT);
            reader.feed(request, 0, request.length);
            if (!(reader.next() instanceof HttpStep.Request(RequestHead head, byte[] body))) {
                throw new IllegalStateException(this + " is no request");
            }
            parsed.add(new Http(head, body));
        }
        return parsed;
    }

    Reading reading(Http http) {
        Destination to = destination(http);
        return Adapters.read(
                new Exchange(
                        to,
                        Http1Writer.canonical(http.head(), to.host(), http.body().length),
                        http.body()));
    }

    private static Destination destination(Http http) {
        return Destination.parse(Objects.requireNonNull(http.head().fields().only("host")));
    }

    /**
     * The verdict over the requests in order, each with what is left of the call: "allow", or the
     * first denial's rule and sentence.
     */
    String judged(List<Http> http) {
        Judge judge = judge();
        Lease lease = lease();
        DraftBook drafts = DraftBook.EMPTY;
        for (Http each : http) {
            Judgement judgement = judge.judge(drafts.completed(reading(each)), List.of(lease));
            if (judgement.verdict() instanceof Verdict.Deny(var rule, var sentence, var atoms)) {
                return rule + ": " + sentence;
            }
            EffectId id = new EffectId("e" + http.indexOf(each));
            List<Effect> effects =
                    judgement.effects().stream().map(Judgement.Judged::effect).toList();
            byte[] reply =
                    Fields.bytes(
                            Fields.MAPPER
                                    .createObjectNode()
                                    .put("id", call.path("draft").asText()));
            drafts = drafts.leaving(id, effects, lease.call().id()).answered(id, 200, reply);
            for (Judgement.Judged effect : judgement.effects()) {
                lease =
                        lease.withSpend(
                                new Spend(
                                        new EffectId("e1"),
                                        effect.key(),
                                        effect.explained().tokens(),
                                        Spend.State.SENT));
            }
        }
        return "allow";
    }

    private Judge judge() {
        Set<Destination> network = new HashSet<>();
        hosts.forEach(host -> network.add(Destination.parse(host)));
        Map<String, String> settings = new HashMap<>();
        call.path("settings")
                .properties()
                .forEach(each -> settings.put(each.getKey(), each.getValue().textValue()));
        ServerPolicy policy =
                new ServerPolicy(
                        new ServerName("mailer"),
                        new Grant(network, Set.of(), settings),
                        List.of(),
                        null,
                        Modes.ENFORCE);
        return new Judge(policy, new DefaultContract(policy, (presented, to) -> issued(presented)));
    }

    /**
     * As the broker tells its placeholders: whole, or as Basic with another or with a user's name
     * (RFC 7617).
     */
    private @Nullable SecretName issued(String presented) {
        for (Map.Entry<String, String> one : credentials.entrySet()) {
            String named =
                    Base64.getEncoder().encodeToString(("api:" + one.getValue()).getBytes(UTF_8));
            if (presented.equals(named)) {
                return new SecretName(one.getKey());
            }
            for (Map.Entry<String, String> other : credentials.entrySet()) {
                String pair = one.getValue() + ":" + other.getValue();
                String basic = Base64.getEncoder().encodeToString(pair.getBytes(UTF_8));
                if (presented.equals(one.getValue())
                        || !one.getKey().equals(other.getKey()) && presented.equals(basic)) {
                    return new SecretName(one.getKey());
                }
            }
        }
        return null;
    }

    Lease lease() {
        JsonResult read = JsonReader.read(Fields.bytes(call.path("arguments")), JsonLimits.MESSAGE);
        return new Lease(
                new ToolCall(
                        new CallId("c1"),
                        new AgentName("agent"),
                        new ServerName("mailer"),
                        new InstanceId("i1"),
                        call.path("tool").textValue(),
                        ((JsonResult.Parsed) read).value(),
                        Instant.EPOCH),
                List.of(),
                List.of());
    }
}
