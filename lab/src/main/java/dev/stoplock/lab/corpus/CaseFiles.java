package dev.stoplock.lab.corpus;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.stoplock.core.json.Json;
import dev.stoplock.core.json.JsonLimits;
import dev.stoplock.core.json.JsonReader;
import dev.stoplock.core.json.JsonResult;
import dev.stoplock.core.json.YamlObject;
import dev.stoplock.core.json.YamlObject.Misfit;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The files of one case beside its {@code case.yaml}. What ends in {@code .http} or {@code .smtp}
 * is sent byte for byte. With {@code .txt} behind it, it is for people: its lines end in LF on disk
 * and in CRLF on the wire; of a request the body stays as it is but for the file's last line end,
 * and a request that says no length of its body is given one.
 */
record CaseFiles(Path folder) {

    private static final long LARGEST = 16L << 20;
    private static final String READABLE = ".txt";

    /** Refuses what is not a plain file of the case's own folder. */
    Path file(YamlObject where, String key) throws Misfit {
        String name = where.text(key);
        if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,99}")) {
            throw where.misfit(key, "\"" + key + "\" names a file of the case's own folder");
        }
        return folder.resolve(name);
    }

    byte[] bytes(YamlObject where, String key) throws Misfit {
        Path file = file(where, key);
        try {
            if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                    || Files.size(file) > LARGEST) {
                throw where.misfit(
                        key,
                        "there is no plain file "
                                + file.getFileName()
                                + " of at most 16 MiB beside it");
            }
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw where.misfit(key, file.getFileName() + " cannot be read: " + e.getMessage());
        }
    }

    Json json(YamlObject where, String key) throws Misfit {
        return switch (JsonReader.read(bytes(where, key), JsonLimits.MESSAGE)) {
            case JsonResult.Parsed(Json value) -> value;
            case JsonResult.Malformed(String reason, int line, int column) ->
                    throw where.misfit(key, where.text(key) + ", line " + line + ": " + reason);
        };
    }

    String text(YamlObject where, String key) throws Misfit {
        return new String(bytes(where, key), UTF_8);
    }

    /** The protocol that a file's name says. */
    Step.Wire wire(YamlObject where, String key) throws Misfit {
        String name = where.text(key);
        String plain =
                name.endsWith(READABLE)
                        ? name.substring(0, name.length() - READABLE.length())
                        : name;
        if (plain.endsWith(".http")) {
            return Step.Wire.HTTP;
        }
        if (plain.endsWith(".smtp")) {
            return Step.Wire.SMTP;
        }
        throw where.misfit(
                key,
                "\"" + key + "\" names a file that ends in .http, .smtp, .http.txt or .smtp.txt");
    }

    /** What goes over the wire. */
    byte[] sent(YamlObject where, String key) throws Misfit {
        byte[] bytes = bytes(where, key);
        if (!where.text(key).endsWith(READABLE)) {
            return bytes;
        }
        String text = new String(bytes, ISO_8859_1);
        if (text.indexOf('\r') >= 0) {
            throw where.misfit(
                    key,
                    where.text(key) + " holds a CR; leave \".txt\" away for bytes as they are");
        }
        return wire(where, key) == Step.Wire.SMTP
                ? text.replace("\n", "\r\n").getBytes(ISO_8859_1)
                : request(text);
    }

    private static byte[] request(String text) {
        int end = text.indexOf("\n\n");
        String head = end < 0 ? text.stripTrailing() : text.substring(0, end);
        String rest = end < 0 ? "" : text.substring(end + 2);
        String body = rest.endsWith("\n") ? rest.substring(0, rest.length() - 1) : rest;
        boolean framed =
                head.toLowerCase(Locale.ROOT)
                        .matches("(?s).*\n(content-length|transfer-encoding):.*");
        String length = framed || body.isEmpty() ? "" : "\nContent-Length: " + body.length();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(((head + length).replace("\n", "\r\n") + "\r\n\r\n").getBytes(ISO_8859_1));
        out.writeBytes(body.getBytes(ISO_8859_1));
        return out.toByteArray();
    }

    /** The Host of a request's head, or null. */
    static @Nullable String host(byte[] request) {
        String text = new String(request, ISO_8859_1);
        int end = text.indexOf("\r\n\r\n");
        for (String line : (end < 0 ? text : text.substring(0, end)).split("\r\n")) {
            if (line.toLowerCase(Locale.ROOT).startsWith("host:")) {
                return line.substring("host:".length()).strip();
            }
        }
        return null;
    }
}
