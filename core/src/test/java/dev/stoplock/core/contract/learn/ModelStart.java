package dev.stoplock.core.contract.learn;

import dev.stoplock.core.call.LeaseBook;
import dev.stoplock.core.call.LeaseRules;
import dev.stoplock.core.contract.DefaultContract;
import dev.stoplock.core.contract.StartAndCalls;
import dev.stoplock.core.json.Json;
import dev.stoplock.core.model.AgentName;
import dev.stoplock.core.model.CallId;
import dev.stoplock.core.model.Destination;
import dev.stoplock.core.model.Effect;
import dev.stoplock.core.model.EffectId;
import dev.stoplock.core.model.Grant;
import dev.stoplock.core.model.InstanceId;
import dev.stoplock.core.model.Limits;
import dev.stoplock.core.model.Modes;
import dev.stoplock.core.model.Reading;
import dev.stoplock.core.model.ServerName;
import dev.stoplock.core.model.ServerPolicy;
import dev.stoplock.core.model.Spend;
import dev.stoplock.core.model.ToolCall;
import dev.stoplock.core.model.Verdict;
import dev.stoplock.core.model.contract.Contracts;
import dev.stoplock.core.model.contract.StartContract;
import dev.stoplock.core.model.contract.ToolContract;
import dev.stoplock.core.policy.Judge;
import dev.stoplock.core.policy.Judgement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A server whose starts a test writes down: they are learned, and others are judged by them. */
final class ModelStart {

    static final Map<String, String> OURS = Map.of("TEAM", "team-of-ours", "REGION", "eu");
    static final Map<String, String> OTHERS = Map.of("TEAM", "canary-team", "REGION", "eu");
    private static final Instant AT = ModelTool.AT;

    private final List<Sample> starts = new ArrayList<>();

    /** A start with these settings, and its requests as {@link ModelTool#request} reads them. */
    ModelStart start(Map<String, String> settings, String... requests) {
        List<Sample.Seen> seen = new ArrayList<>();
        for (String each : requests) {
            String[] parts = each.split(" => ", 2);
            for (Effect effect : ((Reading.Effects) ModelTool.request(parts[0])).effects()) {
                seen.add(
                        new Sample.Seen(
                                effect, parts.length == 2 ? ModelTool.json(parts[1]) : null));
            }
        }
        starts.add(new Sample(Json.object().build(), settings, seen, false, AT));
        return this;
    }

    /** Three starts, each with these requests. */
    static LearnedStart of(String... requests) {
        return new ModelStart()
                .start(OURS, requests)
                .start(OTHERS, requests)
                .start(OURS, requests)
                .learned();
    }

    LearnedStart learned() {
        return LearnedStart.of(starts);
    }

    /** Everything that is asked, typed. */
    static Map<String, String> typed(LearnedStart learned) {
        Map<String, String> typed = new HashMap<>();
        learned.questions().forEach(each -> typed.put(each.id(), each.value()));
        return typed;
    }

    static StartContract accepted(LearnedStart learned) {
        return learned.accepted(typed(learned), StartContract.NONE, "ann", "2026-11-23");
    }

    /** One instance of the server, from its start on. */
    static final class Run {

        private final LeaseBook book = new LeaseBook(LeaseRules.DEFAULT);
        private final Judge judge;
        private int number;

        Run(StartContract start, Map<String, ToolContract> tools) {
            Grant grant =
                    new Grant(
                            Set.of(ModelTool.API, Destination.parse("api.postmarkapp.com")),
                            Set.of(),
                            OURS);
            ServerName server = new ServerName("tracker");
            Contracts contracts = new Contracts(tools, start);
            ServerPolicy policy =
                    new ServerPolicy(
                            server,
                            grant,
                            List.of(),
                            null,
                            Modes.ENFORCE,
                            Limits.DEFAULT,
                            Set.of(),
                            contracts);
            judge =
                    new Judge(
                            policy,
                            StartAndCalls.of(
                                    new DefaultContract(policy, (presented, to) -> null), policy));
            if (!start.isEmpty()) {
                book.begin(ToolCall.ofStart(new InstanceId("i1"), server, new AgentName("a"), AT));
            }
        }

        Run(StartContract start) {
            this(start, Map.of());
        }

        LeaseBook book() {
            return book;
        }

        void called(String tool, String arguments) {
            book.open(
                    new ToolCall(
                            new CallId("i1-c1"),
                            new AgentName("a"),
                            new ServerName("tracker"),
                            new InstanceId("i1"),
                            tool,
                            ModelTool.json(arguments),
                            AT));
        }

        String sends(String request) {
            return sends(request, 1);
        }

        /** {@code allow CALL}, or the rule and the sentence. */
        String sends(String request, int seconds) {
            return judged(ModelTool.request(request), seconds);
        }

        String judged(Reading reading, int seconds) {
            Judgement judgement = judge.judge(reading, book.live(AT.plusSeconds(seconds)));
            CallId call = judgement.call();
            if (judgement.leaves() && call != null) {
                EffectId effect = new EffectId("e" + ++number);
                judgement
                        .effects()
                        .forEach(each ->
                                book.spend(
                                        call,
                                        new Spend(
                                                effect,
                                                each.key(),
                                                each.explained().tokens(),
                                                Spend.State.SENT)));
            }
            return switch (judgement.verdict()) {
                case Verdict.Allow allow -> "allow " + call;
                case Verdict.Deny(var rule, String sentence, var atoms) ->
                        rule + ": " + sentence + " (" + call + ")";
            };
        }
    }
}
