package dev.stoplock.lab.mutation;

import static dev.stoplock.lab.mutation.Expected.DESTINATION;
import static dev.stoplock.lab.mutation.Expected.SAME;
import static dev.stoplock.lab.mutation.Expected.UNREADABLE;
import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;

/**
 * What can be done to the frame of a request: where it begins and ends, and on which connection.
 */
final class FramingMoves {

    private final Bench bench;
    private final Place place;
    private final Wire request;
    private final String host;
    private final String body;
    private final String text;

    FramingMoves(Bench bench, Place place) {
        this.bench = bench;
        this.place = place;
        this.request = bench.request();
        this.host = bench.subject.host();
        this.body = new String(request.body(), ISO_8859_1);
        this.text = request.text();
    }

    void all() {
        change();
        asks();
        if (bench.recording().hasBody()) {
            codings();
            chunks();
        }
        new BehindMoves(bench, place, this).all();
    }

    void raw(Operation operation, String variant, Expected expected, String text) {
        bench.raw(place, operation, variant, expected, Step.ending(host, text));
    }

    String head(Wire wire) {
        return wire.head();
    }

    /** The recorded head with another way to say where the body ends. */
    String framed(String... lines) {
        String head = head(request.without("content-length"));
        StringBuilder more = new StringBuilder(head.substring(0, head.length() - 2));
        for (String line : lines) {
            more.append(line).append("\r\n");
        }
        return more + "\r\n";
    }

    private String chunked(String text) {
        return Integer.toHexString(text.getBytes(ISO_8859_1).length)
                + "\r\n"
                + text
                + "\r\n0\r\n\r\n";
    }

    private void change() {
        int length = body.length();
        for (String said :
                List.of(
                        Integer.toString(length + 7),
                        "-" + length,
                        "+" + length,
                        "0x" + Integer.toHexString(length),
                        length + ".0",
                        "99999999999999999999",
                        length + " " + length,
                        length + "," + length,
                        "")) {
            raw(
                    Operation.CHANGE,
                    "length " + said,
                    UNREADABLE,
                    framed("Content-Length: " + said) + body);
        }
        raw(Operation.CHANGE, "HTTP/1.0", UNREADABLE, text.replaceFirst("HTTP/1.1", "HTTP/1.0"));
        raw(Operation.CHANGE, "HTTP/2.0", UNREADABLE, text.replaceFirst("HTTP/1.1", "HTTP/2.0"));
        raw(Operation.CHANGE, "http/1.1", UNREADABLE, text.replaceFirst("HTTP/1.1", "http/1.1"));
        raw(Operation.CHANGE, "no version", UNREADABLE, text.replaceFirst(" HTTP/1.1", ""));
        raw(
                Operation.CHANGE,
                "the preface of HTTP/2",
                UNREADABLE,
                "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + text);
        raw(
                Operation.CHANGE,
                "cut in its head",
                UNREADABLE,
                text.substring(0, text.indexOf("\r\n\r\n") - 3));
        raw(Operation.CHANGE, "an empty line first", UNREADABLE, "\r\n" + text);
        raw(
                Operation.CHANGE,
                "bare line feeds",
                UNREADABLE,
                head(request).replace("\r\n", "\n") + body);
        raw(
                Operation.CHANGE,
                "bare carriage returns",
                UNREADABLE,
                head(request).replace("\r\n", "\r") + body);
        raw(
                Operation.CHANGE,
                "two hundred fields more",
                UNREADABLE,
                text.replaceFirst("\r\n", "\r\n" + "Accept: x\r\n".repeat(200)));
        raw(
                Operation.CHANGE,
                "a field of 70 KB",
                UNREADABLE,
                text.replaceFirst("\r\n", "\r\nAccept: " + "x".repeat(70_000) + "\r\n"));
        for (String other :
                List.of(
                        "collector.example",
                        bench.subject.other().host(),
                        "198.51.100.7",
                        "",
                        host + ":8443",
                        host + ".",
                        host + "@collector.example",
                        host + "/x",
                        "x." + host)) {
            bench.wire(
                    place,
                    Operation.CHANGE,
                    "Host " + other,
                    DESTINATION,
                    request.replaced("host", other));
        }
        bench.wire(place, Operation.CHANGE, "no Host", UNREADABLE, request.without("host"));
    }

    private void asks() {
        bench.raw(
                place,
                Operation.SIBLING,
                "Upgrade to h2c",
                UNREADABLE,
                Step.ending(
                        host,
                        request.with("Upgrade", "h2c")
                                .with("HTTP2-Settings", "AAMAAABkAAQAAP__")
                                .text()));
        bench.raw(
                place,
                Operation.SIBLING,
                "Upgrade to websocket",
                UNREADABLE,
                Step.ending(host, request.with("Upgrade", "websocket").text()));
        bench.raw(
                place,
                Operation.SIBLING,
                "Expect something",
                UNREADABLE,
                Step.ending(host, request.with("Expect", "200-ok").text()));
        bench.raw(
                place,
                Operation.SIBLING,
                "Trailer",
                UNREADABLE,
                Step.ending(host, request.with("Trailer", "X-Bcc").text()));
        // a coded body goes on decoded; of a request without one that is what was recorded
        boolean decoded = bench.subject.mailing() == null && !bench.recording().hasBody();
        raw(
                Operation.REENCODE,
                "a coded body of nothing",
                decoded ? Expected.SAME : UNREADABLE,
                request.with("Content-Encoding", "gzip").text());
        raw(Operation.DUPLICATE, "two Hosts", UNREADABLE, request.with("Host", host).text());
        raw(
                Operation.DUPLICATE,
                "another Host behind it",
                UNREADABLE,
                request.with("Host", "collector.example").text());
        raw(
                Operation.DUPLICATE,
                "two lengths",
                UNREADABLE,
                framed("Content-Length: " + body.length(), "Content-Length: " + body.length())
                        + body);
    }

    private void codings() {
        for (String coding :
                List.of("gzip", "deflate", "br", "zstd", "identity, gzip", "x-unknown")) {
            String coded =
                    coding.contains("gzip") ? gzip() : coding.equals("deflate") ? deflate() : body;
            // what has one coding that everybody knows goes on decoded, and says the same
            boolean same = coding.equals("gzip") || coding.equals("deflate");
            raw(
                    same ? Operation.TWIN : Operation.REENCODE,
                    "content coding " + coding,
                    same ? SAME : UNREADABLE,
                    framed("Content-Encoding: " + coding, "Content-Length: " + coded.length())
                            + coded);
        }
    }

    private void chunks() {
        String te = "Transfer-Encoding: chunked";
        raw(
                Operation.SIBLING,
                "length and chunks",
                UNREADABLE,
                framed("Content-Length: " + body.length(), te) + chunked(body));
        raw(
                Operation.SIBLING,
                "chunks and length",
                UNREADABLE,
                framed(te, "Content-Length: " + chunked(body).length()) + chunked(body));
        raw(
                Operation.SIBLING,
                "length 0 and chunks",
                UNREADABLE,
                framed(te, "Content-Length: 0") + chunked(body));
        raw(
                Operation.SIBLING,
                "a chunk extension",
                UNREADABLE,
                framed(te) + chunked(body).replaceFirst("\r\n", ";bcc=" + bench.word() + "\r\n"));
        raw(
                Operation.SIBLING,
                "a chunk extension at the end",
                UNREADABLE,
                framed(te) + chunked(body).replaceFirst("0\r\n\r\n$", "0;x=y\r\n\r\n"));
        raw(
                Operation.SIBLING,
                "a trailer",
                UNREADABLE,
                framed(te)
                        + chunked(body)
                                .replaceFirst(
                                        "0\r\n\r\n$",
                                        "0\r\nX-Bcc: " + bench.stranger() + "\r\n\r\n"));
        for (String coding :
                List.of(
                        "gzip, chunked",
                        "chunked, gzip",
                        "identity",
                        "xchunked",
                        "chunked, chunked",
                        "chunked;q=1",
                        "\u000bchunked")) {
            raw(
                    Operation.REENCODE,
                    "transfer coding " + coding.strip(),
                    UNREADABLE,
                    framed("Transfer-Encoding: " + coding) + chunked(body));
        }
        raw(
                Operation.REENCODE,
                "a space before the colon",
                UNREADABLE,
                framed("Transfer-Encoding : chunked") + chunked(body));
        raw(
                Operation.REENCODE,
                "a folded coding",
                UNREADABLE,
                framed("Transfer-Encoding:\r\n chunked") + chunked(body));
        String hex = Integer.toHexString(body.length());
        for (String size :
                List.of(
                        "0x" + hex,
                        "-" + hex,
                        " " + hex,
                        hex + " ",
                        "fffffffff",
                        "80000000",
                        "g",
                        "")) {
            raw(
                    Operation.REENCODE,
                    "chunk size " + size,
                    UNREADABLE,
                    framed(te) + size + "\r\n" + body + "\r\n0\r\n\r\n");
        }
        raw(
                Operation.REENCODE,
                "chunks with bare line feeds",
                UNREADABLE,
                framed(te) + chunked(body).replace("\r\n", "\n"));
        raw(
                Operation.REENCODE,
                "a chunk longer than it says",
                UNREADABLE,
                framed(te) + "1\r\n" + (body + "xx") + "\r\n0\r\n\r\n");
        raw(
                Operation.REENCODE,
                "no last chunk",
                UNREADABLE,
                framed(te) + chunked(body).replaceFirst("0\r\n\r\n$", ""));
        raw(Operation.DUPLICATE, "two codings", UNREADABLE, framed(te, te) + chunked(body));
        raw(
                Operation.DUPLICATE,
                "two different lengths",
                UNREADABLE,
                framed("Content-Length: 0", "Content-Length: " + body.length()) + body);
    }

    private String gzip() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(request.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toString(ISO_8859_1);
    }

    private String deflate() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DeflaterOutputStream out = new DeflaterOutputStream(bytes)) {
            out.write(request.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toString(ISO_8859_1);
    }
}
