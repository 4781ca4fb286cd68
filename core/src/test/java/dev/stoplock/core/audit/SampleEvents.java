package dev.stoplock.core.audit;

import dev.stoplock.core.model.AgentName;
import dev.stoplock.core.model.CallId;
import dev.stoplock.core.model.Contents;
import dev.stoplock.core.model.Digest;
import dev.stoplock.core.model.Ecosystem;
import dev.stoplock.core.model.EffectId;
import dev.stoplock.core.model.Event;
import dev.stoplock.core.model.InstanceId;
import dev.stoplock.core.model.Mode;
import dev.stoplock.core.model.PackageRef;
import dev.stoplock.core.model.Review;
import dev.stoplock.core.model.RuleId;
import dev.stoplock.core.model.SecretName;
import dev.stoplock.core.model.ServerName;
import dev.stoplock.core.model.Severity;
import dev.stoplock.core.model.Tier;
import dev.stoplock.core.model.Tiers;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One event of each variant, with every text field set to a given text and every optional field
 * present or absent.
 */
final class SampleEvents {

    private SampleEvents() {}

    static List<Event> with(String text, int many, boolean optional) {
        InstanceId instance = new InstanceId("i-1");
        ServerName server = new ServerName("postmark-mcp");
        PackageRef ref = new PackageRef(Ecosystem.NPM, "@scope/postmark-mcp", "1.0.15");
        Digest digest = Digest.sha256("x".getBytes(StandardCharsets.UTF_8));
        RuleId rule = new RuleId("contract.recipient");
        Instant at = Instant.parse("2026-01-02T03:04:05.000006Z");
        AgentName agent = new AgentName(text);
        CallId call = new CallId("c-1");
        EffectId effect = new EffectId("e-1");
        return List.of(
                new Event.LedgerOpened(Long.MAX_VALUE),
                new Event.Launched(
                        instance, server, ref, digest, digest, agent, text, 4_000_000_000L),
                new Event.Exited(instance, server, text),
                new Event.CallOpened(
                        call,
                        instance,
                        server,
                        agent,
                        text,
                        digest,
                        when(optional, text),
                        when(optional, text)),
                new Event.CallClosed(call, text, when(optional, digest)),
                new Event.Judged(
                        effect,
                        when(optional, call),
                        instance,
                        server,
                        text,
                        text,
                        text,
                        rule,
                        text,
                        Collections.nCopies(many, text),
                        Mode.REPORT,
                        true,
                        Integer.MAX_VALUE,
                        Integer.MAX_VALUE,
                        Collections.nCopies(many, text),
                        when(optional, digest),
                        when(optional, digest),
                        when(
                                optional,
                                new Contents(
                                        many,
                                        many,
                                        Collections.nCopies(many, text),
                                        Collections.nCopies(many, text),
                                        new Tiers(true, false)))),
                new Event.SecretUsed(effect, new SecretName("POSTMARK_TOKEN"), text),
                new Event.Outcome(effect, text, 200, text, when(optional, digest)),
                new Event.EntryAccepted(
                        server,
                        when(optional, ref),
                        ref,
                        digest,
                        digest,
                        text,
                        new Review(text, true, text, at)),
                new Event.ReviewHeld(
                        server, ref, ref, digest, rule, text, text, List.of(text, text)),
                new Event.Refused(when(optional, server), rule, text),
                new Event.Found(
                        rule,
                        Severity.WARNING,
                        when(optional, server),
                        when(optional, call),
                        text,
                        Collections.nCopies(many, Long.MAX_VALUE / 10),
                        when(optional, text)),
                new Event.Tripped(server, when(optional, call), rule, text),
                new Event.Tiered(server, text, Tier.CONTENT, Mode.ENFORCE, text),
                new Event.Quarantined(server, text, text),
                new Event.Released(server, text, text),
                new Event.Stopped(at));
    }

    private static <T> @Nullable T when(boolean present, T value) {
        return present ? value : null;
    }
}
