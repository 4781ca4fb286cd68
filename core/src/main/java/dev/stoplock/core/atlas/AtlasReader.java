package dev.stoplock.core.atlas;

import dev.stoplock.core.json.YamlObject;
import dev.stoplock.core.json.YamlObject.Misfit;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Reads an atlas from the texts of its four files, each of them a YAML list of entries. An unknown
 * key, a missing sentence or a risk without an answer is refused with its line.
 */
public final class AtlasReader {

    /** The files' names; they lie beside this class on the class path. */
    public static final List<String> FILES =
            List.of("components.yaml", "risks.yaml", "controls.yaml", "references.yaml");

    private AtlasReader() {}

    /**
     * Reads the texts by file name. Throws Misfit ({@code file:line: sentence}) where a text does
     * not say what it should, and IllegalArgumentException where the parts do not fit together.
     */
    public static Atlas read(Map<String, String> texts) throws Misfit {
        YamlObject picture = root(texts, "components.yaml");
        picture.only("components", "flows");
        YamlObject risks = root(texts, "risks.yaml");
        risks.only("risks");
        YamlObject controls = root(texts, "controls.yaml");
        controls.only("controls");
        YamlObject references = root(texts, "references.yaml");
        references.only("mapping", "frameworks", "references");
        return new Atlas(
                Entries.each(picture, "components", AtlasReader::component),
                Entries.each(picture, "flows", AtlasReader::flow),
                Entries.each(risks, "risks", AtlasReader::risk),
                Entries.each(controls, "controls", AtlasReader::control),
                Entries.each(references, "frameworks", AtlasReader::framework),
                Entries.each(references, "references", AtlasReader::reference),
                Entries.word(references, "mapping", Sureness.values()));
    }

    private static YamlObject root(Map<String, String> texts, String file) throws Misfit {
        return YamlObject.root(file, Objects.requireNonNull(texts.get(file), file));
    }

    private static Component component(YamlObject from) throws Misfit {
        from.only("id", "zone", "name", "plain", "expert", "column", "row");
        return new Component(
                new ComponentId(from.text("id")),
                Entries.word(from, "zone", Zone.values()),
                from.text("name"),
                from.text("plain"),
                from.text("expert"),
                new Position(Entries.number(from, "column"), Entries.number(from, "row")));
    }

    private static Flow flow(YamlObject from) throws Misfit {
        from.only("from", "to", "kind", "label");
        return new Flow(
                new ComponentId(from.text("from")),
                new ComponentId(from.text("to")),
                Entries.word(from, "kind", FlowKind.values()),
                from.textIfAny("label"));
    }

    private static Risk risk(YamlObject from) throws Misfit {
        from.only("id", "name", "sentence", "severity", "reason", "at", "references");
        return new Risk(
                new RiskId(from.text("id")),
                from.text("name"),
                from.text("sentence"),
                Entries.word(from, "severity", RiskSeverity.values()),
                from.text("reason"),
                Entries.each(from, "at", AtlasReader::exposure),
                references(from));
    }

    private static Exposure exposure(YamlObject from) throws Misfit {
        from.only("component", "controls", "narrows", "none");
        String none = from.textIfAny("none");
        if ((from.has("controls") || from.has("narrows")) == (none != null)) {
            throw from.misfit("component", "say \"controls\", or \"none\" and why; one of the two");
        }
        return new Exposure(
                new ComponentId(from.text("component")),
                none == null
                        ? new Answer.By(controls(from, "controls"), controls(from, "narrows"))
                        : new Answer.None(none));
    }

    private static Control control(YamlObject from) throws Misfit {
        from.only(
                "id", "name", "class", "does", "limit", "sits", "presence", "switch", "references");
        return new Control(
                new ControlId(from.text("id")),
                from.text("name"),
                Entries.word(from, "class", ControlClass.values()),
                from.text("does"),
                from.text("limit"),
                seat(from.text("sits")),
                Entries.word(from, "presence", Presence.values()),
                toggle(from),
                references(from));
    }

    /** A component's id, or the arrow between two as {@code server -> api}. */
    private static Seat seat(String text) {
        int arrow = text.indexOf(" -> ");
        return arrow < 0
                ? new Seat.At(new ComponentId(text))
                : new Seat.On(
                        new ComponentId(text.substring(0, arrow)),
                        new ComponentId(text.substring(arrow + 4)));
    }

    private static Switch toggle(YamlObject control) throws Misfit {
        YamlObject from = control.objectIfAny("switch");
        if (from == null) {
            return new Switch.NotYet();
        }
        from.only("settings", "command", "elsewhere", "fixed", "how");
        List<String> kinds = from.keys().stream().filter(key -> !key.equals("how")).toList();
        if (kinds.size() != 1) {
            throw from.misfit(
                    "how", "say one of \"settings\", \"command\", \"elsewhere\", \"fixed\"");
        }
        return switch (kinds.getFirst()) {
            case "settings" -> new Switch.Setting(from.texts("settings"), from.text("how"));
            case "command" -> new Switch.Command(from.text("command"), from.text("how"));
            case "elsewhere" -> new Switch.Elsewhere(from.text("elsewhere"));
            default -> new Switch.Fixed(from.text("fixed"));
        };
    }

    private static Framework framework(YamlObject from) throws Misfit {
        from.only("id", "lens", "name", "edition", "published", "page", "note");
        return new Framework(
                new FrameworkId(from.text("id")),
                Entries.word(from, "lens", Lens.values()),
                from.text("name"),
                from.text("edition"),
                from.textIfAny("published"),
                URI.create(from.text("page")),
                from.textIfAny("note"));
    }

    private static Reference reference(YamlObject from) throws Misfit {
        from.only("id", "name", "framework", "sure");
        return new Reference(
                new ReferenceId(from.text("id")),
                from.text("name"),
                new FrameworkId(from.text("framework")),
                Entries.word(from, "sure", Sureness.values()));
    }

    private static List<ControlId> controls(YamlObject from, String key) throws Misfit {
        return from.has(key) ? from.texts(key).stream().map(ControlId::new).toList() : List.of();
    }

    private static List<ReferenceId> references(YamlObject from) throws Misfit {
        return from.texts("references").stream().map(ReferenceId::new).toList();
    }
}
