package dev.stoplock.gate.secrets;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlaceholderTest {

    private static final SecureRandom RANDOM = new SecureRandom();

    /** Made-up values in the forms that issuers give them. */
    @ParameterizedTest
    @CsvSource({
        "3f0c9a52-7b1e-4d6a-9c3f-8e2b1a7d5c40, [0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-9[0-9a-f]{3}-[0-9a-f]{12}",
        "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, SG\\.[A-Za-z0-9]{22}\\.[A-Za-z0-9]{43}",
        "re_9KfQ2mXa_7LpR4tYw3NcV8bZs1HdG6jEu, re_[A-Za-z0-9]{8}_[A-Za-z0-9]{24}",
        "xkeysib-0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a6978-Ab3dEf6hIj9kLm2n, xkeysib-[0-9a-f]{48}-[A-Za-z0-9]{16}",
        "ghp_aB3dE6gH9jK2mN5pQ8sT1vW4yZ7aB0cD3eF6, ghp_[A-Za-z0-9]{36}",
        "sk-proj-aB3dE6gH9jK2mN5pQ8sT1vW4, sk-proj-[A-Za-z0-9]{24}",
        "key-0123456789abcdef0123456789abcdef, key-[0-9a-f]{32}",
        "b7c1e0d2-secret-token, [0-9a-f]{8}-[a-z]{6}-[a-z0-9]+",
        "hunter2!hunter2, [a-z0-9]{19}",
        "12345678, [0-9]{8}[a-z0-9]{14}",
    })
    void itHasTheShapeOfTheSecret(String secret, String shape) {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 50; i++) {
            String placeholder = Placeholder.like(secret, RANDOM);
            assertThat(placeholder).matches(shape).doesNotContain(secret);
            assertThat(secret).doesNotContain(placeholder);
            assertThat(seen.add(placeholder)).isTrue();
        }
    }

    @Test
    void ofASignedTokenOnlyTheHeaderAndTheTimesStay() {
        String header = coded("{\"alg\":\"RS256\",\"typ\":\"JWT\"}");
        String claims = coded("{\"sub\":\"ann@firm.example\",\"exp\": 1800000000,\"aud\":\"api\"}");
        String secret = header + "." + claims + "." + "aB3dE6gH9jK2mN5pQ8sT1vW4yZ7aB0cD";
        String placeholder = Placeholder.like(secret, RANDOM);
        String[] parts = placeholder.split("\\.");
        assertThat(parts).hasSize(3);
        assertThat(parts[0]).isEqualTo(header);
        assertThat(new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8))
                .matches("\\{\"jti\":\"[0-9a-f]{32}\",\"exp\":1800000000}");
        assertThat(parts[2]).matches("[A-Za-z0-9]{32}").isNotEqualTo(secret.split("\\.")[2]);
    }

    private static String coded(String text) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
