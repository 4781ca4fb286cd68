package dev.stoplock.core.atlas.story;

import dev.stoplock.core.atlas.Atlas;
import dev.stoplock.core.atlas.Component;
import dev.stoplock.core.atlas.ComponentId;
import dev.stoplock.core.atlas.ControlClass;
import dev.stoplock.core.atlas.ControlId;
import dev.stoplock.core.atlas.Entries;
import dev.stoplock.core.atlas.RiskId;
import dev.stoplock.core.atlas.Sureness;
import dev.stoplock.core.json.YamlObject;
import dev.stoplock.core.json.YamlObject.Misfit;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads a case from the text of its file and holds it against an atlas. An unknown key, an id that
 * the atlas does not have, a component without a word about it, or a word explained and not used is
 * refused with its line.
 */
public final class CaseReader {

    /** The files' names; they lie beside the atlas's own files on the class path. */
    public static final List<String> FILES = List.of("cases/postmark-mcp.yaml");

    private final Atlas atlas;

    private CaseReader(Atlas atlas) {
        this.atlas = atlas;
    }

    /** Throws Misfit ({@code file:line: sentence}); {@code file} is the name it shows. */
    public static Case read(String file, String text, Atlas atlas) throws Misfit {
        YamlObject root = YamlObject.root(file, text);
        return Entries.one(root, "id", new CaseReader(atlas)::told);
    }

    private Case told(YamlObject from) throws Misfit {
        from.only(
                "id",
                "title",
                "summary",
                "kind",
                "moments",
                "system",
                "cause",
                "risks",
                "parts",
                "steps",
                "first",
                "others",
                "lessons",
                "sources",
                "doubts",
                "footing",
                "glossary");
        Case told =
                new Case(
                        new CaseId(from.text("id")),
                        from.text("title"),
                        from.text("summary"),
                        from.text("kind"),
                        Entries.each(from, "moments", CaseReader::moment),
                        from.text("system"),
                        Entries.one(from.object("cause"), "plain", CaseReader::cause),
                        risks(from),
                        Entries.each(from, "parts", this::part),
                        steps(from),
                        Entries.each(from, "first", this::defence),
                        Entries.each(from, "others", this::defence),
                        Entries.each(from, "lessons", this::lesson),
                        Entries.each(from, "sources", CaseReader::source),
                        Entries.each(from, "doubts", CaseReader::doubt),
                        Entries.one(from.object("footing"), "real", CaseReader::footing),
                        new Glossary(Entries.each(from, "glossary", CaseReader::word)));
        everyComponent(from, told);
        classesInOrder(from, told);
        everyWordUsed(from, told);
        return told;
    }

    private void everyComponent(YamlObject from, Case told) throws Misfit {
        for (Component component : atlas.components()) {
            if (told.parts().stream().noneMatch(part -> part.component().equals(component.id()))) {
                throw from.misfit("parts", "nothing is said about " + component.id());
            }
        }
    }

    private void classesInOrder(YamlObject from, Case told) throws Misfit {
        List<ControlClass> classes =
                told.others().stream().map(one -> atlas.control(one.control()).kind()).toList();
        if (!classes.stream().sorted().toList().equals(classes)) {
            throw from.misfit("others", "preventive, then detective, then corrective");
        }
    }

    private static void everyWordUsed(YamlObject from, Case told) throws Misfit {
        Set<Glossary.Entry> used = new HashSet<>();
        for (String text : told.texts()) {
            for (Glossary.Piece piece : told.glossary().pieces(text)) {
                if (piece.entry() != null) {
                    used.add(piece.entry());
                }
            }
        }
        for (Glossary.Entry entry : told.glossary().entries()) {
            if (!used.contains(entry)) {
                throw from.misfit("glossary", "explained, but not used: " + entry.word());
            }
        }
    }

    private static Moment moment(YamlObject from) throws Misfit {
        from.only("day", "what", "sure", "sources");
        return new Moment(
                new Day(from.text("day")),
                from.text("what"),
                Entries.word(from, "sure", Sureness.values()),
                from.texts("sources").stream().map(SourceId::new).toList());
    }

    private static Cause cause(YamlObject from) throws Misfit {
        from.only("plain", "expert");
        return new Cause(from.texts("plain"), from.texts("expert"));
    }

    private List<RiskId> risks(YamlObject from) throws Misfit {
        List<RiskId> risks = new ArrayList<>();
        for (String id : from.texts("risks")) {
            try {
                risks.add(atlas.risk(new RiskId(id)).id());
            } catch (IllegalArgumentException e) {
                throw from.misfit("risks", String.valueOf(e.getMessage()));
            }
        }
        return risks;
    }

    private Part part(YamlObject from) throws Misfit {
        from.only("component", "touched", "did");
        return new Part(component(from, "component"), from.truth("touched"), from.text("did"));
    }

    /** The steps are numbered by their order. */
    private List<Step> steps(YamlObject from) throws Misfit {
        List<Step> steps = new ArrayList<>();
        for (YamlObject entry : from.objects("steps")) {
            int number = steps.size() + 1;
            steps.add(Entries.one(entry, "phase", step -> step(number, step)));
        }
        return steps;
    }

    private Step step(int number, YamlObject from) throws Misfit {
        from.only("phase", "headline", "paragraph", "without", "with", "lit", "artefacts");
        return new Step(
                number,
                from.text("phase"),
                from.text("headline"),
                from.text("paragraph"),
                from.text("without"),
                from.text("with"),
                component(from, "lit"),
                Entries.words(from, "artefacts", Artefact.values()));
    }

    private Defence defence(YamlObject from) throws Misfit {
        from.only("control", "here");
        return new Defence(control(from), from.textIfAny("here"));
    }

    private Lesson lesson(YamlObject from) throws Misfit {
        from.only("title", "text", "shown");
        return new Lesson(
                from.text("title"), from.text("text"), Entries.each(from, "shown", this::shown));
    }

    /** A step's number, a control, or a control with the letter of a variant. */
    private Shown shown(YamlObject from) throws Misfit {
        from.only("step", "control", "variant");
        if (from.has("step") == from.has("control")) {
            throw from.misfit("step", "say \"step\" or \"control\"; one of the two");
        }
        if (from.has("step")) {
            return new Shown.InStep(Entries.number(from, "step"));
        }
        @Nullable String variant = from.textIfAny("variant");
        return variant == null
                ? new Shown.AtControl(control(from))
                : new Shown.InCell(control(from), variant);
    }

    private static Source source(YamlObject from) throws Misfit {
        from.only("id", "title", "publisher", "published", "page", "supports", "sure");
        @Nullable String published = from.textIfAny("published");
        @Nullable String page = from.textIfAny("page");
        return new Source(
                new SourceId(from.text("id")),
                from.text("title"),
                from.text("publisher"),
                published == null ? null : new Day(published),
                page == null ? null : URI.create(page),
                from.text("supports"),
                Entries.word(from, "sure", Sureness.values()));
    }

    private static Doubt doubt(YamlObject from) throws Misfit {
        from.only("about", "text", "sure");
        return new Doubt(
                from.text("about"),
                from.text("text"),
                Entries.word(from, "sure", Sureness.values()));
    }

    private static Footing footing(YamlObject from) throws Misfit {
        from.only("real", "ours");
        return new Footing(from.texts("real"), from.texts("ours"));
    }

    private static Glossary.Entry word(YamlObject from) throws Misfit {
        from.only("word", "also", "means");
        return new Glossary.Entry(from.text("word"), from.texts("also"), from.text("means"));
    }

    private ComponentId component(YamlObject from, String key) throws Misfit {
        return atlas.component(new ComponentId(from.text(key))).id();
    }

    private ControlId control(YamlObject from) throws Misfit {
        return atlas.control(new ControlId(from.text("control"))).id();
    }
}
