package dev.stoplock.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PathPatternTest {

    @ParameterizedTest
    @CsvSource({
        "/email, /email, true",
        "/email, /email/, false",
        "/email, /Email, false",
        "/email, /email/batch, false",
        "/email, /emai%6c, false",
        "/email, //email, false",
        "/email, /x/../email, false",
        "/email, /email;v=1, false",
        "/email/, /email/, true",
        "/, /, true",
        "/, //, false",
        "/email/*, /email/batch, true",
        "/email/*, /email/, false",
        "/email/*, /email/a/b, false",
        "/email/*, /email/.., false",
        "/email/*, /email/., false",
        "/email/*, /email/%2e%2e, false",
        "/email/*, /email/a%2fb, false",
        "/email/*, /email/a%5Cb, false",
        "/email/*, /email/a%3Bb, false",
        "/email/*, /email/a;b, false",
        "/email/*, /email/%62atch, false",
        "/email/*, /email/%252e, false",
        "/email/*, /email/a%00, false",
        "/email/*, /email/%C0%AE%C0%AE, false",
        "/email/*, /email/%FF, false",
        "/email/*, /email/a%3Fb, false",
        "/email/*, /email/a%23b, false",
        "/email/*, /email/a|b, false",
        "/users/*/messages, /users/me/messages, true",
        "/users/*/messages, /users/bob%40shop.example/messages, true",
        "/users/*/messages, /users/J%C3%B6rg%20B/messages, true",
        "/users/*/messages, /users/a/b/messages, false",
        "/users/*/messages, /users//messages, false",
        "/v1/**, /v1/a, true",
        "/v1/**, /v1/a/b/c, true",
        "/v1/**, /v1/a/, true",
        "/v1/**, /v1, false",
        "/v1/**, /v1/, false",
        "/v1/**, /v1/a//b, false",
        "/v1/**, /v1/a/../../v2, false",
        "/v1/**, /v1/a/%2e%2e/v2, false",
        "/v1/**, /v2/a, false",
        "/**, /a, true",
    })
    void aPathIsAdmittedByItsOneReading(String pattern, String path, boolean admitted) {
        assertThat(new PathPattern(pattern).admits(path)).isEqualTo(admitted);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "email",
                "//",
                "/a//b",
                "/a*",
                "/**/a",
                "/a/../b",
                "/./a",
                "/a?b",
                "/a%20b",
                "/a;b",
                "/a b",
                "https://a/b",
                "/***"
            })
    void whatCouldBeReadInTwoWaysIsNoPattern(String text) {
        assertThatThrownBy(() -> new PathPattern(text))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "/a/b, true",
        "/a/, true",
        "/, true",
        "//a, false",
        "/a/./b, false",
        "/a%2Fb, false",
        "/a;b, false"
    })
    void aPathIsUnambiguousWhereEachSegmentIs(String path, boolean expected) {
        assertThat(PathPattern.isUnambiguous(path)).isEqualTo(expected);
    }
}
