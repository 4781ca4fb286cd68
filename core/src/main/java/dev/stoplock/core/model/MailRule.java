package dev.stoplock.core.model;

import java.util.List;

/**
 * The recipients a server's mails may have: addresses, or {@code *@domain} for a whole domain. An
 * empty list allows nobody.
 */
public record MailRule(List<String> to) {
    public MailRule {
        to = List.copyOf(to);
        for (String pattern : to) {
            Names.require(
                    "[^\\s@\\p{C}*<>,;\"]{1,64}@[^\\s@\\p{C}*<>,;\"]{1,253}|\\*@[^\\s@\\p{C}*<>,;\"]{1,253}",
                    pattern,
                    "a recipient (name@domain or *@domain)");
        }
    }
}
