package dev.stoplock.core.atlas;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stoplock.core.json.Json;
import dev.stoplock.core.json.JsonLimits;
import dev.stoplock.core.json.JsonReader;
import dev.stoplock.core.json.JsonResult;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * The ids of the atlas are held against a dated copy of the frameworks' ids and names. After a
 * framework's new edition: make a new copy, and mend what differs.
 */
final class FrameworkNamesTest {

    private static final Json.Obj COPY = copy("frameworks-2026-11-22.json");

    @Test
    void every_id_stands_in_the_dated_copy_with_that_name_and_is_as_sure_as_it_was_there() {
        Set<String> copied = lines(COPY);
        assertThat(copied).hasSizeGreaterThan(300);
        assertThat(BundledTexts.atlas().references())
                .allSatisfy(reference ->
                        assertThat(copied)
                                .contains(
                                        line(
                                                reference.framework().value(),
                                                word(reference.sure()),
                                                reference.id().value(),
                                                reference.name())));
    }

    @Test
    void the_copy_says_its_date() {
        assertThat(COPY.text("generated")).isEqualTo("2026-11-22");
    }

    @Test
    void the_grades_are_told_apart() {
        assertThat(BundledTexts.atlas().references())
                .extracting(Reference::sure)
                .contains(Sureness.SOURCE, Sureness.SECONDARY, Sureness.MEMORY);
    }

    /** framework, grade, id and name of everything in the copy. */
    private static Set<String> lines(Json.Obj copy) {
        Set<String> lines = new HashSet<>();
        Json.Obj frameworks = object(copy, "frameworks");
        for (String framework : frameworks.members().keySet()) {
            Json.Obj grades = object(frameworks, framework);
            for (String sure : grades.members().keySet()) {
                Json.Obj items = object(grades, sure);
                for (String id : items.members().keySet()) {
                    lines.add(line(framework, sure, id, String.valueOf(items.text(id))));
                }
            }
        }
        return lines;
    }

    private static String line(String framework, String sure, String id, String name) {
        return String.join(" | ", framework, sure, id, name);
    }

    private static String word(Sureness sure) {
        return sure.name().toLowerCase(Locale.ROOT);
    }

    private static Json.Obj object(Json.Obj from, String key) {
        if (from.at(key) instanceof Json.Obj object) {
            return object;
        }
        throw new AssertionError("the copy has no object " + key);
    }

    private static Json.Obj copy(String file) {
        byte[] text = BundledTexts.text(file).getBytes(StandardCharsets.UTF_8);
        return switch (JsonReader.read(text, JsonLimits.MESSAGE)) {
            case JsonResult.Parsed(Json.Obj top) -> top;
            case JsonResult other -> throw new AssertionError(file + ": " + other);
        };
    }
}
