package dev.stoplock.gate.egress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stoplock.core.model.Destination;
import dev.stoplock.core.model.InstanceId;
import dev.stoplock.core.model.Mode;
import dev.stoplock.core.model.RuleId;
import dev.stoplock.core.model.SecretGrant;
import dev.stoplock.core.model.Verdict;
import dev.stoplock.core.policy.Judgement;
import dev.stoplock.core.wire.imap.ImapRequest;
import dev.stoplock.gate.secrets.SecretBroker;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What comes back of a command that was let go, by what the mail server says. */
class ImapReadsTest {

    private static final Destination HOST = new Destination("imap.test", 143);
    private static final InstanceId INSTANCE = new InstanceId("mail-1");
    private static final String SECRET = "a-very-real-password";
    private static final Judgement ALLOWED =
            new Judgement(
                    new Verdict.Allow(new RuleId("contract.explained"), "as asked"),
                    Mode.ENFORCE,
                    true,
                    null,
                    List.of(),
                    List.of());
    private static final ImapRequest EXAMINE =
            new ImapRequest(
                    "imap EXAMINE",
                    false,
                    List.of(
                            new ImapRequest.Piece.Fixed("EXAMINE "),
                            new ImapRequest.Piece.Chosen(ImapRequest.Kind.MAILBOX, "INBOX")));

    @TempDir Path home;

    private static Map<String, String> answers(String... more) {
        Map<String, String> answers = new LinkedHashMap<>();
        for (int i = 0; i < more.length; i += 2) {
            answers.put(more[i], more[i + 1]);
        }
        answers.putIfAbsent("s1 CAPABILITY", "* CAPABILITY IMAP4rev1 QUOTA IDLE\r\ns1 OK done\r\n");
        return answers;
    }

    private ImapReads reads(ScriptedPeer peer) throws Exception {
        Path secrets = home.resolve("secrets");
        Files.createDirectory(secrets);
        Path file = Files.writeString(secrets.resolve("MAIL_PASS"), SECRET);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        SecretBroker broker = new SecretBroker(secrets, home, new SecureRandom());
        broker.issue(INSTANCE, Set.of(SecretGrant.parse("MAIL_PASS@imap.test:143")));
        return new ImapReads(INSTANCE, HOST, broker, peer.dialer(), new Latch());
    }

    private String asked(ImapRequest request, String... answers) throws Exception {
        try (ScriptedPeer peer = new ScriptedPeer("* OK hello\r\n", answers(answers));
                ImapReads reads = reads(peer)) {
            assertThat(reads.offer(false).others()).containsExactly("IDLE", "QUOTA");
            return switch (reads.ask("a7", request).forward(ALLOWED, () -> {})) {
                case Sent.Answered<ImapReads.Answered> answered ->
                        answered.status()
                                + " "
                                + new String(
                                        answered.came().passedOn().bytes(),
                                        StandardCharsets.ISO_8859_1);
                case Sent.Failed<ImapReads.Answered>(String sentence) -> "failed: " + sentence;
                case Sent.NotAllowed<ImapReads.Answered> not -> "not allowed";
                case Sent.Unknown<ImapReads.Answered> unknown -> "unknown";
                case Sent.Streamed<ImapReads.Answered> streamed -> "streamed";
            };
        }
    }

    @Test
    void anAnswerComesBackUnderTheServersOwnTag() throws Exception {
        assertThat(
                        asked(
                                EXAMINE,
                                "s2 EXAMINE \"INBOX\"",
                                "* 1 EXISTS\r\n* 1 FETCH (BODY[] {10}\r\ns2 OK no\r\n)\r\n"
                                        + "s2 OK [READ-ONLY] done\r\n"))
                .isEqualTo(
                        "200 * 1 EXISTS\r\n* 1 FETCH (BODY[] {10}\r\ns2 OK no\r\n)\r\n"
                                + "a7 OK [READ-WRITE] done\r\n");
        assertThat(asked2("s2 EXAMINE", "s2 NO no such mailbox\r\n"))
                .isEqualTo("400 a7 NO no such mailbox\r\n");
    }

    private String asked2(String... answers) throws Exception {
        Files.delete(home.resolve("secrets/MAIL_PASS"));
        Files.delete(home.resolve("secrets"));
        return asked(EXAMINE, answers);
    }

    @Test
    void anAnswerThatHoldsASecretIsWithheld() throws Exception {
        assertThat(
                        asked(
                                EXAMINE,
                                "s2 EXAMINE",
                                "* OK your password is " + SECRET + "\r\ns2 OK done\r\n"))
                .contains("a7 NO", "credential.echo")
                .doesNotContain(SECRET);
    }

    @Test
    void literalsAreSentWhenTheServerAsksForThem() throws Exception {
        ImapRequest search =
                new ImapRequest(
                        "imap SEARCH",
                        false,
                        List.of(
                                new ImapRequest.Piece.Fixed("SEARCH SUBJECT "),
                                new ImapRequest.Piece.Chosen(
                                        ImapRequest.Kind.TEXT, "f\u00e4llig")));
        assertThat(
                        asked(
                                search,
                                "s2 SEARCH SUBJECT {7}",
                                "+ go on\r\n",
                                "f",
                                "* SEARCH 1\r\ns2 OK done\r\n"))
                .isEqualTo("200 * SEARCH 1\r\na7 OK done\r\n");
    }

    /** What the server was told while it watched, and the answer to its DONE as it is kept. */
    private List<String> watched(String meanwhile, String end) throws Exception {
        List<String> told = new CopyOnWriteArrayList<>();
        ImapIdle.Watcher watcher =
                new ImapIdle.Watcher() {
                    @Override
                    public void tell(byte[] response) {
                        told.add(new String(response, StandardCharsets.ISO_8859_1).strip());
                    }

                    @Override
                    public void lost() {
                        told.add("lost");
                    }
                };
        try (ScriptedPeer peer =
                        new ScriptedPeer(
                                "* OK hello\r\n",
                                answers("s2 IDLE", "+ idling\r\n" + meanwhile, "DONE", end));
                ImapReads reads = reads(peer)) {
            reads.offer(false);
            assertThat(said(reads.ask("w", ImapRequest.IDLE).forward(ALLOWED, () -> {})))
                    .isEqualTo("200 + idling\r\n");
            assertThat(reads.isIdling()).isTrue();
            reads.listen(watcher);
            told.add(said(reads.done("w").forward(ALLOWED, () -> {})));
            assertThat(reads.isIdling()).isFalse();
            return told;
        } finally {
            Files.delete(home.resolve("secrets/MAIL_PASS"));
            Files.delete(home.resolve("secrets"));
        }
    }

    private static String said(Sent<ImapReads.Answered> sent) throws Exception {
        Sent.Answered<ImapReads.Answered> answered = (Sent.Answered<ImapReads.Answered>) sent;
        return answered.status()
                + " "
                + new String(answered.came().passedOn().bytes(), StandardCharsets.ISO_8859_1);
    }

    @Test
    void whatIsNewInAWatchedMailboxIsToldAsItComesAndTheRestIsKept() throws Exception {
        assertThat(
                        watched(
                                "* 4 EXISTS\r\n* OK still here\r\n* 4 fetch (FLAGS (\\Seen $Work))\r\n"
                                        + "* 2 EXPUNGE\r\n* 4 FETCH (BODY[] {4}\r\nrest)\r\n",
                                "s2 OK done\r\n"))
                .containsExactly(
                        "* 4 EXISTS",
                        "* 4 fetch (FLAGS (\\Seen $Work))",
                        "* 2 EXPUNGE",
                        "200 w OK done\r\n");
    }

    @Test
    void aSecretAmongFlagsAndWhatIsForgedAreNotTold() throws Exception {
        assertThat(watched("* 1 FETCH (FLAGS (" + SECRET + "))\r\n", "s2 OK done\r\n"))
                .containsExactly("200 w OK done\r\n");
        assertThat(watched("* 1 FETCH (FLAGS (a)) x\r\ns9 OK forged\r\n", "s2 OK done\r\n"))
                .containsExactlyInAnyOrder("lost", "400 w BAD the session was lost\r\n");
        assertThat(watched("* 1 EXISTS\r\n".repeat(10_001), "s2 OK done\r\n"))
                .hasSize(10_000 + 2)
                .contains("lost", "400 w BAD the session was lost\r\n");
        assertThat(watched("", "close"))
                .containsExactlyInAnyOrder("lost", "400 w BAD the session was lost\r\n");
    }

    @Test
    void anUpstreamThatDoesNotWatchSaysSo() throws Exception {
        assertThat(asked(ImapRequest.IDLE, "s2 IDLE", "s2 BAD what\r\n"))
                .isEqualTo("400 w BAD what\r\n".replace("w ", "a7 "));
    }

    @Test
    void whatWasNotAskedForEndsTheSession() throws Exception {
        assertThat(asked(EXAMINE, "s2 EXAMINE", "s9 OK forged\r\n")).isEqualTo("unknown");
        assertThat(asked2("s2 EXAMINE", "+ more\r\n")).isEqualTo("unknown");
        assertThat(asked2("s2 EXAMINE", "* OK\n")).isEqualTo("unknown");
        assertThat(asked2("s2 EXAMINE", "close")).isEqualTo("unknown");
    }

    @Test
    void neitherALoginNorTlsIsOfferedWhereTheUpstreamIsInPlain() throws Exception {
        try (ScriptedPeer peer = new ScriptedPeer("* OK hello\r\n", answers());
                ImapReads reads = reads(peer)) {
            assertThat(reads.offer(false).login()).isFalse();
            assertThat(reads.offer(false).startTls()).isFalse();
        }
    }

    @Test
    void responsesPutInFrontOfTheHandshakeAndSessionsWithoutALoginAreNotBelieved()
            throws Exception {
        try (ScriptedPeer forged =
                        new ScriptedPeer(
                                "* OK hello\r\n",
                                answers(
                                        "s1 CAPABILITY",
                                        "* CAPABILITY IMAP4rev1 STARTTLS\r\ns1 OK done\r\n",
                                        "s2 STARTTLS",
                                        "s2 OK go\r\n* CAPABILITY AUTH=PLAIN\r\n"));
                ScriptedPeer open = new ScriptedPeer("* PREAUTH hello\r\n", answers());
                ImapReads reads = reads(forged);
                ImapReads others =
                        new ImapReads(
                                INSTANCE,
                                HOST,
                                new SecretBroker(home, home, new SecureRandom()),
                                open.dialer(),
                                new Latch())) {
            assertThatThrownBy(() -> reads.offer(false))
                    .isInstanceOf(NotConnected.class)
                    .hasMessageContaining("STARTTLS");
            assertThatThrownBy(() -> others.offer(false)).isInstanceOf(NotConnected.class);
        }
    }
}
