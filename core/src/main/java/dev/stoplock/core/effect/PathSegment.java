package dev.stoplock.core.effect;

import dev.stoplock.core.model.Atom;
import dev.stoplock.core.model.Role;

/** One segment of a path that selects something: an account, a draft, a message. */
final class PathSegment {

    private PathSegment() {}

    /** The segment decoded. Threat: what is decoded twice or cut anew would be another path. */
    static String decode(String segment) throws Unreadable {
        String text = Query.decode(segment.replace("+", "%2B"));
        if (text.isBlank()
                || text.equals(".")
                || text.equals("..")
                || text.matches("(?s).*[/\\\\;%?#\\p{C}].*")) {
            throw new Unreadable("wire.target", "a name in a path could be read as another path");
        }
        return text;
    }

    /** The account whose token it is says nothing; any other is selected. */
    static Atom account(String path, String account) {
        return account.equals("me")
                ? Atom.meta(path, account)
                : Atom.destination(path, Role.SELECTOR, account);
    }
}
