package dev.stoplock.lab.registry;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stoplock.lab.loopback.Answer;
import dev.stoplock.lab.loopback.Header;
import dev.stoplock.lab.loopback.LoopbackHttp;
import dev.stoplock.lab.loopback.Received;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An npm registry on loopback (docs: github.com/npm/registry, REGISTRY-API and package-metadata):
 * {@code postmark-mcp} in two versions of its own, every other name through {@link Upstream}, with
 * tarball addresses that lead back here.
 *
 * <p>The address it names itself by is the one it was asked under, so one registry can serve
 * listeners in several namespaces. What the configured registry refuses or fails at is answered
 * with its status (or 502) and the reason, and kept in {@link #failures}.
 */
public final class LabRegistry implements AutoCloseable {

    static final String ABBREVIATED = "application/vnd.npm.install-v1+json";
    static final String FULL = "application/json";
    private static final Pattern HOST =
            Pattern.compile("(127\\.0\\.0\\.1|localhost|\\[::1])(:\\d{1,5})?");
    private static final String PLAIN = "[A-Za-z0-9._~-]+";
    private static final Pattern NAME = Pattern.compile("/((?:@" + PLAIN + "/)?" + PLAIN + ")");
    private static final Pattern TARBALL =
            Pattern.compile("/((?:@" + PLAIN + "/)?(" + PLAIN + "))/-/([A-Za-z0-9._~+-]+)\\.tgz");
    private static final Duration FIRST_AGE = Duration.ofDays(47);
    private static final Duration SECOND_AGE = Duration.ofDays(45);

    private final JsonMapper json = JsonMapper.builder().build();
    private final Upstream upstream;
    private final SortedMap<String, Published> versions;
    private final List<String> failures = new CopyOnWriteArrayList<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final LoopbackHttp http;
    private volatile String latest = PostmarkPackage.BEFORE;
    private volatile boolean published = true;

    private record Published(Tarball tarball, ObjectNode manifest, Instant at) {}

    private LabRegistry(
            List<ServerSocketChannel> listeners,
            PostmarkPackage before,
            PostmarkPackage after,
            Upstream upstream,
            Instant now)
            throws IOException {
        this.upstream = upstream;
        this.versions =
                new TreeMap<>(
                        Map.of(
                                before.version(),
                                publish(before, now.minus(FIRST_AGE)),
                                after.version(),
                                publish(after, now.minus(SECOND_AGE))));
        this.http =
                LoopbackHttp.start(
                        listeners,
                        null,
                        new LoopbackHttp.Handler() {
                            @Override
                            public Answer answer(Received request) {
                                return LabRegistry.this.answer(request);
                            }

                            @Override
                            public void unreadable(byte[] raw, String reason) {
                                // without bytes it is a client that went away, and nothing was
                                // asked
                                if (raw.length > 0) {
                                    failures.add(reason);
                                }
                            }
                        });
    }

    /**
     * Serves the listeners in plain HTTP. 1.0.15 is {@code latest} at first. Call it on a thread of
     * the host.
     *
     * @param now both versions are dated more than 30 days before it
     */
    public static LabRegistry start(
            List<ServerSocketChannel> listeners,
            PostmarkPackage before,
            PostmarkPackage after,
            Upstream upstream,
            Instant now)
            throws IOException {
        return new LabRegistry(listeners, before, after, upstream, now);
    }

    private Published publish(PostmarkPackage source, Instant at) throws IOException {
        Tarball tarball = Tarball.of(source);
        if (!(json.readTree(source.files().get("package.json")) instanceof ObjectNode manifest)) {
            throw new IOException("package.json of " + source.version() + " is no JSON object");
        }
        manifest.put("_id", PostmarkPackage.NAME + "@" + source.version());
        manifest.putObject("dist")
                .put("integrity", tarball.integrity())
                .put("shasum", tarball.shasum())
                .put("fileCount", source.files().size())
                .put(
                        "unpackedSize",
                        source.files().values().stream().mapToLong(each -> each.length).sum());
        return new Published(tarball, manifest, at.truncatedTo(ChronoUnit.MILLIS));
    }

    /** Lets the tag {@code latest} name this version from now on. */
    public void setLatest(String version) {
        if (!versions.containsKey(version)) {
            throw new IllegalArgumentException("no version " + version);
        }
        latest = version;
    }

    /** Takes postmark-mcp away: from now on its name and its tarballs are not found. */
    public void unpublish() {
        published = false;
    }

    /** The port of the first listener. */
    public int port() {
        return http.port();
    }

    /** What could not be given, one sentence each, oldest first. */
    public List<String> failures() {
        return List.copyOf(failures);
    }

    /** Every request so far, as method and target, oldest first. */
    public List<String> asked() {
        return List.copyOf(asked);
    }

    private Answer answer(Received request) {
        asked.add(request.method() + " " + request.target());
        String host = request.header("host").orElse("");
        if (!HOST.matcher(host).matches()) {
            return problem(400, "this registry answers on loopback only, not as '" + host + "'");
        }
        if (!request.method().equals("GET") && !request.method().equals("HEAD")) {
            return problem(404, "this registry has no " + request.method() + " " + request.path());
        }
        String path = URLDecoder.decode(request.path().replace("+", "%2B"), StandardCharsets.UTF_8);
        try {
            Matcher tarball = TARBALL.matcher(path);
            if (tarball.matches()) {
                return tarball(tarball.group(1), tarball.group(2), tarball.group(3));
            }
            Matcher name = NAME.matcher(path);
            if (name.matches()) {
                return packument(
                        name.group(1),
                        request.header("accept").orElse(FULL),
                        "http://" + host + "/");
            }
            return path.equals("/-/ping")
                    ? Answer.json(200, "{}")
                    : problem(404, "this registry has no " + path);
        } catch (UpstreamFailed e) {
            return problem(e.status(), "the configured registry failed: " + e.getMessage());
        } catch (IOException e) {
            return problem(502, "the lab's registry failed: " + e);
        }
    }

    private Answer packument(String name, String accept, String self) throws IOException {
        boolean brief = accept.contains(ABBREVIATED);
        if (name.equals(PostmarkPackage.NAME)) {
            return published
                    ? given(own(brief, self), brief)
                    : problem(404, PostmarkPackage.NAME + " is not in this registry");
        }
        ObjectNode packument = upstream.packument(name, brief ? ABBREVIATED : FULL);
        packument
                .path("versions")
                .properties()
                .forEach(version -> {
                    if (version.getValue().path("dist") instanceof ObjectNode dist) {
                        dist.put("tarball", address(self, name, version.getKey()));
                    }
                });
        return given(packument, brief);
    }

    private Answer given(ObjectNode packument, boolean brief) throws IOException {
        return new Answer(
                200,
                List.of(new Header("Content-Type", brief ? ABBREVIATED : FULL)),
                new Answer.Bytes(json.writeValueAsBytes(packument)));
    }

    private ObjectNode own(boolean brief, String self) {
        ObjectNode packument = json.createObjectNode().put("name", PostmarkPackage.NAME);
        packument.putObject("dist-tags").put("latest", latest);
        String modified =
                versions.values().stream()
                        .map(Published::at)
                        .max(Instant::compareTo)
                        .orElseThrow()
                        .toString();
        packument.put("modified", modified);
        ObjectNode manifests = packument.putObject("versions");
        versions.forEach((version, each) -> {
            ObjectNode manifest = each.manifest().deepCopy();
            manifest.withObject("/dist")
                    .put("tarball", address(self, PostmarkPackage.NAME, version));
            if (brief) {
                manifest.retain(
                        "name",
                        "version",
                        "dependencies",
                        "optionalDependencies",
                        "bin",
                        "engines",
                        "dist");
            }
            manifests.set(version, manifest);
        });
        if (!brief) {
            packument.put("_id", PostmarkPackage.NAME).remove("modified");
            ObjectNode time = packument.putObject("time");
            time.put("created", versions.firstEntry().getValue().at().toString())
                    .put("modified", modified);
            versions.forEach((version, each) -> time.put(version, each.at().toString()));
        }
        return packument;
    }

    /** The one address of a tarball here, whatever the configured registry's own scheme is. */
    private static String address(String self, String name, String version) {
        return self + name + "/-/" + name.substring(name.indexOf('/') + 1) + "-" + version + ".tgz";
    }

    private Answer tarball(String name, String unscoped, String file) throws IOException {
        if (!file.startsWith(unscoped + "-")) {
            return problem(404, "not a tarball of " + name + ": " + file);
        }
        String version = file.substring(unscoped.length() + 1);
        List<Header> headers = List.of(new Header("Content-Type", "application/octet-stream"));
        if (!name.equals(PostmarkPackage.NAME)) {
            return new Answer(200, headers, new Answer.InFile(upstream.tarball(name, version)));
        }
        Published found = versions.get(version);
        return found != null && published
                ? new Answer(200, headers, new Answer.Bytes(found.tarball().bytes()))
                : problem(
                        404,
                        PostmarkPackage.NAME + " has no version " + version + " in this registry");
    }

    private Answer problem(int status, String reason) {
        failures.add(status + ": " + reason);
        return Answer.json(status, json.createObjectNode().put("error", reason).toString());
    }

    @Override
    public void close() throws IOException {
        http.close();
    }
}
