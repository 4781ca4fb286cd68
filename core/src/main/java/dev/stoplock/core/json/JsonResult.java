package dev.stoplock.core.json;

/** What a reader made of some text: a value, or one sentence on why it is none. */
public sealed interface JsonResult {

    /** The value the text says. */
    record Parsed(Json value) implements JsonResult {}

    /** The text is refused; {@code line} and {@code column} count from 1, 0 where unknown. */
    record Malformed(String reason, int line, int column) implements JsonResult {}
}
