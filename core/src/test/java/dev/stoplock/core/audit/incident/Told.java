package dev.stoplock.core.audit.incident;

import dev.stoplock.core.json.Json;
import dev.stoplock.core.json.JsonWriter;
import dev.stoplock.core.model.AgentName;
import dev.stoplock.core.model.AuditRecord;
import dev.stoplock.core.model.CallId;
import dev.stoplock.core.model.Digest;
import dev.stoplock.core.model.EffectId;
import dev.stoplock.core.model.Event;
import dev.stoplock.core.model.InstanceId;
import dev.stoplock.core.model.Mode;
import dev.stoplock.core.model.PackageRef;
import dev.stoplock.core.model.Review;
import dev.stoplock.core.model.RuleId;
import dev.stoplock.core.model.SecretName;
import dev.stoplock.core.model.ServerName;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A ledger as a test tells it: one record a minute, bodies beside it that can be erased. */
final class Told {

    static final Instant START = Instant.parse("2026-11-22T14:00:00Z");
    static final ServerName SERVER = new ServerName("postmark-mcp");
    static final String ASKED = "ana@client.example";
    static final String STRANGER = "phan@giftshop.example";
    static final String ARGUMENT = "argument /to via address";

    private final List<AuditRecord> records = new ArrayList<>();
    private final Map<Digest, byte[]> bodies = new HashMap<>();

    /** An atom of a body: {@code role} as its label. */
    static Json atom(String path, String role, String value, String explanation) {
        return Json.object()
                .put("path", path)
                .put("class", "destination")
                .put("role", role)
                .put("value", value)
                .put("explanation", explanation)
                .build();
    }

    static Json to(String address) {
        return atom("body/to", "To", address, ARGUMENT);
    }

    static Json bcc(String address) {
        return atom("body/bcc", "Bcc", address, "unexplained: server added recipient " + address);
    }

    static Json subject(String text) {
        return atom("body/subject", "value", text, "not judged yet (9 bytes)");
    }

    static Json mail(Json... atoms) {
        return Json.object()
                .put("operation", "postmark POST /email")
                .put("destination", "api.postmarkapp.com:443")
                .put("atoms", new Json.Arr(List.of(atoms)))
                .build();
    }

    Told record(Event event) {
        Instant at = START.plus(Duration.ofMinutes(records.size()));
        records.add(new AuditRecord(records.size(), at, event));
        return this;
    }

    static Digest digest(String of) {
        return Digest.sha256(of.getBytes(StandardCharsets.UTF_8));
    }

    Told accepted(@Nullable String from, String version, String by, String why) {
        return record(
                new Event.EntryAccepted(
                        SERVER,
                        from == null ? null : ref(from),
                        ref(version),
                        digest(version),
                        digest("entry " + version),
                        "/p/stoplock.lock",
                        new Review(by, true, why, START)));
    }

    static PackageRef ref(String version) {
        return PackageRef.parse("npm:postmark-mcp@" + version);
    }

    Told launched(String instance, String version) {
        return record(
                new Event.Launched(
                        new InstanceId(instance),
                        SERVER,
                        ref(version),
                        digest(version),
                        digest("entry " + version),
                        new AgentName("letters-agent"),
                        "self-declared",
                        7));
    }

    Told called(String call, String instance) {
        return record(
                new Event.CallOpened(
                        new CallId(call),
                        new InstanceId(instance),
                        SERVER,
                        new AgentName("letters-agent"),
                        "sendEmail",
                        digest("arguments"),
                        null));
    }

    /** How an exchange was judged. */
    record Verdict(String verdict, String rule, Mode mode, boolean leaves) {
        static final Verdict ALLOW = new Verdict("allow", "contract.explained", Mode.ENFORCE, true);
        static final Verdict OPEN = new Verdict("allow", "contract.explained", Mode.OPEN, true);
        static final Verdict REPORT = new Verdict("deny", "contract.recipient", Mode.REPORT, true);
        static final Verdict NOT_ALLOWED =
                new Verdict("deny", "recipients.not-allowed", Mode.REPORT, true);
        static final Verdict DENY = new Verdict("deny", "contract.recipient", Mode.ENFORCE, false);
        static final Verdict HOST = new Verdict("deny", "host.not-granted", Mode.REPORT, true);
    }

    /** A mail to the asked address and, where the unexplained list says so, to the stranger. */
    Told judged(
            String effect,
            @Nullable String call,
            String instance,
            Verdict verdict,
            List<String> unexplained,
            List<String> recipients,
            Json... mails) {
        Digest atoms = digest("atoms of " + effect);
        bodies.put(atoms, JsonWriter.canonicalBytes(new Json.Arr(List.of(mails))));
        return judged(
                effect, call, instance, verdict, unexplained, recipients, atoms, mails.length);
    }

    Told judged(
            String effect,
            @Nullable String call,
            String instance,
            Verdict verdict,
            List<String> unexplained,
            List<String> recipients,
            @Nullable Digest atoms,
            int mails) {
        return record(
                new Event.Judged(
                        new EffectId(effect),
                        call == null ? null : new CallId(call),
                        new InstanceId(instance),
                        SERVER,
                        "POST /email",
                        "api.postmarkapp.com:443",
                        verdict.verdict(),
                        new RuleId(verdict.rule()),
                        "a sentence",
                        unexplained,
                        verdict.mode(),
                        verdict.leaves(),
                        9,
                        mails,
                        recipients,
                        digest("request of " + effect),
                        atoms));
    }

    /** The copy of the story: asked for one, and one more. */
    Told copied(String effect, String call, String instance, Verdict verdict) {
        return judged(
                effect,
                call,
                instance,
                verdict,
                List.of("body/bcc = " + STRANGER),
                List.of(ASKED, STRANGER),
                mail(to(ASKED), bcc(STRANGER), subject("Invoice 1")));
    }

    Told clean(String effect, String call, String instance) {
        return judged(
                effect,
                call,
                instance,
                Verdict.ALLOW,
                List.of(),
                List.of(ASKED),
                mail(to(ASKED), subject("Invoice 1")));
    }

    Told secret(String effect) {
        return record(
                new Event.SecretUsed(
                        new EffectId(effect),
                        new SecretName("POSTMARK_SERVER_TOKEN"),
                        "api.postmarkapp.com:443"));
    }

    Told outcome(String effect, String outcome, int status) {
        return record(new Event.Outcome(new EffectId(effect), outcome, status, "direct", null));
    }

    /** Every body is gone from now on. */
    Told erased() {
        bodies.clear();
        return this;
    }

    /** The body of this effect says something else from now on. */
    Told body(String effect, String text) {
        bodies.put(digest("atoms of " + effect), text.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    long last() {
        return records.size() - 1L;
    }

    Incident account() {
        return account(null);
    }

    Incident account(@Nullable Instant since) {
        IncidentFold fold = new IncidentFold(SERVER);
        records.forEach(fold::step);
        return fold.<RuntimeException>account(since, this::kept);
    }

    private Kept kept(Digest digest) {
        byte[] bytes = bodies.get(digest);
        return bytes == null ? new Kept.Erased() : new Kept.Present(bytes);
    }
}
