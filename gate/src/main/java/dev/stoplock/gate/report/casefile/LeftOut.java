package dev.stoplock.gate.report.casefile;

import dev.stoplock.core.json.Json;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a file that is to be published must not hold: tokens, and where things lie on the machine
 * that played.
 *
 * <p>Guarantees: {@code in} leaves no token whole and none of the folders, nor any other path below
 * a folder in which systems keep people's or passing files. Not guaranteed: that a name a person
 * chose says nothing about them.
 *
 * @param tokens texts of which only the first four characters are shown
 * @param folders of the machine that played, longest first
 */
record LeftOut(List<String> tokens, List<String> folders) {

    static final String PATH = "[path left out]";

    /** Not in the middle of another path or address. */
    private static final String BEGINS = "(?<![\\p{Alnum}./_-])";

    private static final String GOES_ON = "(?:/[^\\s\"'`<>|,;]*)?(?![\\p{Alnum}_.-])";

    /** Below these lie a user's files, temporary ones, and what is mounted. */
    private static final Pattern PATHS =
            Pattern.compile(
                    BEGINS
                            + "/(?:tmp|home|root|Users|var|private|mnt|media|opt|srv|work|run|dev/shm)"
                            + GOES_ON);

    /** A header in which a mail API takes its credential (RFC 9110 §11.6.2; Postmark, Resend). */
    private static final Pattern CREDENTIAL =
            Pattern.compile(
                    "(?im)^(?:x-postmark-[a-z]+-token|authorization|x-api-key)[ \\t]*:[ \\t]*(?:bearer[ \\t]+)?(\\S{8,})");

    private static final int SHOWN = 4;
    private static final int SHORTEST_FOLDER = 3;

    LeftOut {
        tokens = List.copyOf(tokens);
        folders = List.copyOf(folders);
    }

    /** Finds the tokens in requests as they were sent; {@code folders} are absolute. */
    static LeftOut of(Collection<String> requests, Collection<String> folders) {
        Set<String> tokens = new TreeSet<>();
        for (String text : requests) {
            Matcher found = CREDENTIAL.matcher(text);
            while (found.find()) {
                tokens.add(found.group(1));
            }
        }
        // "/" or "/a" is in every text that has a path
        List<String> longest =
                new ArrayList<>(
                        folders.stream()
                                .filter(each -> each.length() > SHORTEST_FOLDER)
                                .distinct()
                                .toList());
        longest.sort((one, other) -> other.length() - one.length());
        return new LeftOut(List.copyOf(tokens), longest);
    }

    private static Pattern below(String folder) {
        return Pattern.compile(BEGINS + Pattern.quote(folder) + GOES_ON);
    }

    String in(String text) {
        String left = text;
        for (String token : tokens) {
            left = left.replace(token, token.substring(0, SHOWN) + "…");
        }
        for (String folder : folders) {
            left = below(folder).matcher(left).replaceAll(Matcher.quoteReplacement(PATH));
        }
        return PATHS.matcher(left).replaceAll(Matcher.quoteReplacement(PATH));
    }

    /** The same for every text in a document, names of members too; {@code besides} stay whole. */
    Json in(Json value, Set<String> besides) {
        return switch (value) {
            case Json.Obj(Map<String, Json> members) -> {
                Map<String, Json> left = new LinkedHashMap<>();
                members.forEach((name, each) ->
                        left.put(in(name), besides.contains(name) ? each : in(each, besides)));
                yield new Json.Obj(left);
            }
            case Json.Arr(List<Json> items) ->
                    new Json.Arr(items.stream().map(each -> in(each, besides)).toList());
            // a path may have spaces in it: of a text that begins as one nothing is kept
            case Json.Str(String text) ->
                    new Json.Str(PATHS.matcher(text).lookingAt() ? PATH : in(text));
            case Json.Num number -> number;
            case Json.Bool truth -> truth;
            case Json.Null none -> none;
        };
    }

    Json.Obj in(Json.Obj value) {
        return (Json.Obj) in(value, Set.of());
    }

    /**
     * Whether nothing of this is in a text any more: what is written is held against it once more.
     */
    boolean isAbsentFrom(String text) {
        return tokens.stream().noneMatch(text::contains)
                && folders.stream().noneMatch(each -> below(each).matcher(text).find())
                && !PATHS.matcher(text).find();
    }
}
