package dev.stoplock.core.contract;

import dev.stoplock.core.json.Json;
import dev.stoplock.core.model.Atom;
import dev.stoplock.core.model.AtomClass;
import dev.stoplock.core.model.DeclaredRule;
import dev.stoplock.core.model.Explanation;
import dev.stoplock.core.model.Form;
import dev.stoplock.core.model.Role;
import dev.stoplock.core.model.contract.Shape;
import dev.stoplock.core.model.contract.Source;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One source of a clause, ready to be held against values.
 *
 * <p>Guarantees: a source that EFFECTS forbids for a class of value never explains one, whatever a
 * lockfile says: a destination comes from the call, a setting, or a constant that a person typed; a
 * credential from none of these.
 */
public interface SourceCheck {

    /**
     * Why this value may leave, or null. {@code stars}: what the stars of its path stood for;
     * {@code below}: the way down where its clause names all that stands below a place.
     */
    @Nullable Explanation explain(
            Atom atom, List<Integer> stars, List<String> below, CallValues call);

    /** {@code written}: as which types of JSON what is no copy may stand there. */
    static SourceCheck of(Source source, Set<Form> written) {
        SourceCheck text = of(source);
        return switch (source) {
            case Source.Argument(String pointer, String via) ->
                    typed(text, CallPointer.of(pointer), via, CallValues::arguments, written);
            case Source.Answer(String pointer, String via) ->
                    typed(text, CallPointer.of(pointer), via, CallValues::answers, written);
            case Source.Reply(String pointer) -> {
                CallPointer place = CallPointer.of(pointer);
                yield (atom, stars, below, call) ->
                        atom.form() == Form.PLAIN
                                        || written.contains(atom.form())
                                        || call.replies().stream()
                                                .map(reply -> place.in(reply, stars, below))
                                                .anyMatch(at ->
                                                        at != null && Form.of(at) == atom.form())
                                ? text.explain(atom, stars, below, call)
                                : null;
            }
            default ->
                    (atom, stars, below, call) ->
                            mayBeWritten(atom.form(), written)
                                    ? text.explain(atom, stars, below, call)
                                    : null;
        };
    }

    private static SourceCheck typed(
            SourceCheck text,
            CallPointer place,
            String via,
            Function<CallValues, Json> root,
            Set<Form> written) {
        return (atom, stars, below, call) -> {
            if (atom.form() == Form.PLAIN) {
                return text.explain(atom, stars, below, call);
            }
            Json value =
                    via.equals(Transforms.IDENTITY)
                            ? place.at(call.element()).in(root.apply(call), stars, below)
                            : null;
            boolean typed =
                    value == null
                            ? mayBeWritten(atom.form(), written)
                            : Form.of(value) == atom.form() || written.contains(atom.form());
            return typed ? text.explain(atom, stars, below, call) : null;
        };
    }

    /** Whether a value that has no type of JSON where it comes from may be written as this one. */
    private static boolean mayBeWritten(Form form, Set<Form> written) {
        return form == Form.PLAIN
                || (written.isEmpty() ? form == Form.TEXT : written.contains(form));
    }

    /** As {@link #of(Source, Set)}, whatever the type of JSON is. */
    static SourceCheck of(Source source) {
        return switch (source) {
            case Source.Argument(String pointer, String via) -> {
                Taken taken = new Taken(CallPointer.of(pointer), via);
                Explanation why = new Explanation.Argument(pointer, via);
                yield (atom, stars, below, call) ->
                        isNoCredential(atom) && taken.is(atom, call, call.arguments(), stars, below)
                                ? why
                                : null;
            }
            case Source.Answer(String pointer, String via) -> {
                Taken taken = new Taken(CallPointer.of(pointer), via);
                Explanation why = new Explanation.Answer(pointer, via);
                yield (atom, stars, below, call) ->
                        isNoCredential(atom) && taken.is(atom, call, call.answers(), stars, below)
                                ? why
                                : null;
            }
            case Source.File file -> {
                Explanation why = new Explanation.GrantedFile(file.pointer(), file.via());
                yield (atom, stars, below, call) ->
                        atom.kind() == AtomClass.CONTENT
                                        && FileForms.isFile(file, atom.value(), stars, call.files())
                                ? why
                                : null;
            }
            case Source.Rule(String name, String via) -> {
                Explanation why = new Explanation.Rule(name, via);
                yield (atom, stars, below, call) -> {
                    DeclaredRule rule = call.rule(name);
                    return rule != null && Declared.holds(rule, via, atom) ? why : null;
                };
            }
            case Source.Setting(String name, String via) -> {
                Explanation why = new Explanation.Config(name, via);
                yield (atom, stars, below, call) -> {
                    String setting = call.setting(name);
                    Transforms.Transform transform = Transforms.named(via);
                    return isNoCredential(atom)
                                    && setting != null
                                    && transform != null
                                    && transform.holds().test(setting, atom.value())
                            ? why
                            : null;
                };
            }
            case Source.Constant constant -> {
                Explanation why =
                        constant.isAccepted()
                                ? new Explanation.Constant(constant.by())
                                : new Explanation.Declared("constant");
                yield (atom, stars, below, call) ->
                        mayBeConstant(atom, constant) && atom.value().equals(constant.value())
                                ? why
                                : null;
            }
            case Source.Default(String value, String absent) -> {
                CallPointer pointer = CallPointer.of(absent);
                Explanation why = new Explanation.ByDefault(absent);
                yield (atom, stars, below, call) ->
                        (routesNothing(atom) || selectsNothing(atom))
                                        && atom.value().equals(value)
                                        && isAbsent(
                                                pointer.at(call.element())
                                                        .in(call.arguments(), stars, below))
                                ? why
                                : null;
            }
            case Source.Choice(String pointer, Map<String, String> values) -> {
                CallPointer place = CallPointer.of(pointer);
                Explanation why = new Explanation.Chosen(pointer);
                yield (atom, stars, below, call) -> {
                    Json argument = place.at(call.element()).in(call.arguments(), stars, below);
                    String text = argument == null ? null : JsonTexts.leaf(argument);
                    return routesNothing(atom)
                                    && text != null
                                    && atom.value().equals(values.get(text))
                            ? why
                            : null;
                };
            }
            case Source.Template(List<Source.Part> parts) -> template(parts);
            case Source.Reply(String pointer) -> {
                Taken taken = new Taken(CallPointer.of(pointer), Transforms.IDENTITY);
                Explanation why = new Explanation.Result(pointer);
                yield (atom, stars, below, call) ->
                        mayComeBack(atom)
                                        && call.replies().stream()
                                                .anyMatch(reply ->
                                                        taken.is(atom, call, reply, stars, below))
                                ? why
                                : null;
            }
            case Source.Fresh fresh -> {
                Shape shape = fresh.shape();
                Explanation why = new Explanation.Fresh(shape.word(), shape.bits());
                boolean typed = !fresh.by().isEmpty();
                yield (atom, stars, below, call) ->
                        (stars.isEmpty() ? fresh.isAccepted() : typed)
                                        && routesNothing(atom)
                                        && shape.holds(atom.value(), call.at())
                                ? why
                                : null;
            }
            case Source.Unexplained(int most, String by, String on) ->
                    (atom, stars, below, call) -> {
                        int bytes = atom.value().getBytes(StandardCharsets.UTF_8).length;
                        return atom.kind() == AtomClass.CONTENT && bytes <= most
                                ? new Explanation.Accepted(by, bytes)
                                : null;
                    };
        };
    }

    private static SourceCheck template(List<Source.Part> parts) {
        List<Function<TemplateCall, @Nullable String>> pieces = new ArrayList<>();
        List<Explanation> values = new ArrayList<>();
        for (Source.Part part : parts) {
            switch (part) {
                case Source.Part.Text(String text) -> pieces.add(call -> text);
                case Source.Part.Value(Source.Argument(String pointer, String via)) -> {
                    CallPointer place = CallPointer.of(pointer);
                    values.add(new Explanation.Argument(pointer, via));
                    pieces.add(call ->
                            Taken.written(
                                    place.at(call.call.element())
                                            .in(call.call.arguments(), call.stars, call.below),
                                    via));
                }
                case Source.Part.Value(Source.Answer(String pointer, String via)) -> {
                    CallPointer place = CallPointer.of(pointer);
                    values.add(new Explanation.Answer(pointer, via));
                    pieces.add(call ->
                            Taken.written(
                                    place.in(call.call.answers(), call.stars, call.below), via));
                }
                case Source.Part.Value(Source.Setting(String name, String via)) -> {
                    values.add(new Explanation.Config(name, via));
                    pieces.add(call -> {
                        String setting = call.call.setting(name);
                        return setting == null ? null : Transforms.written(via, setting);
                    });
                }
                case Source.Part.Value(Source.Rule(String name, String via)) -> {
                    values.add(new Explanation.Rule(name, via));
                    pieces.add(call ->
                            call.call.rule(name) instanceof DeclaredRule.Footer(String text)
                                    ? Transforms.written(via, text)
                                    : null);
                }
                case Source.Part.Value other ->
                        throw new IllegalArgumentException("not a part of a template: " + other);
            }
        }
        Explanation why = new Explanation.Template(values);
        return (atom, stars, below, call) -> {
            if (!routesNothing(atom)) {
                return null;
            }
            TemplateCall from = new TemplateCall(call, stars, below);
            int at = 0;
            for (Function<TemplateCall, @Nullable String> piece : pieces) {
                String text = piece.apply(from);
                if (text == null || !atom.value().startsWith(text, at)) {
                    return null;
                }
                at += text.length();
            }
            return at == atom.value().length() ? why : null;
        };
    }

    /** What the pieces of a template are written from. */
    record TemplateCall(CallValues call, List<Integer> stars, List<String> below) {}

    /** A place of a JSON value and the transform that leads from there. */
    record Taken(CallPointer place, String via) {

        private static final Pattern NUMBER =
                Pattern.compile("-?[0-9]{1,30}(\\.[0-9]{1,30})?([eE][+-]?[0-9]{1,2})?");

        boolean is(Atom atom, CallValues call, Json root, List<Integer> stars, List<String> below) {
            if (isName(atom) && !below.isEmpty() && isSaid(below.getLast(), atom)) {
                // the name of a member that stands at the same place there, letter by letter
                List<String> holder = below.subList(0, below.size() - 1);
                return place.at(call.element()).in(root, stars, holder) instanceof Json.Obj object
                        && object.at(atom.value()) != null;
            }
            Json value = place.at(call.element()).in(root, stars, below);
            if (value == null) {
                return false;
            }
            Function<Json, @Nullable String> join = JsonTexts.JOINS.get(via);
            if (join != null) {
                return atom.value().equals(join.apply(value));
            }
            String text = JsonTexts.leaf(value);
            if (text == null) {
                return false;
            }
            if (via.equals(Transforms.IDENTITY)) {
                return text.equals(atom.value())
                        || value instanceof Json.Num && isSameNumber(text, atom);
            }
            String written = call.written(via, text);
            if (written != null) {
                return written.equals(atom.value());
            }
            Transforms.Transform transform = Transforms.named(via);
            return transform != null && transform.holds().test(text, atom.value());
        }

        /** A client in another language writes 1.50 as 1.5, and 1e3 as 1000. */
        private static boolean isSameNumber(String literal, Atom atom) {
            return NUMBER.matcher(literal).matches()
                    && NUMBER.matcher(atom.value()).matches()
                    && new BigDecimal(literal).compareTo(new BigDecimal(atom.value())) == 0
                    && Renderings.plain(atom.value());
        }

        static @Nullable String written(@Nullable Json value, String via) {
            if (value == null) {
                return null;
            }
            Function<Json, @Nullable String> join = JsonTexts.JOINS.get(via);
            if (join != null) {
                return join.apply(value);
            }
            String text = JsonTexts.leaf(value);
            return text == null ? null : Transforms.written(via, text);
        }
    }

    /**
     * Whether an atom is the name of the member or parameter that its path leads to. A member that
     * is itself called {@code name} and has the name of its parent reads as one; it says no more.
     * Adapters name what they read in lower case, and its name as it stands there.
     */
    static boolean isName(Atom atom) {
        String path = atom.path();
        int end = path.lastIndexOf('/');
        int start = path.lastIndexOf('/', end - 1);
        return start >= 0
                && (path.endsWith("/name") || path.endsWith("/#name"))
                && isSaid(CallPointer.unescaped(path.substring(start + 1, end)), atom);
    }

    private static boolean isSaid(String segment, Atom atom) {
        return segment.equals(atom.value())
                || segment.equals(atom.value().toLowerCase(Locale.ROOT));
    }

    /** The longest id, cursor or cookie that may go back to whom it came from, in bytes. */
    int LONGEST_RETURNED = 256;

    private static boolean isAbsent(@Nullable Json argument) {
        return argument == null || argument instanceof Json.Null;
    }

    private static boolean isNoCredential(Atom atom) {
        return atom.kind() != AtomClass.CREDENTIAL;
    }

    private static boolean routesNothing(Atom atom) {
        return atom.kind() == AtomClass.CONTENT || atom.kind() == AtomClass.META;
    }

    /** An empty text, list or object, or null, where an API expects what selects. */
    private static boolean selectsNothing(Atom atom) {
        return atom.kind() == AtomClass.DESTINATION
                && atom.role() == Role.SELECTOR
                && atom.value().isEmpty();
    }

    /**
     * A segment of a path is the API's own, as its host is; any other constant that selects is
     * typed by a person, but for one that selects nothing.
     */
    private static boolean mayBeConstant(Atom atom, Source.Constant constant) {
        return switch (atom.kind()) {
            case CONTENT, META -> true;
            case CREDENTIAL -> false;
            case DESTINATION -> constant.isAccepted() || isOwnPath(atom) || selectsNothing(atom);
        };
    }

    /**
     * Words and versions in the path of an API that no adapter knows are the API's own (EFFECTS).
     * Threat: what names an account or a token does not look like one; where an adapter names a
     * segment, it selects.
     */
    private static boolean isOwnPath(Atom atom) {
        return OWN_PATH.matcher(atom.path()).matches() && OWN_WORD.matcher(atom.value()).matches();
    }

    Pattern OWN_PATH = Pattern.compile("path/[0-9]+");
    Pattern OWN_WORD =
            Pattern.compile(
                    "v?[0-9]{1,4}(\\.[0-9]{1,4}){0,2}|[a-z][a-z_.-]{0,39}|[a-z]+([A-Z][a-z]+){1,4}");

    private static boolean mayComeBack(Atom atom) {
        return switch (atom.kind()) {
            case CREDENTIAL -> false;
            case CONTENT, META -> true;
            case DESTINATION ->
                    atom.role() == Role.SELECTOR
                            && atom.value().getBytes(StandardCharsets.UTF_8).length
                                    <= LONGEST_RETURNED;
        };
    }
}
