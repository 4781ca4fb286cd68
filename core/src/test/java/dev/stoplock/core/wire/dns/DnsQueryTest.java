package dev.stoplock.core.wire.dns;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DnsQueryTest {

    /** Header of a query with RD set and one question. */
    private static final String HEADER = "1234 0100 0001 0000 0000 0000 ";

    private static final String API = "03 617069 07 6578616d706c65 00 0001 0001";

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    a plain name                | 03 617069 07 6578616d706c65 00 0001 0001 | api.example | api.example
                    mixed case                  | 03 614049 00 0001 0001                   | none        | a\\064I
                    upper case is the same name | 03 415049 00 0001 0001                   | api         | API
                    a NUL inside                | 04 61706900 00 0001 0001                 | none        | api\\000
                    a dot inside a label        | 0b 6170692e6578616d706c65 00 0001 0001   | none        | api\\046example
                    a byte over 127             | 02 61e9 00 0001 0001                     | none        | a\\233
                    the root                    | 00 0001 0001                             | none        | .
                    an underscore               | 05 5f736d7470 00 0021 0001               | _smtp       | _smtp
                    """)
    void aNameIsReadInOneWayOnly(String what, String question, String hostName, String shown) {
        assertThat(DnsQuery.read(bytes(HEADER + question)))
                .as(what)
                .isInstanceOfSatisfying(
                        DnsQuery.Asked.class,
                        asked -> {
                            assertThat(asked.question().hostName().orElse("none"))
                                    .isEqualTo(hostName);
                            assertThat(asked.question().shown()).isEqualTo(shown);
                        });
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    no question                | 1234 0100 0000 0000 0000 0000                     | FORMAT_ERROR
                    two questions              | 1234 0100 0002 0000 0000 0000 00 0001 0001 00 0001 0001 | FORMAT_ERROR
                    an answer record           | 1234 0100 0001 0001 0000 0000 00 0001 0001        | FORMAT_ERROR
                    truncated flag             | 1234 0300 0001 0000 0000 0000 00 0001 0001        | FORMAT_ERROR
                    a compression pointer      | 1234 0100 0001 0000 0000 0000 c00c 0001 0001      | FORMAT_ERROR
                    a label of 64              | 1234 0100 0001 0000 0000 0000 40 00 0001 0001     | FORMAT_ERROR
                    a label past the end       | 1234 0100 0001 0000 0000 0000 09 6161             | FORMAT_ERROR
                    no end of the name         | 1234 0100 0001 0000 0000 0000 01 61               | FORMAT_ERROR
                    no type                    | 1234 0100 0001 0000 0000 0000 00 0001             | FORMAT_ERROR
                    a byte after the question  | 1234 0100 0001 0000 0000 0000 00 0001 0001 00     | FORMAT_ERROR
                    an additional that is no OPT | 1234 0100 0001 0000 0000 0001 00 0001 0001 00 0001 0001 00000000 0000 | FORMAT_ERROR
                    a byte after the OPT       | 1234 0100 0001 0000 0000 0001 00 0001 0001 00 0029 1000 00000000 0000 00 | FORMAT_ERROR
                    an update                  | 1234 2900 0001 0000 0000 0000 00 0001 0001        | NOT_IMPLEMENTED
                    """)
    void whatIsNotOneQuestionIsAnsweredWithAnError(
            String what, String message, DnsAnswer.Code code) {
        assertThat(DnsQuery.read(bytes(message)))
                .as(what)
                .isEqualTo(new DnsQuery.Bad(0x1234, code));
    }

    @Test
    void ednsIsReadPast() {
        byte[] message =
                bytes(
                        "1234 0120 0001 0000 0000 0001 "
                                + API
                                + " 00 0029 04d0 00000000 0004 000a0000");
        assertThat(DnsQuery.read(message)).isInstanceOf(DnsQuery.Asked.class);
    }

    @Test
    void responsesAndFragmentsAreDropped() {
        assertThat(DnsQuery.read(new byte[11])).isEqualTo(new DnsQuery.Dropped());
        assertThat(DnsQuery.read(bytes("1234 8180 0001 0000 0000 0000 " + API)))
                .isEqualTo(new DnsQuery.Dropped());
    }

    @Test
    void aNameOfMoreThan255BytesIsAFormatError() {
        String label = "3f" + "61".repeat(63);
        assertThat(
                        DnsQuery.read(
                                bytes(
                                        HEADER
                                                + label.repeat(3)
                                                + "3d"
                                                + "61".repeat(61)
                                                + "00 0001 0001")))
                .isInstanceOf(DnsQuery.Asked.class);
        assertThat(DnsQuery.read(bytes(HEADER + label.repeat(4) + "00 0001 0001")))
                .isInstanceOf(DnsQuery.Bad.class);
    }

    @Test
    void theAnswerEchoesTheQuestionInItsOwnCase() {
        byte[] message = bytes(HEADER + "03 615069 07 6558616d706c65 00 0001 0001");
        DnsQuestion question = ((DnsQuery.Asked) DnsQuery.read(message)).question();
        assertThat(DnsAnswer.address(question, new byte[] {(byte) 198, 18, 0, 1}))
                .isEqualTo(
                        bytes(
                                "1234 8180 0001 0001 0000 0000 03 615069 07 6558616d706c65 00 0001 0001 c00c 0001 0001 0000003c 0004 c6120001"));
        assertThat(DnsAnswer.empty(question, DnsAnswer.Code.NAME_ERROR))
                .isEqualTo(
                        bytes(
                                "1234 8183 0001 0000 0000 0000 03 615069 07 6558616d706c65 00 0001 0001"));
        assertThat(DnsAnswer.error(7, DnsAnswer.Code.FORMAT_ERROR))
                .isEqualTo(bytes("0007 8081 0000 0000 0000 0000"));
    }

    @Test
    void anyBytesAreReadWithoutAnException() {
        Random random = new Random(20261122);
        byte[] good = bytes(HEADER + API);
        for (int i = 0; i < 20_000; i++) {
            byte[] changed = Arrays.copyOf(good, random.nextInt(good.length + 8));
            if (changed.length > 0) {
                changed[random.nextInt(changed.length)] = (byte) random.nextInt();
            }
            assertThat(DnsQuery.read(changed)).isNotNull();
        }
    }
}
