package dev.stoplock.core.wire.tls;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The first message of a TLS client (RFC 8446, 4.1.2), as far as the server name it asks for (RFC
 * 6066, 3).
 */
public sealed interface ClientHello {

    /** More bytes are needed. */
    record More() implements ClientHello {}

    /** The one host name it asks for, in lower case; null where it asks for none. */
    record Asks(@Nullable String name) implements ClientHello {}

    /** It is no hello that can be read in exactly one way. */
    record Refused(String reason) implements ClientHello {}

    int LONGEST = 64 << 10;

    /** {@code bytes} are all that the client has sent so far. */
    static ClientHello read(byte[] bytes) {
        ByteArrayOutputStream handshake = new ByteArrayOutputStream();
        int at = 0;
        while (at + 5 <= bytes.length) {
            int length = number(bytes, at + 3, 2);
            if (bytes[at] != 22 || bytes[at + 1] != 3 || length == 0 || length > 16_384) {
                return new Refused("it is no TLS handshake");
            }
            int whole = Math.min(length, bytes.length - at - 5);
            handshake.write(bytes, at + 5, whole);
            byte[] sofar = handshake.toByteArray();
            if (sofar.length >= 4) {
                int wanted = number(sofar, 1, 3);
                if (sofar[0] != 1 || wanted > LONGEST) {
                    return new Refused("it does not begin with a ClientHello");
                }
                if (sofar.length >= wanted + 4) {
                    return hello(Arrays.copyOfRange(sofar, 4, wanted + 4));
                }
            }
            at += 5 + length;
        }
        return bytes.length > LONGEST ? new Refused("its ClientHello is too long") : new More();
    }

    private static ClientHello hello(byte[] body) {
        try {
            int at = 2 + 32;
            at += 1 + number(body, at, 1);
            at += 2 + number(body, at, 2);
            at += 1 + number(body, at, 1);
            if (at == body.length) {
                return new Asks(null);
            }
            int end = at + 2 + number(body, at, 2);
            at += 2;
            if (end != body.length) {
                return new Refused("something stands after its extensions");
            }
            @Nullable String name = null;
            boolean seen = false;
            while (at < end) {
                int type = number(body, at, 2);
                int length = number(body, at + 2, 2);
                if (type == 0) {
                    if (seen) {
                        return new Refused("it asks for two server names");
                    }
                    seen = true;
                    name = name(Arrays.copyOfRange(body, at + 4, at + 4 + length));
                    if (name == null) {
                        return new Refused("its server name is none");
                    }
                }
                at += 4 + length;
            }
            return at == end ? new Asks(name) : new Refused("its extensions are cut short");
        } catch (IndexOutOfBoundsException e) {
            return new Refused("it is cut short");
        }
    }

    private static @Nullable String name(byte[] list) {
        int length = list.length < 5 ? -1 : number(list, 3, 2);
        if (length < 1
                || number(list, 0, 2) != list.length - 2
                || list[2] != 0
                || length != list.length - 5) {
            return null;
        }
        String name =
                new String(list, 5, length, StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
        return name.matches("[a-z0-9_-]{1,63}(\\.[a-z0-9_-]{1,63})*") ? name : null;
    }

    private static int number(byte[] bytes, int at, int length) {
        int value = 0;
        for (int i = at; i < at + length; i++) {
            value = value << 8 | bytes[i] & 0xFF;
        }
        return value;
    }
}
