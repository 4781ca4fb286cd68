package dev.stoplock.gate.egress;

import dev.stoplock.core.contract.Explained;
import dev.stoplock.core.effect.Exchange;
import dev.stoplock.core.json.Json;
import dev.stoplock.core.json.JsonWriter;
import dev.stoplock.core.model.Atom;
import dev.stoplock.core.model.AtomClass;
import dev.stoplock.core.model.Explanation;
import dev.stoplock.core.model.InstanceId;
import dev.stoplock.core.policy.Judgement;
import dev.stoplock.core.wire.http1.Fields;
import dev.stoplock.core.wire.http1.Http1Writer;
import dev.stoplock.core.wire.http1.RequestHead;
import dev.stoplock.core.wire.http1.ResponseHead;
import dev.stoplock.gate.port.Redacted;
import dev.stoplock.gate.port.Secrets;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

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
                    "x-auth-token");

    private final InstanceId instance;
    private final Secrets secrets;

    Bodies(InstanceId instance, Secrets secrets) {
        this.instance = instance;
        this.secrets = secrets;
    }

    byte[] request(Exchange exchange, Judgement judgement) {
        Fields fields = Fields.NONE;
        for (Fields.Field field : exchange.head().fields().list()) {
            String path = "header/" + field.name();
            boolean credential =
                    REQUEST_CREDENTIALS.contains(field.name())
                            || judgement.effects().stream()
                                    .flatMap(judged -> judged.effect().atoms(AtomClass.CREDENTIAL))
                                    .anyMatch(atom -> atom.path().equals(path));
            fields =
                    fields.with(
                            field.name(),
                            credential ? named(path, field.value(), judgement) : field.value());
        }
        RequestHead head =
                new RequestHead(exchange.head().method(), exchange.head().target(), fields);
        return safe(Http1Writer.bytes(head, exchange.body()));
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
        return judgement.effects().stream()
                .flatMap(judged -> judged.explained().items().stream())
                .filter(item -> item.atom().path().equals(path))
                .map(item ->
                        item.explanation() instanceof Explanation.Secret(var name)
                                ? "secret " + name
                                : digest(value))
                .findFirst()
                .orElseGet(() -> digest(value));
    }

    private String digest(String value) {
        return "credential " + secrets.keyedDigest(value.getBytes(StandardCharsets.UTF_8));
    }

    private static String sentence(Explanation explanation) {
        return switch (explanation) {
            case Explanation.Argument(String pointer, String via) ->
                    "argument " + pointer + " via " + via;
            case Explanation.Config(String name, String via) -> "config " + name + " via " + via;
            case Explanation.Answer(String pointer, String via) ->
                    "answer " + pointer + " via " + via;
            case Explanation.Constant(String by) -> "constant accepted by " + by;
            case Explanation.Secret(var name) -> "secret " + name;
            case Explanation.Declared(String what) -> "declared: " + what;
            case Explanation.Empty() -> "empty";
            case Explanation.Unjudged(int bytes) -> "not judged yet (" + bytes + " bytes)";
            case Explanation.Unexplained(String said) -> "unexplained: " + said;
        };
    }
}
