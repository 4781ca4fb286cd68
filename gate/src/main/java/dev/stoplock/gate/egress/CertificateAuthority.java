package dev.stoplock.gate.egress;

import dev.stoplock.core.model.Refusal;
import dev.stoplock.gate.port.PrivateFile;
import dev.stoplock.gate.port.Refused;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.bouncycastle.operator.OperatorCreationException;

/**
 * The authority of this install that sandboxes trust, and nobody else: it stands for every host a
 * server believes to talk to.
 *
 * <p>Its key stays in this process and in {@code ca.key} (0600); {@code ca.pem} (0644) is what
 * sandboxes are given. It signs only names captured from a sandbox.
 */
public final class CertificateAuthority {

    static final Duration LEAF_LIFE = Duration.ofDays(30);
    static final Duration RENEW_BEFORE = Duration.ofDays(10);
    static final Duration BACK_DATED = Duration.ofDays(1);
    static final int MOST_LEAVES = 1_024;
    private static final int MOST_BYTES = 16 * 1024;

    /** The key and the certificates, leaf first, that a server presents. */
    record Leaf(PrivateKey key, X509Certificate certificate, X509Certificate issuer) {
        X509Certificate[] chain() {
            return new X509Certificate[] {certificate, issuer};
        }
    }

    private final Path pem;
    private final Clock clock;
    private final KeyPair keys;
    private final X509Certificate certificate;
    private final KeyPair leafKeys;
    private final ReentrantLock lock = new ReentrantLock();

    /** Guarded by {@code lock}; the least recently used goes first. */
    private final LinkedHashMap<String, Leaf> leaves =
            new LinkedHashMap<>(64, 0.75f, true) {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Leaf> eldest) {
                    return size() > MOST_LEAVES;
                }
            };

    private CertificateAuthority(
            Path pem, Clock clock, KeyPair keys, X509Certificate certificate, KeyPair leafKeys) {
        this.pem = pem;
        this.clock = clock;
        this.keys = keys;
        this.certificate = certificate;
        this.leafKeys = leafKeys;
    }

    /**
     * Reads the folder's authority, which is made there once; refuses one that is unreadable, open
     * to others, mismatched or expired.
     */
    public static CertificateAuthority open(Path directory, Clock clock) throws Refused {
        Path key = directory.resolve("ca.key");
        Path pem = directory.resolve("ca.pem");
        try {
            PrivateFile.requireFolder(directory);
            boolean hasKey = Files.exists(key, LinkOption.NOFOLLOW_LINKS);
            boolean hasPem = Files.exists(pem, LinkOption.NOFOLLOW_LINKS);
            if (hasPem && !hasKey) {
                throw new IOException(pem + " has no " + key + " beside it");
            }
            // crash order: the key is durable before a certificate names it, and a key without a
            // certificate gets one
            if (!hasKey) {
                PrivateFile.createOnce(
                        key,
                        Certificates.pem(Certificates.freshKeys().getPrivate()),
                        PrivateFile.OWNER_ONLY);
            }
            KeyPair keys =
                    Certificates.keys(PrivateFile.read(key, MOST_BYTES, PrivateFile.OWNER_ONLY));
            if (!hasPem) {
                PrivateFile.createOnce(
                        pem,
                        Certificates.pem(Certificates.root(keys, clock.instant())),
                        PrivateFile.PUBLIC);
            }
            X509Certificate certificate =
                    Certificates.certificate(PrivateFile.read(pem, MOST_BYTES, PrivateFile.PUBLIC));
            Certificates.requireRootOf(certificate, keys);
            CertificateAuthority authority =
                    new CertificateAuthority(
                            pem, clock, keys, certificate, Certificates.freshKeys());
            authority.requireValid(clock.instant());
            return authority;
        } catch (IOException
                | GeneralSecurityException
                | OperatorCreationException
                | IllegalArgumentException e) {
            throw new Refused(
                    Refusal.Exit.FAILED,
                    "tls.authority-unusable",
                    "the certificate authority in "
                            + directory
                            + " cannot be used: "
                            + e.getMessage(),
                    "own "
                            + directory
                            + ", run: chmod 600 "
                            + key
                            + "; or remove "
                            + key
                            + " and "
                            + pem
                            + ": a new authority is made at the next start");
        }
    }

    /** The certificate's file, to be mounted into sandboxes. */
    public Path pem() {
        return pem;
    }

    public X509Certificate certificate() {
        return certificate;
    }

    /**
     * The leaf for a host name (A-labels) or an address literal, valid for at least {@link
     * #RENEW_BEFORE}; made at first use and kept. Refuses once the authority has expired; throws
     * IllegalArgumentException on what is neither.
     */
    Leaf leaf(String host) throws Refused {
        HostName name = HostName.parse(host);
        Instant now = clock.instant();
        requireValid(now);
        lock.lock();
        try {
            Leaf kept = leaves.get(name.text());
            if (kept != null && fresh(kept.certificate(), now)) {
                return kept;
            }
            Leaf minted =
                    new Leaf(
                            leafKeys.getPrivate(),
                            Certificates.leaf(
                                    name,
                                    leafKeys.getPublic(),
                                    certificate,
                                    keys.getPrivate(),
                                    now),
                            certificate);
            leaves.put(name.text(), minted);
            return minted;
        } catch (IOException | GeneralSecurityException | OperatorCreationException e) {
            throw new IllegalStateException("no certificate could be made for " + name.text(), e);
        } finally {
            lock.unlock();
        }
    }

    private boolean fresh(X509Certificate leaf, Instant now) {
        Instant end = leaf.getNotAfter().toInstant();
        // a leaf cut short by the authority's own end cannot be renewed
        boolean last = end.equals(certificate.getNotAfter().toInstant());
        return !now.isBefore(leaf.getNotBefore().toInstant())
                && (last || now.isBefore(end.minus(RENEW_BEFORE)));
    }

    private void requireValid(Instant now) throws Refused {
        Instant start = certificate.getNotBefore().toInstant();
        Instant end = certificate.getNotAfter().toInstant();
        if (now.isBefore(start) || !now.isBefore(end)) {
            throw new Refused(
                    Refusal.Exit.FAILED,
                    "tls.authority-expired",
                    "the certificate authority "
                            + pem
                            + " is valid from "
                            + start
                            + " to "
                            + end
                            + ", and it is "
                            + now,
                    "check the clock; else remove ca.key and ca.pem beside it: a new authority is made at the next start");
        }
    }
}
