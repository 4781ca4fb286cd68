package dev.stoplock.gate.egress;

import dev.stoplock.core.contract.Explained;
import dev.stoplock.core.effect.CredentialPlaces;
import dev.stoplock.core.effect.Exchange;
import dev.stoplock.core.json.Json;
import dev.stoplock.core.json.JsonWriter;
import dev.stoplock.core.model.Atom;
import dev.stoplock.core.model.AtomClass;
import dev.stoplock.core.model.Explanation;
import dev.stoplock.core.model.InstanceId;
import dev.stoplock.core.model.Shown;
import dev.stoplock.core.policy.Judgement;
import dev.stoplock.core.wire.http1.Fields;
import dev.stoplock.core.wire.http1.Http1Writer;
import dev.stoplock.core.wire.http1.RequestHead;
import dev.stoplock.core.wire.http1.ResponseHead;
import dev.stoplock.gate.port.Redacted;
import dev.stoplock.gate.port.Secrets;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Requests, atoms and replies as they are stored beside the log: as judged, with no credential in
 * them.
 */
final class Bodies {

    private static final Set<String> REPLY_CREDENTIALS =
            Set.of("set-cookie", "authorization", "www-authenticate");
    private static final Set<String> REQUEST_CREDENTIALS =
            Set.of(
                    "authorization",
                    "proxy-authorization",
                    "cookie",
                    "x-api-key",
                    "api-key",
                    "api-token",
                    "x-auth-token");

    private final InstanceId instance;
    private final Secrets secrets;

    Bodies(InstanceId instance, Secrets secrets) {
        this.instance = instance;
        this.secrets = secrets;
    }

    byte[] request(Exchange exchange, Judgement judgement) {
        Exchange plain = withoutCredentials(exchange, judgement);
        Fields fields = Fields.NONE;
        for (Fields.Field field : plain.head().fields().list()) {
            String path = "header/" + field.name();
            boolean credential =
                    REQUEST_CREDENTIALS.contains(field.name())
                            || credentials(judgement).anyMatch(item -> isOf(item.atom(), path));
            fields =
                    fields.with(
                            field.name(),
                            credential ? named(path, field.value(), judgement) : field.value());
        }
        RequestHead head = new RequestHead(plain.head().method(), plain.head().target(), fields);
        return safe(Http1Writer.bytes(head, plain.body()));
    }

    /** Threat: a credential of the server's own in query or body would be kept as it is. */
    private Exchange withoutCredentials(Exchange exchange, Judgement judgement) {
        Map<String, CredentialPlaces.Put> puts = new HashMap<>();
        credentials(judgement)
                .filter(item -> !item.atom().path().startsWith("header/"))
                .forEach(item ->
                        puts.put(
                                item.atom().path(),
                                new CredentialPlaces.Put(item.atom().value(), named(item))));
        try {
            return CredentialPlaces.put(exchange, puts);
        } catch (IllegalArgumentException e) {
            RequestHead head =
                    new RequestHead(
                            exchange.head().method(),
                            exchange.head().path(),
                            exchange.head().fields());
            return new Exchange(
                    exchange.destination(),
                    head,
                    "(left out: it holds a credential that cannot be taken out)"
                            .getBytes(StandardCharsets.UTF_8));
        }
    }

    private static Stream<Explained.Item> credentials(Judgement judgement) {
        return judgement.effects().stream()
                .flatMap(judged -> judged.explained().items().stream())
                .filter(item -> item.atom().kind() == AtomClass.CREDENTIAL);
    }

    /** Whether an atom is the value at a path, or a part of it. */
    private static boolean isOf(Atom atom, String path) {
        return atom.path().equals(path) || atom.path().startsWith(path + "/");
    }

    byte[] atoms(Judgement judgement) {
        List<Json> effects = new ArrayList<>();
        for (Judgement.Judged judged : judgement.effects()) {
            List<Json> atoms = new ArrayList<>();
            for (Explained.Item item : judged.explained().items()) {
                atoms.add(atom(item));
            }
            effects.add(
                    Json.object()
                            .put("operation", judged.effect().operation())
                            .put("destination", judged.effect().destination().toString())
                            .put("atoms", new Json.Arr(atoms))
                            .build());
        }
        return safe(JsonWriter.compact(new Json.Arr(effects)).getBytes(StandardCharsets.UTF_8));
    }

    byte[] reply(ResponseHead head, byte[] body) {
        Fields fields = Fields.NONE;
        for (Fields.Field field : head.fields().list()) {
            boolean credential = REPLY_CREDENTIALS.contains(field.name());
            fields = fields.with(field.name(), credential ? digest(field.value()) : field.value());
        }
        return safe(
                Http1Writer.bytes(
                        new ResponseHead(head.status(), head.reason(), fields),
                        body,
                        false,
                        false));
    }

    /**
     * Bytes fit to be stored: a known secret in them is replaced, or they are left out where it
     * stands in code.
     */
    byte[] safe(byte[] bytes) {
        return switch (secrets.redact(instance, bytes)) {
            case Redacted.Clean clean -> bytes;
            case Redacted.Plain plain -> plain.bytes();
            case Redacted.Coded coded ->
                    "(left out: a secret stands in it in coded form)"
                            .getBytes(StandardCharsets.UTF_8);
        };
    }

    private Json atom(Explained.Item item) {
        Atom atom = item.atom();
        String value = atom.kind() == AtomClass.CREDENTIAL ? digest(atom.value()) : atom.value();
        return Json.object()
                .put("path", atom.path())
                .put("class", atom.kind().name().toLowerCase(java.util.Locale.ROOT))
                .put("role", atom.role().label())
                .put("value", value)
                .put("explanation", sentence(item.explanation()))
                .build();
    }

    private String named(String path, String value, Judgement judgement) {
        return credentials(judgement)
                .filter(item -> isOf(item.atom(), path))
                .filter(item -> item.explanation() instanceof Explanation.Secret)
                .map(this::named)
                .findFirst()
                .orElseGet(() -> digest(value));
    }

    private String named(Explained.Item item) {
        return item.explanation() instanceof Explanation.Secret(var name)
                ? "secret " + name
                : digest(item.atom().value());
    }

    private String digest(String value) {
        return "credential " + secrets.keyedDigest(value.getBytes(StandardCharsets.UTF_8));
    }

    /** As a denial lists it: a credential by its digest. */
    String shown(Atom atom) {
        return switch (atom.kind()) {
            case CREDENTIAL ->
                    Shown.text(atom.path())
                            + " = "
                            + secrets.keyedDigest(atom.value().getBytes(StandardCharsets.UTF_8));
            case DESTINATION, CONTENT, META ->
                    Shown.text(atom.path()) + " = " + Shown.text(atom.value());
        };
    }

    private static String sentence(Explanation explanation) {
        return switch (explanation) {
            case Explanation.Argument(String pointer, String via) ->
                    "argument " + pointer + " via " + via;
            case Explanation.Config(String name, String via) -> "config " + name + " via " + via;
            case Explanation.Answer(String pointer, String via) ->
                    "answer " + pointer + " via " + via;
            case Explanation.GrantedFile(String pointer, String via) ->
                    "file at " + pointer + " via " + via;
            case Explanation.Rule(String name, String via) -> "rule " + name + " via " + via;
            case Explanation.Constant(String by) -> "constant accepted by " + by;
            case Explanation.Draft(String id, var by) -> "draft " + Shown.text(id) + " of " + by;
            case Explanation.ByDefault(String absent) ->
                    "default where argument " + absent + " is absent";
            case Explanation.Chosen(String pointer) -> "choice by argument " + pointer;
            case Explanation.Template(var values) ->
                    "template of " + values.stream().map(Bodies::sentence).toList();
            case Explanation.Result(String pointer) ->
                    "result " + pointer + " of an earlier effect of the call";
            case Explanation.Fresh(String shape, int bits) ->
                    "fresh " + shape + " (" + bits + " free bits)";
            case Explanation.Accepted(String by, int bytes) ->
                    "not explained, accepted by " + by + " (" + bytes + " bytes)";
            case Explanation.Secret(var name) -> "secret " + name;
            case Explanation.Declared(String what) -> "declared: " + what;
            case Explanation.Empty() -> "empty";
            case Explanation.Unjudged(int bytes) -> "not judged yet (" + bytes + " bytes)";
            case Explanation.Misplaced(var name, String said) -> "unexplained: " + said;
            case Explanation.Unexplained(String said) -> "unexplained: " + said;
        };
    }
}
