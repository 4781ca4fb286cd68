package dev.stoplock.core.call;

import dev.stoplock.core.json.Json;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Whether a server's request for input (MCP, elicitation/create) asks a person for a secret. MCP
 * forbids it: what a form asks, the server reads.
 */
public final class SecretQuestion {

    private static final String SECRET =
            "pass(word|wort|phrase|code|wd)s?|kennw(o|ö)rt(er)?|secrets?|(api|access|private|secret|signing|encryption|ssh|recovery)[ _-]?keys?"
                    + "|(access|auth|bearer|refresh|session|api|security|login)?[ _-]?tokens?|credentials?|one[ _-]?time[ _-]?(code|pin|password)|otp|totp|2fa|mfa"
                    + "|pin([ _-]?(code|number))?|cvv|cvc|security[ _-]code|verification[ _-]code|(credit|debit)?[ _-]?card[ _-]?number|social[ _-]?security"
                    + "([ _-]?number)?|ssn|seed[ _-]?(phrase|words)|mnemonic|recovery[ _-]?(code|phrase)s?";

    private static final Pattern NAMED =
            Pattern.compile("(?iu)(?<![\\p{L}\\p{N}])(" + SECRET + ")(?![\\p{L}\\p{N}])");
    private static final Pattern SEAM = Pattern.compile("([a-z0-9])([A-Z])");

    private static final Pattern ASKED =
            Pattern.compile(
                    "(?isu).*\\b(enter|provide|type|paste|give|share|send|tell|confirm|supply|insert|what(’|')?s?( is)?|need|gib|eingeben)\\b.{0,60}"
                            + NAMED.pattern()
                            + ".*");

    private SecretQuestion() {}

    /**
     * The name of the field that asks for one, or null. {@code params} are those of the request.
     */
    public static @Nullable String asked(Json.Obj params) {
        if (!(params.at("requestedSchema") instanceof Json.Obj schema)
                || !(schema.at("properties") instanceof Json.Obj(Map<String, Json> fields))) {
            return null;
        }
        boolean inMessage = ASKED.matcher(String.valueOf(params.text("message"))).matches();
        for (Map.Entry<String, Json> field : fields.entrySet()) {
            if (!(field.getValue() instanceof Json.Obj said)) {
                continue;
            }
            boolean text = "string".equals(said.text("type")) && said.at("enum") == null;
            boolean named =
                    NAMED.matcher(
                                            SEAM.matcher(field.getKey())
                                                    .replaceAll("$1 $2")
                                                    .replace('_', ' '))
                                    .find()
                            || NAMED.matcher(String.valueOf(said.text("title"))).find()
                            || "password".equals(said.text("format"))
                            || ASKED.matcher(String.valueOf(said.text("description"))).matches();
            boolean number =
                    "integer".equals(said.text("type")) || "number".equals(said.text("type"));
            if ((text || number) && (named || inMessage)) {
                return field.getKey();
            }
        }
        return null;
    }
}
