package dev.stoplock.core.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stoplock.core.model.Closure;
import dev.stoplock.core.model.Digest;
import dev.stoplock.core.model.Grant;
import dev.stoplock.core.model.Interpreter;
import dev.stoplock.core.model.LaunchPlan;
import dev.stoplock.core.model.LaunchPlan.Limits;
import dev.stoplock.core.model.LaunchPlan.Mount;
import dev.stoplock.core.model.LockEntry;
import dev.stoplock.core.model.PackageRef;
import dev.stoplock.core.model.Refusal;
import dev.stoplock.core.model.Review;
import dev.stoplock.core.model.SecretGrant;
import dev.stoplock.core.model.SecretName;
import dev.stoplock.core.model.ServerName;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LaunchTest {

    private static final HostPaths SYSTEM_NODE =
            new HostPaths("/srv/home/store/abc", "/usr/bin/node");

    @Test
    void aSystemInterpreterRunsTheEntryOfTheMountedTree() {
        LaunchPlan plan =
                ready(
                        plan(
                                new Grant(Set.of(), Set.of(), Map.of("GREETING", "hello")),
                                Map.of(),
                                SYSTEM_NODE));
        assertThat(plan.command()).containsExactly("/usr/bin/node", "/app/dist/index.js");
        assertThat(plan.mounts()).containsExactly(new Mount("/srv/home/store/abc", "/app"));
        assertThat(plan.workingDirectory()).isEqualTo("/app");
        assertThat(plan.env())
                .containsEntry("GREETING", "hello")
                .containsEntry("PATH", "/usr/local/bin:/usr/bin:/bin")
                .containsEntry("HOME", "/home/server")
                .containsEntry("PWD", "/app")
                .containsEntry("TZ", "UTC")
                .containsEntry("NODE_EXTRA_CA_CERTS", "/etc/ssl/certs/ca-certificates.crt")
                .containsEntry("SSL_CERT_FILE", "/etc/ssl/certs/ca-certificates.crt")
                .hasEntrySatisfying(
                        "JAVA_TOOL_OPTIONS",
                        options -> assertThat(options).contains("=/etc/ssl/certs/java/cacerts"))
                .hasSize(23);
    }

    @Test
    void anotherInterpreterIsMountedAloneWithoutTheFoldersAroundIt() {
        LaunchPlan plan =
                ready(
                        plan(
                                Grant.NONE,
                                Map.of(),
                                new HostPaths(
                                        "/srv/tree", "/home/ann/.nvm/versions/node/v22/bin/node")));
        assertThat(plan.command().getFirst()).isEqualTo("/opt/interpreter/bin/node");
        assertThat(plan.mounts())
                .containsExactly(
                        new Mount("/srv/tree", "/app"),
                        new Mount(
                                "/home/ann/.nvm/versions/node/v22/bin/node",
                                "/opt/interpreter/bin/node"));
        assertThat(plan.env())
                .containsEntry("PATH", "/opt/interpreter/bin:/usr/local/bin:/usr/bin:/bin");
    }

    @Test
    void aGrantedSecretIsItsPlaceholderAndAnotherIsNotThere() {
        Grant grant =
                new Grant(Set.of(), Set.of(SecretGrant.parse("API_TOKEN@api.example")), Map.of());
        LaunchPlan plan =
                ready(
                        plan(
                                grant,
                                Map.of(
                                        new SecretName("API_TOKEN"),
                                        "placeholder",
                                        new SecretName("OTHER"),
                                        "x"),
                                SYSTEM_NODE));
        assertThat(plan.env()).containsEntry("API_TOKEN", "placeholder").doesNotContainKey("OTHER");
    }

    @Test
    void aSecretWithoutAValueOrNamedLikeASettingIsRefused() {
        Set<SecretGrant> secrets = Set.of(SecretGrant.parse("API_TOKEN@api.example"));
        assertThat(
                        refusal(plan(new Grant(Set.of(), secrets, Map.of()), Map.of(), SYSTEM_NODE))
                                .rule()
                                .value())
                .isEqualTo("launch.secret-missing");
        assertThat(
                        refusal(
                                        plan(
                                                new Grant(
                                                        Set.of(),
                                                        secrets,
                                                        Map.of("API_TOKEN", "real")),
                                                Map.of(new SecretName("API_TOKEN"), "placeholder"),
                                                SYSTEM_NODE))
                                .rule()
                                .value())
                .isEqualTo("launch.env-twice");
        Set<SecretGrant> outside = Set.of(SecretGrant.parse("LD_PRELOAD@api.example"));
        assertThat(
                        refusal(
                                        plan(
                                                new Grant(Set.of(), outside, Map.of()),
                                                Map.of(new SecretName("LD_PRELOAD"), "p"),
                                                SYSTEM_NODE))
                                .rule()
                                .value())
                .isEqualTo("launch.env-outside");
    }

    @ParameterizedTest
    @CsvSource({
        "LD_PRELOAD, launch.env-outside",
        "LD_AUDIT, launch.env-outside",
        "GLIBC_TUNABLES, launch.env-outside",
        "GCONV_PATH, launch.env-outside",
        "LOCPATH, launch.env-outside",
        "MALLOC_TRACE, launch.env-outside",
        "SHELLOPTS, launch.env-outside",
        "PS4, launch.env-outside",
        "BASH_ENV, launch.env-outside",
        "_, launch.env-outside",
        "PATH, launch.env-reserved",
        "HOME, launch.env-reserved",
        "PWD, launch.env-reserved",
        "NODE_EXTRA_CA_CERTS, launch.env-reserved",
        "JAVA_TOOL_OPTIONS, launch.env-reserved",
        "CARGO_HTTP_CAINFO, launch.env-reserved",
        "SSL_CERT_FILE, launch.env-reserved",
        "SSL_CERT_DIR, launch.env-reserved",
        "NPM_CONFIG_CAFILE, launch.env-reserved",
        "GIT_SSL_CAINFO, launch.env-reserved",
        "'A B', launch.env-name",
        "'A=B', launch.env-name",
        "'', launch.env-name",
        "1A, launch.env-name",
        "BASH_FUNC_x%%, launch.env-name"
    })
    void aSettingThatWouldActOutsideOrUndoTheSandboxIsRefused(String name, String rule) {
        Refusal refusal =
                refusal(
                        plan(
                                new Grant(Set.of(), Set.of(), Map.of(name, "x")),
                                Map.of(),
                                SYSTEM_NODE));
        assertThat(refusal.rule().value()).isEqualTo(rule);
        assertThat(refusal.hint()).contains("stoplock.yaml");
    }

    @Test
    void aValueWithANulIsRefusedAndHarmlessNamesPass() {
        assertThat(Environment.refusal("A", "x\0y")).isPresent();
        assertThat(Environment.refusal("A", "x".repeat(200_000))).isPresent();
        for (String name :
                List.of(
                        "NODE_OPTIONS",
                        "LANG",
                        "TZ",
                        "API_TOKEN",
                        "HTTPS_PROXY",
                        "BASHFUL",
                        "_A")) {
            assertThat(Environment.refusal(name, "x\ny")).as(name).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"relative", "/a/../b", "/a/./b", "/a//b", "/a/", "/", ""})
    void aHostPathThatIsNotPlainIsNoHostPath(String path) {
        assertThatThrownBy(() -> new HostPaths(path, "/usr/bin/node"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static Planned plan(Grant grant, Map<SecretName, String> placeholders, HostPaths host) {
        Digest digest = Digest.sha256(new byte[0]);
        LockEntry entry =
                new LockEntry(
                        new ServerName("mailer"),
                        PackageRef.parse("npm:mailer@1.0.0"),
                        new Closure(
                                digest,
                                new Interpreter("node", "v20", digest),
                                "dist/index.js",
                                List.of()),
                        grant,
                        List.of(),
                        new Review("ann", true, "", Instant.EPOCH));
        return Launch.plan(entry, grant, placeholders, host, Limits.DEFAULT);
    }

    private static LaunchPlan ready(Planned planned) {
        assertThat(planned).isInstanceOf(Planned.Ready.class);
        return ((Planned.Ready) planned).plan();
    }

    private static Refusal refusal(Planned planned) {
        assertThat(planned).isInstanceOf(Planned.Refused.class);
        return ((Planned.Refused) planned).refusal();
    }
}
