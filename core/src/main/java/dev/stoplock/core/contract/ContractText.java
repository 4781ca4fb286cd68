package dev.stoplock.core.contract;

import dev.stoplock.core.json.Json;
import dev.stoplock.core.json.JsonLimits;
import dev.stoplock.core.json.JsonReader;
import dev.stoplock.core.json.JsonResult;
import dev.stoplock.core.json.JsonWriter;
import dev.stoplock.core.model.contract.Shape;
import dev.stoplock.core.model.contract.Source;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A source of a contract as one line: {@code argument "/to/*" via "trim"}. What a person reads in a
 * review and in the lockfile is the same text, and what is written reads back as the same value.
 */
public final class ContractText {

    private final List<String> tokens;
    private int at;

    private ContractText(List<String> tokens) {
        this.tokens = tokens;
    }

    /** The line; texts stand in it as JSON strings. */
    public static String sentence(Source source) {
        return switch (source) {
            case Source.Argument(String pointer, String via) ->
                    "argument " + quoted(pointer) + via(via);
            case Source.File(String pointer, String via) -> "file at " + quoted(pointer) + via(via);
            case Source.Rule(String name, String via) -> "rule " + quoted(name) + via(via);
            case Source.Setting(String name, String via) -> "config " + quoted(name) + via(via);
            case Source.Answer(String pointer, String via) ->
                    "answer " + quoted(pointer) + via(via);
            case Source.Constant(String value, String by, String on) ->
                    "constant " + quoted(value) + (by.isEmpty() ? "" : accepted(by, on));
            case Source.Default(String value, String absent) ->
                    "default " + quoted(value) + " where " + quoted(absent) + " is absent";
            case Source.Choice(String pointer, Map<String, String> values) ->
                    "choice "
                            + quoted(pointer)
                            + values.entrySet().stream()
                                    .map(each ->
                                            " "
                                                    + quoted(each.getKey())
                                                    + " is "
                                                    + quoted(each.getValue()))
                                    .collect(Collectors.joining());
            case Source.Template(List<Source.Part> parts) ->
                    "template "
                            + parts.stream()
                                    .map(part ->
                                            switch (part) {
                                                case Source.Part.Text(String text) -> quoted(text);
                                                case Source.Part.Value(Source from) ->
                                                        sentence(from);
                                            })
                                    .collect(Collectors.joining(" then "));
            case Source.Reply(String pointer) -> "result " + quoted(pointer);
            case Source.Fresh(Shape shape, String by, String on) ->
                    "fresh " + shape.word() + (by.isEmpty() ? "" : accepted(by, on));
            case Source.Unexplained(int most, String by, String on) ->
                    "unexplained up to " + most + " bytes" + accepted(by, on);
        };
    }

    /** How often each call that went well did something, as words. */
    public static String least(int least) {
        return least > 0 ? "each call that goes well" : "not each call that goes well";
    }

    /** Reads a line; throws IllegalArgumentException, with a sentence, where it is none. */
    public static Source parse(String line) {
        ContractText text = new ContractText(tokens(line));
        Source source = text.source();
        if (text.at != text.tokens.size()) {
            throw new IllegalArgumentException(
                    "something follows the source: " + text.tokens.get(text.at));
        }
        return source;
    }

    private static String via(String via) {
        return via.equals(Transforms.IDENTITY) ? "" : " via " + quoted(via);
    }

    private static String accepted(String by, String on) {
        return " accepted by " + quoted(by) + " on " + quoted(on);
    }

    private static String quoted(String text) {
        return JsonWriter.compact(Json.of(text));
    }

    private Source source() {
        String word = next("a source");
        return switch (word) {
            case "argument" -> new Source.Argument(quote(), transform());
            case "file" -> file();
            case "rule" -> new Source.Rule(quote(), transform());
            case "config" -> new Source.Setting(quote(), transform());
            case "answer" -> new Source.Answer(quote(), transform());
            case "constant" -> {
                String value = quote();
                yield isNext("accepted")
                        ? new Source.Constant(value, acceptedBy(), acceptedOn())
                        : Source.Constant.plain(value);
            }
            case "default" -> {
                String value = quote();
                expect("where");
                String absent = quote();
                expect("is");
                expect("absent");
                yield new Source.Default(value, absent);
            }
            case "choice" -> choice();
            case "template" -> template();
            case "result" -> new Source.Reply(quote());
            case "fresh" -> {
                Shape shape = Shape.of(next("a shape"));
                yield isNext("accepted")
                        ? new Source.Fresh(shape, acceptedBy(), acceptedOn())
                        : Source.Fresh.unmarked(shape);
            }
            case "unexplained" -> {
                expect("up");
                expect("to");
                String most = next("a number");
                if (!most.matches("[1-9][0-9]{0,8}")) {
                    throw new IllegalArgumentException("not a number of bytes: " + most);
                }
                expect("bytes");
                yield new Source.Unexplained(Integer.parseInt(most), acceptedBy(), acceptedOn());
            }
            default ->
                    throw new IllegalArgumentException(
                            "not a source: expected argument, file, rule, config, answer, constant, default, choice, template, result, fresh"
                                    + " or unexplained, and not "
                                    + word);
        };
    }

    private Source choice() {
        String pointer = quote();
        Map<String, String> values = new LinkedHashMap<>();
        while (at < tokens.size()) {
            String from = quote();
            expect("is");
            values.put(from, quote());
        }
        return new Source.Choice(pointer, values);
    }

    private Source template() {
        List<Source.Part> parts = new ArrayList<>();
        do {
            boolean text = at < tokens.size() && tokens.get(at).startsWith("\"");
            parts.add(text ? new Source.Part.Text(quote()) : new Source.Part.Value(source()));
        } while (took("then"));
        return new Source.Template(parts);
    }

    private Source file() {
        expect("at");
        String pointer = quote();
        String via = took("via") ? quote() : Transforms.IDENTITY;
        if (!FileForms.isListed(via)) {
            throw new IllegalArgumentException("not a way in which a file is sent: " + via);
        }
        return new Source.File(pointer, via);
    }

    private String transform() {
        if (!took("via")) {
            return Transforms.IDENTITY;
        }
        String name = quote();
        if (Transforms.named(name) == null && !JsonTexts.JOINS.containsKey(name)) {
            throw new IllegalArgumentException("not a listed transform: " + name);
        }
        return name;
    }

    private String acceptedBy() {
        expect("accepted");
        expect("by");
        return quote();
    }

    private String acceptedOn() {
        expect("on");
        return quote();
    }

    private boolean isNext(String word) {
        return at < tokens.size() && tokens.get(at).equals(word);
    }

    private boolean took(String word) {
        boolean there = isNext(word);
        at += there ? 1 : 0;
        return there;
    }

    private void expect(String word) {
        if (!took(word)) {
            throw new IllegalArgumentException(
                    "expected \""
                            + word
                            + "\""
                            + (at < tokens.size() ? " and not " + tokens.get(at) : " at the end"));
        }
    }

    private String next(String what) {
        if (at >= tokens.size()) {
            throw new IllegalArgumentException("expected " + what + " at the end");
        }
        return tokens.get(at++);
    }

    private String quote() {
        String token = next("a text in quotes");
        if (token.startsWith("\"")
                && JsonReader.read(token.getBytes(StandardCharsets.UTF_8), JsonLimits.MESSAGE)
                        instanceof JsonResult.Parsed(Json.Str(String text))) {
            return text;
        }
        throw new IllegalArgumentException("expected a text in quotes and not " + token);
    }

    /** Words, and JSON strings with their quotes. */
    private static List<String> tokens(String line) {
        List<String> tokens = new ArrayList<>();
        int i = 0;
        while (i < line.length()) {
            if (line.charAt(i) == ' ') {
                i++;
                continue;
            }
            int end = line.charAt(i) == '"' ? endOfQuote(line, i) : endOfWord(line, i);
            tokens.add(line.substring(i, end));
            i = end;
        }
        return tokens;
    }

    private static int endOfQuote(String line, int from) {
        for (int i = from + 1; i < line.length(); i++) {
            if (line.charAt(i) == '\\') {
                i++;
            } else if (line.charAt(i) == '"') {
                return i + 1;
            }
        }
        throw new IllegalArgumentException("a text in quotes does not end");
    }

    private static int endOfWord(String line, int from) {
        int end = line.indexOf(' ', from);
        return end < 0 ? line.length() : end;
    }
}
