package dev.stoplock.core.dlp;

import dev.stoplock.core.json.Json;
import dev.stoplock.core.json.JsonLimits;
import dev.stoplock.core.json.JsonReader;
import dev.stoplock.core.json.JsonResult;
import dev.stoplock.core.json.JsonWriter;
import dev.stoplock.core.json.Pointer;
import dev.stoplock.core.model.SecretName;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a token endpoint's reply says (RFC 6749, 5.1 and 5.2): the tokens that a server must not
 * see, an error without any, or something of which nobody can say that it holds no other
 * credential.
 */
public sealed interface TokenReply {

    /**
     * By the member that holds each; {@code seconds} is how long the access token lasts, null where
     * that is not said.
     */
    record Tokens(Json.Obj said, Map<String, String> values, @Nullable Long seconds)
            implements TokenReply {
        public Tokens {
            values = Map.copyOf(values);
        }

        /** The reply with these texts in the tokens' places. */
        public byte[] with(Map<String, String> texts) {
            Json.Obj shown = said;
            for (Map.Entry<String, String> each : texts.entrySet()) {
                shown = shown.with(each.getKey(), new Json.Str(each.getValue()));
            }
            return JsonWriter.compact(shown).getBytes(StandardCharsets.UTF_8);
        }
    }

    /** An error, which names no token: the server may see it as it is. */
    record None() implements TokenReply {}

    /** Withheld; {@code why} goes on after "the reply". */
    record Unfit(String why) implements TokenReply {}

    JsonLimits LIMITS = new JsonLimits(256 << 10, 16, 1_000);

    /** {@code body} is out of its codings. */
    static TokenReply read(int status, byte[] body) {
        if (status < 200 || status > 299) {
            return Reading.NAMES_ONE.matcher(new String(body, StandardCharsets.ISO_8859_1)).find()
                    ? new Unfit("is an error (" + status + ") that holds a token all the same")
                    : new None();
        }
        return switch (JsonReader.read(body, LIMITS)) {
            case JsonResult.Parsed(Json.Obj said) -> Reading.of(said);
            case JsonResult.Parsed other -> new Unfit("is no JSON object");
            // Threat: the reason quotes what stands there, which may be the token
            case JsonResult.Malformed malformed ->
                    new Unfit("cannot be read as JSON in exactly one way");
        };
    }

    /** Reads a reply that says that all went well. */
    final class Reading {

        private static final Pattern NAMES_ONE =
                Pattern.compile("(?i)(access|refresh|id)_?token[\"']?\\s*[:=]");

        /** What no token is; else its name or text is not repeated. */
        private static final Pattern WORDS = Pattern.compile("[a-z_/]{1,40}");

        /** They say what a token is, and how long it lasts. */
        private static final Pattern ABOUT_TOKENS =
                Pattern.compile("(issued_)?token_type|[a-z_]*expire[a-z_]*");

        private static final List<String> MEMBERS =
                List.of(SecretName.ACCESS_TOKEN, SecretName.ID_TOKEN, SecretName.REFRESH_TOKEN);

        private Reading() {}

        private static TokenReply of(Json.Obj said) {
            if (!(said.at(SecretName.ACCESS_TOKEN) instanceof Json.Str)) {
                String error = said.text("error");
                return new Unfit(
                        "holds no access_token"
                                + (error == null || !WORDS.matcher(error).matches()
                                        ? ""
                                        : ", and says " + error));
            }
            Map<String, String> values = new LinkedHashMap<>();
            for (String member : MEMBERS) {
                Json value = said.at(member);
                if (value instanceof Json.Str(String token)) {
                    values.put(member, token);
                } else if (value != null && !(value instanceof Json.Null)) {
                    return new Unfit("holds something else than a text in " + member);
                }
            }
            String other = other("", said, values.keySet());
            return other == null
                    ? new Tokens(said, values, seconds(said))
                    : new Unfit(
                            "holds what may be another credential"
                                    + (WORDS.matcher(other).matches() ? ", in " + other : ""));
        }

        /** Threat: a credential under another name would reach the server as it is. */
        private static @Nullable String other(String path, Json value, Set<String> known) {
            switch (value) {
                case Json.Obj(Map<String, Json> members) -> {
                    for (Map.Entry<String, Json> member : members.entrySet()) {
                        String name = member.getKey();
                        String below = path + "/" + Pointer.escape(name);
                        String found =
                                known.contains(name)
                                        ? null
                                        : NAMES_ONE.matcher(name + ":").matches()
                                                ? nothing(member.getValue(), below)
                                                : other(below, member.getValue(), Set.of());
                        if (found != null) {
                            return found;
                        }
                    }
                    return null;
                }
                case Json.Arr(List<Json> items) -> {
                    for (int i = 0; i < items.size(); i++) {
                        String found = other(path + "/" + i, items.get(i), Set.of());
                        if (found != null) {
                            return found;
                        }
                    }
                    return null;
                }
                case Json.Str(String text) -> {
                    String name = path.replaceAll("(/[0-9]+)+$", "").replaceAll(".*/", "");
                    String asked = ABOUT_TOKENS.matcher(name).matches() ? "" : name;
                    return KnownTokens.sign(asked, text) == null ? null : path;
                }
                case Json.Num number -> {
                    return null;
                }
                case Json.Bool truth -> {
                    return null;
                }
                case Json.Null() -> {
                    return null;
                }
            }
        }

        private static @Nullable String nothing(Json value, String path) {
            return value instanceof Json.Null ? null : path;
        }

        /** RFC 6749 has a number; some say it as a text. */
        private static @Nullable Long seconds(Json.Obj said) {
            Json value = said.at("expires_in");
            String digits =
                    value instanceof Json.Num(String literal)
                            ? literal
                            : value instanceof Json.Str(String text) ? text : "";
            return digits.matches("[0-9]{1,9}") ? Long.valueOf(digits) : null;
        }
    }
}
