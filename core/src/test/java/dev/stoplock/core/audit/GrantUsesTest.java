package dev.stoplock.core.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stoplock.core.audit.GrantUses.Request;
import dev.stoplock.core.audit.GrantUses.Use;
import dev.stoplock.core.model.AgentName;
import dev.stoplock.core.model.AuditRecord;
import dev.stoplock.core.model.CallId;
import dev.stoplock.core.model.Digest;
import dev.stoplock.core.model.EffectId;
import dev.stoplock.core.model.Event;
import dev.stoplock.core.model.InstanceId;
import dev.stoplock.core.model.Mode;
import dev.stoplock.core.model.RuleId;
import dev.stoplock.core.model.SecretName;
import dev.stoplock.core.model.ServerName;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class GrantUsesTest {

    private static final ServerName MAILER = new ServerName("mailer");
    private static final ServerName OTHER = new ServerName("other");
    private static final InstanceId INSTANCE = new InstanceId("i1");
    private static final Digest BODY = Digest.sha256("b".getBytes(StandardCharsets.UTF_8));

    private final GrantUses uses = new GrantUses(MAILER);
    private long index;

    private Instant at() {
        return Instant.EPOCH.plusSeconds(index);
    }

    private void step(Event event) {
        uses.step(new AuditRecord(index, at(), event));
        index++;
    }

    private Event judged(ServerName server, String effect, String operation, boolean leaves) {
        return judged(server, effect, operation, leaves, BODY);
    }

    private Event judged(
            ServerName server,
            String effect,
            String operation,
            boolean leaves,
            @Nullable Digest body) {
        return new Event.Judged(
                new EffectId(effect),
                null,
                INSTANCE,
                server,
                operation,
                "api.example:443",
                leaves ? "allow" : "deny",
                new RuleId("contract.explained"),
                "said",
                List.of(),
                Mode.ENFORCE,
                leaves,
                0,
                0,
                List.of(),
                body,
                body);
    }

    private static Event call(ServerName server, String id, String tool) {
        return new Event.CallOpened(
                new CallId(id), INSTANCE, server, new AgentName("a"), tool, BODY, null);
    }

    @Test
    void whatWasLetGoIsAUseAndWhatWasDeniedOrAnothersIsNone() {
        step(judged(MAILER, "e1", "POST /email", true));
        step(new Event.SecretUsed(new EffectId("e1"), new SecretName("KEY"), "api.example:443"));
        step(judged(MAILER, "e2", "POST /email", true));
        step(judged(MAILER, "e3", "GET /stats", false));
        step(judged(OTHER, "e4", "GET /other", true));
        step(new Event.SecretUsed(new EffectId("e4"), new SecretName("OTHER"), "api.example:443"));
        step(judged(MAILER, "e5", "look up", true, null));

        assertThat(uses.destination("api.example:443"))
                .isEqualTo(new Use(2, Instant.EPOCH.plusSeconds(2)));
        assertThat(uses.requests())
                .isEqualTo(
                        Map.of(
                                new Request("api.example:443", "POST", "/email"),
                                new Use(2, Instant.EPOCH.plusSeconds(2))));
        assertThat(uses.secret("KEY@api.example:443"))
                .isEqualTo(new Use(1, Instant.EPOCH.plusSeconds(1)));
        assertThat(uses.secret("OTHER@api.example:443")).isNull();
    }

    @Test
    void aMailServerAndWhatPassesUnreadAreUsedWithoutARequest() {
        step(judged(MAILER, "e1", "SMTP mail", true));
        step(judged(MAILER, "e2", "IMAP search", true));
        step(judged(MAILER, "e3", "SMTP mail", false));
        step(judged(MAILER, "e4", "connect", true, null));
        step(judged(MAILER, "e5", "pass through (not judged)", true, null));

        assertThat(uses.destination("api.example:443"))
                .isEqualTo(new Use(3, Instant.EPOCH.plusSeconds(4)));
        assertThat(uses.requests()).isEmpty();
    }

    @Test
    void aToolIsUsedWhereItsServerHeardOfTheCall() {
        step(call(MAILER, "c1", "send"));
        step(new Event.CallClosed(new CallId("c1"), "answered", null));
        step(call(MAILER, "c2", "drop"));
        step(
                new Event.CallClosed(
                        new CallId("c2"), "refused by stoplock: mcp.tool-not-granted", null));
        step(call(MAILER, "c3", "list"));
        step(call(OTHER, "c4", "others"));

        assertThat(uses.tools())
                .isEqualTo(
                        Map.of(
                                "send", new Use(1, Instant.EPOCH),
                                "list", new Use(1, Instant.EPOCH.plusSeconds(4))));
    }

    @Test
    void aSettingIsUsedWhereItExplainsAValueThatLeft() {
        step(judged(MAILER, "e1", "POST /email", true));
        String body =
                "[{\"operation\":\"x\",\"atoms\":[{\"explanation\":\"config SENDER via address\"},"
                        + "{\"explanation\":\"argument /to via address\"},{\"explanation\":\"config \"}]}]";
        assertThat(uses.explanations()).containsExactly(BODY);
        assertThat(uses.settings(Map.of(BODY, body.getBytes(StandardCharsets.UTF_8))))
                .isEqualTo(Map.of("SENDER", new Use(1, Instant.EPOCH)));
        assertThat(uses.settings(Map.of(BODY, "no body of ours".getBytes(StandardCharsets.UTF_8))))
                .isEmpty();
    }
}
