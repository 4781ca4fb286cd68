package dev.stoplock.lab.agent;

import java.util.ArrayList;
import java.util.List;

/**
 * The prompt an MCP client puts before its person ahead of each tool call. It keeps exactly what
 * was shown and what was answered. Confined to the thread of its loop.
 */
public final class Approver {

    /**
     * What stood on the prompt: the tool's name and its arguments as the JSON text that will be
     * sent.
     */
    public record Shown(String tool, String arguments) {}

    /** One prompt and its answer. */
    public record Approval(Shown shown, boolean yes) {}

    private final Person person;
    private final List<Approval> approvals = new ArrayList<>();

    public Approver(Person person) {
        this.person = person;
    }

    boolean ask(String tool, String arguments) {
        Shown shown = new Shown(tool, arguments);
        boolean yes = person.approves(shown);
        approvals.add(new Approval(shown, yes));
        return yes;
    }

    public List<Approval> approvals() {
        return List.copyOf(approvals);
    }

    /**
     * Whether anything that was shown holds the text, in any letter case, plainly or as a JSON
     * string.
     */
    public boolean mentions(String needle) {
        return approvals.stream()
                .map(Approval::shown)
                .anyMatch(shown ->
                        Mention.in(shown.tool(), needle) || Mention.in(shown.arguments(), needle));
    }
}
