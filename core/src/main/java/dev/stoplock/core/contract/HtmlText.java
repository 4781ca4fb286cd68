package dev.stoplock.core.contract;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Whether an HTML body says the same as a text. Threat: comments, attributes, scripts and elements
 * that nobody sees carry text of their own, so only a few elements may stand there, all of them
 * without attributes, each of which begins or ends a line.
 */
final class HtmlText {

    private static final Set<String> LINES =
            Set.of(
                    "<p>", "</p>", "<br>", "<br/>", "<br />", "<div>", "</div>", "<html>",
                    "</html>", "<body>", "</body>");
    private static final Pattern SPACE = Pattern.compile("[ \\t\\r\\n]+");
    private static final List<String[]> ENTITIES =
            List.of(
                    new String[] {"&lt;", "<"},
                    new String[] {"&gt;", ">"},
                    new String[] {"&quot;", "\""},
                    new String[] {"&#39;", "'"},
                    new String[] {"&#x27;", "'"},
                    new String[] {"&apos;", "'"},
                    new String[] {"&amp;", "&"});

    private HtmlText() {}

    static boolean says(String text, String html) {
        if (html.indexOf('<') < 0 || text.isBlank()) {
            return false;
        }
        StringBuilder said = new StringBuilder();
        int at = 0;
        while (at < html.length()) {
            char c = html.charAt(at);
            if (c == '<') {
                int end = html.indexOf('>', at);
                if (end < 0 || !LINES.contains(html.substring(at, end + 1))) {
                    return false;
                }
                said.append(' ');
                at = end + 1;
            } else if (c == '&') {
                String[] entity = entity(html, at);
                if (entity.length == 0) {
                    return false;
                }
                said.append(entity[1]);
                at += entity[0].length();
            } else {
                said.append(c);
                at++;
            }
        }
        return squeezed(said.toString()).equals(squeezed(text));
    }

    private static String[] entity(String html, int at) {
        for (String[] entity : ENTITIES) {
            if (html.startsWith(entity[0], at)) {
                return entity;
            }
        }
        return new String[0];
    }

    private static String squeezed(String text) {
        return SPACE.matcher(text).replaceAll(" ").strip();
    }
}
