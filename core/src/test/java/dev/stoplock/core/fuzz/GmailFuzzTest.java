package dev.stoplock.core.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.stoplock.core.model.Destination;
import dev.stoplock.core.model.Effect;
import dev.stoplock.core.model.Reading;
import jakarta.mail.MessagingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * The adapter of Gmail: a mail has the recipients that Jakarta Mail finds in it, in their roles.
 */
class GmailFuzzTest {

    private static final Destination GMAIL = Destination.parse("gmail.googleapis.com");

    @DictionaryEntries({
        "Bcc: c@x.example\\x0D\\x0A",
        "Resent-Bcc: d@x.example\\x0D\\x0A",
        "Cc: \\\"C, D\\\" <c@x.example>\\x0D\\x0A",
        "To: =?utf-8?Q?J=C3=B6rg?= <j@x.example>\\x0D\\x0A",
        "\\x0D\\x0A ",
        ", e@x.example",
        "(c)",
        "g: ",
        ";",
        "=?utf-8?B?w6k=?=",
        "\\x0D\\x0A\\x0D\\x0A"
    })
    @FuzzTest
    void a_mail_has_the_recipients_that_stand_in_it(byte[] data) throws MessagingException {
        String raw = Base64.getUrlEncoder().withoutPadding().encodeToString(data);
        String request = "POST /gmail/v1/users/me/messages/send\n{\"raw\":\"" + raw + "\"}";
        Optional<SentMail> sent = SentMail.read(request.getBytes(StandardCharsets.US_ASCII), GMAIL);
        if (sent.isEmpty() || !(sent.get().reading() instanceof Reading.Effects(var effects))) {
            return;
        }
        assertThat(effects).hasSize(1);
        Effect effect = effects.getFirst();
        assertThat(effect).isInstanceOf(Effect.SendMail.class);
        assertThat(
                        effect.atoms().stream()
                                .filter(atom ->
                                        atom.role().isRecipient() && !atom.value().isEmpty())
                                // fields of parts and this one are counted by the gate alone
                                .filter(atom -> atom.path().matches("body/(resent-)?(to|cc|bcc)"))
                                .map(atom -> atom.role() + " " + atom.value())
                                .sorted())
                .isEqualTo(JakartaMail.recipients(data));
    }
}
