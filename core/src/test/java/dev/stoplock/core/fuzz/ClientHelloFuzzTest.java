package dev.stoplock.core.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.stoplock.core.wire.tls.ClientHello;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The reader of TLS hellos, held against RFC 8446 and RFC 6066: one name is asked for exactly where
 * one stands, however the hello is cut into records and however far it has come.
 */
class ClientHelloFuzzTest {

    /**
     * Lines: {@code =NAME} asks for a name, {@code #} a number of bytes in which records are cut;
     * any other line is an extension of another type. The lengths around them are always right.
     */
    @DictionaryEntries({"=a.example", "\\x0A=", "#", "\\x0A#", "..", "a", "-", "_"})
    @FuzzTest
    void one_hello_asks_for_one_name(byte[] data) {
        List<byte[]> names = new ArrayList<>();
        ByteArrayOutputStream extensions = new ByteArrayOutputStream();
        int record = 16_384;
        for (byte[] line : lines(data)) {
            byte[] rest = Arrays.copyOfRange(line, Math.min(1, line.length), line.length);
            if (line.length > 0 && line[0] == '=') {
                names.add(rest);
                extensions.writeBytes(extension(0, list(rest)));
            } else if (line.length > 0 && line[0] == '#') {
                record = 1 + (rest.length == 0 ? 0 : rest[0] & 0xff);
            } else {
                extensions.writeBytes(extension(16, line));
            }
        }
        if (extensions.size() > 0xffff) {
            return;
        }
        byte[] hello = records(hello(extensions.toByteArray()), record);

        ClientHello read = ClientHello.read(hello);

        String name = names.size() == 1 ? plain(names.getFirst()) : null;
        if (names.isEmpty() || name != null) {
            assertThat(read).isEqualTo(new ClientHello.Asks(name));
        } else {
            assertThat(read).isInstanceOf(ClientHello.Refused.class);
        }
        for (int length = 0; length < hello.length; length += 1 + hello.length / 64) {
            assertThat(ClientHello.read(Arrays.copyOf(hello, length)))
                    .isInstanceOf(ClientHello.More.class);
        }
        byte[] more = Arrays.copyOf(hello, hello.length + data.length);
        System.arraycopy(data, 0, more, hello.length, data.length);
        assertThat(ClientHello.read(more)).as("with what follows it").isEqualTo(read);
    }

    private static List<byte[]> lines(byte[] data) {
        List<byte[]> lines = new ArrayList<>();
        int from = 0;
        for (int i = 0; i <= data.length; i++) {
            if (i == data.length || data[i] == '\n') {
                lines.add(Arrays.copyOfRange(data, from, i));
                from = i + 1;
            }
        }
        return lines;
    }

    /** Labels of 1 to 63 letters, digits, lines and underscores, with dots between them. */
    private static @Nullable String plain(byte[] bytes) {
        String name = new String(bytes, StandardCharsets.ISO_8859_1);
        for (String label : name.split("\\.", -1)) {
            boolean good = !label.isEmpty() && label.length() < 64;
            for (char c : label.toCharArray()) {
                good &= c < 0x80 && (Character.isLetterOrDigit(c) || c == '-' || c == '_');
            }
            if (!good) {
                return null;
            }
        }
        return name.toLowerCase(Locale.ROOT);
    }

    private static byte[] extension(int type, byte[] content) {
        return ByteBuffer.allocate(4 + content.length)
                .putShort((short) type)
                .putShort((short) content.length)
                .put(content)
                .array();
    }

    private static byte[] list(byte[] name) {
        return ByteBuffer.allocate(5 + name.length)
                .putShort((short) (3 + name.length))
                .put((byte) 0)
                .putShort((short) name.length)
                .put(name)
                .array();
    }

    private static byte[] hello(byte[] extensions) {
        int length = 2 + 32 + 1 + 4 + 2 + 2 + extensions.length;
        return ByteBuffer.allocate(4 + length)
                .putInt(1 << 24 | length)
                .putShort((short) 0x0303)
                .put(new byte[32])
                .put((byte) 0)
                .putShort((short) 2)
                .putShort((short) 0x1301)
                .put((byte) 1)
                .put((byte) 0)
                .putShort((short) extensions.length)
                .put(extensions)
                .array();
    }

    private static byte[] records(byte[] handshake, int size) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int at = 0; at < handshake.length; at += size) {
            int length = Math.min(size, handshake.length - at);
            out.write(22);
            out.write(3);
            out.write(1);
            out.write(length >> 8);
            out.write(length);
            out.write(handshake, at, length);
        }
        return out.toByteArray();
    }
}
