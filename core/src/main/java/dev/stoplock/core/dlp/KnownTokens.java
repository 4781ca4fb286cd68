package dev.stoplock.core.dlp;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Credentials that show by themselves what they are: by the prefix their issuer gives them, as its
 * documentation and the secret scanners of code hosts name it, or by their form.
 */
public final class KnownTokens {

    /** What a credential begins with, and whose it is. */
    public record Prefix(String text, String issuer) {}

    /** Longer ones before those they begin with. */
    private static final List<Prefix> PREFIXES =
            List.of(
                    new Prefix("sk-ant-api03-", "Anthropic"),
                    new Prefix("sk-ant-", "Anthropic"),
                    new Prefix("sk-proj-", "OpenAI"),
                    new Prefix("sk-", "OpenAI"),
                    new Prefix("sk_live_", "Stripe"),
                    new Prefix("sk_test_", "Stripe"),
                    new Prefix("rk_live_", "Stripe"),
                    new Prefix("rk_test_", "Stripe"),
                    new Prefix("whsec_", "Stripe"),
                    new Prefix("github_pat_", "GitHub"),
                    new Prefix("ghp_", "GitHub"),
                    new Prefix("gho_", "GitHub"),
                    new Prefix("ghu_", "GitHub"),
                    new Prefix("ghs_", "GitHub"),
                    new Prefix("ghr_", "GitHub"),
                    new Prefix("glpat-", "GitLab"),
                    new Prefix("xkeysib-", "Brevo"),
                    new Prefix("xsmtpsib-", "Brevo"),
                    new Prefix("SG.", "SendGrid"),
                    new Prefix("re_", "Resend"),
                    new Prefix("key-", "Mailgun"),
                    new Prefix("xoxb-", "Slack"),
                    new Prefix("xoxp-", "Slack"),
                    new Prefix("xapp-", "Slack"),
                    new Prefix("ya29.", "Google"),
                    new Prefix("GOCSPX-", "Google"),
                    new Prefix("AIza", "Google"),
                    new Prefix("AKIA", "AWS"),
                    new Prefix("shpat_", "Shopify"),
                    new Prefix("npm_", "npm"),
                    new Prefix("pypi-", "PyPI"),
                    new Prefix("hf_", "Hugging Face"),
                    new Prefix("gsk_", "Groq"),
                    new Prefix("dop_v1_", "DigitalOcean"),
                    new Prefix("lin_api_", "Linear"),
                    new Prefix("ntn_", "Notion"),
                    new Prefix("pat-", "HubSpot"));

    /** So much must stand behind a prefix: {@code sk-learn} is none. */
    private static final int FEWEST = 12;

    private static final Pattern BODY = Pattern.compile("[A-Za-z0-9_.~+/=-]+");
    private static final Pattern JWT =
            Pattern.compile("eyJ[A-Za-z0-9_-]{8,}\\.eyJ[A-Za-z0-9_-]{8,}\\.[A-Za-z0-9_-]{8,}");
    private static final Pattern TELLING_NAME =
            Pattern.compile(
                    ".*(secret|passw|passphrase|token|api[_-]?key|apikey|private[_-]?key|credential|auth[_-]?key).*");
    private static final Pattern NO_VALUE =
            Pattern.compile(
                    "\\$\\{?\\w+\\}?|<[^>]*>|x{3,}|\\*{3,}|(true|false|null|none)|[0-9]{1,7}");

    private KnownTokens() {}

    /** The prefix that a value begins with and that its issuer gives to all; null for another. */
    public static @Nullable Prefix prefix(String value) {
        for (Prefix prefix : PREFIXES) {
            String rest =
                    value.startsWith(prefix.text()) ? value.substring(prefix.text().length()) : "";
            boolean random =
                    rest.chars().anyMatch(Character::isDigit)
                            || !rest.toLowerCase(Locale.ROOT).equals(rest);
            if (rest.length() >= FEWEST && random && BODY.matcher(rest).matches()) {
                return prefix;
            }
        }
        return null;
    }

    public static boolean isJwt(String value) {
        return JWT.matcher(value).matches();
    }

    /** A key in PEM (RFC 7468), with line breaks or with their escapes. */
    public static boolean isPrivateKey(String value) {
        return value.contains("-----BEGIN ") && value.contains("PRIVATE KEY-----");
    }

    /**
     * Why a setting of this name and value is a credential in plain text; null where it shows no
     * sign of one.
     */
    public static @Nullable String sign(String name, String value) {
        Prefix prefix = prefix(value);
        if (prefix != null) {
            return "begins as a credential of " + prefix.issuer() + " does";
        }
        if (isJwt(value)) {
            return "is a signed token (JWT)";
        }
        if (isPrivateKey(value)) {
            return "is a private key";
        }
        boolean named = TELLING_NAME.matcher(name.toLowerCase(Locale.ROOT)).matches();
        boolean valued = value.length() >= 8 && !NO_VALUE.matcher(value).matches();
        boolean reference = value.startsWith("/") || value.contains("://") && !value.contains("@");
        return named && valued && !reference && !value.contains(" ")
                ? "has a name that promises a credential"
                : null;
    }
}
