package dev.stoplock.lab.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the user's npm is configured to do: registries, credentials, extra authorities and a proxy
 * (docs.npmjs.com/cli/configuring-npm/npmrc).
 *
 * <p>npm itself is asked for what it will tell; credentials, which it does not, are read from the
 * files it names.
 *
 * @param registry the default registry, ending in a slash
 * @param scopes registries by scope ({@code @name}), ending in a slash
 * @param credentials by npm's key of the place they are for, {@code //host/path/}: the value of an
 *     Authorization header
 * @param authorities certificates in PEM to trust besides the JDK's own
 * @param proxy the proxy for https, empty text for none
 * @param direct host suffixes that need no proxy
 */
public record NpmConfiguration(
        URI registry,
        Map<String, URI> scopes,
        Map<String, String> credentials,
        List<String> authorities,
        String proxy,
        List<String> direct) {

    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([^}]+)}");
    private static final int ANSWER_SECONDS = 60;

    public NpmConfiguration {
        registry = slashed(registry);
        Map<String, URI> ended = new HashMap<>();
        scopes.forEach((scope, address) -> ended.put(scope, slashed(address)));
        scopes = Map.copyOf(ended);
        credentials = Map.copyOf(credentials);
        authorities = List.copyOf(authorities);
        direct = List.copyOf(direct);
    }

    /** Nothing but a registry. */
    public static NpmConfiguration of(URI registry) {
        return new NpmConfiguration(registry, Map.of(), Map.of(), List.of(), "", List.of());
    }

    /** Asks the {@code npm} on the environment's path, as it would answer in this directory. */
    public static NpmConfiguration read(Path directory, Map<String, String> environment)
            throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder("npm", "config", "list", "--json").directory(directory.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        Process npm = builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
        npm.getOutputStream().close();
        byte[] answer = npm.getInputStream().readAllBytes();
        try {
            if (!npm.waitFor(ANSWER_SECONDS, TimeUnit.SECONDS) || npm.exitValue() != 0) {
                npm.destroyForcibly();
                throw new IOException("npm config list failed in " + directory);
            }
        } catch (InterruptedException e) {
            npm.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while npm was asked", e);
        }
        return from(JsonMapper.builder().build().readTree(answer), environment);
    }

    static NpmConfiguration from(JsonNode settings, Map<String, String> environment)
            throws IOException {
        Map<String, URI> scopes = new HashMap<>();
        settings.properties()
                .forEach(each -> {
                    String key = each.getKey();
                    if (key.startsWith("@") && key.endsWith(":registry")) {
                        scopes.put(
                                key.substring(0, key.indexOf(':')),
                                URI.create(each.getValue().asText()));
                    }
                });
        Map<String, String> lines = new HashMap<>();
        for (String file : List.of("globalconfig", "userconfig")) {
            String path = settings.path(file).asText("");
            if (!path.isEmpty() && Files.isRegularFile(Path.of(path))) {
                lines.putAll(lines(Files.readString(Path.of(path)), environment));
            }
        }
        environment.forEach((name, value) -> {
            if (name.toLowerCase(Locale.ROOT).startsWith("npm_config_//")) {
                lines.put(name.substring("npm_config_".length()), value);
            }
        });
        String proxy = settings.path("https-proxy").asText("");
        if (proxy.isEmpty() || proxy.equals("null")) {
            proxy =
                    environment.getOrDefault(
                            "https_proxy", environment.getOrDefault("HTTPS_PROXY", ""));
        }
        List<String> direct = new ArrayList<>();
        JsonNode noproxy = settings.path("noproxy");
        for (JsonNode each : noproxy.isArray() ? noproxy : List.of(noproxy)) {
            for (String host : each.asText("").split(",", -1)) {
                if (!host.isBlank() && !host.equals("null")) {
                    direct.add(host.strip());
                }
            }
        }
        return new NpmConfiguration(
                URI.create(settings.path("registry").asText()),
                scopes,
                credentials(lines),
                authorities(settings, environment),
                proxy,
                direct);
    }

    /**
     * {@code key = value} lines, with {@code ${NAME}} taken from the environment; a name that is
     * not set stays as it stands.
     */
    static Map<String, String> lines(String text, Map<String, String> environment) {
        Map<String, String> lines = new HashMap<>();
        for (String line : text.lines().map(String::strip).toList()) {
            // a credential's key starts with //, so only ; and # mark a comment here
            int equals = line.indexOf('=');
            if (equals < 1 || line.startsWith(";") || line.startsWith("#")) {
                continue;
            }
            String value = line.substring(equals + 1).strip();
            if (value.length() > 1 && value.startsWith("\"") && value.endsWith("\"")) {
                value = value.substring(1, value.length() - 1);
            }
            lines.put(
                    expanded(line.substring(0, equals).strip(), environment),
                    expanded(value, environment));
        }
        return lines;
    }

    private static String expanded(String text, Map<String, String> environment) {
        return VARIABLE.matcher(text)
                .replaceAll(found ->
                        Matcher.quoteReplacement(
                                environment.getOrDefault(found.group(1), found.group())));
    }

    private static Map<String, String> credentials(Map<String, String> lines) {
        Map<String, String> found = new HashMap<>();
        lines.forEach((key, value) -> {
            int colon = key.lastIndexOf(':');
            if (!key.startsWith("//") || colon < 0) {
                return;
            }
            String place = slashed(key.substring(0, colon));
            switch (key.substring(colon + 1)) {
                case "_authToken" -> found.put(place, "Bearer " + value);
                case "_auth" -> found.putIfAbsent(place, "Basic " + value);
                case "username" -> {
                    String password = lines.get(key.substring(0, colon) + ":_password");
                    if (password != null) {
                        String pair =
                                value
                                        + ":"
                                        + new String(Base64.getDecoder().decode(password), UTF_8);
                        found.putIfAbsent(
                                place,
                                "Basic "
                                        + Base64.getEncoder().encodeToString(pair.getBytes(UTF_8)));
                    }
                }
                default -> {}
            }
        });
        return found;
    }

    private static List<String> authorities(JsonNode settings, Map<String, String> environment)
            throws IOException {
        List<String> found = new ArrayList<>();
        String file = settings.path("cafile").asText("");
        if (!file.isEmpty() && !file.equals("null")) {
            found.add(Files.readString(Path.of(file)));
        }
        JsonNode inline = settings.path("ca");
        for (JsonNode each : inline.isArray() ? inline : List.of(inline)) {
            if (each.isTextual()) {
                found.add(each.textValue().replace("\\n", "\n"));
            }
        }
        String extra = environment.getOrDefault("NODE_EXTRA_CA_CERTS", "");
        // Node too goes on without a file it cannot read: less is trusted, not more
        if (!extra.isEmpty() && Files.isReadable(Path.of(extra))) {
            found.add(Files.readString(Path.of(extra)));
        }
        return found;
    }

    /** The registry of a package's name. */
    public URI registryOf(String name) {
        int slash = name.indexOf('/');
        return name.startsWith("@") && slash > 0
                ? scopes.getOrDefault(name.substring(0, slash), registry)
                : registry;
    }

    /**
     * The Authorization value for an address: of the longest configured place it lies under, host
     * and port included.
     */
    public Optional<String> authorization(URI address) {
        String place = "//" + address.getRawAuthority() + address.getRawPath();
        while (place.length() > 2) {
            String value = credentials.get(slashed(place));
            if (value != null) {
                return Optional.of(value);
            }
            place = place.substring(0, Math.max(2, place.lastIndexOf('/')));
        }
        return Optional.empty();
    }

    private static URI slashed(URI address) {
        return URI.create(slashed(address.toString()));
    }

    private static String slashed(String text) {
        return text.endsWith("/") ? text : text + "/";
    }

    /** Says where, never with what. */
    @Override
    public String toString() {
        return "NpmConfiguration["
                + registry
                + ", scopes "
                + scopes
                + ", "
                + credentials.size()
                + " credentials]";
    }
}
