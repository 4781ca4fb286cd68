package dev.stoplock.core.wire.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stoplock.core.wire.auth.CredentialText.Form;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CredentialTextTest {

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static CredentialText header(String value) {
        return Objects.requireNonNull(CredentialText.header(value));
    }

    private static CredentialText read(Form form, String value) {
        return Objects.requireNonNull(CredentialText.read(form, value));
    }

    @ParameterizedTest
    @CsvSource({
        "Bearer abc, 'Bearer ', abc",
        "bearer abc, 'bearer ', abc",
        "token abc, 'token ', abc",
        "Token abc, 'Token ', abc",
        "Bot abc, 'Bot ', abc",
        "abc, '', abc",
        "Digest abc, '', Digest abc",
    })
    void anAuthorizationHeaderIsASchemeAndOneText(String value, String before, String part) {
        assertThat(header(value)).isEqualTo(new CredentialText(Form.PLAIN, before, List.of(part)));
        assertThat(header(value).with(UnaryOperator.identity())).isEqualTo(value);
    }

    @Test
    void basicHasAUserAndAPasswordEitherOrBothOfWhichAreExchanged() {
        CredentialText basic = header("Basic " + base64("api:key-1"));
        assertThat(basic.parts()).containsExactly("api", "key-1");
        assertThat(basic.user()).isEqualTo("api");
        assertThat(basic.secret()).isEqualTo("key-1");
        assertThat(basic.with(part -> part.equals("key-1") ? "real:with:colons" : part))
                .isEqualTo("Basic " + base64("api:real:with:colons"));
        assertThat(header("basic " + base64("sk_1:")).with(part -> part.replace("sk_1", "sk_real")))
                .isEqualTo("basic " + base64("sk_real:"));
        assertThatThrownBy(() -> basic.with(part -> "a:b"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void saslPlainHasThreePartsAndEachAnswerOfLoginOne() {
        CredentialText plain = read(Form.SASL_PLAIN, base64("\0bot@shop.example\0token"));
        assertThat(plain.parts()).containsExactly("", "bot@shop.example", "token");
        assertThat(plain.user()).isEqualTo("bot@shop.example");
        assertThat(plain.with(part -> part.equals("token") ? "real" : part))
                .isEqualTo(base64("\0bot@shop.example\0real"));
        assertThatThrownBy(() -> plain.with(part -> "a\0b"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(read(Form.BASE64, base64("token")).with(part -> "real"))
                .isEqualTo(base64("real"));
        assertThat(CredentialText.read(Form.SASL_PLAIN, base64("a\0b"))).isNull();
        assertThat(CredentialText.read(Form.SASL_PLAIN, base64("a\0b\0c\0d"))).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "YXBpOmtleQ",
                "YXBpOmtleR==",
                "YXBp\nOmtleQ==",
                "YXBpOmtleQ== ",
                " YXBpOmtleQ==",
                "YXBpOmtleQ==YQ==",
                "_-8=",
                "gICA",
                "bm9jb2xvbg==",
                "YTpiDQo="
            })
    void whatHasASecondSpellingOrNoColonIsNotBasic(String text) {
        assertThat(CredentialText.header("Basic " + text)).as(text).isNull();
    }
}
