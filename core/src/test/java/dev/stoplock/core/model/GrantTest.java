package dev.stoplock.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GrantTest {

    private static final Destination API = Destination.parse("api.mail.example");

    private static HttpRule rule(String method, String path) {
        return new HttpRule(Set.of(method), Set.of(new PathPattern(path)));
    }

    private static Grant with(HttpRule rule, Set<String> tools, String... secrets) {
        return new Grant(
                Set.of(API),
                java.util.Arrays.stream(secrets)
                        .map(SecretGrant::parse)
                        .collect(java.util.stream.Collectors.toSet()),
                Map.of(),
                Map.of(API, List.of(rule)),
                tools,
                Set.of(new FileGrant("/srv/templates")));
    }

    private static Grant open(String... secrets) {
        return new Grant(
                Set.of(API),
                java.util.Arrays.stream(secrets)
                        .map(SecretGrant::parse)
                        .collect(java.util.stream.Collectors.toSet()),
                Map.of());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "KEY@api.mail.example:443",
                "KEY@[2001:db8::1]:8443",
                "KEY@api.mail.example:443/v1/**",
                "KEY@http://api.mail.example:8080/v1/** in header x-api-key",
                "KEY@http://[2001:db8::1]:8080",
                "KEY@api.mail.example:443/v1/mails in header x-api-key",
                "KEY@api.mail.example:443 in query api_key",
                "KEY@api.mail.example:443 in basic",
                "KEY@login.example:443/oauth2/token in body client_secret",
                "KEY:access_token@api.mail.example:443/v1/** in header authorization",
                "KEY:id_token@api.mail.example:443 in query id_token"
            })
    void aSecretsGrantReadsBackAsItIsWritten(String text) {
        assertThat(SecretGrant.parse(text)).hasToString(text);
    }

    @ParameterizedTest
    @CsvSource({
        "KEY@api.mail.example, KEY@api.mail.example:443",
        "KEY@http://api.mail.example/v1, KEY@api.mail.example:80/v1",
        "KEY@[2001:db8::1], KEY@[2001:db8::1]:443",
        "KEY@api.mail.example in header X-Api-Key, KEY@api.mail.example:443 in header x-api-key",
        "KEY:access_token@api.mail.example, KEY:access_token@api.mail.example:443 in header authorization"
    })
    void shorterFormsMeanTheSame(String text, String written) {
        assertThat(SecretGrant.parse(text)).hasToString(written);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "KEY",
                "KEY@",
                "KEY@api.mail.example in",
                "KEY@api.mail.example in cookie",
                "KEY@api.mail.example in header ",
                "KEY@api.mail.example in header a b",
                "KEY@api.mail.example in body password",
                "KEY@api.mail.example in basic x",
                "KEY@api.mail.example/../x",
                "KEY@https://api.mail.example",
                "KEY@http://api.mail.example:443",
                "KEY@http://api.mail.example:587",
                "KEY@http://http://api.mail.example:8080",
                "KEY@HTTP://api.mail.example:8080",
                "KEY@2001:db8::1:8080",
                "KEY@[api.mail.example]:8080",
                "KEY@api.mail.example/a b",
                "KEY:refresh_token@login.example/token in body refresh_token",
                "KEY:password@api.mail.example",
                "KEY:access_token:access_token@api.mail.example"
            })
    void whatNamesNoPlaceIsRefused(String text) {
        assertThatThrownBy(() -> SecretGrant.parse(text))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void tokensAreFetchedWhereTheirSecretIsGrantedForOnePath() {
        Destination login = Destination.parse("login.example");
        Grant fetches = open("KEY@login.example/token in basic", "KEY:access_token@api.example");
        assertThat(fetches.fetchesAt(login, "/token")).isTrue();
        assertThat(fetches.fetchesAt(login, "/token/")).isFalse();
        assertThat(fetches.fetchesAt(Destination.parse("api.example"), "/token")).isFalse();
        for (Grant other :
                List.of(
                        open("KEY@login.example/token in basic"),
                        open("KEY@login.example/* in basic", "KEY:access_token@api.example"),
                        open("KEY@login.example in basic", "KEY:access_token@api.example"),
                        open("KEY@login.example/token", "OTHER:access_token@api.example"),
                        open("KEY:access_token@login.example/token"))) {
            assertThat(other.fetchesAt(login, "/token")).as("%s", other.secrets()).isFalse();
        }
        // what only one of lock and home says is fetched nowhere
        Grant home = open("KEY@login.example/token in basic");
        assertThat(fetches.intersect(home).fetchesAt(login, "/token")).isFalse();
    }

    @Test
    void whatHoldsIsTheNarrowerOfBoth() {
        Grant asked =
                with(rule("POST", "/email/*"), Set.of("send", "list"), "KEY@api.mail.example");
        Grant home =
                with(
                        rule("POST", "/email/batch"),
                        Set.of("send"),
                        "KEY@api.mail.example/email/** in header x-key");
        Grant holds = asked.intersect(home);
        assertThat(holds.rules(API))
                .containsExactly(rule("POST", "/email/*"), rule("POST", "/email/batch"));
        assertThat(holds.tools()).containsExactly("send");
        assertThat(holds.secrets())
                .containsExactly(
                        SecretGrant.parse("KEY@api.mail.example/email/** in header x-key"));
        assertThat(holds.files()).containsExactly(new FileGrant("/srv/templates"));
        assertThat(open("KEY@api.mail.example").intersect(home).rules()).isEqualTo(home.rules());
        assertThat(asked.intersect(open()).secrets()).isEmpty();
    }

    @Test
    void plainHttpAndTlsAtOnePortAreTwoDestinations() {
        Destination plain = Destination.parse("http://api.mail.example:8080");
        Destination secured = Destination.parse("api.mail.example:8080");
        Grant asked = new Grant(Set.of(plain), Set.of(), Map.of());
        Grant home = new Grant(Set.of(secured), Set.of(), Map.of());
        assertThat(asked.intersect(home).network()).isEmpty();
        assertThat(asked.reached("api.mail.example", 8080)).isEqualTo(plain);
        assertThat(home.reached("api.mail.example", 8080)).isEqualTo(secured);
        assertThat(asked.intersect(home).reached("api.mail.example", 8080)).isEqualTo(secured);
        assertThat(asked.reached("api.mail.example", 8081).isPlain()).isFalse();
        assertThat(
                        new Grant(
                                        Set.of(plain),
                                        Set.of(SecretGrant.parse("KEY@api.mail.example:8080")),
                                        Map.of())
                                .intersect(
                                        new Grant(
                                                Set.of(plain),
                                                Set.of(
                                                        SecretGrant.parse(
                                                                "KEY@http://api.mail.example:8080")),
                                                Map.of()))
                                .secrets())
                .isEmpty();
        assertThatThrownBy(() -> new Grant(Set.of(plain, secured), Set.of(), Map.of()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(plain.authority()).isEqualTo("api.mail.example:8080");
        assertThat(Destination.parse("api.mail.example:80").authority())
                .isEqualTo("api.mail.example");
    }

    @Test
    void placesThatDifferMeetNowhere() {
        assertThat(
                        open("KEY@api.mail.example in header a")
                                .intersect(open("KEY@api.mail.example in header b"))
                                .secrets())
                .isEmpty();
        assertThat(
                        open("KEY@api.mail.example/a")
                                .intersect(open("KEY@api.mail.example/b"))
                                .secrets())
                .isEmpty();
    }

    @Test
    void whatAPersonNarrowedStaysNarrowWhateverIsAskedNext() {
        Grant before =
                with(rule("POST", "/email"), Set.of("send"), "KEY@api.mail.example in basic");
        Grant asked = with(rule("GET", "/**"), Set.of("send", "drop"), "KEY@api.mail.example");
        Grant kept = asked.narrowedAs(before);
        assertThat(kept.rules(API)).containsExactly(rule("POST", "/email"));
        assertThat(kept.tools()).containsExactly("send");
        assertThat(kept.secrets())
                .containsExactly(SecretGrant.parse("KEY@api.mail.example in basic"));
        assertThat(open("KEY@api.mail.example").narrowedAs(Grant.NONE))
                .isEqualTo(open("KEY@api.mail.example"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "srv",
                "/etc/passwd",
                "/usr",
                "/home/server/x",
                "/home",
                "/srv/../etc",
                "/tmp/a",
                "/srv/a:rw",
                "/srv/a:b",
                "/proc/1"
            })
    void aFileOfTheSandboxOrForWritingIsNotGranted(String text) {
        assertThatThrownBy(() -> FileGrant.parse(text))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aRuleIsAboutAGrantedDestination() {
        assertThatThrownBy(() ->
                        new Grant(
                                Set.of(),
                                Set.of(),
                                Map.of(),
                                Map.of(API, List.of(rule("POST", "/a"))),
                                null,
                                Set.of()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(FileGrant.parse("/srv/a:ro")).isEqualTo(FileGrant.parse("/srv/a"));
    }
}
