package dev.stoplock.core.wire.imap;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bytes of clients in, responses and reading commands out. */
class ImapConversationTest {

    private static final ImapOffer OFFER = new ImapOffer(true, true, Set.of("QUOTA"));
    private static final String LOGIN = "a LOGIN bob \"se\\\"cret\"\r\n";

    private static List<String> played(boolean eachByte, String... sent) {
        ImapConversation conversation = new ImapConversation(OFFER);
        List<String> out = new ArrayList<>();
        for (String text : sent) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            int step = eachByte ? 1 : bytes.length;
            for (int i = 0; i < bytes.length; i += step) {
                conversation.feed(bytes, i, step);
                if (ends(conversation, out)) {
                    return out;
                }
            }
        }
        return out;
    }

    private static boolean ends(ImapConversation conversation, List<String> out) {
        while (true) {
            switch (conversation.next()) {
                case ImapStep.More more -> {
                    return false;
                }
                case ImapStep.Said(String reply) -> out.add(reply.strip());
                case ImapStep.Secure(String reply) -> {
                    out.add(reply.strip() + " tls");
                    conversation.secured(OFFER);
                }
                case ImapStep.Login(String tag, String user, String password) -> {
                    out.add("login " + user + " " + password);
                    conversation.settled(true);
                }
                case ImapStep.Asked(String tag, ImapRequest request) -> {
                    StringBuilder all = new StringBuilder();
                    request.parts(tag)
                            .forEach(part -> all.append(new String(part, StandardCharsets.UTF_8)));
                    out.add(all.toString().replace("\r\n", "|"));
                    if (request.equals(ImapRequest.IDLE)) {
                        conversation.idling();
                    } else {
                        conversation.settled(true);
                    }
                }
                case ImapStep.Done(String tag) -> {
                    out.add(tag + " done");
                    conversation.settled(true);
                }
                case ImapStep.Refused(String reply, var rule, var sentence, boolean last) -> {
                    out.add(rule + (last ? " end" : ""));
                    if (last) {
                        return true;
                    }
                }
                case ImapStep.Quit(String reply) -> {
                    out.add("quit");
                    return true;
                }
            }
        }
    }

    private static List<String> asked(String... sent) {
        List<String> all = new ArrayList<>(List.of(LOGIN));
        all.addAll(List.of(sent));
        List<String> out = played(false, all.toArray(String[]::new));
        assertThat(out.getFirst()).isEqualTo("login bob se\"cret");
        return out.subList(1, out.size());
    }

    @Test
    void fiveThousandNumbersAreRefusedWithoutHarm() {
        String many = "1:2,".repeat(4_999) + "3";
        String fits = "1:2,".repeat(999) + "3";

        assertThat(asked("t1 FETCH " + many + " FLAGS\r\n")).noneMatch(line -> line.contains("|"));
        assertThat(asked("t1 FETCH " + fits + " FLAGS\r\n"))
                .containsExactly("t1 FETCH " + fits + " FLAGS|");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "SELECT INBOX; EXAMINE \"INBOX\"",
                "select \"A \\\"b\\\\\"; EXAMINE \"A \\\"b\\\\\"",
                "EXAMINE Sent; EXAMINE \"Sent\"",
                "STATUS INBOX (messages UNSEEN); STATUS \"INBOX\" (MESSAGES UNSEEN)",
                "LIST \"\" *; LIST \"\" \"*\"",
                "LSUB \"\" \"%\"; LSUB \"\" \"%\"",
                "FETCH 1:*,3 (FLAGS UID BODY.PEEK[HEADER.FIELDS (From \"To\")]); "
                        + "FETCH 1:*,3 (FLAGS UID BODY.PEEK[HEADER.FIELDS (From To)])",
                "FETCH 1 body[1.2.mime]<0.100>; FETCH 1 BODY[1.2.MIME]<0.100>",
                "FETCH 1 (RFC822.SIZE BODY[]); FETCH 1 (RFC822.SIZE BODY[])",
                "UID FETCH 7 RFC822; UID FETCH 7 RFC822",
                "SEARCH ALL; SEARCH ALL",
                "UID SEARCH CHARSET UTF-8 UNSEEN SINCE 1-Jan-2026; UID SEARCH CHARSET UTF-8 UNSEEN"
                        + " SINCE 1-Jan-2026",
                "SEARCH OR (FROM bob NOT SEEN) LARGER 10 1:5; SEARCH OR (FROM \"bob\" NOT SEEN)"
                        + " LARGER 10 1:5",
                "SEARCH HEADER X-Y \"a b\" UID 1; SEARCH HEADER \"X-Y\" \"a b\" UID 1",
                "NOOP; NOOP",
                "CHECK; CHECK",
                "CLOSE; CLOSE",
                "NAMESPACE; NAMESPACE",
                "GETQUOTAROOT INBOX; GETQUOTAROOT \"INBOX\"",
            })
    void whatReadsGoesOnInOneForm(String command, String expected) {
        assertThat(asked("t1 " + command + "\r\n")).containsExactly("t1 " + expected + "|");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "STORE 1 +FLAGS (\\Seen)",
                "COPY 1 Trash",
                "MOVE 1 Trash",
                "APPEND INBOX {3+}\r\nabc",
                "CREATE x",
                "DELETE x",
                "RENAME x y",
                "EXPUNGE",
                "SUBSCRIBE x",
                "SETACL x y z",
                "UID STORE 1 FLAGS ()",
                "UID COPY 1 x",
                "UID EXPUNGE 1",
                "COMPRESS DEFLATE",
                "SETMETADATA x ()",
                "UNAUTHENTICATE",
                "REPLACE 1 x",
                "XLIST a b",
                "SORT (DATE) A ALL",
            })
    void whatChangesOrIsUnknownIsRefused(String command) {
        assertThat(asked("t1 " + command + "\r\n", "t2 NOOP\r\n"))
                .hasSize(2)
                .first()
                .isEqualTo("wire.imap-command");
    }

    @Test
    void aMailboxIsWatchedUpToDoneAndNothingIsSaidInBetween() {
        assertThat(asked("w IDLE\r\n", "done\r\nt2 NOOP\r\n"))
                .containsExactly("w IDLE|", "w done", "t2 NOOP|");
        for (String other :
                List.of("t2 NOOP", "DONE ", "DONE x", " DONE", "t2 DONE", "", "w IDLE", "{3+}")) {
            assertThat(asked("w IDLE\r\n", other + "\r\n", "DONE\r\n"))
                    .as(other)
                    .containsExactly("w IDLE|", "wire.imap-line end");
        }
        assertThat(asked("w IDLE now\r\n")).containsExactly("wire.imap-syntax");
        assertThat(asked("w DONE\r\n")).containsExactly("wire.imap-command");
    }

    @Test
    void whatIsRefusedIsCalledByItsWholeName() {
        ImapConversation conversation = new ImapConversation(OFFER);
        byte[] bytes = "t UID store 1 +FLAGS (x)\r\n".getBytes(StandardCharsets.US_ASCII);
        conversation.feed(bytes, 0, bytes.length);
        assertThat(conversation.next())
                .isInstanceOfSatisfying(
                        ImapStep.Refused.class,
                        refused -> assertThat(refused.sentence()).endsWith(": UID STORE"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT",
                "SELECT INBOX (CONDSTORE)",
                "SELECT INBOX  ",
                "EXAMINE a b",
                "LIST \"\" (a b)",
                "LIST (SUBSCRIBED) \"\" *",
                "STATUS INBOX ()",
                "STATUS INBOX (X)",
                "STATUS INBOX (UNSEEN UNSEEN)",
                "FETCH 1 (FLAGS",
                "FETCH a FLAGS",
                "FETCH 1 BINARY[1]",
                "FETCH 1 BODY[TEXT",
                "FETCH 1 BODY[x]",
                "FETCH 1 (FLAGS) (CHANGEDSINCE 1)",
                "FETCH 1 BODY[HEADER.FIELDS (\"a b\")]",
                "SEARCH",
                "SEARCH RETURN (SAVE) ALL",
                "SEARCH FROM",
                "SEARCH SINCE now",
                "SEARCH FROM (bob)",
                "SEARCH OR SEEN",
                "SEARCH ((((((((((((ALL))))))))))))",
                "NOOP x",
                "UID",
                "UID FETCH",
            })
    void whatIsNotOfTheClosedFormIsRefused(String command) {
        assertThat(asked("t1 " + command + "\r\n")).containsExactly("wire.imap-syntax");
    }

    @Test
    void literalsAreTakenWholeAndWrittenAnew() {
        assertThat(asked("t SEARCH SUBJECT {5}\r\n", "a b\"c\r\n"))
                .containsExactly("+ go ahead", "t SEARCH SUBJECT \"a b\\\"c\"|");
        assertThat(asked("t SEARCH CHARSET UTF-8 SUBJECT {2+}\r\n\u00e9 TO {3+}\r\nx\r\n\r\n"))
                .containsExactly("t SEARCH CHARSET UTF-8 SUBJECT {2}|\u00e9 TO {3}|x||");
        assertThat(asked("t SELECT {8+}\r\nx NOOP\r\n\r\n"))
                .containsExactly("t EXAMINE {8}|x NOOP||");
        assertThat(asked("t SELECT {99999}\r\n")).containsExactly("wire.imap-too-long end");
        assertThat(asked("t SELECT {1+}\r\n\0\r\n")).containsExactly("wire.imap-line end");
    }

    @Test
    void pipelinedCommandsComeOutOneAfterTheOtherHoweverTheyArrive() {
        String text = LOGIN + "b SELECT {5}\r\nINBOX\r\nc UID FETCH 1 FLAGS\r\nd LOGOUT\r\n";
        List<String> expected =
                List.of(
                        "login bob se\"cret",
                        "+ go ahead",
                        "b EXAMINE \"INBOX\"|",
                        "c UID FETCH 1 FLAGS|",
                        "quit");
        assertThat(played(false, text)).isEqualTo(expected);
        assertThat(played(true, text)).isEqualTo(expected);
    }

    @Test
    void someThingsAreAnsweredHere() {
        assertThat(played(false, "a CAPABILITY\r\n").getFirst())
                .startsWith("* CAPABILITY IMAP4rev1 LITERAL+ ID STARTTLS SASL-IR AUTH=PLAIN QUOTA");
        assertThat(played(false, "a ID (\"name\" \"secret words\")\r\n").getFirst())
                .startsWith("* ID NIL");
        assertThat(played(false, "a ENABLE UTF8=ACCEPT\r\n").getFirst()).startsWith("* ENABLED");
        assertThat(played(false, "a NOOP\r\n")).containsExactly("a NO log in first");
    }

    @Test
    void aLoginHasOneReadingOrNone() {
        assertThat(played(false, "a AUTHENTICATE PLAIN AGIAYw==\r\n")).containsExactly("login b c");
        assertThat(played(false, "a AUTHENTICATE PLAIN\r\n", "AGIAYw==\r\n"))
                .containsExactly("+", "login b c");
        assertThat(played(false, "a AUTHENTICATE PLAIN\r\n", "*\r\n"))
                .containsExactly("+", "a BAD given up");
        assertThat(played(false, "a LOGIN {1+}\r\nb {1+}\r\nc\r\n")).containsExactly("login b c");
        for (String bad :
                List.of("AUTHENTICATE LOGIN", "AUTHENTICATE PLAIN !", "LOGIN b", "LOGIN b c d")) {
            assertThat(played(false, "a " + bad + "\r\n")).containsExactly("wire.imap-login");
        }
        assertThat(asked("b LOGIN b c\r\n")).containsExactly("wire.imap-login");
    }

    @Test
    void nothingThatCameBeforeTlsCountsAfterIt() {
        assertThat(played(false, "a STARTTLS\r\nb LOGIN x y\r\n"))
                .containsExactly("wire.imap-starttls end");
        assertThat(played(false, "a STARTTLS\r\n", LOGIN))
                .containsExactly("a OK go ahead tls", "login bob se\"cret");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a NOOP\n",
                "a NO\rOP\r\n",
                "a NO\0OP\r\n",
                "a NOOP\t\r\n",
                "a\r\n",
                "+ NOOP\r\n",
                "a(b NOOP\r\n",
                "\u00e9 NOOP\r\n",
                " NOOP\r\n"
            })
    void aLineHasOneReadingOrTheConnectionEnds(String line) {
        assertThat(played(false, line)).containsExactly("wire.imap-line end");
    }

    @Test
    void refusalsAreBounded() {
        assertThat(asked("a EXPUNGE\r\n".repeat(30))).hasSize(20).endsWith("wire.imap-command end");
    }

    @Test
    void responsesAreCutAtTheirEndsAndLiteralsHoldNone() {
        ImapResponses responses = new ImapResponses(100);
        byte[] bytes =
                "* 1 FETCH (BODY[] {10}\r\na1 OK x\r\n\0 FLAGS ())\r\na1 OK done\r\n* x"
                        .getBytes(StandardCharsets.ISO_8859_1);
        responses.feed(bytes, 0, bytes.length);
        assertThat(responses.next())
                .isInstanceOfSatisfying(
                        ImapResponses.Step.Whole.class,
                        whole -> assertThat(whole.head()).isEqualTo("* 1 FETCH (BODY[] {10}"));
        assertThat(responses.next())
                .isInstanceOfSatisfying(
                        ImapResponses.Step.Whole.class,
                        whole -> assertThat(whole.head()).isEqualTo("a1 OK done"));
        assertThat(responses.next()).isInstanceOf(ImapResponses.Step.More.class);
        assertThat(responses.isAhead()).isTrue();
        ImapResponses small = new ImapResponses(100);
        byte[] long_ = "* 1 FETCH (BODY[] {101}\r\n".getBytes(StandardCharsets.US_ASCII);
        small.feed(long_, 0, long_.length);
        assertThat(small.next()).isInstanceOf(ImapResponses.Step.Refused.class);
    }
}
