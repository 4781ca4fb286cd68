package dev.stoplock.gate.registry;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.stoplock.core.json.Json;
import dev.stoplock.core.json.JsonWriter;
import dev.stoplock.core.model.Digest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.jspecify.annotations.Nullable;

/** A small npm registry on loopback: packuments and tarballs of packages that a test builds. */
final class LoopbackRegistry implements AutoCloseable {

    private final HttpServer server;
    private final Map<String, Map<String, Json.Obj>> packuments = new ConcurrentHashMap<>();
    private final Map<String, byte[]> tarballs = new ConcurrentHashMap<>();

    LoopbackRegistry() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
    }

    /**
     * Publishes {@code tarball} under the package.json's name and version; {@code dist} tells other
     * than the tarball's own digest.
     */
    void publish(Json.Obj packageJson, byte[] tarball, Json.@Nullable Obj dist) {
        String name = String.valueOf(packageJson.text("name"));
        String version = String.valueOf(packageJson.text("version"));
        String path = name + "/-/" + name.replaceAll(".*/", "") + "-" + version + ".tgz";
        tarballs.put(path, tarball);
        Json.Obj own =
                dist != null
                        ? dist
                        : Json.object()
                                .put("integrity", integrity(tarball))
                                .put("shasum", sha1(tarball))
                                .build();
        packuments
                .computeIfAbsent(name, any -> new TreeMap<>())
                .put(version, packageJson.with("dist", own.with("tarball", Json.of(url() + path))));
    }

    void publish(Json.Obj packageJson, Tarball tarball) throws IOException {
        publish(
                packageJson,
                tarball.file("package/package.json", JsonWriter.compact(packageJson)).bytes(),
                null);
    }

    static String integrity(byte[] tarball) {
        return "sha512-"
                + Base64.getEncoder()
                        .encodeToString(Digest.Algorithm.SHA512.start().digest(tarball));
    }

    static String sha1(byte[] bytes) {
        try {
            return HexFormat.of()
                    .formatHex(java.security.MessageDigest.getInstance("SHA-1").digest(bytes));
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path =
                URLDecoder.decode(
                        exchange.getRequestURI().getRawPath().substring(1), StandardCharsets.UTF_8);
        byte[] body = tarballs.get(path);
        Map<String, Json.Obj> versions = packuments.get(path);
        if (body == null && versions != null) {
            Json.Builder all = Json.object();
            versions.forEach(all::put);
            String latest = versions.keySet().stream().reduce((a, b) -> b).orElseThrow();
            body =
                    JsonWriter.compact(
                                    Json.object()
                                            .put("name", path)
                                            .put(
                                                    "dist-tags",
                                                    Json.object().put("latest", latest).build())
                                            .put("versions", all.build())
                                            .build())
                            .getBytes(StandardCharsets.UTF_8);
        }
        byte[] answer = body == null ? "{}".getBytes(StandardCharsets.UTF_8) : body;
        exchange.sendResponseHeaders(body == null ? 404 : 200, answer.length);
        exchange.getResponseBody().write(answer);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }

    /** A .tgz in the making. */
    static final class Tarball {

        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final TarArchiveOutputStream tar;

        Tarball() throws IOException {
            tar = new TarArchiveOutputStream(new GZIPOutputStream(bytes), "UTF-8");
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            tar.setAddPaxHeadersForNonAsciiNames(true);
        }

        Tarball file(String path, String content) throws IOException {
            return file(path, content, 0100644);
        }

        Tarball file(String path, String content, int mode) throws IOException {
            byte[] body = content.getBytes(StandardCharsets.UTF_8);
            TarArchiveEntry entry = new TarArchiveEntry(path, true);
            entry.setSize(body.length);
            entry.setMode(mode);
            tar.putArchiveEntry(entry);
            tar.write(body);
            tar.closeArchiveEntry();
            return this;
        }

        Tarball special(String path, byte kind, String target) throws IOException {
            TarArchiveEntry entry = new TarArchiveEntry(path, kind, true);
            entry.setLinkName(target);
            tar.putArchiveEntry(entry);
            tar.closeArchiveEntry();
            return this;
        }

        byte[] bytes() throws IOException {
            tar.close();
            return bytes.toByteArray();
        }
    }
}
