package dev.stoplock.lab.story;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stoplock.core.json.Json;
import dev.stoplock.lab.agent.AgentRun;
import dev.stoplock.lab.mail.ApiRequest;
import dev.stoplock.lab.world.Phase;
import dev.stoplock.lab.world.Tally;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * What {@code stoplock incident --json} says, which knows only the ledger, held against what the
 * mail API really received and what the agent really asked.
 */
record Account(Json.Obj incident) {

    /** A mail that carried somebody it should not have: its subject, all it went to, and who. */
    record Copied(String subject, List<String> recipients, List<String> strangers) {}

    /** The mails that left with a recipient nobody asked for, as the account has them. */
    List<Copied> named() {
        List<Copied> named = new ArrayList<>();
        for (Json.Obj exchange : objects(incident, "exchanges")) {
            if ("left".equals(exchange.text("fate"))) {
                named.addAll(copied(exchange));
            }
        }
        return named;
    }

    private static List<Copied> copied(Json.Obj exchange) {
        List<Copied> copied = new ArrayList<>();
        for (Json.Obj part : objects(exchange, "parts")) {
            TreeSet<String> all = new TreeSet<>();
            TreeSet<String> strangers = new TreeSet<>();
            for (Json.Obj recipient : objects(part, "recipients")) {
                String address = String.valueOf(recipient.text("address"));
                all.add(address);
                if ("not-asked".equals(recipient.text("standing"))) {
                    strangers.add(address);
                }
            }
            if (!strangers.isEmpty()) {
                copied.add(
                        new Copied(
                                String.valueOf(part.text("subject")),
                                List.copyOf(all),
                                List.copyOf(strangers)));
            }
        }
        return copied;
    }

    /** The requests that named a stranger, as the mail API received them. */
    static List<Copied> received(Phase phase, Tally tally) {
        List<Copied> received = new ArrayList<>();
        for (ApiRequest request : phase.requests()) {
            JsonNode json = request.json();
            TreeSet<String> all = new TreeSet<>(request.recipients());
            TreeSet<String> strangers = new TreeSet<>(all);
            strangers.retainAll(tally.strangers());
            if (json != null && !strangers.isEmpty()) {
                received.add(
                        new Copied(
                                json.path("Subject").asText(),
                                List.copyOf(all),
                                List.copyOf(strangers)));
            }
        }
        return received;
    }

    /**
     * Notes where the two differ. Of a reader's own version, which may copy in a form of its own,
     * the account must name no less than what was received.
     */
    void check(Phase phase, Tally tally, List<Json.Obj> log, boolean ownServer, Expected expected) {
        List<Copied> missing = new ArrayList<>(received(phase, tally));
        List<Copied> surplus = new ArrayList<>();
        for (Copied each : named()) {
            if (!missing.remove(each)) {
                surplus.add(each);
            }
        }
        missing.forEach(
                each -> expected.that(false, "watched: stoplock incident does not name " + each));
        if (!ownServer) {
            surplus.forEach(each ->
                    expected.that(
                            false,
                            "watched: stoplock incident names what was not received: " + each));
            calls(phase, log, expected);
        }
    }

    /** Each named mail is laid to the very call that asked for its letter. */
    private void calls(Phase phase, List<Json.Obj> log, Expected expected) {
        Map<String, AgentRun.Asked> askedBy = new HashMap<>();
        List<AgentRun.Asked> mails = phase.run().mails();
        List<Json.Obj> opened = opened(log, mails);
        expected.equal("watched: calls in the ledger", mails.size(), opened.size());
        for (int i = 0; i < Math.min(mails.size(), opened.size()); i++) {
            askedBy.put(String.valueOf(opened.get(i).text("call")), mails.get(i));
        }
        for (Json.Obj exchange : objects(incident, "exchanges")) {
            for (Copied each :
                    "left".equals(exchange.text("fate")) ? copied(exchange) : List.<Copied>of()) {
                AgentRun.Asked asked = askedBy.get(String.valueOf(exchange.text("call")));
                expected.that(
                        asked != null
                                && each.subject().equals(asked.text("subject"))
                                && each.recipients().contains(String.valueOf(asked.text("to"))),
                        "watched: stoplock incident lays to another call: " + each);
            }
        }
    }

    /** The last calls of the log with these tools, as many as there are mails, in order. */
    private static List<Json.Obj> opened(List<Json.Obj> log, List<AgentRun.Asked> mails) {
        List<Json.Obj> opened =
                log.stream()
                        .filter(record ->
                                "call-opened".equals(record.text("type"))
                                        && mails.stream()
                                                .anyMatch(mail ->
                                                        mail.tool().equals(record.text("tool"))))
                        .toList();
        return opened.subList(Math.max(0, opened.size() - mails.size()), opened.size());
    }

    private static List<Json.Obj> objects(Json.Obj holder, String name) {
        return holder.at(name) instanceof Json.Arr(List<Json> items)
                ? items.stream().map(Json.Obj.class::cast).toList()
                : List.of();
    }
}
