package dev.stoplock.core.effect;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.stoplock.core.json.Json;
import dev.stoplock.core.model.Atom;
import dev.stoplock.core.wire.graphql.GraphQlItem;
import dev.stoplock.core.wire.mime.FieldValue;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The atoms of a body by the type its head announces; a document is read as what it looks like. */
final class BodyAtoms {

    private static final Pattern JSON =
            Pattern.compile("(application|text)/([a-z0-9.+-]{1,80}\\+)?json");
    private static final Pattern JSON_LINES =
            Pattern.compile("application/(x-)?(ndjson|jsonl|jsonlines|json-lines)");

    /** Types of documents, whose bytes most APIs keep as they are. */
    private static final Pattern OPAQUE =
            Pattern.compile(
                    "(image|audio|video|font)/[a-z0-9.+-]{1,80}(?<!xml)|text/(plain|csv|markdown|html|calendar|tab-separated-values)"
                            + "|application/(octet-stream|pdf|zip|gzip|x-gzip|x-tar|x-7z-compressed|msword|rtf|epub\\+zip)"
                            + "|application/vnd\\.(openxmlformats-officedocument|oasis\\.opendocument|ms-excel|ms-powerpoint)[a-z0-9.+-]{0,80}");

    private static final Pattern CHARSET = Pattern.compile("(?i)utf-?8|us-ascii|iso-8859-1");
    private static final Pattern JSON_CHARSET = Pattern.compile("(?i)utf-?8|us-ascii");

    private BodyAtoms() {}

    /** Null where nobody here reads what the body is announced as. */
    static @Nullable List<Atom> of(Exchange exchange) throws Unreadable {
        byte[] body = exchange.body();
        if (exchange.head().fields().all("content-type").size() > 1) {
            throw unannounced();
        }
        if (body.length == 0) {
            return List.of();
        }
        String type = type(exchange);
        boolean graphql = GraphQlAtoms.isHome(exchange.head().path());
        if (JSON.matcher(type).matches()) {
            return json("body", JsonAtoms.parsed(body), graphql);
        }
        if (type.equals("application/graphql")) {
            List<GraphQlItem> items = GraphQlAtoms.items(utf8(body));
            return GraphQlAtoms.document("body", items);
        }
        if (JSON_LINES.matcher(type).matches()) {
            return lines(body);
        }
        if (graphql && !FormAtoms.claims(type)) {
            throw new Unreadable(
                    "effect.graphql-unreadable",
                    "a GraphQL request is announced as something that nobody reads");
        }
        if (FormAtoms.claims(type)) {
            return FormAtoms.of(exchange, graphql);
        }
        return type.isEmpty() || OPAQUE.matcher(type).matches()
                ? DocumentAtoms.of(type, body)
                : null;
    }

    /** The media type in lower case without parameters, empty where none is announced. */
    static String type(Exchange exchange) throws Unreadable {
        List<String> types = exchange.head().fields().all("content-type");
        if (types.isEmpty()) {
            return "";
        }
        FieldValue read = types.size() > 1 ? null : FieldValue.parse(types.getFirst());
        if (read == null
                || !read.value().matches("[a-z]{1,20}/[a-z0-9!#$&^_.+-]{1,100}")
                || !read.parameters().stream().allMatch(each -> isPlain(read.value(), each))) {
            throw unannounced();
        }
        return read.value();
    }

    private static Unreadable unannounced() {
        return new Unreadable(
                "wire.content-type",
                "a request body is announced in a way that has no single reading");
    }

    /** Threat: a reader that looks for a charset anywhere finds one within a quoted value too. */
    private static boolean isPlain(String type, FieldValue.Parameter parameter) {
        if (parameter.name().equals("charset")) {
            return (JSON.matcher(type).matches() ? JSON_CHARSET : CHARSET)
                    .matcher(parameter.value())
                    .matches();
        }
        return !parameter.value().matches("(?is).*(;|charset).*");
    }

    static List<Atom> json(String path, Json value, boolean graphql) throws Unreadable {
        return GraphQlAtoms.claims(value, graphql)
                ? GraphQlAtoms.of(path, value)
                : JsonAtoms.of(path, value);
    }

    private static List<Atom> lines(byte[] body) throws Unreadable {
        List<Atom> atoms = new ArrayList<>();
        String[] lines = utf8(body).split("\r?\n", -1);
        for (int i = 0; i < lines.length; i++) {
            if (!lines[i].isBlank()) {
                JsonAtoms.collect(
                        "body/" + i, false, JsonAtoms.parsed(lines[i].getBytes(UTF_8)), atoms);
            }
        }
        return atoms;
    }

    /** Bytes as they are; where they are one text that names a place, that is where it goes. */
    static Atom content(byte[] body) {
        String text = utf8OrNull(body);
        return text == null
                ? Atom.content("body", new String(body, ISO_8859_1))
                : FieldClass.text("body", false, text);
    }

    private static String utf8(byte[] body) throws Unreadable {
        String text = utf8OrNull(body);
        if (text == null) {
            throw new Unreadable("wire.json", "a body is not UTF-8");
        }
        return text;
    }

    private static @Nullable String utf8OrNull(byte[] bytes) {
        try {
            return UTF_8.newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }
}
