package dev.stoplock.core.wire.tls;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClientHelloTest {

    private static byte[] sized(int bytes, byte[] value) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = bytes - 1; i >= 0; i--) {
            out.write(value.length >> (8 * i));
        }
        out.writeBytes(value);
        return out.toByteArray();
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    private static byte[] serverName(byte[] name) {
        return joined(
                new byte[] {0, 0}, sized(2, sized(2, joined(new byte[] {0}, sized(2, name)))));
    }

    private static byte[] other() {
        return joined(new byte[] {0, 16}, sized(2, HexFormat.of().parseHex("0003026832")));
    }

    private static byte[] hello(byte[]... extensions) {
        byte[] body =
                joined(
                        new byte[] {3, 3},
                        new byte[32],
                        sized(1, new byte[32]),
                        sized(2, new byte[] {0x13, 1}),
                        sized(1, new byte[] {0}),
                        sized(2, joined(extensions)));
        return joined(new byte[] {1}, sized(3, body));
    }

    private static byte[] records(byte[] handshake, int piece) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int from = 0; from < handshake.length; from += piece) {
            out.writeBytes(new byte[] {22, 3, 1});
            out.writeBytes(
                    sized(
                            2,
                            Arrays.copyOfRange(
                                    handshake, from, Math.min(handshake.length, from + piece))));
        }
        return out.toByteArray();
    }

    private static byte[] name(String text) {
        return text.getBytes(US_ASCII);
    }

    @Test
    void the_name_is_read_however_the_bytes_arrive_and_are_cut_into_records() {
        for (int piece : new int[] {1, 7, 10_000}) {
            byte[] whole = records(hello(other(), serverName(name("API.Mail.example"))), piece);
            for (int length = 0; length < whole.length; length++) {
                assertThat(ClientHello.read(Arrays.copyOf(whole, length)))
                        .isEqualTo(new ClientHello.More());
            }
            assertThat(ClientHello.read(whole)).isEqualTo(new ClientHello.Asks("api.mail.example"));
        }
    }

    @Test
    void a_hello_without_a_name_asks_for_none() {
        assertThat(ClientHello.read(records(hello(other()), 10_000)))
                .isEqualTo(new ClientHello.Asks(null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a..b", "", "a b", "a.example.", "a\0.example", "-.", ".a"})
    void a_name_that_is_none_is_refused(String name) {
        assertThat(ClientHello.read(records(hello(serverName(name(name))), 10_000)))
                .isInstanceOf(ClientHello.Refused.class);
    }

    @Test
    void what_is_no_hello_or_has_two_names_is_refused() {
        assertThat(ClientHello.read("GET / HTTP/1.1\r\n".getBytes(US_ASCII)))
                .isInstanceOf(ClientHello.Refused.class);
        assertThat(
                        ClientHello.read(
                                records(
                                        hello(
                                                serverName(name("a.example")),
                                                serverName(name("b.example"))),
                                        10_000)))
                .isInstanceOf(ClientHello.Refused.class);
        byte[] cut = hello(serverName(name("a.example")));
        cut[cut.length - 12] = 100;
        assertThat(ClientHello.read(records(cut, 10_000))).isInstanceOf(ClientHello.Refused.class);
        assertThat(
                        ClientHello.read(
                                records(joined(new byte[] {2}, sized(3, new byte[40])), 10_000)))
                .isInstanceOf(ClientHello.Refused.class);
        assertThat(
                        ClientHello.read(
                                records(
                                        joined(new byte[] {1}, sized(3, new byte[70_000])),
                                        10_000)))
                .isInstanceOf(ClientHello.Refused.class);
    }
}
