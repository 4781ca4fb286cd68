package dev.stoplock.lab.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/**
 * The user's configured registry, as the lab's registry asks it: packuments kept in memory for one
 * run, tarballs on disk across runs, each checked against the packument's digest before it is given
 * out.
 *
 * <p>A credential goes only to the place it is configured for, also across redirects. Make it on a
 * thread of the host.
 */
public final class Upstream implements AutoCloseable {

    private static final long TARBALL_LIMIT = 200L * 1024 * 1024;
    private static final long PACKUMENT_LIMIT = 100L * 1024 * 1024;
    private static final int REDIRECTS = 5;
    private static final Duration CONNECT = Duration.ofSeconds(20);
    private static final Duration ANSWER = Duration.ofSeconds(60);

    private final JsonMapper json = JsonMapper.builder().build();
    private final NpmConfiguration configuration;
    private final Path cache;
    private final HttpClient client;
    private final Map<String, JsonNode> packuments = new ConcurrentHashMap<>();

    public Upstream(NpmConfiguration configuration, Path cache)
            throws IOException, GeneralSecurityException {
        this.configuration = configuration;
        this.cache = Files.createDirectories(cache);
        HttpClient.Builder builder =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .connectTimeout(CONNECT)
                        .sslContext(trusting(configuration.authorities()));
        if (!configuration.proxy().isEmpty()) {
            builder.proxy(ConfiguredProxy.of(configuration.proxy(), configuration.direct()));
        }
        this.client = builder.build();
    }

    private static SSLContext trusting(List<String> authorities)
            throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        TrustManagerFactory factory =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init((KeyStore) null);
        List<Certificate> trusted = new ArrayList<>();
        for (TrustManager manager : factory.getTrustManagers()) {
            if (manager instanceof X509TrustManager x509) {
                trusted.addAll(List.of(x509.getAcceptedIssuers()));
            }
        }
        CertificateFactory certificates = CertificateFactory.getInstance("X.509");
        for (String pem : authorities) {
            trusted.addAll(
                    certificates.generateCertificates(
                            new ByteArrayInputStream(pem.getBytes(StandardCharsets.UTF_8))));
        }
        for (Certificate each : trusted) {
            if (each instanceof X509Certificate) {
                store.setCertificateEntry("authority-" + store.size(), each);
            }
        }
        factory.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, factory.getTrustManagers(), null);
        return context;
    }

    /** The packument of a name as the registry gives it for this Accept value. */
    ObjectNode packument(String name, String accept) throws IOException {
        String key = accept + " " + name;
        JsonNode known = packuments.get(key);
        if (known == null) {
            URI address = configuration.registryOf(name).resolve(name.replace("/", "%2f"));
            try (InputStream body = get(address, accept)) {
                byte[] bytes = body.readNBytes((int) PACKUMENT_LIMIT + 1);
                if (bytes.length > PACKUMENT_LIMIT) {
                    throw new UpstreamFailed(
                            502,
                            "the packument of " + name + " is over " + PACKUMENT_LIMIT + " bytes");
                }
                known = json.readTree(bytes);
            }
            if (!known.path("versions").isObject()) {
                throw new UpstreamFailed(502, address + " gave no packument");
            }
            packuments.put(key, known);
        }
        return known.deepCopy();
    }

    /** The tarball of one version, in a file whose bytes were checked just now. */
    Path tarball(String name, String version) throws IOException {
        JsonNode dist = dist(name, version, LabRegistry.ABBREVIATED);
        if (dist.isMissingNode()) {
            // a registry's two forms of a packument may differ for a while after something new
            dist = dist(name, version, LabRegistry.FULL);
        }
        String source = dist.path("tarball").asText("");
        if (source.isEmpty()) {
            throw new UpstreamFailed(404, name + " has no version " + version);
        }
        URI address = URI.create(source);
        Path file =
                cache.resolve(
                        HexFormat.of()
                                        .formatHex(
                                                Tarball.digest(
                                                        "SHA-256",
                                                        source.getBytes(StandardCharsets.UTF_8)))
                                + ".tgz");
        if (Files.isRegularFile(file) && wrong(dist, Files.readAllBytes(file)).isEmpty()) {
            return file;
        }
        Path part = Files.createTempFile(cache, "part-", ".tgz");
        try {
            try (InputStream body = get(address, "*/*");
                    OutputStream out = Files.newOutputStream(part)) {
                copy(body, out, address);
            }
            Optional<String> wrong = wrong(dist, Files.readAllBytes(part));
            if (wrong.isPresent()) {
                throw new UpstreamFailed(502, address + ": " + wrong.get());
            }
            Files.move(
                    part,
                    file,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(part);
        }
        return file;
    }

    private JsonNode dist(String name, String version, String accept) throws IOException {
        return packument(name, accept).path("versions").path(version).path("dist");
    }

    private static void copy(InputStream body, OutputStream out, URI address) throws IOException {
        byte[] buffer = new byte[64 * 1024];
        long total = 0;
        for (int count = body.read(buffer); count >= 0; count = body.read(buffer)) {
            total += count;
            if (total > TARBALL_LIMIT) {
                throw new UpstreamFailed(502, address + " is over " + TARBALL_LIMIT + " bytes");
            }
            out.write(buffer, 0, count);
        }
    }

    /** Why these are not the bytes the packument names; empty where they are. */
    private static Optional<String> wrong(JsonNode dist, byte[] bytes) {
        String wanted = "";
        for (String each : dist.path("integrity").asText("").split(" ", -1)) {
            wanted = each.startsWith("sha512-") ? each : wanted;
        }
        if (!wanted.isEmpty()) {
            String found =
                    "sha512-"
                            + Base64.getEncoder().encodeToString(Tarball.digest("SHA-512", bytes));
            return found.equals(wanted)
                    ? Optional.empty()
                    : Optional.of("integrity is " + found + ", not " + wanted);
        }
        String shasum = dist.path("shasum").asText("");
        if (shasum.isEmpty()) {
            return Optional.of("the packument names no digest");
        }
        String found = HexFormat.of().formatHex(Tarball.digest("SHA-1", bytes));
        return found.equals(shasum)
                ? Optional.empty()
                : Optional.of("shasum is " + found + ", not " + shasum);
    }

    private InputStream get(URI start, String accept) throws IOException {
        URI address = start;
        for (int hop = 0; hop <= REDIRECTS; hop++) {
            HttpRequest.Builder request =
                    HttpRequest.newBuilder(address).timeout(ANSWER).header("Accept", accept);
            // Threat: a redirect to another host must not take the token along, so it is looked up
            // for each address anew
            configuration
                    .authorization(address)
                    .ifPresent(value -> request.header("Authorization", value));
            HttpResponse<InputStream> response = sent(request.build());
            int status = response.statusCode();
            if (status == 200) {
                return response.body();
            }
            response.body().close();
            Optional<String> location = response.headers().firstValue("location");
            if (status < 300 || status >= 400 || location.isEmpty()) {
                throw new UpstreamFailed(
                        status >= 400 && status < 500 ? status : 502,
                        address + " answered " + status);
            }
            URI next = address.resolve(location.get());
            if (address.getScheme().equals("https") && !"https".equals(next.getScheme())) {
                throw new UpstreamFailed(502, address + " redirects to plain " + next);
            }
            address = next;
        }
        throw new UpstreamFailed(502, start + " redirects more than " + REDIRECTS + " times");
    }

    private HttpResponse<InputStream> sent(HttpRequest request) throws IOException {
        try {
            return client.send(request, BodyHandlers.ofInputStream());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UpstreamFailed(502, "interrupted while asking " + request.uri());
        } catch (IOException e) {
            throw new UpstreamFailed(502, request.uri() + " cannot be reached: " + e);
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
