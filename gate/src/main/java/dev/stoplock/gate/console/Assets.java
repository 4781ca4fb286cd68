package dev.stoplock.gate.console;

import dev.stoplock.core.model.Digest;
import dev.stoplock.gate.report.casefile.StyleSheet;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The console's own files. Each has its digest in its address, {@code /assets/NAME-DIGEST.EXT}, and
 * is kept by browsers for good.
 */
final class Assets {

    /** Made of parts, and served as one. */
    static final String STYLE = "console.css";

    /** Every file that is served: nothing else in the program can be asked for. */
    static final List<String> NAMES =
            List.of(STYLE, "htmx.js", "login.mjs", "page.mjs", "case.mjs", "run.mjs", "icon.svg");

    private static final int DIGEST = 16;

    private final Map<String, String> urls = new HashMap<>();
    private final Map<String, Answer.File> files = new HashMap<>();

    Assets() throws IOException {
        for (String name : NAMES) {
            byte[] bytes = bytes(name);
            int dot = name.lastIndexOf('.');
            String digest =
                    Digest.of(
                                    Digest.Algorithm.SHA256,
                                    Digest.Algorithm.SHA256.start().digest(bytes))
                            .hex()
                            .substring(0, DIGEST);
            String served = name.substring(0, dot) + "-" + digest + name.substring(dot);
            urls.put(name, "/assets/" + served);
            files.put(served, new Answer.File(type(name), bytes));
        }
    }

    private static byte[] bytes(String name) throws IOException {
        if (name.equals(STYLE)) {
            return StyleSheet.text().getBytes(StandardCharsets.UTF_8);
        }
        try (InputStream in = Assets.class.getResourceAsStream("assets/" + name)) {
            if (in == null) {
                throw new IOException("the program lacks the console's file " + name);
            }
            return in.readAllBytes();
        }
    }

    private static String type(String name) {
        return switch (name.substring(name.lastIndexOf('.') + 1)) {
            case "css" -> "text/css; charset=utf-8";
            case "svg" -> "image/svg+xml";
            default -> "text/javascript; charset=utf-8";
        };
    }

    /** The address of each name. */
    Map<String, String> urls() {
        return Map.copyOf(urls);
    }

    @Nullable Answer answer(Asked asked) {
        return files.get(asked.segment("name"));
    }
}
