package dev.stoplock.core.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stoplock.core.model.Digest;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CheckpointTest {

    private KeyPair pair;
    private NoteKey key;
    private Checkpoint checkpoint;
    private String note;

    @BeforeEach
    void sign() throws Exception {
        pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        key = NoteKey.of("stoplock.example/log", pair.getPublic());
        checkpoint = new Checkpoint("stoplock.example/log", 600, Digest.sha256(new byte[] {1}));
        note = checkpoint.signed(key, pair.getPrivate());
    }

    @Test
    void aSignedCheckpointOpensWithItsVkey() {
        assertThat(Checkpoint.open(note, NoteKey.parse(key.text())))
                .isEqualTo(new Checkpoint.Opened.Good(checkpoint));
    }

    @Test
    void noOneCharacterOfItCanBeChanged() {
        for (int i = 0; i < note.length(); i++) {
            for (int flip : new int[] {1, 2, 4, 8, 16, 32, 64}) {
                String other =
                        note.substring(0, i)
                                + (char) (note.charAt(i) ^ flip)
                                + note.substring(i + 1);
                assertThat(Checkpoint.open(other, key))
                        .as("%s", other)
                        .isInstanceOf(Checkpoint.Opened.Bad.class);
            }
        }
        for (int length = 0; length < note.length(); length++) {
            assertThat(Checkpoint.open(note.substring(0, length), key))
                    .isInstanceOf(Checkpoint.Opened.Bad.class);
        }
    }

    @Test
    void signaturesOfOthersBesideOursArePassedOver() throws Exception {
        KeyPair other = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        NoteKey witness = NoteKey.of("witness.example", other.getPublic());
        String theirs = SignedNote.sign(checkpoint.text(), witness, other.getPrivate());
        String line = theirs.substring(theirs.indexOf("\n\n") + 2);
        assertThat(Checkpoint.open(note + line, key))
                .isEqualTo(new Checkpoint.Opened.Good(checkpoint));
        assertThat(Checkpoint.open(theirs, key)).isInstanceOf(Checkpoint.Opened.Bad.class);
    }

    @Test
    void whatWasSignedMustBeACheckpointOfThisLog() throws Exception {
        for (String text :
                List.of(
                        "hello\n",
                        "other.example\n1\n" + checkpoint.text().split("\n", -1)[2] + "\n",
                        checkpoint.text() + "extension\n",
                        checkpoint.text().replace("600", "0600"))) {
            String signed = SignedNote.sign(text, key, pair.getPrivate());
            assertThat(Checkpoint.open(signed, key)).isInstanceOf(Checkpoint.Opened.Bad.class);
        }
    }

    @Test
    void vkeysThatAreNotExactlyOneAreRefused() {
        String vkey = key.text();
        for (String bad :
                List.of(
                        "",
                        "a",
                        "a+b+c",
                        vkey + " ",
                        vkey.replace("stoplock", "stopl0ck"),
                        vkey.substring(1))) {
            assertThatThrownBy(() -> NoteKey.parse(bad))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> NoteKey.of("two words", pair.getPublic()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> NoteKey.of("a+b", pair.getPublic()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aProofHoldsForItsLeafUnderItsCheckpointAndForNoOther() throws Exception {
        byte[] leaf = "a".getBytes(StandardCharsets.UTF_8);
        byte[] other = "b".getBytes(StandardCharsets.UTF_8);
        byte[] root = Merkle.node(Merkle.leaf(leaf), Merkle.leaf(other));
        String signed =
                new Checkpoint(key.name(), 2, Digest.of(Digest.Algorithm.SHA256, root))
                        .signed(key, pair.getPrivate());
        List<Digest> path = List.of(Digest.of(Digest.Algorithm.SHA256, Merkle.leaf(other)));
        assertThat(new InclusionProof(0, path, signed).proves(leaf, key)).isTrue();
        assertThat(new InclusionProof(0, path, signed).proves(other, key)).isFalse();
        assertThat(new InclusionProof(1, path, signed).proves(leaf, key)).isFalse();
        assertThat(new InclusionProof(0, path, note).proves(leaf, key)).isFalse();
        assertThat(new InclusionProof(0, path, signed).text())
                .startsWith("c2sp.org/tlog-proof@v1\nindex 0\n")
                .endsWith("\n\n" + signed);
    }

    @Test
    void aProofReadsBackAndNothingElseIsOne() {
        Digest step = Digest.of(Digest.Algorithm.SHA256, new byte[32]);
        InclusionProof proof = new InclusionProof(7, List.of(step, step), note);
        assertThat(InclusionProof.read(proof.text())).isEqualTo(proof);
        for (String bad :
                List.of(
                        "",
                        note,
                        proof.text().replace("@v1", "@v2"),
                        proof.text().replace("index 7", "index 07"),
                        proof.text().replace("index 7", "index -7"),
                        proof.text().replace("index 7", "index 7777777777777777777"),
                        proof.text().replaceFirst("AAAA", "****"),
                        proof.text().replaceFirst("AAAA", ""),
                        proof.text().replace("\n\n", "\n"),
                        "c2sp.org/tlog-proof@v1\nindex 0\n" + "A\n".repeat(99) + "\n" + note)) {
            assertThatThrownBy(() -> InclusionProof.read(bad))
                    .as(bad)
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
