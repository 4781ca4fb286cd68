package dev.stoplock.core.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.stoplock.core.model.Destination;
import dev.stoplock.core.model.Effect;
import dev.stoplock.core.model.Reading;
import java.net.URLDecoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The adapter of Mailgun: whoever a form's fields name, as addresses, stands in an atom of that
 * role.
 */
class MailgunFuzzTest {

    private static final Destination MAILGUN = Destination.parse("api.mailgun.net");
    private static final Pattern ADDRESS =
            Pattern.compile("(?<![^,<\\s])[a-z0-9]{1,20}@[a-z0-9]{1,20}\\.example(?=$|[,>\\s])");

    @DictionaryEntries({
        "to=a@x.example",
        "&to=b@x.example",
        "&Bcc=c@x.example",
        "&cc=C+<c@x.example>",
        "&h:Bcc=d@x.example",
        "&h%3AReply-To=d@x.example",
        "&recipient-variables={\"a@x.example\":{}}",
        "&o:tag=a",
        "%2C+e@x.example"
    })
    @FuzzTest
    void whoever_is_named_is_an_atom(byte[] data) {
        Optional<SentMail> sent = SentMail.read(data, MAILGUN, "application/x-www-form-urlencoded");
        if (sent.isEmpty()
                || !(sent.get().reading() instanceof Reading.Effects(var effects))
                || !(effects.getFirst() instanceof Effect.SendMail)) {
            return;
        }
        List<String> atoms = new ArrayList<>();
        effects.forEach(effect ->
                effect.atoms().forEach(atom -> atoms.add(atom.role() + " " + atom.value())));
        boolean mime = sent.get().head().path().endsWith(".mime");
        for (String pair : new String(sent.get().body(), ISO_8859_1).split("&", -1)) {
            String[] halves = pair.split("=", 2);
            String name = URLDecoder.decode(halves[0], UTF_8).toLowerCase(Locale.ROOT);
            String value = halves.length < 2 ? "" : URLDecoder.decode(halves[1], UTF_8);
            if (!mime && name.matches("(h:)?(to|cc|bcc)")) {
                Matcher address = ADDRESS.matcher(value.indexOf('"') < 0 ? value : "");
                while (address.find()) {
                    assertThat(atoms)
                            .contains(
                                    name.replace("h:", "").toUpperCase(Locale.ROOT)
                                            + " "
                                            + address.group());
                }
            }
        }
    }
}
