package dev.stoplock.gate.egress;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.HexFormat;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.jce.ECNamedCurveTable;
import org.bouncycastle.jce.spec.ECNamedCurveParameterSpec;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemReader;
import org.bouncycastle.util.io.pem.PemWriter;

/**
 * The certificates the gate makes and their text form: EC P-256, ECDSA with SHA-256, profile of RFC
 * 5280.
 */
final class Certificates {

    static final Duration ROOT_LIFE = Duration.ofDays(3_653);

    private static final String SIGNATURE = "SHA256withECDSA";
    private static final String PRIVATE_KEY = "PRIVATE KEY";
    private static final String CERTIFICATE = "CERTIFICATE";

    private Certificates() {}

    static KeyPair freshKeys() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }

    /** A self-signed authority that may sign leaves only (path length 0), for ten years. */
    static X509Certificate root(KeyPair keys, Instant now)
            throws GeneralSecurityException, IOException, OperatorCreationException {
        JcaX509ExtensionUtils extensions = new JcaX509ExtensionUtils();
        byte[] id = extensions.createSubjectKeyIdentifier(keys.getPublic()).getKeyIdentifier();
        X500Name name =
                new X500Name("CN=Stoplock sandbox authority " + HexFormat.of().formatHex(id, 0, 6));
        JcaX509v3CertificateBuilder builder =
                new JcaX509v3CertificateBuilder(
                        name,
                        serial(),
                        Date.from(now.minus(CertificateAuthority.BACK_DATED)),
                        Date.from(now.plus(ROOT_LIFE)),
                        name,
                        keys.getPublic());
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
        builder.addExtension(
                Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
        builder.addExtension(
                Extension.subjectKeyIdentifier,
                false,
                extensions.createSubjectKeyIdentifier(keys.getPublic()));
        return signed(builder, keys.getPrivate());
    }

    static X509Certificate leaf(
            HostName host, PublicKey key, X509Certificate issuer, PrivateKey issuerKey, Instant now)
            throws GeneralSecurityException, IOException, OperatorCreationException {
        JcaX509ExtensionUtils extensions = new JcaX509ExtensionUtils();
        Instant end = now.plus(CertificateAuthority.LEAF_LIFE);
        Instant last = issuer.getNotAfter().toInstant();
        JcaX509v3CertificateBuilder builder =
                new JcaX509v3CertificateBuilder(
                        new JcaX509CertificateHolder(issuer).getSubject(),
                        serial(),
                        Date.from(now.minus(CertificateAuthority.BACK_DATED)),
                        Date.from(end.isBefore(last) ? end : last),
                        // clients read the alternative name (RFC 9525, 2); a host name never gets
                        // into a distinguished name
                        new X500Name("CN=Stoplock sandbox leaf"),
                        key);
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
        builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
        builder.addExtension(
                Extension.extendedKeyUsage,
                false,
                new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
        builder.addExtension(
                Extension.subjectKeyIdentifier, false, extensions.createSubjectKeyIdentifier(key));
        builder.addExtension(
                Extension.authorityKeyIdentifier,
                false,
                extensions.createAuthorityKeyIdentifier(issuer.getPublicKey()));
        builder.addExtension(
                Extension.subjectAlternativeName, false, new GeneralNames(host.alternativeName()));
        return signed(builder, issuerKey);
    }

    /** Throws unless the certificate is an authority's and the keys are its own. */
    static void requireRootOf(X509Certificate certificate, KeyPair keys)
            throws GeneralSecurityException, IOException {
        byte[] challenge = "one pair".getBytes(StandardCharsets.US_ASCII);
        Signature signer = Signature.getInstance(SIGNATURE);
        signer.initSign(keys.getPrivate());
        signer.update(challenge);
        byte[] signature = signer.sign();
        signer.initVerify(certificate.getPublicKey());
        signer.update(challenge);
        if (!signer.verify(signature)) {
            throw new IOException("ca.pem and ca.key do not belong together");
        }
        certificate.verify(certificate.getPublicKey());
        boolean[] usage = certificate.getKeyUsage();
        if (certificate.getBasicConstraints() < 0 || usage == null || !usage[5]) {
            throw new IOException("ca.pem is not the certificate of an authority");
        }
    }

    static byte[] pem(PrivateKey key) throws IOException {
        return pem(PRIVATE_KEY, key.getEncoded());
    }

    static byte[] pem(X509Certificate certificate) throws IOException, GeneralSecurityException {
        return pem(CERTIFICATE, certificate.getEncoded());
    }

    /** The private key of a PKCS #8 text, with its public key worked out from it. */
    static KeyPair keys(byte[] pem) throws IOException, GeneralSecurityException {
        PrivateKey key =
                KeyFactory.getInstance("EC")
                        .generatePrivate(
                                new PKCS8EncodedKeySpec(content(pem, PRIVATE_KEY, "ca.key")));
        ECNamedCurveParameterSpec curve = ECNamedCurveTable.getParameterSpec("secp256r1");
        if (!(key instanceof ECPrivateKey ec) || !ec.getParams().getOrder().equals(curve.getN())) {
            throw new IOException("ca.key is not a P-256 key");
        }
        ECDomainParameters domain =
                new ECDomainParameters(curve.getCurve(), curve.getG(), curve.getN());
        byte[] point = domain.getG().multiply(ec.getS()).normalize().getEncoded(false);
        return new KeyPair(publicKey(point, ec), key);
    }

    static X509Certificate certificate(byte[] pem) throws IOException, GeneralSecurityException {
        return (X509Certificate)
                CertificateFactory.getInstance("X.509")
                        .generateCertificate(
                                new ByteArrayInputStream(content(pem, CERTIFICATE, "ca.pem")));
    }

    private static PublicKey publicKey(byte[] point, ECPrivateKey key)
            throws GeneralSecurityException {
        int half = (point.length - 1) / 2;
        BigInteger x = new BigInteger(1, point, 1, half);
        BigInteger y = new BigInteger(1, point, 1 + half, half);
        return KeyFactory.getInstance("EC")
                .generatePublic(
                        new java.security.spec.ECPublicKeySpec(
                                new java.security.spec.ECPoint(x, y), key.getParams()));
    }

    private static X509Certificate signed(JcaX509v3CertificateBuilder builder, PrivateKey key)
            throws GeneralSecurityException, OperatorCreationException {
        return new JcaX509CertificateConverter()
                .getCertificate(builder.build(new JcaContentSignerBuilder(SIGNATURE).build(key)));
    }

    /**
     * RFC 5280, 4.1.2.2: positive, at most 20 octets; random, so that two installs or two starts
     * never give one twice.
     */
    private static BigInteger serial() {
        return new BigInteger(126, new SecureRandom()).setBit(126);
    }

    private static byte[] pem(String type, byte[] content) throws IOException {
        StringWriter text = new StringWriter();
        try (PemWriter writer = new PemWriter(text)) {
            writer.writeObject(new PemObject(type, content));
        }
        return text.toString().getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] content(byte[] pem, String type, String file) throws IOException {
        try (PemReader reader =
                new PemReader(new StringReader(new String(pem, StandardCharsets.US_ASCII)))) {
            PemObject object = reader.readPemObject();
            if (object == null || !object.getType().equals(type)) {
                throw new IOException(file + " holds no " + type);
            }
            return object.getContent();
        }
    }
}
