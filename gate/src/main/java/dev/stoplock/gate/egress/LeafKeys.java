package dev.stoplock.gate.egress;

import dev.stoplock.gate.port.Refused;
import java.io.IOException;
import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Map;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Presents the leaf of the name a handshake was captured for; where the client asks for another, it
 * has no key at all.
 */
final class LeafKeys extends X509ExtendedKeyManager {

    private final CertificateAuthority authority;
    private final Map<SSLSocket, ServerTls.Expected> expected;

    LeafKeys(CertificateAuthority authority, Map<SSLSocket, ServerTls.Expected> expected) {
        this.authority = authority;
        this.expected = expected;
    }

    @Override
    public @Nullable String chooseServerAlias(
            String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        // Conscrypt asks for RSA first
        if (!keyType.equals("EC") || !(socket instanceof SSLSocket secured)) {
            return null;
        }
        ServerTls.Expected here = expected.get(secured);
        if (here == null) {
            return null;
        }
        try {
            here.check(secured.getHandshakeSession());
            return here.name();
        } catch (IOException mismatch) {
            // remembered by the check: without a key the handshake ends, and accept says why
            return null;
        }
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String alias) {
        CertificateAuthority.@Nullable Leaf leaf = leaf(alias);
        return leaf == null ? null : leaf.chain();
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
        CertificateAuthority.@Nullable Leaf leaf = leaf(alias);
        return leaf == null ? null : leaf.key();
    }

    private CertificateAuthority.@Nullable Leaf leaf(String alias) {
        try {
            return authority.leaf(alias);
        } catch (Refused expired) {
            // expired between accept's own check and here: no key, no handshake
            return null;
        }
    }

    @Override
    public @Nullable String chooseEngineServerAlias(
            String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        return null;
    }

    @Override
    public @Nullable String chooseEngineClientAlias(
            String[] keyTypes, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        return null;
    }

    @Override
    public @Nullable String chooseClientAlias(
            String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return null;
    }

    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        return null;
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        return null;
    }
}
