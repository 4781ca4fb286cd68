package dev.stoplock.core.lock;

import dev.stoplock.core.json.Json;
import dev.stoplock.core.json.JsonWriter;
import dev.stoplock.core.model.AcceptedDestination;
import dev.stoplock.core.model.Digest;
import dev.stoplock.core.model.Grant;
import dev.stoplock.core.model.HttpRule;
import dev.stoplock.core.model.LockEntry;
import dev.stoplock.core.model.LockedPackage;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The digest of one lock entry: SHA-256 of its canonical JSON (RFC 8785), every field included. */
public final class EntryDigest {

    private EntryDigest() {}

    public static Digest of(LockEntry entry) {
        return Digest.sha256(JsonWriter.canonicalBytes(json(entry)));
    }

    static Json.Obj json(LockEntry entry) {
        List<Json> packages = new ArrayList<>();
        for (LockedPackage one : entry.closure().packages()) {
            packages.add(
                    Json.strings(
                            List.of(one.path(), one.ref().toString(), one.archive().toString())));
        }
        List<Json> accepted = new ArrayList<>();
        for (AcceptedDestination one : entry.acceptedDestinations()) {
            accepted.add(
                    Json.strings(
                            List.of(
                                    one.address(),
                                    LockfileText.word(one.role()),
                                    one.by(),
                                    one.on())));
        }
        Json.Builder env = Json.object();
        entry.grant().env().forEach(env::put);
        var interpreter = entry.closure().interpreter();
        Json.Builder whole =
                Json.object()
                        .put("server", entry.server().value())
                        .put("package", entry.ref().toString())
                        .put("tree", entry.closure().tree().toString())
                        .put("entry", entry.closure().entry())
                        .put(
                                "interpreter",
                                Json.strings(
                                        List.of(
                                                interpreter.name(),
                                                interpreter.version(),
                                                interpreter.digest().toString())))
                        .put("packages", new Json.Arr(packages))
                        .put(
                                "network",
                                Json.strings(
                                        entry.grant().network().stream()
                                                .map(Object::toString)
                                                .toList()))
                        .put(
                                "secrets",
                                Json.strings(
                                        entry.grant().secrets().stream()
                                                .map(Object::toString)
                                                .toList()))
                        .put("env", env.build())
                        .put("accepted", new Json.Arr(accepted))
                        .put(
                                "review",
                                Json.object()
                                        .put("by", entry.review().by())
                                        .put("selfDeclared", entry.review().selfDeclared())
                                        .put("why", entry.review().why())
                                        .put("at", entry.review().at().toString())
                                        .build());
        limits(entry.grant(), whole);
        contracts(entry, whole);
        return whole.build();
    }

    /** As the lockfile writes it, to the letter: what a person read is what they accepted. */
    private static void contracts(LockEntry entry, Json.Builder whole) {
        StringBuilder tools = new StringBuilder();
        ContractsText.lines(tools, 0, entry.contracts());
        StringBuilder start = new StringBuilder();
        ContractsText.startLines(start, 0, entry.contracts());
        // only what is there: entries from before there were such contracts keep their digest
        if (!tools.isEmpty()) {
            whole.put("contracts", tools.toString());
        }
        if (!start.isEmpty()) {
            whole.put("startup", start.toString());
        }
    }

    /** Only what is there: entries from before there were such limits keep their digest. */
    private static void limits(Grant grant, Json.Builder whole) {
        if (!grant.rules().isEmpty()) {
            Json.Builder rules = Json.object();
            grant.rules()
                    .forEach((destination, each) ->
                            rules.put(
                                    destination.toString(),
                                    new Json.Arr(
                                            each.stream().<Json>map(EntryDigest::rule).toList())));
            whole.put("rules", rules.build());
        }
        Set<String> tools = grant.tools();
        if (tools != null) {
            whole.put("tools", Json.strings(List.copyOf(tools)));
        }
        if (!grant.files().isEmpty()) {
            whole.put("files", Json.strings(grant.files().stream().map(Object::toString).toList()));
        }
    }

    private static Json rule(HttpRule rule) {
        return Json.object()
                .put("methods", Json.strings(List.copyOf(rule.methods())))
                .put("paths", Json.strings(rule.paths().stream().map(Object::toString).toList()))
                .build();
    }
}
