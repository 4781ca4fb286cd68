package dev.stoplock.gate.config;

import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A command line as a person copies it into a shell: this very program, and the home wherever the
 * command alone would mean another one.
 *
 * @param launcher what starts the program: {@code stoplock} where that does, else a path
 * @param home null where it need not be named
 */
public record Copied(String launcher, @Nullable Path home) {

    /** What stands in sentences that were worded where nobody knew how they would be read. */
    public static final Copied PLAIN = new Copied("stoplock", null);

    private static final Pattern IN_WORDS =
            Pattern.compile(
                    "(?<![\\w./-])stoplock (?=(?:add|atlas|console|doctor|down|drill|explain|grants|incident|log|ps"
                            + "|quarantine|review|run|secrets|story|up|verify|watch)(?![\\w-]))");

    /** The line that runs this command: its name and what follows it, quoted already. */
    public String line(String command) {
        return start() + command;
    }

    /** The text with each of our command lines in it made one that can be copied from here. */
    public String in(String text) {
        return IN_WORDS.matcher(text).replaceAll(Matcher.quoteReplacement(start()));
    }

    private String start() {
        Path named = home;
        String where = named == null ? "" : "--home " + quoted(named.toString()) + " ";
        return quoted(launcher) + " " + where;
    }

    /** A path as a shell reads it. */
    public static String quoted(String path) {
        return path.matches("[A-Za-z0-9/._+-]+") ? path : "'" + path.replace("'", "'\\''") + "'";
    }
}
