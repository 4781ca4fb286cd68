package dev.stoplock.core.dlp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KnownTokensTest {

    @ParameterizedTest
    @CsvSource({
        "ANY, re_9KfQ2mXa_7LpR4tYw3NcV8bZs, begins as a credential of Resend does",
        "ANY, SG.aB3dE6gH9jK2mN5pQ8sT1v.wX4yZ7aB0cD3, begins as a credential of SendGrid does",
        "ANY, sk-ant-api03-aB3dE6gH9jK2mN5pQ8, begins as a credential of Anthropic does",
        "ANY, ghp_aB3dE6gH9jK2mN5pQ8sT1v, begins as a credential of GitHub does",
        "ANY, -----BEGIN PRIVATE KEY-----\\nMIIE, is a private key",
        "ANY, eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0x.c2lnbmF0dXJlMQ, is a signed token (JWT)",
        "POSTMARK_SERVER_TOKEN, 3f0c9a52-7b1e-4d6a-9c3f-8e2b1a7d5c40, has a name that promises a credential",
        "SMTP_PASSWORD, hunter2hunter2, has a name that promises a credential",
        "apiKey, abcdefgh, has a name that promises a credential",
    })
    void acredentialShowsByItsPrefixFormOrName(String name, String value, String sign) {
        assertThat(KnownTokens.sign(name, value)).isEqualTo(sign);
    }

    @ParameterizedTest
    @CsvSource({
        "ANY, sk-learn",
        "ANY, re_send_the_mails_again",
        "ANY, hello",
        "API_KEY, ${API_KEY}",
        "API_KEY, $API_KEY",
        "API_KEY, <your key>",
        "API_KEY, xxxxxxxx",
        "API_TOKEN, 1234567",
        "TOKEN_FILE, /run/secrets/token",
        "TOKEN_URL, https://login.example/token",
        "MAX_TOKENS, 4096",
        "USE_TOKEN, true",
        "SECRET, short",
    })
    void whatIsAReferenceOrNoneIsLeftAlone(String name, String value) {
        assertThat(KnownTokens.sign(name, value)).isNull();
    }
}
