package dev.stoplock.gate.secrets;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stoplock.core.model.SecretName;
import dev.stoplock.gate.port.Redacted;
import dev.stoplock.gate.port.Secret;
import dev.stoplock.gate.port.SecretWatch.Step;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SecretWindowTest {

    private static final String VALUE = "s3cr\"t/Tökén+>?8";
    private static final Secret SECRET = new Secret(new SecretName("TOKEN"), VALUE);

    /** What got through, and whether the stream was cut. */
    private record Through(byte[] bytes, boolean cut) {}

    private static Through through(byte[] stream, int... pieces) {
        SecretWindow window = new SecretWindow(() -> List.of(SECRET));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int at = 0;
        for (int piece : pieces) {
            int length = Math.min(piece, stream.length - at);
            if (!passed(window.feed(stream, at, length), out)) {
                return new Through(out.toByteArray(), true);
            }
            at += length;
        }
        if (!passed(window.feed(stream, at, stream.length - at), out)) {
            return new Through(out.toByteArray(), true);
        }
        return new Through(out.toByteArray(), !passed(window.end(), out));
    }

    private static boolean passed(Step step, ByteArrayOutputStream out) {
        return switch (step) {
            case Step.Pass(byte[] bytes) -> {
                out.writeBytes(bytes);
                yield true;
            }
            case Step.Cut(Set<SecretName> names) -> {
                assertThat(names).containsExactly(SECRET.name());
                yield false;
            }
        };
    }

    static List<String> forms() {
        List<String> forms = new ArrayList<>(RedactionTest.codedForms().toList());
        forms.add(VALUE);
        return forms;
    }

    @ParameterizedTest
    @MethodSource("forms")
    void aSecretInAnyCodingIsCutOffWhereverTheStreamIsDivided(String form) {
        byte[] before = "data: {\"echo\":\"".getBytes(StandardCharsets.UTF_8);
        byte[] stream =
                ("data: {\"echo\":\"" + form + "\"}\n\ndata: more\n\n")
                        .getBytes(StandardCharsets.UTF_8);
        int width = form.getBytes(StandardCharsets.UTF_8).length;
        for (int at = 0; at < before.length + width; at++) {
            Through found = through(stream, at);
            assertThat(found.cut()).as("%s divided at %s", form, at).isTrue();
            // a base64 form begins with the text around the secret, a percent code is 9 at most
            assertThat(found.bytes().length).isLessThan(before.length + width);
        }
        int[] single = new int[stream.length];
        java.util.Arrays.fill(single, 1);
        assertThat(through(stream, single).cut()).as("%s byte by byte", form).isTrue();
    }

    @Test
    void ofAPlainSecretThreeCharactersAtMostGetThrough() {
        byte[] stream = ("x" + VALUE).getBytes(StandardCharsets.UTF_8);
        for (int at = 0; at < stream.length; at++) {
            assertThat(through(stream, at).bytes().length).isLessThanOrEqualTo(4);
        }
    }

    @Test
    void whatHoldsNoSecretPassesByteForByteAndIsNotKeptBackForLong() {
        Random random = new Random(6);
        byte[] noise = new byte[100_000];
        random.nextBytes(noise);
        int[] pieces = random.ints(200, 0, 900).toArray();
        assertThat(through(noise, pieces).bytes()).isEqualTo(noise);
        SecretWindow window = new SecretWindow(() -> List.of(SECRET));
        byte[] event = "data: {\"delta\":\"hello\"}\n\n".getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < 50; i++) {
            assertThat(window.feed(event, 0, event.length))
                    .isInstanceOfSatisfying(
                            Step.Pass.class, pass -> assertThat(pass.bytes()).isEqualTo(event));
        }
    }

    @Test
    void aSecretThatComesIntoUseWhileTheStreamLastsIsFound() {
        List<Secret> inUse = new ArrayList<>();
        SecretWindow window = new SecretWindow(() -> List.copyOf(inUse));
        byte[] value = VALUE.getBytes(StandardCharsets.UTF_8);
        assertThat(window.feed(value, 0, value.length)).isInstanceOf(Step.Pass.class);
        inUse.add(SECRET);
        assertThat(window.feed(value, 0, value.length)).isInstanceOf(Step.Cut.class);
        assertThat(window.feed(new byte[] {1}, 0, 1)).isInstanceOf(Step.Cut.class);
        assertThat(window.end()).isInstanceOf(Step.Cut.class);
    }

    @Test
    void theWindowAndTheSearchOfAWholeBodyAgree() {
        Random random = new Random(7);
        List<String> forms = forms();
        for (int i = 0; i < 300; i++) {
            String form = forms.get(random.nextInt(forms.size()));
            int cut = random.nextInt(form.length() + 1);
            String text = "a".repeat(random.nextInt(40)) + form.substring(0, cut) + "zz";
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            boolean whole =
                    !(Redaction.of(List.of(new Redaction.Wanted(Sought.of(SECRET), "p")), bytes)
                            instanceof Redacted.Clean);
            assertThat(through(bytes, random.nextInt(50), random.nextInt(50)).cut())
                    .as(text)
                    .isEqualTo(whole);
        }
    }
}
