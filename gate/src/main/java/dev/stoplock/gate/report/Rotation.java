package dev.stoplock.gate.report;

import dev.stoplock.core.audit.incident.SecretUse;
import dev.stoplock.core.model.SecretSource;
import dev.stoplock.core.model.Shown;
import dev.stoplock.gate.config.Home;
import dev.stoplock.gate.config.HomeSecrets;
import dev.stoplock.gate.port.Refused;
import java.util.List;

/**
 * How to change a secret, step by step, and when that is needed. What it says of the gate is what
 * the broker and the door do: placeholders inside, the value put in after judging, replies
 * searched.
 */
record Rotation(Home home, SecretUse use) {

    /** When it is needed: the server never held the value, so not always. */
    static final String WHEN =
            "the server held a placeholder; the gate put the value in, only for that destination, and only into requests"
                    + " it had judged and let go. Replies that held it in plain had it replaced; replies that held it"
                    + " reversed or in base64, hex, percent or JSON escapes were withheld (credential.echo). Change it if"
                    + " the value was ever anywhere else (with this server before Stoplock guarded it, in an `env`, on"
                    + " another machine), if the destination may have sent it back compressed, encrypted, hashed or in"
                    + " pieces, which the gate does not see, or if it may do more than this server needs. Changing it takes"
                    + " back nothing that has left";

    List<String> steps() {
        if (use.secret().isFetched()) {
            return List.of(
                    "it was fetched with "
                            + use.secret().source()
                            + " while the server ran, was kept nowhere else and ends by itself; to end it now,"
                            + " withdraw what was consented to at whoever issued it",
                    "change "
                            + use.secret().source()
                            + " too if more may be fetched with it than this server needs");
        }
        return List.of(
                make(),
                place(),
                "restart the server (end its MCP client's session and begin another): an instance keeps what it was"
                        + " started with",
                revoke());
    }

    private String place() {
        SecretSource source;
        try {
            source = new HomeSecrets(home).of(use.secret());
        } catch (Refused e) {
            // settings that nobody can read now: the file is where most are
            source = SecretSource.HOME;
        }
        String there = "put its value in the place of the old one: ";
        return switch (source) {
            case SecretSource.File(var path) ->
                    there
                            + "install -m 600 /dev/stdin "
                            + (path == null ? home.secrets().resolve(use.secret().value()) : path);
            case SecretSource.Variable(String name) ->
                    there
                            + "set the variable "
                            + name
                            + " where the gate is started, and start the gate anew";
            case SecretSource.Command command ->
                    there + "where the " + Shown.text(command.toString()) + " reads it from";
        };
    }

    private String host() {
        String there = use.destination().replaceFirst("^http://", "");
        int colon = there.lastIndexOf(':');
        return colon < 0 ? there : there.substring(0, colon);
    }

    private boolean isOf(String domain) {
        return host().equals(domain) || host().endsWith("." + domain);
    }

    private String make() {
        if (isOf("postmarkapp.com")) {
            return "make a new one: in Postmark, open the server this token belongs to, then its API Tokens, and"
                    + " generate another token";
        }
        if (isOf("resend.com")) {
            return "make a new one: in Resend, open API Keys and create a key with no more permission, and for no more"
                    + " domains, than the server needs";
        }
        return "make a new one where " + host() + " gives them out";
    }

    private String revoke() {
        if (isOf("postmarkapp.com")) {
            return "then revoke the old one: delete it among the same API Tokens";
        }
        if (isOf("resend.com")) {
            return "then revoke the old one: delete it among the API Keys";
        }
        return "then revoke the old one there";
    }
}
