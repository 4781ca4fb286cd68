package dev.stoplock.gate.secrets;

import dev.stoplock.core.json.Json;
import dev.stoplock.core.json.JsonLimits;
import dev.stoplock.core.json.JsonReader;
import dev.stoplock.core.json.JsonResult;
import dev.stoplock.core.model.Destination;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One read-only question to an API about the credential that asks it, whose answer tells whether
 * the credential may do more than a server needs. The visible list; a further API is one entry.
 *
 * @param header the lower-case name; {@code scheme} stands before the credential in it
 */
public record TokenQuestion(
        String host, String target, String header, String scheme, Reader reader) {

    /** What an answer tells: a sentence about a token that is too broad, or null. */
    interface Reader {
        @Nullable String broad(int status, @Nullable String scopes, byte[] body);
    }

    private static final int OK = 200;
    private static final String BEARER = "Bearer ";

    /** What SendGrid lists besides what a key was given. */
    private static final Set<String> NO_PERMISSION =
            Set.of("2fa_required", "sender_verification_eligible", "sender_verification_exempt");

    private static final List<TokenQuestion> ALL =
            List.of(
                    // Postmark's documentation, "Servers API": account level only, in a header that
                    // takes account tokens only
                    new TokenQuestion(
                            "api.postmarkapp.com",
                            "/servers?count=1&offset=0",
                            "x-postmark-account-token",
                            "",
                            (status, scopes, body) ->
                                    status == OK
                                            ? "is an account token: it may read and make the tokens of every server of the account; use the token of one server"
                                            : null),
                    // Twilio SendGrid's documentation, "Retrieve a list of scopes"
                    new TokenQuestion(
                            "api.sendgrid.com",
                            "/v3/scopes",
                            "authorization",
                            BEARER,
                            (status, scopes, body) -> status == OK ? sendGrid(body) : null),
                    // Resend's documentation, "API Keys": a key with sending access may only send
                    new TokenQuestion(
                            "api.resend.com",
                            "/domains",
                            "authorization",
                            BEARER,
                            (status, scopes, body) ->
                                    status == OK
                                            ? "has full access: it may read and change domains and keys; make one with sending access"
                                            : null),
                    // GitHub's documentation, "Scopes for OAuth apps": X-OAuth-Scopes; fine-grained
                    // tokens have no such header
                    new TokenQuestion(
                            "api.github.com",
                            "/user",
                            "authorization",
                            BEARER,
                            (status, scopes, body) ->
                                    status == OK && scopes != null && !scopes.isBlank()
                                            ? "is a classic token with the scopes "
                                                    + scopes.strip()
                                                    + " for all that its owner has; use a fine-grained one for the repositories that the server needs"
                                            : null));

    /** The question that an API can be asked; null where none is known. */
    public static @Nullable TokenQuestion of(Destination destination) {
        return ALL.stream()
                .filter(each -> each.host().equals(destination.host()))
                .findFirst()
                .orElse(null);
    }

    /** The APIs that can be asked. */
    public static List<String> hosts() {
        return ALL.stream().map(TokenQuestion::host).toList();
    }

    /**
     * A sentence that goes on from the token's name where the answer shows that it is too broad;
     * {@code scopes} is the answer's X-OAuth-Scopes. An answer that tells nothing is no clearance.
     */
    public @Nullable String broad(int status, @Nullable String scopes, byte[] body) {
        return reader.broad(status, scopes, body);
    }

    private static @Nullable String sendGrid(byte[] body) {
        if (!(JsonReader.read(body, JsonLimits.MESSAGE) instanceof JsonResult.Parsed(Json.Obj said))
                || !(said.at("scopes") instanceof Json.Arr(List<Json> scopes))) {
            return null;
        }
        List<String> beyond = new ArrayList<>();
        for (Json scope : scopes) {
            if (scope instanceof Json.Str(String name)
                    && !name.toLowerCase(Locale.ROOT).startsWith("mail.")
                    && !NO_PERMISSION.contains(name)) {
                beyond.add(name);
            }
        }
        return beyond.isEmpty()
                ? null
                : "has "
                        + beyond.size()
                        + " permissions beyond sending, such as "
                        + beyond.getFirst()
                        + "; make one with mail.send only";
    }
}
