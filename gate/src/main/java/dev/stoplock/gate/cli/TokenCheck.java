package dev.stoplock.gate.cli;

import dev.stoplock.core.model.Destination;
import dev.stoplock.core.model.ProxyLogin;
import dev.stoplock.core.model.SecretGrant;
import dev.stoplock.core.model.Shown;
import dev.stoplock.gate.config.Home;
import dev.stoplock.gate.config.HomeConfig;
import dev.stoplock.gate.config.HomeSecrets;
import dev.stoplock.gate.egress.Dialer;
import dev.stoplock.gate.egress.Inquiry;
import dev.stoplock.gate.egress.UpstreamDialer;
import dev.stoplock.gate.port.HostNamespace;
import dev.stoplock.gate.port.Refused;
import dev.stoplock.gate.port.Secret;
import dev.stoplock.gate.secrets.SecretValues;
import dev.stoplock.gate.secrets.TokenQuestion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Asks APIs about the secrets that are granted for them, one read-only request each, through the
 * home's own way out. Only a person's word starts it.
 */
final class TokenCheck {

    private final Dialer dialer;
    private final SecretValues values;
    private final Set<String> asked = new HashSet<>();

    TokenCheck(Home home, HomeConfig config, Map<String, String> environment)
            throws Refused, IOException {
        this.values = new SecretValues(new HomeSecrets(home), home.secrets(), environment);
        List<Path> bundles =
                Stream.of("SSL_CERT_FILE", "NODE_EXTRA_CA_CERTS")
                        .flatMap(name -> Stream.ofNullable(environment.get(name)))
                        .distinct()
                        .map(Path::of)
                        .filter(Files::isReadable)
                        .toList();
        ProxyLogin login = config.upstream().login();
        this.dialer =
                new UpstreamDialer(
                        config.upstream(),
                        login == null ? null : values.load(login.password()),
                        bundles,
                        HostNamespace.here(),
                        // a person waits for it
                        new UpstreamDialer.Limits(
                                UpstreamDialer.Limits.DEFAULT.connect(),
                                UpstreamDialer.Limits.DEFAULT.handshake(),
                                Duration.ofSeconds(60)));
    }

    static String hosts() {
        return String.join(", ", TokenQuestion.hosts());
    }

    /** Each secret once per API, whoever it is granted to. */
    void ask(Set<SecretGrant> secrets, List<SecretsCommand.Note> notes) {
        for (SecretGrant secret : secrets) {
            TokenQuestion question = TokenQuestion.of(secret.destination());
            // what is fetched is known to a running server's gate only
            if (question != null
                    && !secret.name().isFetched()
                    && asked.add(secret.name() + "@" + secret.destination())) {
                notes.add(note(secret, question));
            }
        }
    }

    private SecretsCommand.Note note(SecretGrant secret, TokenQuestion question) {
        Destination destination = secret.destination();
        String what = "secret " + secret.name() + " at " + destination;
        try {
            Secret value = values.load(secret.name());
            Inquiry.Answer answer =
                    Inquiry.ask(
                            dialer,
                            destination,
                            question.target(),
                            question.header(),
                            question.scheme(),
                            value);
            String broad =
                    question.broad(
                            answer.head().status(),
                            answer.head().fields().only("x-oauth-scopes"),
                            answer.body());
            int status = answer.head().status();
            if (broad != null) {
                return new SecretsCommand.Note(SecretsCommand.Kind.FOUND, what, Shown.line(broad));
            }
            // a server that is out of order or wants to be asked later has said nothing of the
            // token
            return status >= 500 || status == 429
                    ? new SecretsCommand.Note(
                            SecretsCommand.Kind.UNKNOWN, what, "was not answered (" + status + ")")
                    : new SecretsCommand.Note(
                            SecretsCommand.Kind.FINE,
                            what,
                            "is not told to be too broad (answered " + status + ")");
        } catch (Refused e) {
            return new SecretsCommand.Note(
                    SecretsCommand.Kind.UNKNOWN, what, "was not asked: " + e.refusal().sentence());
        } catch (IOException e) {
            return new SecretsCommand.Note(
                    SecretsCommand.Kind.UNKNOWN,
                    what,
                    "was not answered: " + Shown.text(String.valueOf(e.getMessage())));
        }
    }
}
