package dev.stoplock.core.wire.imap;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The mailboxes of one account that its listings (LIST and LSUB, RFC 9051, 7.3.1) have named on one
 * connection, in the octets in which a client asks for them.
 *
 * <p>Guarantees: a name stands here only where one whole response says it and says that it can be
 * opened.
 */
public final class ImapMailboxes {

    private static final int LONGEST_NAME = 256;
    private static final int MOST_NAMES = 10_000;

    private static final Pattern LISTED =
            Pattern.compile(
                    "(?i)\\* (?:LIST|LSUB) \\(([^()\"{}]*)\\) (?:NIL|\"(?:[^\"\\\\]|\\\\[\"\\\\])\") ");
    private static final Pattern CLOSED =
            Pattern.compile("(?i)(?:.* )?\\\\(?:Noselect|NonExistent)(?: .*)?");
    private static final Pattern OTHER = Pattern.compile("(?i)\\* (?:LIST|LSUB)\\b");
    private static final Pattern LITERAL = Pattern.compile("\\{([0-9]{1,3})\\}");

    private final Set<String> names = new TreeSet<>();
    private boolean whole;

    /** Takes in what came before the last line of a listing that was answered with OK. */
    public void learn(ImapRequest request, byte[] untagged) {
        if (!request.isListing()) {
            return;
        }
        ImapResponses responses = new ImapResponses(untagged.length);
        responses.feed(untagged, 0, untagged.length);
        Set<String> said = new TreeSet<>();
        boolean all = true;
        while (responses.next() instanceof ImapResponses.Step.Whole(String head, byte[] bytes)) {
            Matcher listed = LISTED.matcher(head);
            if (listed.lookingAt() && !CLOSED.matcher(listed.group(1)).matches()) {
                String name = name(head.substring(listed.end()), head.length() + 2, bytes);
                all &= name != null && said.size() < MOST_NAMES && said.add(name);
            } else {
                all &= listed.lookingAt() || !OTHER.matcher(head).lookingAt();
            }
        }
        if (request.isListOfAll()) {
            // what was renamed or removed since is there no longer
            names.clear();
            whole = all;
        }
        for (String name : said) {
            if (names.size() < MOST_NAMES) {
                names.add(name);
            }
        }
    }

    /** {@code from}: where a literal's octets begin in the whole response. */
    private static @Nullable String name(String rest, int from, byte[] bytes) {
        Matcher literal = LITERAL.matcher(rest);
        String name;
        if (literal.matches()) {
            int length = Integer.parseInt(literal.group(1));
            // behind the literal comes the end of the response and nothing else
            name =
                    from + length + 2 == bytes.length
                            ? new String(bytes, from, length, StandardCharsets.ISO_8859_1)
                            : null;
        } else {
            ImapText text = new ImapText(rest, List.of());
            String said = text.string();
            name = text.atEnd() ? said : null;
        }
        return name == null || name.isEmpty() || name.length() > LONGEST_NAME ? null : utf8(name);
    }

    private static @Nullable String utf8(String octets) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(octets.getBytes(StandardCharsets.ISO_8859_1)))
                    .toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    /** Whether a listing has named this mailbox. */
    public boolean hold(String mailbox) {
        return names.contains(mailbox);
    }

    /**
     * Whether all of the account was listed, each response could be read, and this was in none;
     * INBOX always is.
     */
    public boolean lack(String mailbox) {
        return whole
                && !mailbox.toUpperCase(Locale.ROOT).equals("INBOX")
                && !names.contains(mailbox);
    }
}
