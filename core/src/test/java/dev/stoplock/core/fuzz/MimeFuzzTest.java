package dev.stoplock.core.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.stoplock.core.wire.mime.MimeBody;
import dev.stoplock.core.wire.mime.MimePart;
import dev.stoplock.core.wire.mime.MimeReader;
import dev.stoplock.core.wire.mime.MimeResult;
import dev.stoplock.core.wire.mime.MimeRules;
import jakarta.mail.MessagingException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Mail messages: what is read has the leaves that Jakarta Mail finds, decoded alike. */
class MimeFuzzTest {

    @DictionaryEntries({
        "Content-Type: multipart/mixed; boundary=x\\x0D\\x0A",
        "Content-Type: message/rfc822\\x0D\\x0A",
        "Content-Type: text/html; charset=utf-8\\x0D\\x0A",
        "Content-Transfer-Encoding: base64\\x0D\\x0A",
        "Content-Transfer-Encoding: quoted-printable\\x0D\\x0A",
        "\\x0D\\x0A--x\\x0D\\x0A",
        "\\x0D\\x0A--x--\\x0D\\x0A",
        "\\x0D\\x0A\\x0D\\x0A",
        "=C3=A9",
        "=\\x0D\\x0A",
        "eHg=",
        "eA==",
        "A: b\\x0D\\x0A"
    })
    @FuzzTest
    void one_message_has_one_reading(byte[] data) throws MessagingException, IOException {
        for (MimeRules rules : List.of(MimeRules.SMTP, MimeRules.API)) {
            if (MimeReader.read(data, rules) instanceof MimeResult.Parsed(MimePart message)) {
                List<String> leaves = new ArrayList<>();
                leaves(message, leaves);
                assertThat(leaves).isEqualTo(JakartaMail.leaves(data));
            }
        }
    }

    private static void leaves(MimePart part, List<String> leaves) {
        switch (part.body()) {
            case MimeBody.Leaf(byte[] content) -> leaves.add(JakartaMail.text(content));
            case MimeBody.Carried(MimePart message) -> leaves(message, leaves);
            case MimeBody.Parts(String preamble, List<MimePart> parts, String epilogue) ->
                    parts.forEach(each -> leaves(each, leaves));
        }
    }
}
