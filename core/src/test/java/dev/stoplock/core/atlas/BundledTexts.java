package dev.stoplock.core.atlas;

import dev.stoplock.core.json.YamlObject.Misfit;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** The product's own data files, as tests read them and change them. */
public final class BundledTexts {

    private BundledTexts() {}

    public static Map<String, String> all() {
        Map<String, String> texts = new LinkedHashMap<>();
        AtlasReader.FILES.forEach(file -> texts.put(file, text(file)));
        return texts;
    }

    public static String text(String file) {
        try (InputStream in =
                Objects.requireNonNull(AtlasReader.class.getResourceAsStream(file), file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static Atlas atlas() {
        try {
            return AtlasReader.read(all());
        } catch (Misfit e) {
            throw new AssertionError(e.sentence(), e);
        }
    }
}
