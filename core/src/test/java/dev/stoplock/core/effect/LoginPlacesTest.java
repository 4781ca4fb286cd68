package dev.stoplock.core.effect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stoplock.core.effect.CredentialPlaces.Put;
import dev.stoplock.core.wire.auth.Sasl;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Where credentials are put into a login to a mail server. */
class LoginPlacesTest {

    private static final Sasl.Presented LOGIN = new Sasl.Presented("stand-in", "stand-in");

    @Test
    void eachPartIsExchangedByItsPlaceAndTheOtherStays() {
        assertThat(
                        CredentialPlaces.put(
                                LOGIN, Map.of("login/password", new Put("stand-in", "real"))))
                .isEqualTo(new Sasl.Presented("stand-in", "real"));
        assertThat(
                        CredentialPlaces.put(
                                LOGIN,
                                Map.of(
                                        "login/user", new Put("stand-in", "bob"),
                                        "login/password", new Put("stand-in", "real"))))
                .isEqualTo(new Sasl.Presented("bob", "real"));
        assertThat(CredentialPlaces.put(LOGIN, Map.of())).isEqualTo(LOGIN);
    }

    @Test
    void whatWasNotJudgedOrCannotStandThereIsRefusedWithoutShowingIt() {
        for (Map<String, Put> unfit :
                java.util.List.of(
                        Map.of("login/password", new Put("other", "real")),
                        Map.of("login/password", new Put("stand-in", "re\0al")),
                        Map.of("header/authorization", new Put("stand-in", "real")))) {
            assertThatThrownBy(() -> CredentialPlaces.put(LOGIN, unfit))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageNotContaining("real")
                    .hasMessageNotContaining("al\0");
        }
    }
}
