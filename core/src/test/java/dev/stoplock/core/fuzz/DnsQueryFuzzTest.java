package dev.stoplock.core.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.stoplock.core.wire.dns.DnsAnswer;
import dev.stoplock.core.wire.dns.DnsQuery;
import dev.stoplock.core.wire.dns.DnsQuestion;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The reader of queries and the writer of answers, held against RFC 1035 and RFC 6891. */
class DnsQueryFuzzTest {

    private static final byte[] ADDRESS = {(byte) 198, 51, 100, 7};

    private static final Pattern ESCAPED = Pattern.compile("\\\\([0-9]{3})");

    @FuzzTest
    void one_query_has_one_answer(byte[] data) {
        byte[] question = question(data);

        switch (DnsQuery.read(data)) {
            case DnsQuery.Dropped dropped -> assertThat(data.length < 12 || data[2] < 0).isTrue();
            case DnsQuery.Bad(int id, DnsAnswer.Code code) -> {
                assertThat(question).as("refused with " + code).isNull();
                byte[] answer = DnsAnswer.error(id, code);
                assertThat(answer).hasSize(12);
                header(data, answer, 0, 0);
            }
            case DnsQuery.Asked(DnsQuestion asked) -> {
                assertThat(question).as("read as " + asked).isNotNull();
                for (DnsAnswer.Code code : DnsAnswer.Code.values()) {
                    byte[] empty = DnsAnswer.empty(asked, code);
                    header(data, empty, 1, 0);
                    assertThat(after(empty, 12)).isEqualTo(question);
                    assertThat(empty[3] & 0x0f).isEqualTo(code.ordinal());
                }
                byte[] found = DnsAnswer.address(asked, ADDRESS);
                header(data, found, 1, 1);
                assertThat(found.length).isLessThanOrEqualTo(12 + 255 + 4 + 16);
                assertThat(Arrays.copyOfRange(found, 12, found.length - 16)).isEqualTo(question);
                assertThat(Arrays.copyOfRange(found, found.length - 4, found.length))
                        .isEqualTo(ADDRESS);
                namesAreNotConfused(asked);
            }
        }
    }

    /** The bytes of the one question, or null where RFC 1035 and 6891 do not see exactly one. */
    private static byte @Nullable [] question(byte[] data) {
        ByteBuffer in = ByteBuffer.wrap(data);
        try {
            in.getShort();
            int flags = in.getShort() & 0xffff;
            boolean plain = (flags & 0b1_1111_0_1_0_0000_0000) == 0;
            if (!plain || in.getShort() != 1 || in.getInt() != 0) {
                return null;
            }
            int additional = in.getShort() & 0xffff;
            for (int length = in.get(); length != 0; length = in.get()) {
                if (length < 0 || length > 63) {
                    return null;
                }
                in.get(new byte[length]);
            }
            if (in.position() - 12 > 255) {
                return null;
            }
            in.getInt();
            byte[] question = Arrays.copyOfRange(data, 12, in.position());
            if (additional > 1) {
                return null;
            }
            if (additional == 1) {
                if (in.get() != 0 || in.getShort() != 41) {
                    return null;
                }
                in.getShort();
                in.getInt();
                in.get(new byte[in.getShort() & 0xffff]);
            }
            return in.hasRemaining() ? null : question;
        } catch (BufferUnderflowException e) {
            return null;
        }
    }

    private static void header(byte[] query, byte[] answer, int questions, int answers) {
        ByteBuffer in = ByteBuffer.wrap(answer);
        assertThat(in.getShort()).isEqualTo(ByteBuffer.wrap(query).getShort());
        int flags = in.getShort() & 0xffff;
        assertThat(flags >> 15).as("it is a response").isEqualTo(1);
        assertThat(flags & 0x7e70).as("no opcode, no truncation, not authoritative").isZero();
        if (questions == 1) {
            assertThat(flags >> 8 & 1).isEqualTo(query[2] & 1);
        }
        assertThat(in.getShort()).isEqualTo((short) questions);
        assertThat(in.getShort()).isEqualTo((short) answers);
        assertThat(in.getInt()).isZero();
        assertThat(DnsQuery.read(answer)).isEqualTo(new DnsQuery.Dropped());
    }

    private static void namesAreNotConfused(DnsQuestion asked) {
        String shown = asked.shown();
        assertThat(shown).matches("[ -~]+").hasSizeLessThanOrEqualTo(4 * 255);
        if (!asked.labels().isEmpty()) {
            assertThat(Arrays.stream(shown.split("\\.", -1)).map(DnsQueryFuzzTest::unescaped))
                    .isEqualTo(asked.labels());
        }
        Optional<String> host = asked.hostName();
        boolean plain = asked.labels().stream().allMatch(label -> label.matches("[\\w-]+"));
        assertThat(host.isPresent()).isEqualTo(plain && !asked.labels().isEmpty());
        host.ifPresent(name -> {
            assertThat(name).hasSizeLessThanOrEqualTo(253);
            assertThat(name).isEqualTo(shown.toLowerCase(Locale.ROOT));
            assertThat(name.getBytes(StandardCharsets.US_ASCII)).hasSize(name.length());
        });
    }

    private static String unescaped(String label) {
        StringBuilder text = new StringBuilder();
        int from = 0;
        for (MatchResult code : ESCAPED.matcher(label).results().collect(Collectors.toList())) {
            text.append(label, from, code.start());
            text.append((char) Integer.parseInt(code.group(1)));
            from = code.end();
        }
        return text.append(label.substring(from)).toString();
    }

    private static byte[] after(byte[] bytes, int from) {
        return Arrays.copyOfRange(bytes, from, bytes.length);
    }
}
