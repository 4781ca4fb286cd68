package dev.stoplock.core.wire.imap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stoplock.core.wire.imap.ImapRequest.Kind;
import dev.stoplock.core.wire.imap.ImapRequest.Piece;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What listings say of an account's mailboxes. */
class ImapMailboxesTest {

    private static ImapMailboxes after(ImapRequest request, String untagged) {
        ImapMailboxes mailboxes = new ImapMailboxes();
        mailboxes.learn(request, untagged.getBytes(StandardCharsets.UTF_8));
        return mailboxes;
    }

    private static ImapMailboxes listed(String... lines) {
        return after(ImapRequest.LIST_OF_ALL, String.join("\r\n", lines) + "\r\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "* LIST () \".\" Sent; Sent",
                "* LIST (\\HasNoChildren \\Sent) \"/\" \"Sent Items\"; Sent Items",
                "* list () NIL Sent; Sent",
                "* LIST () \"\\\\\" \"a\\\\b\"; a\\b",
                "* LSUB () \".\" INBOX.Sent; INBOX.Sent",
                "* LIST () \".\" \"&XfJT0ZAB-\"; &XfJT0ZAB-",
                "* LIST () \".\" \"Gr\u00fc\u00dfe\"; Gr\u00fc\u00dfe"
            })
    void aMailboxThatIsListedIsHeld(String line, String name) {
        ImapMailboxes mailboxes = listed("* LIST () \".\" INBOX", line, "* 3 EXISTS");
        assertThat(mailboxes.hold(name)).isTrue();
        assertThat(mailboxes.lack(name)).isFalse();
        assertThat(mailboxes.hold("Board")).isFalse();
        assertThat(mailboxes.lack("Board")).isTrue();
        assertThat(mailboxes.lack("inbox")).isFalse();
    }

    @Test
    void aLiteralIsTheNameAndNothingInsideItIsAResponse() {
        ImapMailboxes mailboxes =
                listed(
                        "* LIST () \".\" {22}",
                        "* LIST () \".\" Board\r\nx",
                        "* LIST () \".\" Sent");
        assertThat(mailboxes.hold("* LIST () \".\" Board\r\nx")).isTrue();
        assertThat(mailboxes.hold("Board")).isFalse();
        assertThat(mailboxes.hold("Sent")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "* LIST (\\Noselect) \".\" Board",
                "* LIST (\\HasChildren \\NonExistent) \".\" Board",
                "* STATUS Board (MESSAGES 1)",
                "* OK * LIST () \".\" Board",
                "* 1 FETCH (BODY[] {21}\r\n* LIST () \".\" Board\r\n)"
            })
    void whatCannotBeOpenedOrIsNoListingIsNotHeld(String line) {
        ImapMailboxes mailboxes = listed("* LIST () \".\" Sent", line);
        assertThat(mailboxes.hold("Board")).isFalse();
        assertThat(mailboxes.lack("Board")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "* LIST () \".\" \"Board",
                "* LIST () \".\" Board x",
                "* LIST () \"..\" Board",
                "* LIST (\") \".\" Board",
                "* LIST () \".\" \"\"",
                "* LIST () \".\" {5}\r\nBoard x",
                "* LIST"
            })
    void whereOneResponseCannotBeReadNothingIsSaidToBeMissing(String line) {
        ImapMailboxes mailboxes = listed("* LIST () \".\" Sent", line);
        assertThat(mailboxes.hold("Board")).isFalse();
        assertThat(mailboxes.lack("Board")).isFalse();
        assertThat(mailboxes.hold("Sent")).isTrue();
    }

    @Test
    void aNameOverTheLimitOrOfNoTextIsNotHeld() {
        String name = "x".repeat(257);
        assertThat(listed("* LIST () \".\" " + name).hold(name)).isFalse();
        ImapMailboxes mailboxes = new ImapMailboxes();
        mailboxes.learn(
                ImapRequest.LIST_OF_ALL,
                "* LIST () \".\" \"\u00ff\"\r\n".getBytes(StandardCharsets.ISO_8859_1));
        assertThat(mailboxes.hold("\u00ff")).isFalse();
        assertThat(mailboxes.lack("\u00ff")).isFalse();
    }

    @Test
    void aPartOfTheListingAddsAndNeverSaysThatSomethingIsMissing() {
        ImapRequest part =
                new ImapRequest(
                        "imap LSUB",
                        false,
                        List.of(
                                new Piece.Fixed("LSUB "),
                                new Piece.Chosen(Kind.MAILBOX, ""),
                                new Piece.Fixed(" "),
                                new Piece.Chosen(Kind.PATTERN, "%")));
        ImapMailboxes mailboxes = after(part, "* LSUB () \".\" Sent\r\n");
        assertThat(mailboxes.hold("Sent")).isTrue();
        assertThat(mailboxes.lack("Board")).isFalse();
        mailboxes.learn(
                ImapRequest.LIST_OF_ALL,
                "* LIST () \".\" Board\r\n".getBytes(StandardCharsets.UTF_8));
        assertThat(mailboxes.hold("Sent")).as("renamed since").isFalse();
        assertThat(mailboxes.lack("Sent")).isTrue();
        ImapRequest noop = new ImapRequest("imap NOOP", true, List.of(new Piece.Fixed("NOOP")));
        mailboxes.learn(noop, "* LIST () \".\" Sent\r\n".getBytes(StandardCharsets.UTF_8));
        assertThat(mailboxes.hold("Sent")).as("nobody asked").isFalse();
    }
}
