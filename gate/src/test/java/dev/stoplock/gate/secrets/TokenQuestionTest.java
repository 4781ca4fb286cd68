package dev.stoplock.gate.secrets;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stoplock.core.model.Destination;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenQuestionTest {

    private static @Nullable String broad(
            String host, int status, @Nullable String scopes, String body) {
        return Objects.requireNonNull(TokenQuestion.of(Destination.parse(host)))
                .broad(status, scopes, body.getBytes(StandardCharsets.UTF_8));
    }

    /** Answers in the forms that the providers document. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "api.postmarkapp.com|200|-|{\"TotalCount\":1,\"Servers\":[]}|account token",
                "api.sendgrid.com|200|-|{\"scopes\":[\"mail.send\",\"alerts.read\",\"2fa_required\"]}|1 permissions beyond sending, such as alerts.read",
                "api.resend.com|200|-|{\"data\":[]}|full access",
                "api.github.com|200|repo, user|{}|scopes repo, user",
            })
    void anAnswerShowsATokenThatMayDoTooMuch(
            String host, int status, @Nullable String scopes, String body, String says) {
        assertThat(broad(host, status, scopes, body)).contains(says);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "api.postmarkapp.com|401|-|{\"ErrorCode\":10,\"Message\":\"Bad or missing API token.\"}",
                "api.sendgrid.com|200|-|{\"scopes\":[\"mail.send\",\"mail.batch.create\",\"2fa_required\"]}",
                "api.sendgrid.com|401|-|{\"errors\":[]}",
                "api.sendgrid.com|200|-|no json",
                "api.resend.com|401|-|{\"name\":\"restricted_api_key\"}",
                "api.github.com|200|-|{}",
                "api.github.com|401|-|{}",
            })
    void anyOtherAnswerShowsNothing(String host, int status, @Nullable String scopes, String body) {
        assertThat(broad(host, status, scopes, body)).isNull();
    }

    @Test
    void ofAnotherApiNothingIsAsked() {
        assertThat(TokenQuestion.of(Destination.parse("api.example"))).isNull();
    }
}
