package dev.stoplock.gate.secrets;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stoplock.core.model.SecretName;
import dev.stoplock.gate.port.Redacted;
import dev.stoplock.gate.port.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RedactionTest {

    private static final String VALUE = "s3cr\"t/Tökén+>?8";

    private static Redaction.Wanted wanted(String name, String value, String placeholder) {
        return new Redaction.Wanted(
                Sought.of(new Secret(new SecretName(name), value)), placeholder);
    }

    private static Redacted search(String text) {
        return Redaction.of(
                List.of(wanted("TOKEN", VALUE, "stoplock-1")),
                text.getBytes(StandardCharsets.UTF_8));
    }

    static Stream<String> codedForms() {
        byte[] utf8 = VALUE.getBytes(StandardCharsets.UTF_8);
        String hex = HexFormat.of().formatHex(utf8);
        Stream.Builder<String> forms = Stream.builder();
        for (String before : List.of("", "u", "us", "use", "user:")) {
            for (String after : List.of("", "x", "yz", ":pw")) {
                byte[] text = (before + VALUE + after).getBytes(StandardCharsets.UTF_8);
                forms.add(Base64.getEncoder().encodeToString(text));
                forms.add(Base64.getUrlEncoder().withoutPadding().encodeToString(text));
                forms.add(
                        Base64.getMimeEncoder(16, "\r\n".getBytes(StandardCharsets.US_ASCII))
                                .encodeToString(text));
            }
        }
        forms.add(hex)
                .add(hex.toUpperCase(Locale.ROOT))
                .add(HexFormat.ofDelimiter(":").formatHex(utf8));
        forms.add(HexFormat.of().withPrefix("%").formatHex(utf8));
        forms.add(java.net.URLEncoder.encode(VALUE, StandardCharsets.UTF_8));
        forms.add(
                java.net.URLEncoder.encode(
                        java.net.URLEncoder.encode(VALUE, StandardCharsets.UTF_8),
                        StandardCharsets.UTF_8));
        StringBuilder escaped = new StringBuilder();
        VALUE.chars().forEach(c -> escaped.append(String.format("\\u%04X", c)));
        forms.add(escaped.toString());
        forms.add("s3cr\\\"t\\/T\\u00f6kén+>?8");
        forms.add("s3cr\\\\\\\"t/Tökén+>?8");
        String wrapped =
                Base64.getMimeEncoder(8, "\n".getBytes(StandardCharsets.US_ASCII))
                        .encodeToString(utf8);
        // as an API gives a file, and as a tool gives on what the API said
        forms.add(wrapped.replace("\n", "\\n"));
        forms.add(wrapped.replace("\n", "\\\\n"));
        forms.add(wrapped.replace("\n", "\\r\\n\\t"));
        StringBuilder decimal = new StringBuilder();
        StringBuilder hexadecimal = new StringBuilder();
        VALUE.chars().forEach(c -> decimal.append("&#").append(c).append(';'));
        VALUE.chars().forEach(c -> hexadecimal.append(String.format("&#x%04X", c)));
        forms.add(decimal.toString());
        forms.add(hexadecimal.append(';').toString());
        forms.add(decimal.toString().replace("&", "\\u0026"));
        forms.add("s3cr&quot;t/Tökén+&gt;?8");
        forms.add("s3cr&#34;t&sol;Tökén&plus;&GT;?8");
        byte[] reversed = new byte[utf8.length];
        for (int i = 0; i < utf8.length; i++) {
            reversed[i] = utf8[utf8.length - 1 - i];
        }
        return forms.build().filter(form -> !form.isEmpty());
    }

    @ParameterizedTest
    @MethodSource("codedForms")
    void aCodedSecretIsWithheld(String form) {
        assertThat(search("{\"echo\":\"" + form + "\"}"))
                .isEqualTo(new Redacted.Coded(java.util.Set.of(new SecretName("TOKEN"))));
        // also where it stands in plain beside it
        assertThat(search(VALUE + " " + form)).isInstanceOf(Redacted.Coded.class);
    }

    @Test
    void reversedAndWideTextsAreWithheld() {
        byte[] utf8 = VALUE.getBytes(StandardCharsets.UTF_8);
        byte[] reversed = new byte[utf8.length];
        for (int i = 0; i < utf8.length; i++) {
            reversed[i] = utf8[utf8.length - 1 - i];
        }
        List<Redaction.Wanted> wanted =
                List.of(
                        wanted("TOKEN", VALUE, "stoplock-1"),
                        wanted("ASCII", "plain-secret", "stoplock-2"));
        assertThat(Redaction.of(wanted, reversed)).isInstanceOf(Redacted.Coded.class);
        assertThat(Redaction.of(wanted, "plain-secret".getBytes(StandardCharsets.UTF_16LE)))
                .isInstanceOf(Redacted.Coded.class);
    }

    @Test
    void plainSecretsAreReplacedEverywhereAndTheRestStaysAsItWas() {
        byte[] bytes = ("\u0000ÿ " + VALUE + VALUE + " x").getBytes(StandardCharsets.UTF_8);
        Redacted found = Redaction.of(List.of(wanted("TOKEN", VALUE, "stoplock-1")), bytes);
        assertThat(((Redacted.Plain) found).bytes())
                .isEqualTo("\u0000ÿ stoplock-1stoplock-1 x".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aSecretThatBeginsWithAnotherIsReplacedWhole() {
        Redacted found =
                Redaction.of(
                        List.of(
                                wanted("SHORT", "abcdefgh", "stoplock-s"),
                                wanted("LONG", "abcdefghij", "stoplock-l")),
                        "abcdefghij abcdefgh".getBytes(StandardCharsets.UTF_8));
        assertThat(((Redacted.Plain) found).bytes()).asString().isEqualTo("stoplock-l stoplock-s");
    }

    @Test
    void otherTextIsClean() {
        for (String text :
                List.of(
                        "",
                        "%",
                        "%4",
                        "\\",
                        "\\u12",
                        "{\"a\":\"\\ud83d\"}",
                        "s3cr",
                        "stoplock-1",
                        "%ZZ\\u00zz")) {
            assertThat(search(text)).as(text).isEqualTo(new Redacted.Clean());
        }
        assertThat(Redaction.of(List.of(), "anything".getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(new Redacted.Clean());
    }
}
