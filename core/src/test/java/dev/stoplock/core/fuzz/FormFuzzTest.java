package dev.stoplock.core.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.stoplock.core.wire.form.FormReader;
import dev.stoplock.core.wire.form.FormResult;
import jakarta.mail.MessagingException;
import java.io.IOException;
import java.net.URLDecoder;
import java.util.ArrayList;
import java.util.List;

/** Forms: what is read has the fields that Jakarta Mail, or the JDK's decoder, finds. */
class FormFuzzTest {

    @DictionaryEntries({
        "Content-Disposition: form-data; name=\"a\"\\x0D\\x0A\\x0D\\x0A",
        "; filename=\"f\"",
        "Content-Type: text/plain\\x0D\\x0A",
        "\\x0D\\x0A--b\\x0D\\x0A",
        "\\x0D\\x0A--b--",
        "--b",
        "%C3%A9",
        "+",
        "&a=b"
    })
    @FuzzTest
    void one_form_has_one_reading(byte[] data) throws MessagingException, IOException {
        boolean multipart = data.length > 0 && data[0] == '-';
        String type =
                multipart ? "multipart/form-data; boundary=b" : "application/x-www-form-urlencoded";
        if (!(FormReader.read(type, data) instanceof FormResult.Parsed(var fields))) {
            return;
        }
        List<String> read =
                fields.stream()
                        .map(field ->
                                latin(field.name()) + "=" + new String(field.content(), ISO_8859_1))
                        .toList();
        assertThat(read)
                .isEqualTo(
                        multipart && !fields.isEmpty()
                                ? JakartaMail.fields(data, type)
                                : multipart ? List.of() : decoded(new String(data, ISO_8859_1)));
    }

    private static List<String> decoded(String form) {
        List<String> fields = new ArrayList<>();
        for (String pair : form.isEmpty() ? new String[0] : form.split("&", -1)) {
            String[] halves = pair.split("=", 2);
            fields.add(
                    latin(URLDecoder.decode(halves[0], UTF_8))
                            + "="
                            + latin(URLDecoder.decode(halves[1], UTF_8)));
        }
        return fields;
    }

    private static String latin(String text) {
        return new String(text.getBytes(UTF_8), ISO_8859_1);
    }
}
