package dev.stoplock.lab.loopback;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * A throw-away certificate authority of the lab: its key lives in memory, for a few days at most.
 */
public final class LabCertificates {

    private static final X500Name ISSUER =
            new X500Name("CN=Stoplock lab (throw-away), O=Stoplock lab");
    private static final Duration VALID = Duration.ofDays(7);

    private final Instant now;
    private final SecureRandom random;
    private final KeyPair authority;
    private final X509Certificate certificate;

    private LabCertificates(Instant now, SecureRandom random)
            throws GeneralSecurityException, IOException {
        this.now = now;
        this.random = random;
        this.authority = keys();
        X509v3CertificateBuilder builder =
                builder(ISSUER, authority, authority)
                        .addExtension(Extension.basicConstraints, true, new BasicConstraints(0))
                        .addExtension(
                                Extension.keyUsage,
                                true,
                                new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
        this.certificate = sign(builder);
    }

    /** A new authority, valid from an hour before {@code now} for seven days. */
    public static LabCertificates create(Instant now, SecureRandom random)
            throws GeneralSecurityException, IOException {
        return new LabCertificates(now, random);
    }

    public X509Certificate authority() {
        return certificate;
    }

    /**
     * Writes the authority's certificate as PEM, for {@code upstream.ca} or {@code
     * NODE_EXTRA_CA_CERTS}; returns the file.
     */
    public Path writeAuthority(Path file) throws GeneralSecurityException, IOException {
        return Files.writeString(file, pem("CERTIFICATE", certificate.getEncoded()));
    }

    /** What a client uses that trusts this authority and nothing else. */
    public SSLContext client() throws GeneralSecurityException, IOException {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("lab", certificate);
        TrustManagerFactory trust =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), random);
        return context;
    }

    /** A server's TLS context with a new key and a certificate for these DNS names. */
    public SSLContext server(String... names) throws GeneralSecurityException, IOException {
        KeyPair keys = keys();
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry(
                "server",
                keys.getPrivate(),
                new char[0],
                new Certificate[] {leaf(keys, names), certificate});
        KeyManagerFactory managers =
                KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(store, new char[0]);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, random);
        return context;
    }

    /**
     * Writes a new key and a certificate for these DNS names as PEM, for a server that is another
     * program; the key's file is its owner's alone.
     */
    public void writeServer(Path chain, Path key, String... names)
            throws GeneralSecurityException, IOException {
        KeyPair keys = keys();
        Files.createFile(
                key,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(key, pem("PRIVATE KEY", keys.getPrivate().getEncoded()));
        Files.writeString(
                chain,
                pem("CERTIFICATE", leaf(keys, names).getEncoded())
                        + pem("CERTIFICATE", certificate.getEncoded()));
    }

    private static String pem(String what, byte[] encoded) {
        String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(encoded);
        return "-----BEGIN " + what + "-----\n" + base64 + "\n-----END " + what + "-----\n";
    }

    private X509Certificate leaf(KeyPair keys, String... names)
            throws GeneralSecurityException, IOException {
        GeneralName[] alternatives =
                List.of(names).stream()
                        .map(name -> new GeneralName(GeneralName.dNSName, name))
                        .toArray(GeneralName[]::new);
        X509v3CertificateBuilder builder =
                builder(new X500Name("CN=" + names[0]), keys, authority)
                        .addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
                        .addExtension(
                                Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
                        .addExtension(
                                Extension.extendedKeyUsage,
                                false,
                                new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth))
                        .addExtension(
                                Extension.subjectAlternativeName,
                                false,
                                new GeneralNames(alternatives));
        return sign(builder);
    }

    private KeyPair keys() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"), random);
        return generator.generateKeyPair();
    }

    private X509v3CertificateBuilder builder(X500Name subject, KeyPair keys, KeyPair issuer)
            throws GeneralSecurityException, CertIOException {
        JcaX509ExtensionUtils identifiers = new JcaX509ExtensionUtils();
        return new JcaX509v3CertificateBuilder(
                        ISSUER,
                        new BigInteger(120, random).add(BigInteger.ONE),
                        Date.from(now.minus(Duration.ofHours(1))),
                        Date.from(now.plus(VALID)),
                        subject,
                        keys.getPublic())
                .addExtension(
                        Extension.subjectKeyIdentifier,
                        false,
                        identifiers.createSubjectKeyIdentifier(keys.getPublic()))
                .addExtension(
                        Extension.authorityKeyIdentifier,
                        false,
                        identifiers.createAuthorityKeyIdentifier(issuer.getPublic()));
    }

    private X509Certificate sign(X509v3CertificateBuilder builder) throws GeneralSecurityException {
        try {
            return new JcaX509CertificateConverter()
                    .getCertificate(
                            builder.build(
                                    new JcaContentSignerBuilder("SHA256withECDSA")
                                            .build(authority.getPrivate())));
        } catch (OperatorCreationException e) {
            throw new GeneralSecurityException("cannot sign a lab certificate", e);
        }
    }
}
