package dev.stoplock.lab.corpus;

import dev.stoplock.core.json.Json;
import dev.stoplock.core.json.YamlObject;
import dev.stoplock.core.json.YamlObject.Misfit;
import dev.stoplock.core.model.Destination;
import dev.stoplock.core.model.RuleId;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the steps of one play, each a mapping with one key that says what happens. */
final class StepFile {

    static final String HANDLE = "[a-z0-9][a-z0-9-]{0,39}";

    private static final List<String> ACTIONS =
            List.of(
                    "call",
                    "answers",
                    "cancels",
                    "sends",
                    "contacts",
                    "looks-up",
                    "returns",
                    "asks",
                    "waits");

    private static final int NOT_TAKEN = 400;
    private static final int BUSY = 429;
    private static final int SERVER_ERROR = 500;
    private static final Set<String> OF_PACKAGES = Set.of("call");
    private static final Pattern TIME = Pattern.compile("([1-9][0-9]{0,6})(s|m|h|d)");
    private static final Pattern DENY = Pattern.compile("deny ([a-z0-9]+(?:\\.[a-z0-9-]+)+)");

    private final CaseFiles files;
    private final Map<String, YamlObject> calls;
    private final Play.Side side;
    private final boolean ofPackage;
    private final Set<String> open = new HashSet<>();

    StepFile(CaseFiles files, Map<String, YamlObject> calls, Play.Side side, boolean ofPackage) {
        this.files = files;
        this.calls = calls;
        this.side = side;
        this.ofPackage = ofPackage;
    }

    Step step(YamlObject from) throws Misfit {
        List<String> actions = from.keys().stream().filter(ACTIONS::contains).toList();
        if (actions.size() != 1) {
            // names a slip in the key before it complains about the number
            from.only(
                    "call",
                    "answers",
                    "cancels",
                    "sends",
                    "contacts",
                    "looks-up",
                    "returns",
                    "asks",
                    "waits",
                    "as",
                    "content",
                    "to",
                    "outcome",
                    "reply",
                    "result",
                    "during",
                    "expect",
                    "path",
                    "value",
                    "seen-by");
            String first = from.keys().isEmpty() ? "" : from.keys().getFirst();
            throw from.misfit(first, "a step has exactly one of " + String.join(", ", ACTIONS));
        }
        String action = actions.getFirst();
        if (ofPackage && !OF_PACKAGES.contains(action)) {
            throw from.misfit(
                    action, "a package does by itself what its calls lead to: only \"call\"");
        }
        return switch (action) {
            case "call" -> called(from);
            case "answers" -> {
                from.only("answers", "content");
                yield new Step.Filled(handle(from, "answers"), from.object("content").json());
            }
            case "cancels" -> {
                from.only("cancels");
                yield new Step.Cancelled(handle(from, "cancels"));
            }
            case "sends" -> sent(from);
            case "contacts" -> {
                from.only("contacts", "expect", "path", "value", "seen-by");
                yield new Step.Contacted(destination(from, "contacts"), expected(from, null));
            }
            case "looks-up" -> {
                from.only("looks-up", "expect", "path", "value", "seen-by");
                yield new Step.LookedUp(from.text("looks-up"), expected(from, null));
            }
            case "returns" -> {
                from.only("returns", "result", "expect", "path", "value", "seen-by");
                Json result = from.has("result") ? files.json(from, "result") : null;
                yield new Step.Returned(
                        handle(from, "returns"), result, expected(from, Expected.ALLOW));
            }
            case "asks" -> asked(from);
            default -> {
                from.only("waits");
                yield new Step.Waited(time(from));
            }
        };
    }

    private Step called(YamlObject from) throws Misfit {
        from.only("call", "as", "expect", "path", "value", "seen-by");
        String name = from.text("call");
        YamlObject call = calls.get(name);
        if (call == null) {
            throw from.misfit(
                    "call",
                    "there is no \"" + name + "\" under \"calls\", which holds " + calls.keySet());
        }
        String handle = from.has("as") ? from.text("as") : name;
        if (!handle.matches(HANDLE) || !open.add(handle)) {
            throw from.misfit(
                    from.has("as") ? "as" : "call",
                    "\"" + handle + "\" was called before in this play; name this one by \"as\"");
        }
        YamlObject arguments = call.objectIfAny("arguments");
        return new Step.Called(
                handle,
                call.text("tool"),
                arguments == null ? Json.object().build() : arguments.json(),
                !from.has("expect"),
                expected(from, ofPackage ? null : Expected.ALLOW));
    }

    private String handle(YamlObject from, String key) throws Misfit {
        String handle = from.text(key);
        if (!open.contains(handle)) {
            throw from.misfit(key, "no call \"" + handle + "\" is open here");
        }
        return handle;
    }

    private Step sent(YamlObject from) throws Misfit {
        from.only("sends", "to", "outcome", "reply", "expect", "path", "value", "seen-by");
        Step.Wire wire = files.wire(from, "sends");
        byte[] bytes = files.sent(from, "sends");
        return new Step.Sent(
                from.text("sends"),
                wire,
                to(from, wire, bytes),
                bytes,
                outcome(from, wire),
                expected(from, null));
    }

    private static Destination to(YamlObject from, Step.Wire wire, byte[] bytes) throws Misfit {
        if (from.has("to")) {
            return destination(from, "to");
        }
        String host = wire == Step.Wire.HTTP ? CaseFiles.host(bytes) : null;
        if (host == null) {
            throw from.misfit("sends", "\"to\" must say host:port, which these bytes do not");
        }
        try {
            return Destination.parse(host);
        } catch (IllegalArgumentException e) {
            throw from.misfit("sends", "\"to\" must say host:port: its Host is no destination");
        }
    }

    private static Destination destination(YamlObject from, String key) throws Misfit {
        try {
            return Destination.parse(from.text(key));
        } catch (IllegalArgumentException e) {
            throw from.misfit(key, String.valueOf(e.getMessage()));
        }
    }

    private Step.Outcome outcome(YamlObject from, Step.Wire wire) throws Misfit {
        String reply = from.has("reply") ? files.text(from, "reply") : "";
        String outcome = from.has("outcome") ? from.text("outcome") : "200";
        if (outcome.matches("[2-5][0-9]{2}")) {
            int status = Integer.parseInt(outcome);
            return new Step.Outcome(
                    Step.Outcome.Kind.ANSWERED, status, isTaken(wire, status), reply);
        }
        if (!reply.isEmpty()) {
            throw from.misfit("reply", "there is a reply only where there is an answer");
        }
        return switch (outcome) {
            case "lost" -> Step.Outcome.LOST;
            case "failed" -> Step.Outcome.FAILED;
            default ->
                    throw from.misfit(
                            "outcome",
                            "\"outcome\" is a status (200 to 599), \"lost\" (it may have arrived) or \"failed\" (nothing was sent)");
        };
    }

    /** As the gate takes it: RFC 9110, 15.6, and RFC 6585, 4; of a mail RFC 5321, 6.1. */
    private static boolean isTaken(Step.Wire wire, int status) {
        return switch (wire) {
            case HTTP -> status < SERVER_ERROR && status != BUSY;
            case SMTP -> status < NOT_TAKEN;
        };
    }

    private Step asked(YamlObject from) throws Misfit {
        from.only("asks", "during", "expect", "path", "value", "seen-by");
        if (!(files.json(from, "asks") instanceof Json.Obj params)) {
            throw from.misfit("asks", "the file holds the params of elicitation/create");
        }
        String during = from.has("during") ? handle(from, "during") : null;
        return new Step.Asked(from.text("asks"), params, during, expected(from, null));
    }

    /** {@code otherwise} holds where the step says nothing; null where it must. */
    private Expected expected(YamlObject from, @Nullable Expected otherwise) throws Misfit {
        if (!from.has("expect") && otherwise != null) {
            for (String key : List.of("path", "value", "seen-by")) {
                if (from.has(key)) {
                    throw from.misfit(key, "\"" + key + "\" belongs to an \"expect\"");
                }
            }
            return otherwise;
        }
        String text = from.text("expect");
        Matcher deny = DENY.matcher(text);
        if (!text.equals("allow") && !deny.matches()) {
            throw from.misfit(
                    "expect", "\"expect\" is allow, or deny and a rule (deny contract.recipient)");
        }
        RuleId rule = text.equals("allow") ? null : new RuleId(deny.group(1));
        if (rule == null && (from.has("path") || from.has("value"))) {
            throw from.misfit(
                    from.has("path") ? "path" : "value", "only what is denied names an atom");
        }
        if (from.has("seen-by") && (rule != null || side == Play.Side.TWIN)) {
            throw from.misfit(
                    "seen-by", "\"seen-by\" belongs to a step of an attack that is allowed");
        }
        if (rule != null && side == Play.Side.TWIN) {
            throw from.misfit("expect", "nothing of a twin is denied");
        }
        return new Expected(
                rule, from.textIfAny("path"), from.textIfAny("value"), from.textIfAny("seen-by"));
    }

    private static Duration time(YamlObject from) throws Misfit {
        Matcher time = TIME.matcher(from.text("waits"));
        if (!time.matches()) {
            throw from.misfit("waits", "\"waits\" is a number and s, m, h or d (5s, 30d)");
        }
        long number = Long.parseLong(time.group(1));
        return switch (time.group(2)) {
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            default -> Duration.ofDays(number);
        };
    }
}
