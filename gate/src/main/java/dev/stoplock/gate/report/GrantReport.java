package dev.stoplock.gate.report;

import dev.stoplock.core.audit.GrantUses;
import dev.stoplock.core.audit.GrantUses.Request;
import dev.stoplock.core.audit.GrantUses.Use;
import dev.stoplock.core.json.Json;
import dev.stoplock.core.model.Destination;
import dev.stoplock.core.model.Grant;
import dev.stoplock.core.model.HttpRule;
import dev.stoplock.core.model.LockEntry;
import dev.stoplock.core.model.MailRule;
import dev.stoplock.core.model.PathPattern;
import dev.stoplock.core.model.SecretGrant;
import dev.stoplock.core.model.ServerSettings;
import dev.stoplock.core.model.Shown;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What one server may do against what it did: each line of its grant with its use, and what lock
 * and home do not agree on.
 */
public final class GrantReport {

    public static final String SCHEMA = "stoplock.grants/1";

    private static final int WIDTH = 52;
    private static final int MOST_NAMED = 5;

    /**
     * One thing granted. {@code use} is null where nothing was seen; {@code seen} false: its use
     * cannot be seen from outside.
     */
    public record Line(String kind, int depth, String what, @Nullable Use use, boolean seen) {}

    private final LockEntry entry;
    private final ServerSettings home;
    private final Grant holds;
    private final GrantUses uses;
    private final Map<String, Use> settings;

    public GrantReport(
            LockEntry entry, ServerSettings home, GrantUses uses, Map<String, Use> settings) {
        this.entry = entry;
        this.home = home;
        this.holds = entry.grant().intersect(home.grant());
        this.uses = uses;
        this.settings = settings;
    }

    /** What holds, in the order of a grant's keys. */
    public List<Line> lines() {
        List<Line> lines = new ArrayList<>();
        for (Destination destination : holds.network()) {
            String name = destination.toString();
            lines.add(line("network", 0, name, uses.destination(name)));
            for (HttpRule rule : holds.rules(destination)) {
                for (String method : rule.methods()) {
                    lines.add(
                            line(
                                    "method",
                                    1,
                                    method,
                                    asked(name, it -> it.method().equals(method))));
                }
                for (PathPattern path : rule.paths()) {
                    lines.add(
                            line(
                                    "path",
                                    1,
                                    path.text(),
                                    asked(name, it -> path.admits(it.path()))));
                }
            }
        }
        for (SecretGrant secret : holds.secrets()) {
            String name = secret.name() + "@" + secret.destination();
            lines.add(line("secret", 0, secret.toString(), uses.secret(name)));
        }
        for (String tool : granted()) {
            lines.add(line("tool", 0, tool, uses.tools().get(tool)));
        }
        for (String name : holds.env().keySet()) {
            // a server may read a setting without any of it leaving
            Use use = settings.get(name);
            lines.add(new Line("setting", 0, name, use, use != null));
        }
        holds.files().forEach(file -> lines.add(new Line("file", 0, file.toString(), null, false)));
        return lines;
    }

    /** The tools that are granted by name, or, where all are, those that were called. */
    private Set<String> granted() {
        Set<String> named = holds.tools();
        return named == null ? new TreeSet<>(uses.tools().keySet()) : named;
    }

    private static Line line(String kind, int depth, String what, @Nullable Use use) {
        return new Line(kind, depth, what, use, true);
    }

    private @Nullable Use asked(String destination, Predicate<Request> fits) {
        return uses.requests().entrySet().stream()
                .filter(each -> each.getKey().destination().equals(destination))
                .filter(each -> fits.test(each.getKey()))
                .map(Map.Entry::getValue)
                .reduce((one, other) ->
                        new Use(
                                one.times() + other.times(),
                                one.last().isAfter(other.last()) ? one.last() : other.last()))
                .orElse(null);
    }

    /** What only one of lock and home says, and so does not hold. */
    public List<String> apart() {
        List<String> apart = new ArrayList<>();
        only(entry.grant(), "asked by the lock, not granted here: ", apart);
        only(home.grant(), "granted here, not asked by the lock: ", apart);
        return apart;
    }

    private void only(Grant one, String word, List<String> apart) {
        names(one)
                .filter(name -> names(holds).noneMatch(name::equals))
                .forEach(name -> apart.add(word + name));
    }

    private static Stream<String> names(Grant grant) {
        Set<String> tools = Objects.requireNonNullElse(grant.tools(), Set.of());
        return Stream.of(
                        grant.network().stream().map(Object::toString),
                        grant.secrets().stream()
                                .map(secret ->
                                        "secret " + secret.name() + "@" + secret.destination())
                                .distinct(),
                        tools.stream().map(tool -> "tool " + Shown.text(tool)),
                        grant.env().keySet().stream().map(name -> "setting " + name),
                        grant.files().stream().map(file -> "file " + file))
                .flatMap(Function.identity());
    }

    /** What could be less: nothing was seen of it, or nobody limited it. */
    public List<String> hints() {
        List<String> hints = new ArrayList<>();
        if (holds.tools() == null && !uses.tools().isEmpty()) {
            hints.add(
                    "every tool is granted; called were "
                            + some(uses.tools().keySet())
                            + ": name them under `tools`");
        }
        for (Destination destination : holds.network()) {
            Set<String> asked = new TreeSet<>();
            uses.requests().keySet().stream()
                    .filter(each -> each.destination().equals(destination.toString()))
                    .forEach(each -> asked.add(each.method() + " " + each.path()));
            if (holds.rules(destination).isEmpty() && !asked.isEmpty()) {
                hints.add(
                        "every request to "
                                + destination
                                + " is granted; asked were "
                                + some(asked)
                                + ": name `methods` and `paths`");
            }
        }
        return hints;
    }

    private static String some(Set<String> names) {
        String told = String.join(", ", names.stream().limit(MOST_NAMED).map(Shown::text).toList());
        return names.size() > MOST_NAMED
                ? told + " and " + (names.size() - MOST_NAMED) + " more"
                : told;
    }

    /** Lines for a person; {@code time} renders a moment. */
    public List<String> text(Function<Instant, String> time) {
        List<String> text = new ArrayList<>();
        text.add(entry.server() + "  " + entry.ref());
        String kind = "";
        for (Line line : lines()) {
            if (line.depth() == 0 && !line.kind().equals(kind)) {
                kind = line.kind();
                text.add("  " + heading(kind));
            }
            String what = "    " + "  ".repeat(line.depth()) + Shown.text(line.what());
            text.add(padded(what) + "  " + told(line, time));
        }
        if (holds.tools() == null) {
            text.add("  tools: all are granted");
        }
        MailRule mail = home.mail();
        text.add(
                "  mail to: "
                        + (mail == null
                                ? "whomever the contract explains"
                                : String.join(", ", mail.to())));
        apart().forEach(each -> text.add("  ! " + each));
        hints().forEach(each -> text.add("  hint: " + each));
        return text;
    }

    private static String heading(String kind) {
        return kind.equals("network") ? kind : kind + "s";
    }

    private static String padded(String text) {
        return text.length() >= WIDTH ? text : text + " ".repeat(WIDTH - text.length());
    }

    private static String told(Line line, Function<Instant, String> time) {
        Use use = line.use();
        if (use == null) {
            return line.seen() ? "UNUSED" : "its use cannot be seen";
        }
        return "used "
                + use.times()
                + (use.times() == 1 ? " time, " : " times, last ")
                + time.apply(use.last());
    }

    public Json.Obj json() {
        List<Json> lines = new ArrayList<>();
        for (Line line : lines()) {
            Use use = line.use();
            Json.Builder one =
                    Json.object()
                            .put("kind", line.kind())
                            .put("what", line.what())
                            .put("seen", line.seen())
                            .put("used", use != null);
            if (use != null) {
                one.put("times", use.times()).put("last", use.last().toString());
            }
            lines.add(one.build());
        }
        return Json.object()
                .put("server", entry.server().value())
                .put("package", entry.ref().toString())
                .put("granted", new Json.Arr(lines))
                .put("allTools", holds.tools() == null)
                .put("apart", Json.strings(apart()))
                .put("hints", Json.strings(hints()))
                .build();
    }
}
