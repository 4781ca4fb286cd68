package dev.stoplock.gate.report.casefile;

import dev.stoplock.core.atlas.Atlas;
import dev.stoplock.core.atlas.AtlasReader;
import dev.stoplock.core.atlas.story.Case;
import dev.stoplock.core.atlas.story.CaseReader;
import dev.stoplock.core.json.YamlObject.Misfit;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The atlas and the cases that come with the program, read from the class path once. */
public record Telling(Atlas atlas, List<Case> cases) {

    public Telling {
        cases = List.copyOf(cases);
    }

    /** Throws IOException where this build's own files are not there or not whole. */
    public static Telling bundled() throws IOException {
        Map<String, String> texts = new LinkedHashMap<>();
        for (String file : AtlasReader.FILES) {
            texts.put(file, text(file));
        }
        try {
            Atlas atlas = AtlasReader.read(texts);
            List<Case> cases = new ArrayList<>();
            for (String file : CaseReader.FILES) {
                cases.add(CaseReader.read(file, text(file), atlas));
            }
            return new Telling(atlas, cases);
        } catch (Misfit e) {
            throw new IOException("this build's own files do not fit together: " + e.sentence(), e);
        }
    }

    private static String text(String file) throws IOException {
        try (InputStream in = AtlasReader.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IOException("this build lacks its own file " + file);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    public Optional<Case> find(String id) {
        return cases.stream().filter(each -> each.id().value().equals(id)).findFirst();
    }
}
