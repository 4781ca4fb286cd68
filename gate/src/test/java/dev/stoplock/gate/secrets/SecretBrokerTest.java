package dev.stoplock.gate.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stoplock.core.model.Destination;
import dev.stoplock.core.model.InstanceId;
import dev.stoplock.core.model.SecretGrant;
import dev.stoplock.core.model.SecretName;
import dev.stoplock.gate.port.Redacted;
import dev.stoplock.gate.port.Refused;
import dev.stoplock.gate.port.Secret;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretBrokerTest {

    private static final String VALUE = "b7c1e0d2-secret-token";
    private static final InstanceId ONE = new InstanceId("mail-1");
    private static final InstanceId TWO = new InstanceId("mail-2");
    private static final SecretGrant TOKEN = SecretGrant.parse("MAIL_TOKEN@api.mail.example");
    private static final SecretGrant ELSEWHERE =
            SecretGrant.parse("MAIL_TOKEN@eu.mail.example:8443");

    @TempDir Path home;

    private Path secrets;

    @BeforeEach
    void folders() throws Exception {
        secrets = Files.createDirectory(home.resolve("secrets"));
        write("MAIL_TOKEN", VALUE + "\n");
    }

    private Path write(String name, String content) throws Exception {
        Path file = Files.writeString(secrets.resolve(name), content);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        return file;
    }

    private SecretBroker broker() throws Refused {
        return new SecretBroker(secrets, home, new SecureRandom());
    }

    private static String placeholder(
            SecretBroker broker, InstanceId instance, SecretGrant... grants) throws Refused {
        return broker.issue(instance, Set.of(grants)).byName().values().iterator().next();
    }

    @Test
    void aPlaceholderCountsForItsInstanceAndItsDestinationsOnly() throws Exception {
        SecretBroker broker = broker();
        String one = placeholder(broker, ONE, TOKEN, ELSEWHERE);
        String two = placeholder(broker, TWO, TOKEN);
        // VALUE is hexadecimal digits, then words
        assertThat(one)
                .matches("[0-9a-f]{8}-[a-z]{6}-[a-z0-9]{5,}")
                .isNotEqualTo(two)
                .isNotEqualTo(VALUE);
        assertThat(broker.within(ONE, "a " + one + " b")).isEqualTo(TOKEN.name());
        assertThat(broker.within(TWO, "a " + one + " b")).isNull();
        assertThat(broker.within(ONE, "a " + VALUE + " b")).isNull();
        assertThat(broker.issued(ONE, one, TOKEN.destination())).isEqualTo(TOKEN);
        assertThat(broker.issued(ONE, one, ELSEWHERE.destination())).isEqualTo(ELSEWHERE);
        assertThat(broker.secret(ONE, TOKEN, one).reveal(Secret.Purpose.EGRESS)).isEqualTo(VALUE);
        assertThatThrownBy(() -> broker.secret(ONE, TOKEN, two))
                .hasMessageContaining("credential.not-granted");

        assertThat(broker.issued(ONE, two, TOKEN.destination())).isNull();
        assertThat(broker.issued(TWO, one, TOKEN.destination())).isNull();
        assertThat(broker.issued(TWO, two, ELSEWHERE.destination())).isNull();
        assertThat(broker.issued(ONE, one, Destination.parse("api.mail.example:8443"))).isNull();
        assertThat(broker.issued(ONE, one, Destination.parse("evil.test"))).isNull();
        for (String other :
                List.of(
                        VALUE,
                        one + " ",
                        " " + one,
                        one.toUpperCase(java.util.Locale.ROOT),
                        one.substring(1),
                        "",
                        "Bearer " + one)) {
            assertThat(broker.issued(ONE, other, TOKEN.destination())).as(other).isNull();
        }
        assertThatThrownBy(() -> broker.secret(TWO, ELSEWHERE, two))
                .hasMessageContaining("credential.not-granted");
        assertThatThrownBy(() -> broker.issue(ONE, Set.of(TOKEN)))
                .isInstanceOf(IllegalStateException.class);

        broker.withdraw(ONE);
        assertThat(broker.issued(ONE, one, TOKEN.destination())).isNull();
        assertThatThrownBy(() -> broker.secret(ONE, TOKEN, one)).isInstanceOf(Refused.class);
    }

    @Test
    void oneNewlineAtTheEndIsNotPartOfTheSecret() throws Exception {
        write("TWO_LINES", "abcdefgh\n\n");
        SecretGrant lines = SecretGrant.parse("TWO_LINES@api.mail.example");
        assertThatThrownBy(() -> broker().issue(ONE, Set.of(lines)))
                .hasMessageContaining("control character");
        write("NO_END", "abcdefgh");
        SecretGrant none = SecretGrant.parse("NO_END@api.mail.example");
        SecretBroker broker = broker();
        String held = placeholder(broker, ONE, none);
        assertThat(broker.secret(ONE, none, held).reveal(Secret.Purpose.EGRESS))
                .isEqualTo("abcdefgh");
    }

    @Test
    void anUnfitFileIsRefusedWithItsNameAndTheRemedyButNotItsContent() throws Exception {
        refused("MISSING", "secret.missing");
        write("SHORT", "1234567\n");
        refused("SHORT", "secret.too-short");
        write("LARGE", "x".repeat(8 * 1024 + 1));
        refused("LARGE", "secret.unsafe-file");
        write("HEADER", "abcdefgh\r\nX-Evil: 1");
        refused("HEADER", "secret.unfit");
        Files.write(write("BINARY", ""), new byte[] {(byte) 0xff, 1, 2, 3, 4, 5, 6, 7, 8});
        refused("BINARY", "secret.unfit");
        for (String mode : List.of("rw-r-----", "rw----r--", "rw--w----", "rwx------")) {
            Files.setPosixFilePermissions(
                    write("OPEN", "abcdefghij"), PosixFilePermissions.fromString(mode));
            refused("OPEN", "secret.unsafe-file");
        }
        Files.createSymbolicLink(secrets.resolve("LINKED"), secrets.resolve("MAIL_TOKEN"));
        refused("LINKED", "secret.unsafe-file");
        Files.createDirectory(
                secrets.resolve("FOLDER"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        refused("FOLDER", "secret.unsafe-file");
        Files.setPosixFilePermissions(secrets, PosixFilePermissions.fromString("rwxrwx---"));
        refused("MAIL_TOKEN", "secret.unsafe-file");
    }

    private void refused(String name, String rule) {
        SecretGrant grant = SecretGrant.parse(name + "@api.mail.example");
        assertThatThrownBy(() -> broker().issue(ONE, Set.of(grant)))
                .isInstanceOfSatisfying(
                        Refused.class,
                        refused -> {
                            assertThat(refused.refusal().rule()).hasToString(rule);
                            assertThat(refused.refusal().sentence())
                                    .contains(name)
                                    .doesNotContain("abcdefg", VALUE);
                            assertThat(refused.refusal().hint()).isNotBlank();
                        });
    }

    @Tag("root")
    @Test
    void aSecretOfAnotherUserIsRefused() throws Exception {
        Path file = write("MAIL_TOKEN", VALUE);
        Files.setAttribute(file, "unix:uid", 12_345);
        refused("MAIL_TOKEN", "secret.unsafe-file");
    }

    @Test
    void valuesDoNotShowInTexts() throws Exception {
        SecretBroker broker = broker();
        String held = placeholder(broker, ONE, TOKEN);
        Secret secret = broker.secret(ONE, TOKEN, held);
        assertThat(secret + " " + broker + " " + secret.hashCode())
                .doesNotContain(VALUE)
                .contains("secret MAIL_TOKEN");
        assertThat(secret).isNotEqualTo(new Secret(new SecretName("MAIL_TOKEN"), VALUE));
    }

    @Test
    void digestsAreKeyedPerInstallAndLast(@TempDir Path other) throws Exception {
        byte[] value = VALUE.getBytes(StandardCharsets.UTF_8);
        String digest = broker().keyedDigest(value);
        assertThat(digest)
                .matches("hmac-sha256:[0-9a-f]{64}")
                .isEqualTo(broker().keyedDigest(value));
        assertThat(new SecretBroker(secrets, other, new SecureRandom()).keyedDigest(value))
                .isNotEqualTo(digest);
        Path key = home.resolve("credential-digest.key");
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
        assertThatThrownBy(this::broker).hasMessageContaining("secret.digest-key");
        Files.write(key, new byte[3]);
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
        assertThatThrownBy(this::broker).hasMessageContaining("3 bytes");
    }

    @Test
    void repliesAreSearchedForTheSecretsOfEveryInstance() throws Exception {
        SecretBroker broker = broker();
        String one = placeholder(broker, ONE, TOKEN);
        byte[] reply = ("{\"token\":\"" + VALUE + "\"}").getBytes(StandardCharsets.UTF_8);
        assertThat(text(broker.redact(ONE, reply))).isEqualTo("{\"token\":\"" + one + "\"}");
        assertThat(text(broker.redact(TWO, reply)))
                .isEqualTo("{\"token\":\"" + SecretBroker.FOREIGN + "\"}");
        String two = placeholder(broker, TWO, TOKEN);
        assertThat(text(broker.redact(ONE, reply))).contains(one);
        assertThat(text(broker.redact(TWO, reply))).contains(two);
    }

    private static String text(Redacted redacted) {
        assertThat(redacted).isInstanceOf(Redacted.Plain.class);
        return new String(((Redacted.Plain) redacted).bytes(), StandardCharsets.UTF_8);
    }
}
