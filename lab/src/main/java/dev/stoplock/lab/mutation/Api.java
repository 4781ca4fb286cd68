package dev.stoplock.lab.mutation;

/**
 * Where an API is and what authorises there.
 *
 * @param secret what its users call the credential
 * @param credential the header that authorises, in small letters, and {@code prefix} what stands
 *     before the secret in it
 * @param start how its tokens begin
 */
record Api(String host, String secret, String credential, String prefix, String start) {

    static final Api POSTMARK =
            new Api(
                    "api.postmarkapp.com",
                    "POSTMARK_SERVER_TOKEN",
                    "x-postmark-server-token",
                    "",
                    "pm-");
    static final Api RESEND = bearer("api.resend.com", "RESEND_API_KEY", "re_");
    static final Api SENDGRID = bearer("api.sendgrid.com", "SENDGRID_API_KEY", "SG.");
    static final Api NOTION = bearer("api.notion.com", "NOTION_TOKEN", "ntn_");
    static final Api GITHUB = bearer("api.github.com", "GITHUB_PERSONAL_ACCESS_TOKEN", "ghp_");

    /** A mail server, by TLS from the start; what authorises there is a password. */
    static final Api SMTP = new Api("smtp.lockstreet.example:465", "EMAIL_PASS", "", "", "mpw-");

    /** Whether mail is sent there by SMTP (RFC 5321). */
    boolean speaksSmtp() {
        return host.endsWith(":465");
    }

    /** The name in its certificate. */
    String name() {
        return host.replaceFirst(":.*", "");
    }

    private static Api bearer(String host, String secret, String start) {
        return new Api(host, secret, "authorization", "Bearer ", start);
    }
}
