package dev.stoplock.gate.egress;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stoplock.core.effect.Upload;
import dev.stoplock.core.model.Destination;
import dev.stoplock.core.model.Digest;
import dev.stoplock.core.model.InstanceId;
import dev.stoplock.core.model.SecretGrant;
import dev.stoplock.core.model.SecretName;
import dev.stoplock.gate.secrets.SecretBroker;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpooledTest {

    private static final InstanceId INSTANCE = new InstanceId("i-1");
    private static final SecretName NAME = new SecretName("UPLOAD_KEY");
    private static final String SECRET = "key-of-no-account-0123456789abcdef";
    private static final int PIECE = 64 << 10;

    @TempDir Path folder;
    private Spool spool;
    private SecretBroker secrets;
    private String placeholder;

    @BeforeEach
    void open() throws Exception {
        spool = Spool.open(folder.resolve("uploads"));
        for (String name : new String[] {"secrets", "keys"}) {
            Files.createDirectory(
                    folder.resolve(name),
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rwx------")));
        }
        Path file = Files.writeString(folder.resolve("secrets/UPLOAD_KEY"), SECRET);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        secrets =
                new SecretBroker(
                        folder.resolve("secrets"), folder.resolve("keys"), new SecureRandom());
        SecretGrant grant = new SecretGrant(NAME, new Destination("api.tracker.example", 443));
        placeholder = String.valueOf(secrets.issue(INSTANCE, Set.of(grant)).byName().get(NAME));
    }

    private static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    private static byte[] with(byte[] bytes, int at, String text) {
        byte[] copy = bytes.clone();
        System.arraycopy(text.getBytes(ISO_8859_1), 0, copy, at, text.length());
        return copy;
    }

    private static void fed(Spooled spooled, byte[] bytes, int piece) throws IOException {
        for (int from = 0; from < bytes.length; from += piece) {
            spooled.add(Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + piece)));
        }
    }

    @Test
    void whatCameGoesOnByteForByteAndTheFileHasNoName() throws Exception {
        byte[] body = bytes(5 * PIECE + 17);
        for (int piece : new int[] {1000, 16 << 10, PIECE, body.length}) {
            try (Spooled spooled = new Spooled(spool.begin(), INSTANCE, secrets)) {
                fed(spooled, body, piece);
                assertThat(folder.resolve("uploads")).isEmptyDirectory();
                Upload whole = spooled.whole();
                assertThat(whole.length()).isEqualTo(body.length);
                assertThat(whole.digest()).isEqualTo(Digest.sha256(body));
                assertThat(whole.first()).isEqualTo(Arrays.copyOf(body, PIECE));
                assertThat(whole.placeholder()).isEmpty();
                assertThat(spooled.secret()).isNull();
                ByteArrayOutputStream out = new ByteArrayOutputStream();
                spooled.send(whole, out);
                assertThat(out.toByteArray()).isEqualTo(body);
            }
        }
    }

    @Test
    void aSecretIsFoundWhereverThePiecesAreCutAndInCode() throws Exception {
        byte[] base64 = Base64.getEncoder().encode(("x" + SECRET + "y").getBytes(ISO_8859_1));
        String hex = HexFormat.of().withUpperCase().formatHex(SECRET.getBytes(ISO_8859_1));
        for (String held : new String[] {SECRET, new String(base64, ISO_8859_1), hex}) {
            for (int at = PIECE - held.length() - 1; at <= PIECE + 1; at += 2) {
                try (Spooled spooled = new Spooled(spool.begin(), INSTANCE, secrets)) {
                    fed(spooled, with(bytes(3 * PIECE), at, held), 16 << 10);
                    spooled.whole();
                    assertThat(spooled.secret()).as("%s at %s", held, at).isEqualTo(NAME);
                }
            }
        }
    }

    @Test
    void aPlaceholderIsFoundWhereverThePiecesAreCut() throws Exception {
        for (int at = PIECE - placeholder.length() - 1; at <= PIECE + 1; at += 3) {
            try (Spooled spooled = new Spooled(spool.begin(), INSTANCE, secrets)) {
                fed(spooled, with(bytes(3 * PIECE), at, placeholder), 16 << 10);
                assertThat(spooled.whole().placeholder()).contains(placeholder);
            }
        }
    }

    @Test
    void whatIsNotWhatWasJudgedNeverGoesOnWhole() throws Exception {
        byte[] body = bytes(2 * PIECE);
        FileChannel file = spool.begin();
        try (Spooled spooled = new Spooled(file, INSTANCE, secrets)) {
            fed(spooled, body, PIECE);
            Upload whole = spooled.whole();
            file.write(ByteBuffer.wrap(new byte[] {1, 2, 3}), 100);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            assertThatThrownBy(() -> spooled.send(whole, out))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("not the one that was judged");
            assertThat(out.size()).isLessThan(body.length);
            file.truncate(PIECE);
            assertThatThrownBy(() -> spooled.send(whole, new ByteArrayOutputStream()))
                    .hasMessageContaining("not the one that was judged");
        }
    }

    @Test
    void whatACrashLeftIsRemovedAndTheFolderIsItsOwnersAlone() throws Exception {
        Path uploads = folder.resolve("uploads");
        Files.write(uploads.resolve("left"), new byte[10]);
        Spool.open(uploads);
        assertThat(uploads).isEmptyDirectory();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(uploads)))
                .isEqualTo("rwx------");
    }

    @Test
    void aDiskIsNotFilledToItsEnd() throws Exception {
        long usable = Files.getFileStore(folder).getUsableSpace();
        assertThat(spool.hasRoom(usable)).isFalse();
        assertThat(spool.hasRoom(usable - (400L << 20))).isFalse();
    }
}
