package dev.stoplock.core.contract.learn;

import dev.stoplock.core.contract.DefaultContract;
import dev.stoplock.core.contract.LearnedContract;
import dev.stoplock.core.effect.Requests;
import dev.stoplock.core.json.Json;
import dev.stoplock.core.json.JsonLimits;
import dev.stoplock.core.json.JsonReader;
import dev.stoplock.core.json.JsonResult;
import dev.stoplock.core.json.JsonWriter;
import dev.stoplock.core.model.AgentName;
import dev.stoplock.core.model.CallId;
import dev.stoplock.core.model.DeclaredRule;
import dev.stoplock.core.model.Destination;
import dev.stoplock.core.model.Effect;
import dev.stoplock.core.model.EffectId;
import dev.stoplock.core.model.Grant;
import dev.stoplock.core.model.InstanceId;
import dev.stoplock.core.model.Lease;
import dev.stoplock.core.model.Modes;
import dev.stoplock.core.model.NamedFile;
import dev.stoplock.core.model.Reading;
import dev.stoplock.core.model.Said;
import dev.stoplock.core.model.SecretName;
import dev.stoplock.core.model.ServerName;
import dev.stoplock.core.model.ServerPolicy;
import dev.stoplock.core.model.Spend;
import dev.stoplock.core.model.ToolCall;
import dev.stoplock.core.model.Verdict;
import dev.stoplock.core.model.contract.Contracts;
import dev.stoplock.core.model.contract.ToolContract;
import dev.stoplock.core.policy.Judge;
import dev.stoplock.core.policy.Judgement;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A tool whose requests a test writes down: it is rehearsed, learned and then judged. JSON is
 * written with single quotes.
 */
final class ModelTool {

    static final Destination API = Destination.parse("api.tracker.example");
    static final Instant AT = Instant.parse("2026-03-04T05:06:07Z");
    private static final Map<String, String> SETTINGS =
            Map.of("WORKSPACE", "workspace-of-ours", "SENDER", "shop@shop.example");

    private final String name;
    private final List<Sample> samples = new ArrayList<>();
    private Map<String, DeclaredRule> rules = Map.of();
    private boolean whole = true;
    private List<NamedFile> open = List.of();
    private List<String> header = List.of();

    ModelTool(String name) {
        this.name = name;
    }

    static Json json(String text) {
        byte[] bytes = text.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        return ((JsonResult.Parsed) JsonReader.read(bytes, JsonLimits.MESSAGE)).value();
    }

    /** Its requests have this header from now on; {@code canary-secret} is the broker's. */
    ModelTool with(String name, String value) {
        header = List.of(name, value);
        return this;
    }

    /** A request as {@code METHOD target body}; the body may be missing. */
    static Reading request(String line) {
        return request(line, List.of());
    }

    private static Reading request(String line, List<String> header) {
        String[] parts = line.split(" ", 3);
        Destination to =
                parts[1].startsWith("/email") ? Destination.parse("api.postmarkapp.com") : API;
        List<String> headers = new ArrayList<>(header);
        if (parts.length == 3) {
            headers.addAll(List.of("Content-Type", "application/json"));
        }
        return Requests.read(
                to,
                parts[0],
                parts[1],
                parts.length == 3 ? parts[2].replace('\'', '"') : "",
                headers.toArray(String[]::new));
    }

    private List<Effect> effects(String line) {
        return ((Reading.Effects) request(line, header)).effects();
    }

    /** A call of the rehearsal, and its requests; a reply follows its request behind {@code =>}. */
    ModelTool sample(String arguments, String... requests) {
        List<Sample.Seen> seen = new ArrayList<>();
        for (String each : requests) {
            String[] parts = each.split(" => ", 2);
            for (Effect effect : effects(parts[0])) {
                seen.add(new Sample.Seen(effect, parts.length == 2 ? json(parts[1]) : null));
            }
        }
        samples.add(new Sample(json(arguments), SETTINGS, seen, false, AT));
        return this;
    }

    /** What the home declares from now on. */
    ModelTool declaring(Map<String, DeclaredRule> declared) {
        rules = declared;
        return this;
    }

    /** The call before named these granted files. */
    ModelTool files(NamedFile... named) {
        Sample last = samples.removeLast();
        samples.add(
                new Sample(
                        last.arguments(),
                        last.settings(),
                        last.seen(),
                        last.failed(),
                        last.at(),
                        List.of(named),
                        Map.of(),
                        last.answer()));
        return this;
    }

    /** The calls that are judged name these. */
    ModelTool naming(NamedFile... named) {
        open = List.of(named);
        return this;
    }

    /** A call of the rehearsal, and the body of the request that it leads to. */
    ModelTool sample(Json arguments, Json body) {
        List<Sample.Seen> seen = new ArrayList<>();
        for (Effect effect : ((Reading.Effects) post(body)).effects()) {
            seen.add(new Sample.Seen(effect, null));
        }
        samples.add(new Sample(arguments, SETTINGS, seen, false, AT));
        return this;
    }

    private static Reading post(Json body) {
        return Requests.read(
                API,
                "POST",
                "/v1/notes",
                JsonWriter.compact(body),
                "Content-Type",
                "application/json");
    }

    /** The verdict on a call's request with this body. */
    List<String> judged(Json arguments, Json body) {
        return judged(learned().contract(), arguments, List.of(post(body)), List.of(""));
    }

    /** A call of the rehearsal that its tool called an error, before it sent anything. */
    ModelTool failed(String arguments) {
        samples.add(new Sample(json(arguments), SETTINGS, List.of(), true, AT));
        return this;
    }

    /** Each effect, and how often it happens at least. */
    List<String> least() {
        return learned().contract().effects().stream()
                .map(effect -> effect.operation() + " " + effect.least())
                .toList();
    }

    int size() {
        return samples.size();
    }

    /** One of its arguments was never used. */
    ModelTool inPart() {
        whole = false;
        return this;
    }

    Learned learned() {
        return Learner.learn(name, samples.stream().map(each -> each.under(rules)).toList(), whole);
    }

    /** What is asked, as {@code id = value}. */
    List<String> asked() {
        return learned().questions().stream()
                .map(question -> question.id() + " = " + question.value())
                .toList();
    }

    /** The clauses of one effect, as {@code path: source or source}. */
    List<String> clauses(int effect) {
        return learned().contract().effects().get(effect).clauses().stream()
                .map(clause ->
                        clause.path()
                                + ": "
                                + String.join(
                                        " or ",
                                        clause.sources().stream()
                                                .map(
                                                        dev.stoplock.core.contract.ContractText
                                                                ::sentence)
                                                .toList()))
                .toList();
    }

    /** The verdicts on a call's requests in order: {@code allow}, or the rule and the sentence. */
    List<String> judged(String arguments, String... requests) {
        return judged(learned().contract(), arguments, requests);
    }

    List<String> judged(ToolContract contract, String arguments, String... requests) {
        List<Reading> read = new ArrayList<>();
        List<String> replies = new ArrayList<>();
        for (String each : requests) {
            String[] parts = each.split(" => ", 2);
            read.add(request(parts[0], header));
            replies.add(parts.length == 2 ? parts[1].replace('\'', '"') : "");
        }
        return judged(contract, json(arguments), read, replies);
    }

    private List<String> judged(
            ToolContract contract, Json arguments, List<Reading> requests, List<String> answers) {
        Grant grant =
                new Grant(
                        Set.of(API, Destination.parse("api.postmarkapp.com")), Set.of(), SETTINGS);
        ServerPolicy policy =
                new ServerPolicy(new ServerName("tracker"), grant, List.of(), null, Modes.ENFORCE);
        Judge judge =
                new Judge(
                        policy,
                        new LearnedContract(
                                new DefaultContract(
                                        policy,
                                        (presented, to) ->
                                                presented.equals("canary-secret")
                                                        ? new SecretName("KEY")
                                                        : null),
                                SETTINGS,
                                rules,
                                new Contracts(Map.of(name, contract))));
        Lease lease =
                new Lease(
                                new ToolCall(
                                        new CallId("c1"),
                                        new AgentName("a"),
                                        new ServerName("tracker"),
                                        new InstanceId("i1"),
                                        name,
                                        arguments,
                                        AT),
                                List.of(),
                                List.of())
                        .withFiles(open);
        List<String> said = new ArrayList<>();
        List<Said> replies = new ArrayList<>();
        int number = 0;
        for (int i = 0; i < requests.size(); i++) {
            Judgement judgement = judge.judge(requests.get(i), List.of(lease.withReplies(replies)));
            said.add(
                    switch (judgement.verdict()) {
                        case Verdict.Allow allow -> "allow";
                        case Verdict.Deny(var rule, String sentence, var atoms) ->
                                rule + ": " + sentence;
                    });
            if (judgement.leaves()) {
                number++;
                for (Judgement.Judged judged : judgement.effects()) {
                    lease =
                            lease.withSpend(
                                    new Spend(
                                            new EffectId("e" + number),
                                            judged.key(),
                                            judged.explained().tokens(),
                                            Spend.State.SENT));
                }
            }
            if (!answers.get(i).isEmpty()) {
                replies.add(new Said(API.host(), answers.get(i)));
            }
        }
        return said;
    }
}
