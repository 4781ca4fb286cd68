package dev.stoplock.gate.egress;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;

/**
 * The gate's certificate as Java servers read it: a key store that holds it and no other. It holds
 * no secret, so everybody may read it.
 */
public final class JavaTrust {

    /** What every Java expects of its own roots; it protects nothing. */
    private static final char[] USUAL = "changeit".toCharArray();

    private JavaTrust() {}

    /** Writes {@code cacerts} into the folder, which is made if absent, and returns it. */
    public static Path write(Path folder, Path certificate) throws IOException {
        try {
            KeyStore store = KeyStore.getInstance("JKS");
            store.load(null, null);
            Certificate one =
                    CertificateFactory.getInstance("X.509")
                            .generateCertificate(
                                    new ByteArrayInputStream(Files.readAllBytes(certificate)));
            store.setCertificateEntry("stoplock", one);
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            store.store(bytes, USUAL);
            Files.createDirectories(folder);
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
            Path fresh = Files.write(folder.resolve("cacerts.new"), bytes.toByteArray());
            Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("r--r--r--"));
            return Files.move(
                    fresh,
                    folder.resolve("cacerts"),
                    StandardCopyOption.REPLACE_EXISTING,
                    StandardCopyOption.ATOMIC_MOVE);
        } catch (GeneralSecurityException e) {
            throw new IOException(
                    "the gate's certificate cannot be written for Java: " + e.getMessage(), e);
        }
    }
}
