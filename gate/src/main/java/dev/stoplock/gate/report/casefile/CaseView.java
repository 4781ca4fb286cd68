package dev.stoplock.gate.report.casefile;

import dev.stoplock.core.atlas.Answer;
import dev.stoplock.core.atlas.Atlas;
import dev.stoplock.core.atlas.Component;
import dev.stoplock.core.atlas.ComponentId;
import dev.stoplock.core.atlas.Control;
import dev.stoplock.core.atlas.ControlClass;
import dev.stoplock.core.atlas.ControlId;
import dev.stoplock.core.atlas.Lens;
import dev.stoplock.core.atlas.Presence;
import dev.stoplock.core.atlas.Risk;
import dev.stoplock.core.atlas.RiskId;
import dev.stoplock.core.atlas.Switch;
import dev.stoplock.core.atlas.story.Artefact;
import dev.stoplock.core.atlas.story.Case;
import dev.stoplock.core.atlas.story.Defence;
import dev.stoplock.core.atlas.story.Glossary;
import dev.stoplock.core.atlas.story.Part;
import dev.stoplock.core.atlas.story.Shown;
import dev.stoplock.core.atlas.story.Step;
import dev.stoplock.gate.report.Plain;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Everything the page of a case shows: its words, the atlas, the newest run and the newest table,
 * where there are any.
 */
public record CaseView(
        Case told,
        Atlas atlas,
        Diagram diagram,
        @Nullable CaseDocument run,
        @Nullable TableDocument table,
        Links links) {

    /** Where the records and files of a run are shown. */
    public interface Links {

        /** The address of a record of the run. */
        String record(long index);

        /** Whether a record is shown whole, so that its proof can be checked where it is shown. */
        default boolean isWhole(long index) {
            return true;
        }

        /** The address of a file of the run, or null where it is not shown. */
        @Nullable String file(String name);

        /** The address of a record of a measured run. */
        @Nullable String measured(String run, long index);

        /** The address of a file of a measured run, or null where it is not shown. */
        default @Nullable String measuredFile(String run, String name) {
            return null;
        }
    }

    public static CaseView of(
            Case told,
            Atlas atlas,
            @Nullable CaseDocument run,
            @Nullable TableDocument table,
            Links links) {
        return new CaseView(
                told,
                atlas,
                Diagram.of(
                        atlas,
                        told.parts().stream()
                                .filter(Part::touched)
                                .map(Part::component)
                                .collect(Collectors.toSet())),
                run,
                table,
                links);
    }

    /** A text of ours, cut at the words the glossary explains. */
    public List<Glossary.Piece> pieces(String text) {
        return told.glossary().pieces(text);
    }

    public List<Risk> risks() {
        return told.risks().stream().map(atlas::risk).toList();
    }

    public List<Lens> lenses() {
        return List.of(Lens.values());
    }

    /** A risk in the words of a lens, or that it has none there. */
    public List<Atlas.Name> names(Risk risk, Lens lens) {
        return atlas.names(risk, lens);
    }

    public Part part(ComponentId component) {
        return told.parts().stream()
                .filter(each -> each.component().equals(component))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no part of " + component));
    }

    public List<CaseDocument.Count> counts(Component component) {
        return run == null ? List.of() : run.counts(component.id().value());
    }

    /** The components in the order one walks through the picture. */
    public List<Component> components() {
        return atlas.walk();
    }

    /** The controls that stand against a risk at a component, and how; none, with the reason. */
    public List<Against> against(Answer answer) {
        return Against.of(answer, atlas);
    }

    public String why(Answer answer) {
        return answer instanceof Answer.None(String why) ? why : "";
    }

    /** Every control that sits at a component or on an arrow that touches it. */
    public List<Control> sitting(Component component) {
        return Stream.concat(
                        atlas.controlsAt(component.id()).stream(),
                        atlas.flows().stream()
                                .filter(flow -> flow.touches(component.id()))
                                .flatMap(flow -> atlas.controlsOn(flow).stream()))
                .distinct()
                .toList();
    }

    public Control control(Defence defence) {
        return atlas.control(defence.control());
    }

    /** How a control stood in the run: on, in report, off, always there, or not in this version. */
    public Standing standing(Control control) {
        if (control.presence() == Presence.NOT_YET) {
            return Standing.NOT_YET;
        }
        if (run == null) {
            return Standing.NOT_RUN;
        }
        String id = control.id().value();
        if (run.off().contains(id)) {
            return Standing.OFF;
        }
        if (run.on().contains(id)) {
            // what only tells of something holds nothing back, and is set to "report"
            return control.kind() == ControlClass.DETECTIVE ? Standing.REPORT : Standing.ON;
        }
        return control.toggle() instanceof Switch.Command ? Standing.ASKED : Standing.ALWAYS;
    }

    /** The last thing a control wrote in the run; null where it wrote nothing. */
    public CaseDocument.@Nullable Proof proof(Control control) {
        return run == null
                ? null
                : run.proofs().stream()
                        .filter(each -> each.control().equals(control.id().value()))
                        .findFirst()
                        .orElse(null);
    }

    /**
     * Why there is no proof of a control in the run, and where to look; null where nothing is due.
     */
    public @Nullable String noProof(Control control) {
        return switch (standing(control)) {
            case NOT_YET, NOT_RUN, OFF -> null;
            case ASKED -> "None in this run: nobody asked for it.";
            case ON, REPORT, ALWAYS ->
                    switch (control.presence()) {
                        case CLIENTS_OWN ->
                                "None: it is no part of Stoplock and writes nothing into its"
                                        + " ledger.";
                        case IN_THIS_VERSION, NOT_YET ->
                                isLimit(control)
                                        ? "None in this run: its limit was not reached."
                                        : "None in this run: the ledger holds no record of it.";
                    };
        };
    }

    private boolean isLimit(Control control) {
        return turnedBy(control).stream().anyMatch(key -> key.contains(".limits."));
    }

    /** Whether the full text of a control stands at its own place on the page. */
    public boolean hasOwnPlace(Control control) {
        return told.defences().stream().anyMatch(each -> each.control().equals(control.id()));
    }

    /** Whether a risk is told at its own place on the page, with the names of all its ids. */
    public boolean hasOwnPlace(Risk risk) {
        return told.risks().contains(risk.id());
    }

    /**
     * The most telling measured cell in which a control left a record; null where there is none.
     */
    public TableDocument.@Nullable Cell provenElsewhere(Control control) {
        return cells(control).stream()
                .filter(cell -> cell.evidence().stream().anyMatch(each -> each.index() != null))
                .min(Comparator.comparingInt(TableDocument.Cell::rank))
                .orElse(null);
    }

    /** What turns a control: keys of stoplock.yaml or a command; none where nothing does. */
    public List<String> turnedBy(Control control) {
        return switch (control.toggle()) {
            case Switch.Setting setting -> setting.keys();
            case Switch.Command command -> List.of(command.command());
            case Switch.Elsewhere elsewhere -> List.of();
            case Switch.Fixed fixed -> List.of();
            case Switch.NotYet notYet -> List.of();
        };
    }

    /** How a control stood. */
    public enum Standing {
        ON("✓", "on", "tone-allow"),
        REPORT("◉", "report", "tone-rewrite"),
        ALWAYS("✓", "on in every run", "tone-allow"),
        ASKED("○", "when you ask for it", "tone-off"),
        OFF("○", "off in this run", "tone-off"),
        NOT_RUN("○", "no run yet", "tone-off"),
        NOT_YET("○", "not in this version", "tone-off");

        private final String sign;
        private final String word;
        private final String css;

        Standing(String sign, String word, String css) {
            this.sign = sign;
            this.word = word;
            this.css = css;
        }

        public String sign() {
            return sign;
        }

        public String word() {
            return word;
        }

        public String css() {
            return css;
        }
    }

    /** What was measured of a control, a word for each variant; none where it was not. */
    public List<TableDocument.Cell> cells(Control control) {
        return table == null
                ? List.of()
                : table.cells().stream()
                        .filter(cell -> cell.control().equals(control.id().value()))
                        .toList();
    }

    /** The name of a row of the table: the atlas's, where it has the control. */
    public String rowName(String control) {
        return known(control).map(Control::name).orElse("no control at all");
    }

    public Optional<Control> known(String control) {
        return atlas.controls().stream()
                .filter(each -> each.id().value().equals(control))
                .findFirst();
    }

    /** The artefacts of a step, in the order the case names their kinds. */
    public List<CaseDocument.Artefact> artefacts(Step step) {
        return run == null ? List.of() : run.artefacts(step);
    }

    public boolean showsTable(Step step) {
        return step.artefacts().contains(Artefact.TRUTH_TABLE);
    }

    public @Nullable String source(CaseDocument.Artefact artefact) {
        return artefact.record() != null
                ? links.record(artefact.record())
                : artefact.file() == null ? null : links.file(artefact.file());
    }

    public Plain plain(String hostile) {
        return Plain.of(hostile);
    }

    /** The first thing to read: whether anything left for the stranger in the run. */
    public String outcome() {
        return run == null ? "" : run.outcome();
    }

    public boolean leaked() {
        return run != null && run.with().stranger() > 0;
    }

    public String riskAnchor(RiskId risk) {
        return "risk-" + risk;
    }

    /** The number a component shows in the picture: the first of its counts. */
    public String headline(Component component) {
        CaseDocument.Count count = counts(component).getFirst();
        return Diagram.fitted(count.label()) + ": " + count.value();
    }

    /** Where the gate stands in the picture: on the arrow from the server to the world. */
    public Diagram.@Nullable Gate gate() {
        return diagram.gate();
    }

    public String gateSays() {
        if (run == null) {
            return "no run yet";
        }
        return run.with().denied() + " denied · " + run.with().stranger() + " leaked";
    }

    /**
     * The controls of one class that are not among the first two: those that are there, or not yet.
     */
    public List<Defence> others(ControlClass kind, boolean there) {
        return told.others().stream()
                .filter(each -> control(each).kind() == kind)
                .filter(each -> there == (control(each).presence() != Presence.NOT_YET))
                .toList();
    }

    /** What the run did in a step; null where there is no run. */
    public @Nullable String inThisRun(Step step) {
        return run == null ? null : new InThisRun(run).step(step.number());
    }

    /** From when on the run's numbers count. */
    public String counted() {
        return run == null ? "" : new InThisRun(run).counted();
    }

    /** What a component did in the run, where that differs from the incident. */
    public @Nullable String inThisRun(Component component) {
        return run == null ? null : new InThisRun(run).part(component.id().value());
    }

    /** The controls that nobody can measure here yet. */
    public List<Control> notYet() {
        return atlas.controls().stream()
                .filter(each -> each.presence() == Presence.NOT_YET)
                .toList();
    }

    /** The public lists from which the ids of this page come, each with those ids. */
    public List<IdList> lists() {
        return IdList.of(atlas);
    }

    public int rank(TableDocument.Meaning word) {
        return table == null ? 0 : table.words().indexOf(word);
    }

    /** Where on the page a lesson is shown. */
    public String anchor(Shown shown) {
        return switch (shown) {
            case Shown.InStep(int number) -> "step-" + number;
            case Shown.AtControl(ControlId control) -> "control-" + control.value();
            case Shown.InCell(ControlId control, String variant) ->
                    table == null || table.cell(control.value(), variant).isEmpty()
                            ? "table"
                            : "cell-" + control.value() + "-" + variant;
        };
    }

    public String place(Shown shown) {
        return switch (shown) {
            case Shown.InStep(int number) -> "step " + number;
            case Shown.AtControl(ControlId control) -> atlas.control(control).name();
            case Shown.InCell(ControlId control, String variant) ->
                    atlas.control(control).name() + ", variant " + variant;
        };
    }
}
