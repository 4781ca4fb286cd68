package dev.stoplock.core.call;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stoplock.core.json.Json;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SecretQuestionTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '\t',
            value = {
                "Sign in	password	string	''	true",
                "Sign in	apiKey	string	''	true",
                "Sign in	API_TOKEN	string	''	true",
                "Sign in	code	string	your one-time code	false",
                "Sign in	code	string	Enter the one-time code that you got	true",
                "Please enter your password	answer	string	''	true",
                "Type the PIN of your card	answer	integer	''	true",
                "Your password was reset; who gets the mail?	recipient	string	''	false",
                "Who gets it?	to	string	an address	false",
                "Send the secret plan?	sure	boolean	''	false",
                "How many tokenizers?	count	integer	''	false",
                "Which spin?	spinning	string	''	false"
            })
    void a_form_that_asks_a_person_for_a_secret_is_known_by_its_fields_and_words(
            String message, String field, String type, String description, boolean asks) {
        Json.Obj params =
                Json.object()
                        .put("message", message)
                        .put(
                                "requestedSchema",
                                Json.object()
                                        .put("type", "object")
                                        .put(
                                                "properties",
                                                Json.object()
                                                        .put(
                                                                field,
                                                                Json.object()
                                                                        .put("type", type)
                                                                        .put(
                                                                                "description",
                                                                                description)
                                                                        .build())
                                                        .build())
                                        .build())
                        .build();
        assertThat(SecretQuestion.asked(params) != null).isEqualTo(asks);
    }
}
