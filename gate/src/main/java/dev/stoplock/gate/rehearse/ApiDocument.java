package dev.stoplock.gate.rehearse;

import dev.stoplock.core.effect.Exchange;
import dev.stoplock.core.json.Json;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What an OpenAPI document says an API answers (OpenAPI 3.1, "Paths Object", "Responses Object";
 * Swagger 2.0 likewise): which reply, by method and path, has which shape.
 *
 * <p>Guarantees: it shapes replies of stand-ins and nothing else; only references into the document
 * itself are followed. Threat: a package brings its own. Texts of a reply are made up here, except
 * for the single words of an enumeration or an example, and its size and depth are bounded.
 */
public final class ApiDocument {

    private static final int MOST_OPERATIONS = 5_000;
    private static final int MOST_REFERENCES = 16;

    /** How one request is answered; {@code host} is null where any may answer it so. */
    private record Operation(
            String method, @Nullable String host, List<String> way, int status, Json response) {}

    private final Json.Obj root;
    private final List<Operation> operations = new ArrayList<>();

    private ApiDocument(Json.Obj root) {
        this.root = root;
    }

    /** Null where this is no such document, or one that says nothing of replies. */
    public static @Nullable ApiDocument of(Json document) {
        if (!(document instanceof Json.Obj root)
                || root.text("openapi") == null && root.text("swagger") == null
                || !(root.at("paths") instanceof Json.Obj(Map<String, Json> paths))) {
            return null;
        }
        ApiDocument api = new ApiDocument(root);
        List<URI> servers = servers(root);
        paths.forEach((path, item) -> {
            if (api.resolved(item) instanceof Json.Obj(Map<String, Json> methods)) {
                methods.forEach((method, operation) ->
                        servers.forEach(server -> api.add(server, path, method, operation)));
            }
        });
        return api.operations.isEmpty() ? null : api;
    }

    private static List<URI> servers(Json.Obj root) {
        List<URI> servers = new ArrayList<>();
        if (root.at("servers") instanceof Json.Arr(List<Json> listed)) {
            for (Json each : listed.subList(0, Math.min(8, listed.size()))) {
                String url = each instanceof Json.Obj server ? server.text("url") : null;
                servers.add(uri(url == null ? "" : url));
            }
        }
        String host = root.text("host");
        String base = root.text("basePath");
        if (host != null || base != null) {
            servers.add(uri((host == null ? "" : "https://" + host) + (base == null ? "" : base)));
        }
        return servers.isEmpty() ? List.of(URI.create("")) : servers;
    }

    private static URI uri(String text) {
        try {
            return new URI(text);
        } catch (URISyntaxException e) {
            // with a variable in it, say: any host, and no path before those of the document
            return URI.create("");
        }
    }

    private void add(URI server, String path, String method, Json operation) {
        if (operations.size() >= MOST_OPERATIONS
                || !(operation instanceof Json.Obj said)
                || !(said.at("responses") instanceof Json.Obj(Map<String, Json> responses))) {
            return;
        }
        for (Map.Entry<String, Json> each : new TreeMap<>(responses).entrySet()) {
            String status = each.getKey().replace("XX", "00");
            if (status.matches("2[0-9]{2}")) {
                String base = server.getPath() == null ? "" : server.getPath();
                operations.add(
                        new Operation(
                                method.toUpperCase(Locale.ROOT),
                                server.getHost(),
                                way(base + "/" + path),
                                Integer.parseInt(status),
                                each.getValue()));
                return;
            }
        }
    }

    private static List<String> way(String path) {
        return List.of(path.split("/", -1)).stream().filter(each -> !each.isEmpty()).toList();
    }

    /** What this request is answered; null where the document does not say. */
    Replies.@Nullable Reply reply(Exchange exchange, DrawnReply.Words words) {
        List<String> way = way(exchange.head().path());
        Operation best = null;
        int most = -1;
        for (Operation each : operations) {
            boolean here =
                    each.method().equals(exchange.head().method())
                            && (each.host() == null
                                    || each.host().equalsIgnoreCase(exchange.destination().host()));
            int fixed = here ? fixed(each.way(), way) : -1;
            if (fixed > most) {
                most = fixed;
                best = each;
            }
        }
        if (best == null || !(resolved(best.response()) instanceof Json.Obj response)) {
            return null;
        }
        if (best.status() == 204) {
            return new Replies.Reply(204, List.of(), null);
        }
        Json body = new DrawnReply(this::resolved, words).of(response);
        return body == null ? null : new Replies.Reply(best.status(), List.of(), body);
    }

    /** How many segments are the document's own words; -1 where the path is another. */
    private static int fixed(List<String> template, List<String> way) {
        if (template.size() != way.size()) {
            return -1;
        }
        int fixed = 0;
        for (int i = 0; i < way.size(); i++) {
            if (template.get(i).equals(way.get(i))) {
                fixed++;
            } else if (template.get(i).indexOf('{') < 0) {
                return -1;
            }
        }
        return fixed;
    }

    /** Follows references into this document (RFC 6901); null where one leads nowhere. */
    private @Nullable Json resolved(@Nullable Json value) {
        Json at = value;
        for (int i = 0; i < MOST_REFERENCES; i++) {
            String reference = at instanceof Json.Obj object ? object.text("$ref") : null;
            if (reference == null) {
                return at;
            }
            at = reference.startsWith("#/") ? there(reference.substring(2)) : null;
        }
        return null;
    }

    private @Nullable Json there(String pointer) {
        Json at = root;
        for (String step : pointer.split("/", -1)) {
            String name = step.replace("~1", "/").replace("~0", "~");
            at = at instanceof Json.Obj object ? object.at(name) : null;
            if (at == null) {
                return null;
            }
        }
        return at;
    }
}
