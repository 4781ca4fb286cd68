package dev.stoplock.core.effect;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stoplock.core.model.Atom;
import dev.stoplock.core.model.AtomClass;
import dev.stoplock.core.model.Destination;
import dev.stoplock.core.model.Digest;
import dev.stoplock.core.model.Reading;
import dev.stoplock.core.wire.http1.Fields;
import dev.stoplock.core.wire.http1.RequestHead;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which bodies may lie on disk unread, and what is judged of them. */
class UploadsTest {

    private static final Destination FILES = new Destination("files.tracker.example", 443);

    private static RequestHead head(String method, String path, String type) {
        Fields fields = new Fields(List.of(new Fields.Field("host", FILES.host())));
        return new RequestHead(
                method, path, type.isEmpty() ? fields : fields.with("content-type", type));
    }

    private static Reading read(String first, String placeholder) {
        byte[] bytes = first.getBytes(ISO_8859_1);
        Upload upload = new Upload(70L << 20, Digest.sha256(bytes), bytes, placeholder);
        RequestHead head = head("PUT", "/v1/files?name=a", "application/octet-stream");
        return Adapters.read(new Exchange(FILES, head, new byte[0], upload));
    }

    @ParameterizedTest
    @CsvSource({
        "PUT, application/octet-stream, true",
        "POST, image/png, true",
        "POST, video/mp4, true",
        "PATCH, application/zip, true",
        "PUT, application/vnd.openxmlformats-officedocument.wordprocessingml.document, true",
        "PUT, image/svg+xml, false",
        "PUT, text/plain, false",
        "PUT, text/csv, false",
        "POST, application/json, false",
        "POST, multipart/form-data; boundary=x, false",
        "POST, application/x-www-form-urlencoded, false",
        "POST, application/xml, false",
        "POST, application/octet-stream; charset=utf-16, false",
        "POST, '', false",
        "DELETE, application/octet-stream, false",
        "GET, application/octet-stream, false"
    })
    void onlyBytesThatNobodyReadsMayBeOne(String method, String type, boolean may) {
        assertThat(Uploads.mayBe(head(method, "/v1/files", type), FILES)).isEqualTo(may);
    }

    @Test
    void anApiThatAnAdapterKnowsGetsNone() {
        RequestHead head = head("POST", "/email", "application/octet-stream");
        assertThat(Uploads.mayBe(head, new Destination("api.postmarkapp.com", 443))).isFalse();
        assertThat(Uploads.mayBe(head, new Destination("gmail.googleapis.com", 443))).isFalse();
    }

    @Test
    void aGraphQlHomeAndACodedBodyAreReadWhole() {
        assertThat(Uploads.mayBe(head("POST", "/graphql", "application/octet-stream"), FILES))
                .isFalse();
        RequestHead plain = head("PUT", "/v1", "application/octet-stream");
        RequestHead coded =
                new RequestHead(
                        "PUT", plain.target(), plain.fields().with("content-encoding", "gzip"));
        assertThat(Uploads.mayBe(coded, FILES)).isFalse();
        RequestHead twice =
                new RequestHead(
                        "PUT", plain.target(), plain.fields().with("content-type", "image/png"));
        assertThat(Uploads.mayBe(twice, FILES)).isFalse();
    }

    @Test
    void whatIsJudgedIsTheHeadAndTheContentBySizeAndDigest() {
        assertThat(read("\u0089PNG bytes", ""))
                .isInstanceOfSatisfying(
                        Reading.Effects.class,
                        effects -> {
                            List<Atom> atoms = effects.effects().getFirst().atoms();
                            assertThat(atoms)
                                    .filteredOn(atom -> atom.path().equals("body"))
                                    .singleElement()
                                    .satisfies(atom -> {
                                        assertThat(atom.kind()).isEqualTo(AtomClass.CONTENT);
                                        assertThat(atom.value())
                                                .startsWith("73400320 bytes, ")
                                                .contains(
                                                        Digest.sha256(
                                                                        "\u0089PNG bytes"
                                                                                .getBytes(
                                                                                        ISO_8859_1))
                                                                .hex());
                                    });
                            assertThat(atoms)
                                    .extracting(Atom::path)
                                    .contains("method", "path/0", "path/1", "query/name")
                                    .doesNotContain("body/part");
                        });
    }

    @Test
    void aPlaceholderInItIsAnAtom() {
        assertThat(read("bytes", "xx re_placeholder yy"))
                .isInstanceOfSatisfying(
                        Reading.Effects.class,
                        effects ->
                                assertThat(effects.effects().getFirst().atoms())
                                        .contains(
                                                Atom.content("body/part", "xx re_placeholder yy")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"to\":\"a\"",
                " \r\n[{\"to\"",
                "{\0\"\0t\0o\0",
                "https://collector.example/a",
                "archive@collector.example"
            })
    void whatLooksLikeSomethingThatIsReadIsNone(String first) {
        assertThat(read(first, ""))
                .isInstanceOfSatisfying(
                        Reading.Unreadable.class,
                        no -> assertThat(no.rule().value()).isEqualTo("wire.content-type"));
    }
}
