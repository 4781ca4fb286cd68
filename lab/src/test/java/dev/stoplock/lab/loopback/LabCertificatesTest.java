package dev.stoplock.lab.loopback;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the lab's authority gives to servers that are other programs. */
final class LabCertificatesTest {

    @Test
    void aServerGetsAChainAndTheKeyOfItsFirstCertificateForItsOwnerAlone(@TempDir Path folder)
            throws Exception {
        LabCertificates lab = LabCertificates.create(Instant.now(), new SecureRandom());
        Path chain = folder.resolve("chain.pem");
        Path key = folder.resolve("key.pem");
        lab.writeServer(chain, key, "api.mail.test");

        List<X509Certificate> certificates =
                CertificateFactory.getInstance("X.509")
                        .generateCertificates(new ByteArrayInputStream(Files.readAllBytes(chain)))
                        .stream()
                        .map(X509Certificate.class::cast)
                        .toList();
        assertThat(certificates).hasSize(2).last().isEqualTo(lab.authority());
        certificates.getFirst().verify(lab.authority().getPublicKey());
        assertThat(certificates.getFirst().getSubjectAlternativeNames().toString())
                .contains("api.mail.test");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
                .isEqualTo("rw-------");
        assertThat(isKeyOf(certificates.getFirst(), Files.readString(key))).isTrue();
    }

    private static boolean isKeyOf(X509Certificate certificate, String pem) throws Exception {
        String base64 = pem.replaceAll("-----[A-Z ]+-----", "");
        PrivateKey key =
                KeyFactory.getInstance("EC")
                        .generatePrivate(
                                new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(base64)));
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(key);
        byte[] signed = signature.sign();
        signature.initVerify(certificate);
        return signature.verify(signed);
    }
}
