package dev.stoplock.core.dlp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which replies of a token endpoint have a single reading, and what is in them. */
class TokenReplyTest {

    private static TokenReply read(int status, String body) {
        return TokenReply.read(status, body.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void theTokensAreFoundAndExchangedAndNothingElseChanges() {
        TokenReply reply =
                read(
                        200,
                        "{\"access_token\":\"at-1\",\"token_type\":\"Bearer\",\"expires_in\":3599,"
                                + "\"refresh_token\":\"rt-1\",\"id_token\":\"it-1\",\"scope\":\"a b\",\"n\":1.50}");
        assertThat(reply).isInstanceOf(TokenReply.Tokens.class);
        TokenReply.Tokens tokens = (TokenReply.Tokens) reply;
        assertThat(tokens.values())
                .containsOnly(
                        Map.entry("access_token", "at-1"),
                        Map.entry("id_token", "it-1"),
                        Map.entry("refresh_token", "rt-1"));
        assertThat(tokens.seconds()).isEqualTo(3599);
        byte[] shown =
                tokens.with(Map.of("access_token", "A", "refresh_token", "R", "id_token", "I"));
        assertThat(new String(shown, StandardCharsets.UTF_8))
                .isEqualTo(
                        "{\"access_token\":\"A\",\"token_type\":\"Bearer\",\"expires_in\":3599,"
                                + "\"refresh_token\":\"R\",\"id_token\":\"I\",\"scope\":\"a b\",\"n\":1.50}");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "`\"expires_in\":\"3600\"`, 3600",
                "`\"expires_in\":60`, 60",
                "`\"expires_in\":-1`, ",
                "`\"expires_in\":\"soon\"`, ",
                "`\"expires_in\":99999999999`, ",
                "`\"other\":null`, ",
            })
    void itsEndIsANumberInEitherForm(String member, Long seconds) {
        TokenReply reply = read(200, "{\"access_token\":\"at-1\"," + member + "}");
        assertThat(((TokenReply.Tokens) reply).seconds()).isEqualTo(seconds);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "access_token=at-1&token_type=bearer",
                "{\"access_token\":\"a\",\"access_token\":\"b\"}",
                "{\"access_token\":\"a\",\"scope\":\"x\",\"scope\":\"y\"}",
                "{\"access_token\":\"a\"} x",
                "{\"access_token\":\"a\"}{}",
                "{\"token_type\":\"bearer\"}",
                "{\"error\":\"bad_verification_code\"}",
                "{\"access_token\":7}",
                "{\"access_token\":null}",
                "{\"access_token\":\"a\",\"refresh_token\":{\"value\":\"b\"}}",
                "{\"access_token\":\"a\",\"authed_user\":{\"access_token\":\"b\"}}",
                "{\"access_token\":\"a\",\"list\":[{\"refresh_token\":\"b\"}]}",
                "{\"access_token\":\"a\",\"accessToken\":\"b\"}",
                "{\"access_token\":\"a\",\"ACCESS_TOKEN\":\"b\"}",
                "{\"access_token\":\"a\",\"device_secret\":\"0123456789abcdef\"}",
                "{\"access_token\":\"a\",\"other\":\"ghp_0123456789abcdefghij\"}",
                "{\"access_token\":\"a\",\"extra\":[\"eyJhbGciOiJub25lIn0.eyJzdWIiOiJhYmMifQ.c2lnbmF0dXJl\"]}",
            })
    void whateverHasNoSingleReadingOrMoreThanTheTokensIsWithheld(String body) {
        assertThat(read(200, body)).as(body).isInstanceOf(TokenReply.Unfit.class);
    }

    @Test
    void itSaysWhatTheEndpointSays() {
        assertThat(read(200, "{\"ok\":false,\"error\":\"bad_code\"}"))
                .isEqualTo(new TokenReply.Unfit("holds no access_token, and says bad_code"));
    }

    /** Threat: what cannot be read would be quoted to the server, and in the record. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Ya29Secret0123",
                "{\"Ya29Secret0123\":1,\"Ya29Secret0123\":2}",
                "{\"error\":\"Ya29Secret0123\"}",
                "{\"access_token\":\"a\",\"Ya29Secret0123\":{\"access_token\":\"b\"}}",
                "{\"access_token\":{\"Ya29Secret0123\":1}}",
            })
    void whyItIsWithheldQuotesNothingOfIt(String body) {
        assertThat(read(200, body))
                .isInstanceOfSatisfying(
                        TokenReply.Unfit.class,
                        unfit -> assertThat(unfit.why()).doesNotContain("Ya29"));
    }

    @Test
    void moreThanAnyReplyNeedsIsTooMuch() {
        String long1 = "{\"access_token\":\"a\",\"x\":\"" + "y".repeat(256 << 10) + "\"}";
        assertThat(read(200, long1)).isInstanceOf(TokenReply.Unfit.class);
    }

    @Test
    void whatProvidersSayBesideATokenIsNoCredential() {
        assertThat(
                        read(
                                200,
                                "{\"access_token\":\"a\",\"token_type\":\"Bearer\",\"ext_expires_in\":3599,"
                                        + "\"issued_token_type\":\"urn:ietf:params:oauth:token-type:access_token\","
                                        + "\"refresh_token_expires_in\":604799,\"not-before-policy\":0,"
                                        + "\"session_state\":\"b0e6c6c1-57b0-4ba6-9a6f-0d0f6c8f2f11\","
                                        + "\"instance_url\":\"https://shop.example\",\"refresh_token\":null}"))
                .isInstanceOf(TokenReply.Tokens.class);
    }

    @Test
    void anErrorGoesOnUnlessItHoldsAToken() {
        String error =
                "{\"error\":\"invalid_grant\",\"error_description\":\"the refresh_token is invalid\"}";
        assertThat(read(400, error)).isInstanceOf(TokenReply.None.class);
        assertThat(read(503, "busy")).isInstanceOf(TokenReply.None.class);
        assertThat(read(400, "{\"access_token\" : \"a\"}")).isInstanceOf(TokenReply.Unfit.class);
        assertThat(read(302, "access_token=a")).isInstanceOf(TokenReply.Unfit.class);
    }
}
