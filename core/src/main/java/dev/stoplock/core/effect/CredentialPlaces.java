package dev.stoplock.core.effect;

import dev.stoplock.core.json.Json;
import dev.stoplock.core.json.JsonWriter;
import dev.stoplock.core.wire.auth.CredentialText;
import dev.stoplock.core.wire.auth.Sasl;
import dev.stoplock.core.wire.http1.Fields;
import dev.stoplock.core.wire.http1.RequestHead;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Puts credentials into a judged exchange, or into a login to a mail server, in the place of what
 * stands there, each coded as its place wants it.
 *
 * <p>Guarantees: nothing else of it changes but the length. A value that cannot stand in its place,
 * or a place that is not found exactly once, throws IllegalArgumentException, whose message holds
 * no value.
 */
public final class CredentialPlaces {

    /** What stands at an atom's path and what is to stand there. */
    public record Put(String presented, String value) {}

    /** The paths of a login's atoms. */
    static final String LOGIN_USER = "login/user";

    static final String LOGIN_PASSWORD = "login/password";

    private CredentialPlaces() {}

    /** {@code puts} by the paths of the credential atoms. */
    public static Sasl.Presented put(Sasl.Presented login, Map<String, Put> puts) {
        Map<String, Put> left = new LinkedHashMap<>(puts);
        Sasl.Presented ready =
                new Sasl.Presented(
                        value(left.remove(LOGIN_USER), login.user()),
                        value(left.remove(LOGIN_PASSWORD), login.password()));
        requireNone(left);
        return ready;
    }

    private static String value(@Nullable Put put, String presented) {
        if (put != null && !put.presented().equals(presented)) {
            throw new IllegalArgumentException("a login does not hold what was judged");
        }
        return put == null ? presented : put.value();
    }

    private static void requireNone(Map<String, Put> left) {
        if (!left.isEmpty()) {
            throw new IllegalArgumentException(
                    "a place of a credential is not in the request: " + left.keySet());
        }
    }

    /** {@code puts} by the paths of the credential atoms. */
    public static Exchange put(Exchange exchange, Map<String, Put> puts) {
        Map<String, Put> left = new LinkedHashMap<>(puts);
        Fields fields = Fields.NONE;
        for (Fields.Field field : exchange.head().fields().list()) {
            String path = "header/" + field.name();
            fields = fields.with(field.name(), header(path, field.value(), left));
        }
        String target = target(exchange.head(), left);
        byte[] body = body(exchange, left);
        requireNone(left);
        if (body.length != exchange.body().length) {
            fields =
                    fields.without(java.util.Set.of("content-length"))
                            .with("content-length", Integer.toString(body.length));
        }
        return new Exchange(
                exchange.destination(),
                new RequestHead(exchange.head().method(), target, fields),
                body,
                exchange.upload());
    }

    private static String header(String path, String value, Map<String, Put> left) {
        Put whole = left.remove(path);
        String fresh = value;
        if (whole != null) {
            if (!value.endsWith(whole.presented())) {
                throw new IllegalArgumentException("a header does not end with its credential");
            }
            fresh = value.substring(0, value.length() - whole.presented().length()) + whole.value();
        }
        Put user = left.remove(path + "/user");
        Put password = left.remove(path + "/password");
        if (user != null || password != null) {
            CredentialText text = CredentialText.header(value);
            if (text == null || text.user() == null) {
                throw new IllegalArgumentException("a header is not Basic");
            }
            fresh = text.with(exchange(user, password));
        }
        boolean changed = whole != null || user != null || password != null;
        // Threat: what is no visible ASCII would end the header or be written as something else
        if (changed && !fresh.matches("[\\x20-\\x7e]*")) {
            throw new IllegalArgumentException("a secret cannot stand in a header");
        }
        return fresh;
    }

    private static UnaryOperator<String> exchange(@Nullable Put user, @Nullable Put password) {
        return part ->
                user != null && part.equals(user.presented())
                        ? user.value()
                        : password != null && part.equals(password.presented())
                                ? password.value()
                                : part;
    }

    private static String target(RequestHead head, Map<String, Put> left) {
        if (left.keySet().stream().noneMatch(path -> path.startsWith("query/"))) {
            return head.target();
        }
        return head.path() + "?" + parameters(head.query(), "query/", left);
    }

    private static byte[] body(Exchange exchange, Map<String, Put> left) {
        if (left.keySet().stream().noneMatch(path -> path.startsWith("body/"))) {
            return exchange.body();
        }
        if (BodyCredentials.isType(exchange, BodyCredentials.FORM)) {
            String form = new String(exchange.body(), StandardCharsets.ISO_8859_1);
            return parameters(form, "body/", left).getBytes(StandardCharsets.ISO_8859_1);
        }
        String text = new String(exchange.body(), StandardCharsets.UTF_8);
        for (String path : java.util.List.copyOf(left.keySet())) {
            Put put = left.get(path);
            if (put != null && path.startsWith("body/")) {
                text = once(text, quoted(put.presented()), quoted(put.value()));
                left.remove(path);
            }
        }
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String quoted(String text) {
        return JsonWriter.compact(new Json.Str(text));
    }

    private static String once(String text, String old, String fresh) {
        int at = text.indexOf(old);
        if (at < 0 || text.indexOf(old, at + 1) >= 0) {
            throw new IllegalArgumentException(
                    "a body does not hold the placeholder exactly once, as JSON writes it");
        }
        return text.substring(0, at) + fresh + text.substring(at + old.length());
    }

    private static String parameters(String coded, String prefix, Map<String, Put> left) {
        StringBuilder out = new StringBuilder();
        for (String part : coded.split("&", -1)) {
            int equals = part.indexOf('=');
            Put put = equals < 0 ? null : left.remove(prefix + name(part.substring(0, equals)));
            out.append(out.isEmpty() ? "" : "&")
                    .append(
                            put == null
                                    ? part
                                    : part.substring(0, equals + 1) + percent(put.value()));
        }
        return out.toString();
    }

    private static String name(String coded) {
        try {
            return Query.decode(coded);
        } catch (Unreadable e) {
            throw new IllegalArgumentException("a parameter's name cannot be read", e);
        }
    }

    /** Each byte of the UTF-8 text but the unreserved ones (RFC 3986, 2.3) as an escape. */
    private static String percent(String text) {
        StringBuilder out = new StringBuilder();
        for (byte each : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (each & 0xff);
            boolean plain = c < 0x80 && (Character.isLetterOrDigit(c) || "-._~".indexOf(c) >= 0);
            out.append(plain ? String.valueOf(c) : String.format("%%%02X", (int) c));
        }
        return out.toString();
    }
}
