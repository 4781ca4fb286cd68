package dev.stoplock.core.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stoplock.core.json.YamlObject;
import dev.stoplock.core.model.Destination;
import dev.stoplock.core.model.FileGrant;
import dev.stoplock.core.model.Grant;
import dev.stoplock.core.model.HttpRule;
import dev.stoplock.core.model.PathPattern;
import dev.stoplock.core.model.SecretGrant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GrantTextTest {

    private static final Destination API = Destination.parse("api.postmarkapp.com");

    private static Grant read(String yaml) throws YamlObject.Misfit {
        YamlObject root = YamlObject.root("home.yaml", yaml);
        root.only(GrantText.KEYS.toArray(String[]::new));
        return GrantText.of(root);
    }

    private static String written(Grant grant) {
        StringBuilder out = new StringBuilder();
        GrantText.lines(out, 0, grant);
        return out.toString();
    }

    @Test
    void aLimitedGrantReadsBackAsItIsWritten() throws Exception {
        Grant grant =
                read(
                        """
                        network:
                          - api.postmarkapp.com: {methods: [POST], paths: [/email, /email/*]}
                          - other.example:8443
                          - "[2001:db8::1]:443": {methods: [GET]}
                          - http://inner.example:8080: {methods: [GET]}
                        secrets:
                          - TOKEN@api.postmarkapp.com
                          - KEY@other.example:8443/v1/** in query api_key
                        env: {A: b}
                        tools: [send, "list mails"]
                        files: [/srv/templates, "/srv/logo.png:ro"]
                        """);
        assertThat(grant.rules(API))
                .containsExactly(
                        new HttpRule(
                                Set.of("POST"),
                                Set.of(new PathPattern("/email"), new PathPattern("/email/*"))));
        assertThat(grant.network()).hasSize(4);
        assertThat(grant.tools()).containsExactly("list mails", "send");
        assertThat(grant.files())
                .containsExactly(new FileGrant("/srv/logo.png"), new FileGrant("/srv/templates"));
        assertThat(grant.secrets())
                .contains(SecretGrant.parse("KEY@other.example:8443/v1/** in query api_key"));
        assertThat(read(written(grant))).isEqualTo(grant);
    }

    @Test
    void aGrantWithoutLimitsHasTheTextItAlwaysHad() throws Exception {
        Grant open = new Grant(Set.of(API), Set.of(), Map.of());
        assertThat(written(open))
                .isEqualTo("network:\n  - \"api.postmarkapp.com:443\"\nsecrets: []\nenv: {}\n");
        assertThat(read(written(open)).tools()).isNull();
        assertThat(read("tools: []").tools()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "network: [{api.example: {}}]|names methods, paths or both",
                "network: [{api.example: {methods: [post]}}]|not a method",
                "network: [{api.example: {paths: [email]}}]|not a path",
                "network: [{api.example: {path: [/email]}}]|unknown key \"path\"",
                "network: [{a.example: {methods: [GET]}, b.example: {methods: [GET]}}]|an item of",
                "network: [a.example, {a.example: {methods: [GET]}}]|twice",
                "network: [{a.example: {methods: [GET]}}, a.example]|twice",
                "network: [api.example/v1]|not a destination",
                "network: ['http://api.example:8080/v1']|not a destination",
                "network: ['https://api.example:8443']|not a destination",
                "network: ['http://api.example:25']|plain HTTP is not spoken at port 25",
                "network: ['api.example:8080', 'http://api.example:8080']|with TLS and as plain",
                "secrets: [KEY@api.example in cookie]|not a place",
                "secrets: [\"KEY:access_token@api.example\"]|no line says where it is fetched: KEY@host/path",
                "secrets: [\"KEY:access_token@api.example\", KEY@login.example/*]|no line says where",
                "files: [/srv/out:rw]|comes with the overlay",
                "files: [/etc]|the sandbox's own",
                "files: [srv]|not a path",
            })
    void aSlipIsToldWithItsLine(String yaml, String sentence) {
        assertThatThrownBy(() -> read(yaml))
                .isInstanceOfSatisfying(
                        YamlObject.Misfit.class,
                        misfit ->
                                assertThat(misfit.sentence())
                                        .startsWith("home.yaml:1: ")
                                        .contains(sentence));
    }

    @Test
    void whatTwoGrantsSayTogetherIsNoTextOfOne() throws Exception {
        Grant one = read("network: [{a.example: {methods: [GET]}}]");
        Grant other = read("network: [{a.example: {paths: [/a]}}]");
        assertThatThrownBy(() -> written(one.intersect(other)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(one.intersect(other).rules(Destination.parse("a.example"))).hasSize(2);
        assertThat(List.of(one, other)).allMatch(each -> each.equals(uncheckedRead(written(each))));
    }

    private static Grant uncheckedRead(String yaml) {
        try {
            return read(yaml);
        } catch (YamlObject.Misfit e) {
            throw new IllegalStateException(e);
        }
    }
}
