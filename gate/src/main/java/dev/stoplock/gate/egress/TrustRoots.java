package dev.stoplock.gate.egress;

import dev.stoplock.core.model.Refusal;
import dev.stoplock.gate.port.Refused;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Whom the gate believes about the world: the JDK's roots, and those in PEM files it was told of.
 * The sandbox's authority is not among them.
 */
final class TrustRoots {

    private TrustRoots() {}

    /**
     * A client context that trusts them; refuses a file that cannot be read or holds no
     * certificate.
     */
    static SSLContext clientContext(List<Path> bundles) throws Refused {
        try {
            KeyStore roots = KeyStore.getInstance(KeyStore.getDefaultType());
            roots.load(null, null);
            for (TrustManager manager : managers(null)) {
                if (manager instanceof X509TrustManager known) {
                    add(roots, "jdk", List.of(known.getAcceptedIssuers()));
                }
            }
            for (int i = 0; i < bundles.size(); i++) {
                add(roots, "file" + i, read(bundles.get(i)));
            }
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[0], managers(roots), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("the JDK's own roots cannot be used", e);
        }
    }

    private static TrustManager[] managers(@Nullable KeyStore roots)
            throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
        factory.init(roots);
        return factory.getTrustManagers();
    }

    private static void add(
            KeyStore roots, String from, Collection<? extends Certificate> certificates)
            throws GeneralSecurityException {
        int index = 0;
        for (Certificate certificate : certificates) {
            if (certificate instanceof X509Certificate) {
                roots.setCertificateEntry(from + "-" + index++, certificate);
            }
        }
    }

    private static Collection<? extends Certificate> read(Path file) throws Refused {
        String what;
        try {
            Collection<? extends Certificate> found =
                    CertificateFactory.getInstance("X.509")
                            .generateCertificates(
                                    new ByteArrayInputStream(Files.readAllBytes(file)));
            if (!found.isEmpty()) {
                return found;
            }
            what = "it holds no certificate";
        } catch (IOException e) {
            what = "it cannot be read (" + e.getClass().getSimpleName() + ")";
        } catch (GeneralSecurityException e) {
            what = "it does not hold certificates in PEM form (" + e.getMessage() + ")";
        }
        throw new Refused(
                Refusal.Exit.USAGE,
                "upstream.ca-unreadable",
                "the certificates in " + file + " cannot be trusted: " + what,
                "name a readable PEM file in upstream.ca, or in the variable that named this one");
    }
}
