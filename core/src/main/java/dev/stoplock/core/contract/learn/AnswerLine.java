package dev.stoplock.core.contract.learn;

import dev.stoplock.core.json.Json;
import dev.stoplock.core.json.JsonWriter;
import dev.stoplock.core.model.Digest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;

/**
 * One line, or one value, of what a tool answers: where it stands, and its pieces, those that come
 * from somewhere named by where from. {@code hosts}: those it links to that nobody named.
 */
record AnswerLine(String place, boolean failed, List<Piece> pieces, Set<String> hosts) {

    private static final int LONGEST_SHOWN = 300;
    private static final int SHOWN = 200;

    /** Of a longer word it is not taken that it is another each time. */
    private static final int LONGEST_WORD = 70;

    private static final Piece BLANK = new Piece.From("another each time");

    /** A piece of a line. */
    sealed interface Piece {
        /** What the tool itself says. */
        record Text(String text) implements Piece {}

        /** What is said elsewhere: {@code source} says where. */
        record From(String source) implements Piece {}
    }

    AnswerLine {
        pieces = List.copyOf(pieces);
        hosts = Set.copyOf(hosts);
    }

    boolean isOnlyOfOthers() {
        return pieces.stream().allMatch(piece -> piece instanceof Piece.From);
    }

    /** As a person reads it and types it; of a long one the beginning and the digest of all. */
    String sentence() {
        String said =
                pieces.stream()
                        .map(piece ->
                                switch (piece) {
                                    case Piece.Text(String text) ->
                                            JsonWriter.compact(Json.of(text));
                                    case Piece.From(String source) -> source;
                                })
                        .collect(Collectors.joining(" "));
        String whole = (failed ? "error, " : "") + place + ": " + said;
        if (whole.length() <= LONGEST_SHOWN) {
            return whole;
        }
        int end = Character.isHighSurrogate(whole.charAt(SHOWN - 1)) ? SHOWN - 1 : SHOWN;
        return whole.substring(0, end)
                + "… ("
                + whole.length()
                + " characters, "
                + Digest.sha256(whole.getBytes(StandardCharsets.UTF_8))
                + ")";
    }

    /** The line without its words that hold a digit, and these words. */
    record Blanked(AnswerLine line, List<String> words) {

        /** With its words where they are not left out. */
        AnswerLine filled(IntPredicate leftOut) {
            List<Piece> pieces = new ArrayList<>();
            StringBuilder text = new StringBuilder();
            int word = 0;
            for (Piece piece : line.pieces()) {
                boolean blank = piece.equals(BLANK);
                if (blank && !leftOut.test(word)) {
                    text.append(words.get(word));
                } else if (piece instanceof Piece.Text(String own)) {
                    text.append(own);
                } else {
                    if (!text.isEmpty()) {
                        pieces.add(new Piece.Text(text.toString()));
                        text.setLength(0);
                    }
                    pieces.add(piece);
                }
                word += blank ? 1 : 0;
            }
            if (!text.isEmpty()) {
                pieces.add(new Piece.Text(text.toString()));
            }
            return new AnswerLine(line.place(), line.failed(), pieces, line.hosts());
        }
    }

    Blanked blanked() {
        List<Piece> blank = new ArrayList<>();
        List<String> words = new ArrayList<>();
        for (Piece piece : pieces) {
            switch (piece) {
                case Piece.From from -> blank.add(from);
                case Piece.Text(String text) -> blank(text, blank, words);
            }
        }
        return new Blanked(new AnswerLine(place, failed, blank, hosts), words);
    }

    private static void blank(String text, List<Piece> blank, List<String> words) {
        int kept = 0;
        for (int at = 0; at < text.length(); ) {
            int end = at;
            boolean digit = false;
            while (end < text.length() && isOfWord(text.charAt(end))) {
                digit |= text.charAt(end) >= '0' && text.charAt(end) <= '9';
                end++;
            }
            if (digit && end - at <= LONGEST_WORD) {
                if (at > kept) {
                    blank.add(new Piece.Text(text.substring(kept, at)));
                }
                blank.add(BLANK);
                words.add(text.substring(at, end));
                kept = end;
            }
            at = Math.max(end, at + 1);
        }
        if (kept < text.length()) {
            blank.add(new Piece.Text(text.substring(kept)));
        }
    }

    private static boolean isOfWord(char c) {
        return c >= '0' && c <= '9'
                || c >= 'A' && c <= 'Z'
                || c >= 'a' && c <= 'z'
                || "_-+=.:".indexOf(c) >= 0;
    }
}
