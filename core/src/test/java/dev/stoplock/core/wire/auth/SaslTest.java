package dev.stoplock.core.wire.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SaslTest {

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void plainIsReadAsItIsWrittenAndSoIsEachAnswerOfLogin() {
        assertThat(Sasl.plain(Sasl.plain("böb", "a b:c")))
                .isEqualTo(new Sasl.Presented("böb", "a b:c"));
        assertThat(Sasl.plain("bob", "key")).isEqualTo(base64("\0bob\0key"));
        assertThat(Sasl.plain(base64("bob\0bob\0key"))).isEqualTo(new Sasl.Presented("bob", "key"));
        assertThat(Sasl.text(Sasl.base64("key"))).isEqualTo("key");
        assertThat(Sasl.text("=")).isEmpty();
    }

    @Test
    void whoeverActsForAnotherOrForNobodyHasNoReading() {
        assertThat(Sasl.plain(base64("eve\0bob\0key"))).isNull();
        assertThat(Sasl.plain(base64("\0\0key"))).isNull();
        assertThat(Sasl.plain("=")).isNull();
        assertThat(Sasl.plain(base64("\0bob"))).isNull();
        assertThat(Sasl.plain(base64("\0bob\0key\0more"))).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"YQ", "YR==", "YQ==\n", " YQ==", "gA==", "AA==", "_-8="})
    void whatHasASecondSpellingOrNulIsNoText(String text) {
        assertThat(Sasl.text(text)).as(text).isNull();
    }

    @Test
    void aLoginThatWouldBeReadAsAnotherIsNotWritten() {
        assertThatThrownBy(() -> new Sasl.Presented("bob", "key\0eve"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("key");
        assertThatThrownBy(() -> Sasl.plain("bob\0eve", "key"))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
