package dev.stoplock.gate.report.casefile;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/**
 * The one style sheet, of the console and of a case as one file: its parts one after the other,
 * where a later rule overrides an earlier one that is no more specific.
 */
public final class StyleSheet {

    private static final String FOLDER = "/dev/stoplock/gate/console/assets/style/";

    /**
     * Every part. Colours and sizes are in the first alone, and what depends on the window last.
     */
    public static final List<String> PARTS =
            List.of(
                    "tokens.css",
                    "ground.css",
                    "forms.css",
                    "lists.css",
                    "case.css",
                    "measured.css",
                    "picture.css",
                    "ways.css");

    private StyleSheet() {}

    public static String text() throws IOException {
        StringBuilder text = new StringBuilder();
        for (String part : PARTS) {
            try (InputStream in = StyleSheet.class.getResourceAsStream(FOLDER + part)) {
                if (in == null) {
                    throw new IOException("the program lacks a part of its style sheet, " + part);
                }
                text.append(new String(in.readAllBytes(), UTF_8));
            }
        }
        return text.toString();
    }
}
