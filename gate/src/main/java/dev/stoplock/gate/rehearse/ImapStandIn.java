package dev.stoplock.gate.rehearse;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.stoplock.core.wire.imap.ImapConversation;
import dev.stoplock.core.wire.imap.ImapOffer;
import dev.stoplock.core.wire.imap.ImapRequest;
import dev.stoplock.core.wire.imap.ImapStep;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.IntSupplier;

/**
 * A mail server's IMAP (RFC 9051, read as RFC 3501 clients do) over an account that can only be
 * read: three mailboxes, and a mail under every number that is asked for, each from somebody else.
 */
final class ImapStandIn implements StandInLine.Peer {

    private static final List<String> MAILBOXES =
            List.of(
                    "(\\HasNoChildren) \"/\" \"INBOX\"",
                    "(\\HasNoChildren \\Sent) \"/\" \"Sent\"",
                    "(\\HasNoChildren \\Drafts) \"/\" \"Drafts\"");

    private static final int MOST_MAILS = 20;

    private final boolean startTls;
    private final IntSupplier numbers;
    private final ImapConversation conversation;
    private String account = "someone@mail.example";

    /** {@code startTls}: it begins in plain text. {@code numbers}: a new one each time. */
    ImapStandIn(boolean startTls, IntSupplier numbers) {
        this.startTls = startTls;
        this.numbers = numbers;
        this.conversation = new ImapConversation(offer(startTls));
    }

    /** TLS is the gate's: nothing of it is seen here, and what is said stays the same. */
    private static ImapOffer offer(boolean startTls) {
        return new ImapOffer(startTls, true, Set.of("NAMESPACE", "UNSELECT"));
    }

    @Override
    public byte[] greeting() {
        return "* OK IMAP4rev1 ready\r\n".getBytes(ISO_8859_1);
    }

    @Override
    public byte[] answer(byte[] written) {
        conversation.feed(written, 0, written.length);
        StringBuilder out = new StringBuilder();
        while (true) {
            switch (conversation.next()) {
                case ImapStep.More more -> {
                    return out.toString().getBytes(ISO_8859_1);
                }
                case ImapStep.Said(String reply) -> out.append(reply);
                case ImapStep.Secure(String reply) -> {
                    out.append(reply);
                    conversation.secured(offer(!startTls));
                }
                case ImapStep.Login(String tag, String user, String password) -> {
                    account = user.contains("@") ? user : account;
                    conversation.settled(true);
                    out.append(tag).append(" OK welcome\r\n");
                }
                case ImapStep.Asked(String tag, ImapRequest request)
                        when request.equals(ImapRequest.IDLE) -> {
                    conversation.settled(false);
                    out.append(tag).append(" BAD it is not offered\r\n");
                }
                case ImapStep.Done(String tag) ->
                        throw new IllegalStateException("nothing is watched here");
                case ImapStep.Asked(String tag, ImapRequest request) -> {
                    conversation.settled(true);
                    out.append(untagged(request)).append(tag).append(" OK done\r\n");
                }
                case ImapStep.Refused(String reply, var rule, String sentence, boolean last) ->
                        out.append(reply);
                case ImapStep.Quit(String reply) -> out.append(reply);
            }
        }
    }

    private String untagged(ImapRequest request) {
        String words = words(request);
        return switch (request.name()) {
            case "imap LIST", "imap LSUB" -> list(words);
            case "imap EXAMINE" ->
                    "* FLAGS (\\Answered \\Flagged \\Deleted \\Seen \\Draft)\r\n* 2 EXISTS\r\n* 0 RECENT\r\n"
                            + "* OK [UIDVALIDITY 1767225601] valid\r\n* OK [UIDNEXT 900000] next\r\n";
            case "imap STATUS" ->
                    "* STATUS "
                            + words.split(" ", 3)[1]
                            + " (MESSAGES 2 RECENT 0 UIDNEXT 900000 UIDVALIDITY 1767225601 UNSEEN 1)\r\n";
            case "imap SEARCH" -> "* SEARCH 1 2\r\n";
            case "imap UID SEARCH" ->
                    "* SEARCH " + (4_000 + number()) + " " + (4_000 + number()) + "\r\n";
            case "imap FETCH" -> mails(words.substring("FETCH ".length()), false);
            case "imap UID FETCH" -> mails(words.substring("UID FETCH ".length()), true);
            case "imap NAMESPACE" -> "* NAMESPACE ((\"\" \"/\")) NIL NIL\r\n";
            default -> "";
        };
    }

    private int number() {
        return numbers.getAsInt();
    }

    private static String words(ImapRequest request) {
        StringBuilder words = new StringBuilder();
        for (ImapRequest.Piece piece : request.pieces()) {
            words.append(
                    switch (piece) {
                        case ImapRequest.Piece.Fixed(String text) -> text;
                        case ImapRequest.Piece.Chosen(ImapRequest.Kind kind, String value) ->
                                kind == ImapRequest.Kind.FIELD ? value : '"' + value + '"';
                    });
        }
        return words.toString();
    }

    private static String list(String words) {
        String name = words.substring(0, words.indexOf(' '));
        if (words.endsWith(" \"\"")) {
            return "* " + name + " (\\Noselect) \"/\" \"\"\r\n";
        }
        StringBuilder list = new StringBuilder();
        for (String mailbox : MAILBOXES) {
            String own = mailbox.substring(mailbox.lastIndexOf(' '));
            boolean every = words.endsWith("*\"") || words.endsWith("%\"");
            if (every || words.toUpperCase(Locale.ROOT).endsWith(own.toUpperCase(Locale.ROOT))) {
                list.append("* ").append(name).append(' ').append(mailbox).append("\r\n");
            }
        }
        return list.toString();
    }

    /** A set of numbers, and what is asked of each mail. */
    private String mails(String words, boolean byUid) {
        int space = words.indexOf(' ');
        String items = words.substring(space + 1);
        StringBuilder mails = new StringBuilder();
        int place = 0;
        for (int asked : asked(words.substring(0, space))) {
            place++;
            int number = byUid ? place : asked;
            int uid = byUid ? asked : 4_000 + number();
            mails.append("* ")
                    .append(number)
                    .append(" FETCH ")
                    .append(new StoodInMail(uid, account).items(items))
                    .append("\r\n");
        }
        return mails.toString();
    }

    private List<Integer> asked(String set) {
        List<Integer> numbers = new ArrayList<>();
        for (String range : set.split(",")) {
            String[] ends = range.split(":");
            int first = end(ends[0]);
            int last = end(ends[ends.length - 1]);
            // of a range that is open, as many mails as there are
            int most = Math.min(last, range.contains("*") ? first + 1 : last);
            for (int each = first; each <= most && numbers.size() < MOST_MAILS; each++) {
                numbers.add(each);
            }
        }
        return numbers;
    }

    private static int end(String number) {
        return number.matches("[0-9]{1,9}") ? Integer.parseInt(number) : 899_999;
    }
}
