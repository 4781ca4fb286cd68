package dev.stoplock.lab.corpus;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stoplock.core.json.YamlObject;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the files of a case become on the wire. */
class CaseFilesTest {

    @TempDir private Path folder;

    private String sent(String name, String text) throws Exception {
        Files.write(folder.resolve(name), text.getBytes(ISO_8859_1));
        YamlObject where = YamlObject.root("case.yaml", "sends: " + name);
        return new String(new CaseFiles(folder).sent(where, "sends"), ISO_8859_1);
    }

    @Test
    void bytes_stay_as_they_are() throws Exception {
        assertThat(sent("a.http", "GET / HTTP/1.1\nx\r\n\n")).isEqualTo("GET / HTTP/1.1\nx\r\n\n");
        assertThat(sent("a.smtp", "EHLO\n")).isEqualTo("EHLO\n");
    }

    @Test
    void a_request_for_people_gets_its_line_ends_and_the_length_of_its_body() throws Exception {
        assertThat(sent("a.http.txt", "POST / HTTP/1.1\nHost: h\n\n{\n\"a\": 1}\n"))
                .isEqualTo("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\n{\n\"a\": 1}");
        assertThat(sent("b.http.txt", "GET / HTTP/1.1\nHost: h\n\n"))
                .isEqualTo("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
        assertThat(sent("c.http.txt", "GET / HTTP/1.1\nHost: h\n"))
                .isEqualTo("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
        assertThat(sent("d.http.txt", "POST / HTTP/1.1\nHost: h\ncontent-length: 1\n\nab\n"))
                .isEqualTo("POST / HTTP/1.1\r\nHost: h\r\ncontent-length: 1\r\n\r\nab");
    }

    @Test
    void a_session_for_people_gets_its_line_ends() throws Exception {
        assertThat(sent("a.smtp.txt", "EHLO a\nQUIT\n")).isEqualTo("EHLO a\r\nQUIT\r\n");
    }
}
