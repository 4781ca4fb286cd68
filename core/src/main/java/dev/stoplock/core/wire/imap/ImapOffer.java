package dev.stoplock.core.wire.imap;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** The capabilities that are told a client: what the upstream has, as far as it is read here. */
public record ImapOffer(boolean startTls, boolean login, Set<String> others) {

    private static final Set<String> KNOWN =
            Set.of("CHILDREN", "IDLE", "NAMESPACE", "QUOTA", "UNSELECT");

    public ImapOffer {
        others = new TreeSet<>(others);
    }

    /** Of the words behind CAPABILITY. */
    public static ImapOffer of(Set<String> capabilities, boolean startTls, boolean login) {
        Set<String> others = new TreeSet<>();
        for (String each : capabilities) {
            String word = each.toUpperCase(Locale.ROOT);
            // what is not here would be asked for in forms that are not read
            if (KNOWN.contains(word)) {
                others.add(word);
            }
        }
        return new ImapOffer(startTls, login, others);
    }

    String line() {
        List<String> words = new ArrayList<>(List.of("CAPABILITY", "IMAP4rev1", "LITERAL+", "ID"));
        if (startTls) {
            words.add("STARTTLS");
        }
        if (login) {
            words.add("SASL-IR");
            words.add("AUTH=PLAIN");
        } else {
            words.add("LOGINDISABLED");
        }
        words.addAll(others);
        return String.join(" ", words);
    }
}
