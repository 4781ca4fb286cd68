package dev.stoplock.gate.report.casefile;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The elements of an HTML page as a browser sees them (HTML Living Standard §13.2.5), as far as our
 * templates go: every element but the void ones is closed, attribute values are quoted, and style
 * and script hold raw text. Anything else is no such page.
 */
record HtmlTags(List<Element> elements) {

    /** {@code content} is the raw text of style and script, and empty for others. */
    record Element(String name, Map<String, String> attributes, String content) {}

    private static final Pattern TAG =
            Pattern.compile(
                    "<(?:(!doctype html)|(/)?([a-zA-Z][a-zA-Z0-9]*)((?:\\s+[a-zA-Z][a-zA-Z0-9-]*(?:=\"[^\"<]*\"|='[^'<]*')?)*)\\s*(/)?)>");
    private static final Pattern ATTRIBUTE =
            Pattern.compile("([a-zA-Z][a-zA-Z0-9-]*)(?:=\"([^\"]*)\"|='([^']*)')?");
    private static final Set<String> VOID =
            Set.of("meta", "link", "input", "br", "hr", "img", "base", "embed", "source", "wbr");
    private static final Set<String> RAW = Set.of("style", "script");

    static HtmlTags of(String html) {
        List<Element> elements = new ArrayList<>();
        Deque<String> open = new ArrayDeque<>();
        Matcher tag = TAG.matcher(html);
        int at = html.indexOf('<');
        while (at >= 0) {
            tag.region(at, html.length());
            if (!tag.lookingAt()) {
                throw new AssertionError(
                        "no tag: " + html.substring(at, Math.min(html.length(), at + 80)));
            }
            int end = tag.end();
            String name = tag.group(3);
            if (name != null && tag.group(2) != null) {
                if (open.isEmpty() || !open.pop().equals(name)) {
                    throw new AssertionError("</" + name + "> closes something else");
                }
            } else if (name != null) {
                String content = "";
                if (RAW.contains(name)) {
                    int close = html.indexOf("</" + name + ">", end);
                    content = html.substring(end, close);
                    end = close;
                }
                elements.add(new Element(name, attributes(tag.group(4)), content));
                if (!VOID.contains(name) && tag.group(5) == null) {
                    open.push(name);
                }
            }
            at = html.indexOf('<', end);
        }
        if (!open.isEmpty()) {
            throw new AssertionError("never closed: " + open);
        }
        return new HtmlTags(elements);
    }

    private static Map<String, String> attributes(String text) {
        Map<String, String> attributes = new LinkedHashMap<>();
        Matcher each = ATTRIBUTE.matcher(text);
        while (each.find()) {
            String value = each.group(2) == null ? each.group(3) : each.group(2);
            attributes.put(each.group(1), value == null ? "" : unescaped(value));
        }
        return attributes;
    }

    private static String unescaped(String value) {
        return value.replace("&quot;", "\"")
                .replace("&#34;", "\"")
                .replace("&#39;", "'")
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&amp;", "&");
    }

    Stream<Element> named(String name) {
        return elements.stream().filter(each -> each.name().equals(name));
    }

    /** The values of an attribute, wherever it stands. */
    List<String> values(String attribute) {
        return elements.stream()
                .map(each -> each.attributes().get(attribute))
                .filter(Objects::nonNull)
                .toList();
    }
}
