package dev.stoplock.gate.egress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stoplock.gate.port.Refused;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CertificateAuthorityTest {

    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

    @TempDir Path folder;

    static Clock at(Instant instant) {
        return Clock.fixed(instant, ZoneOffset.UTC);
    }

    @Test
    void isMadeOnceAndReadAfterwards() throws Exception {
        X509Certificate first = CertificateAuthority.open(folder, at(NOW)).certificate();
        X509Certificate second =
                CertificateAuthority.open(folder, at(NOW.plusSeconds(60))).certificate();
        assertThat(second).isEqualTo(first);
        assertThat(first.getBasicConstraints()).isZero();
        assertThat(first.getCriticalExtensionOIDs()).contains("2.5.29.19", "2.5.29.15");
        assertThat(Duration.between(NOW, first.getNotAfter().toInstant()).toDays())
                .isBetween(3650L, 3654L);
        assertThat(
                        PosixFilePermissions.toString(
                                Files.getPosixFilePermissions(folder.resolve("ca.key"))))
                .isEqualTo("rw-------");
        assertThat(
                        PosixFilePermissions.toString(
                                Files.getPosixFilePermissions(folder.resolve("ca.pem"))))
                .isEqualTo("rw-r--r--");
        try (var files = Files.list(folder)) {
            assertThat(files).hasSize(2);
        }
    }

    @Test
    void leavesAreKeptRenewedNearTheirEndAndVerify() throws Exception {
        CertificateAuthority now = CertificateAuthority.open(folder, at(NOW));
        X509Certificate leaf = now.leaf("api.mail.example").certificate();
        assertThat(now.leaf("API.mail.example").certificate()).isSameAs(leaf);
        leaf.verify(now.certificate().getPublicKey());
        leaf.checkValidity(java.util.Date.from(NOW.minus(Duration.ofHours(23))));
        assertThat(leaf.getSubjectAlternativeNames().toString()).contains("api.mail.example");
        assertThat(now.leaf("198.51.100.7").certificate().getSubjectAlternativeNames().toString())
                .isEqualTo("[[7, 198.51.100.7]]");
        assertThat(now.leaf("2001:db8::7").certificate().getSubjectAlternativeNames().toString())
                .contains("[7, 2001:db8:");

        Moving clock = new Moving(NOW);
        CertificateAuthority moving = CertificateAuthority.open(folder, clock);
        X509Certificate before = moving.leaf("api.mail.example").certificate();
        clock.instant = NOW.plus(Duration.ofDays(19));
        assertThat(moving.leaf("api.mail.example").certificate()).isSameAs(before);
        clock.instant = NOW.plus(Duration.ofDays(21));
        assertThat(moving.leaf("api.mail.example").certificate()).isNotEqualTo(before);
    }

    @Test
    void anExpiredOrFutureAuthorityIsRefusedAtOpenAndForLeaves() throws Exception {
        Moving clock = new Moving(NOW);
        CertificateAuthority authority = CertificateAuthority.open(folder, clock);
        for (Instant bad :
                new Instant[] {NOW.plus(Duration.ofDays(3_660)), NOW.minus(Duration.ofDays(2))}) {
            clock.instant = bad;
            assertThatThrownBy(() -> authority.leaf("api.mail.example"))
                    .hasMessageContaining("tls.authority-expired");
            assertThatThrownBy(() -> CertificateAuthority.open(folder, at(bad)))
                    .isInstanceOfSatisfying(
                            Refused.class,
                            refused -> assertThat(refused.refusal().hint()).contains("remove"));
        }
    }

    @Test
    void aKeyOfAnotherAuthorityIsRefused(@TempDir Path other) throws Exception {
        CertificateAuthority.open(folder, at(NOW));
        CertificateAuthority.open(other, at(NOW));
        Files.copy(
                other.resolve("ca.pem"),
                folder.resolve("ca.pem"),
                java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        assertThatThrownBy(() -> CertificateAuthority.open(folder, at(NOW)))
                .hasMessageContaining("do not belong together");
    }

    @Test
    void filesThatAreOpenLinkedLostOrRubbishAreRefused() throws Exception {
        CertificateAuthority.open(folder, at(NOW));
        Path key = folder.resolve("ca.key");
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r-----"));
        assertThatThrownBy(() -> CertificateAuthority.open(folder, at(NOW)))
                .hasMessageContaining("open to others");
        Files.move(key, folder.resolve("moved"));
        assertThatThrownBy(() -> CertificateAuthority.open(folder, at(NOW)))
                .hasMessageContaining("has no");
        Files.createSymbolicLink(key, folder.resolve("moved"));
        assertThatThrownBy(() -> CertificateAuthority.open(folder, at(NOW)))
                .hasMessageContaining("symbolic link");
        Files.delete(key);
        Files.writeString(key, "rubbish");
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
        assertThatThrownBy(() -> CertificateAuthority.open(folder, at(NOW)))
                .hasMessageContaining("tls.authority-unusable");
    }

    @Test
    void aKeyLeftBehindByACrashGetsItsCertificate() throws Exception {
        CertificateAuthority.open(folder, at(NOW));
        byte[] key = Files.readAllBytes(folder.resolve("ca.key"));
        Files.delete(folder.resolve("ca.pem"));
        CertificateAuthority.open(folder, at(NOW)).leaf("api.mail.example");
        assertThat(Files.readAllBytes(folder.resolve("ca.key"))).isEqualTo(key);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a..b",
                "a.example.",
                "a\0.example",
                "127.1",
                "0x7f000001",
                "2130706433",
                "1.2.3.4.5",
                "a b",
                "*.example",
                "::ffff:127.0.0.1",
                "fe80::1%lo"
            })
    void whatIsNoHostGetsNoLeaf(String host) throws Exception {
        CertificateAuthority authority = CertificateAuthority.open(folder, at(NOW));
        assertThatThrownBy(() -> authority.leaf(host)).isInstanceOf(IllegalArgumentException.class);
    }

    /** A clock that a test sets. */
    static final class Moving extends Clock {
        private Instant instant;

        Moving(Instant instant) {
            this.instant = instant;
        }

        @Override
        public java.time.ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(java.time.ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return instant;
        }
    }
}
