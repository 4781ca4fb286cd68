package dev.stoplock.gate.rehearse;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stoplock.core.model.Destination;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a rehearsed server meets in the place of the world. */
class StandInTest {

    private static String heard(StandInLine line) throws IOException {
        byte[] buffer = new byte[8 << 10];
        int n = line.getInputStream().read(buffer);
        return n < 0 ? "" : new String(buffer, 0, n, ISO_8859_1);
    }

    private static String asked(StandInLine line, String words) throws IOException {
        line.getOutputStream().write(words.getBytes(ISO_8859_1));
        return heard(line);
    }

    @Test
    void aMailIsTakenByDataAndByChunks() throws IOException {
        StandInLine line = new StandInLine(new SmtpStandIn());
        assertThat(heard(line)).startsWith("220 ");
        assertThat(asked(line, "EHLO there\r\n")).contains("250-AUTH PLAIN LOGIN", "250 CHUNKING");
        assertThat(asked(line, "AUTH LOGIN\r\n")).startsWith("334 ");
        assertThat(asked(line, "YQ==\r\n")).startsWith("334 ");
        assertThat(asked(line, "Yg==\r\n")).startsWith("235 ");
        assertThat(asked(line, "MAIL FROM:<a@x.example>\r\nRCPT TO:<b@x.example>\r\nDATA\r\n"))
                .isEqualTo("250 2.1.0 well\r\n250 2.1.0 well\r\n354 go on\r\n");
        assertThat(asked(line, "Subject: a\r\n\r\nDATA\r\n..\r\n.\r\n"))
                .isEqualTo("250 2.0.0 taken\r\n");
        assertThat(asked(line, "BDAT 4\r\nab\r\nBDAT 0 LAST\r\n"))
                .isEqualTo("250 2.0.0 next\r\n250 2.0.0 taken\r\n");
        assertThat(asked(line, "VRFY a\r\n")).startsWith("502 ");
        assertThat(asked(line, "QUIT\r\n")).startsWith("221 ");
    }

    @Test
    void aRequestIsAnsweredInTheShapeThatIsTriedAndMended() throws IOException {
        Witness witness = new Witness();
        Destination api = Destination.parse("api.tracker.example");
        String request = "GET /v1/things HTTP/1.1\r\nHost: api.tracker.example\r\n\r\n";
        witness.begin();
        assertThat(asked(new StandInLine(new HttpStandIn(api, witness)), request))
                .startsWith("HTTP/1.1 200 ")
                .contains("\"id\":");
        witness.answerIn(Replies.Shape.NOTHING);
        witness.begin();
        assertThat(asked(new StandInLine(new HttpStandIn(api, witness)), request))
                .startsWith("HTTP/1.1 204 ");
        witness.answerIn(Replies.Shape.EMPTY);
        witness.begin();
        assertThat(witness.mend(List.of())).as("no reply to mend yet").isFalse();
        assertThat(asked(new StandInLine(new HttpStandIn(api, witness)), request)).endsWith("{}");
    }

    @Test
    void aRequestThatIsNotWholeIsNotAnswered() throws IOException {
        Destination api = Destination.parse("api.tracker.example");
        StandInLine line = new StandInLine(new HttpStandIn(api, new Witness()));
        line.getOutputStream()
                .write(
                        "POST /v1 HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n"
                                .getBytes(ISO_8859_1));
        assertThat(line.getInputStream().read()).isEqualTo(-1);
    }
}
