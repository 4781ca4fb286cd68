package dev.stoplock.core.contract;

import dev.stoplock.core.json.Json;
import dev.stoplock.core.json.Pointer;
import dev.stoplock.core.model.Atom;
import dev.stoplock.core.model.Effect;
import dev.stoplock.core.model.contract.AtomPath;
import dev.stoplock.core.model.contract.Clause;
import dev.stoplock.core.model.contract.Manner;
import dev.stoplock.core.model.contract.Source;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an effect lacks that its contract says has to be there. Threat: what an API does without a
 * selector or a flag is its default, and that may be another account, or everybody.
 *
 * <p>Guarantees: what a call leaves out, or leaves empty, need not be there; neither need a
 * constant in an object that follows the call and is left out whole.
 */
public final class Missing {

    private static final String BELOW = "/" + CallPointer.BELOW;
    private static final String ELEMENT = "/" + AtomPath.STAR;

    /** The places of a contract that are asked about, and what follows the call in it. */
    public record Places(Set<String> containers, Set<String> following) {

        /** {@code clauses}: all of an effect's. */
        public static Places of(List<Clause> clauses) {
            Set<String> containers = new HashSet<>();
            Set<String> following = new HashSet<>();
            for (Clause clause : clauses) {
                String path = clause.path().text();
                containers.add(container(path));
                containers.add(element(path));
                if (clause.sources().stream().anyMatch(source -> !pointers(source).isEmpty())) {
                    for (String at = container(path); !at.isEmpty(); at = container(at)) {
                        following.add(at);
                    }
                }
            }
            return new Places(containers, following);
        }
    }

    private final Places places;
    private final Set<String> exact = new HashSet<>();
    private final Map<String, Set<List<Integer>>> there = new HashMap<>();
    private final Map<String, Set<List<Integer>>> containers = new HashMap<>();

    private Missing(Places places) {
        this.places = places;
    }

    public static Missing in(Effect effect, Places places) {
        Missing missing = new Missing(places);
        for (Atom atom : effect.atoms()) {
            if (atom.path().length() <= AtomPath.LONGEST && !SourceCheck.isName(atom)) {
                missing.add(atom.path());
            }
        }
        return missing;
    }

    private void add(String path) {
        exact.add(path);
        AtomPath.Indexed indexed = AtomPath.of(path);
        String text = indexed.path().text();
        there.computeIfAbsent(text, each -> new HashSet<>()).add(indexed.indices());
        int stars = indexed.indices().size();
        for (String at = text; !at.isEmpty(); at = container(at)) {
            if (places.containers().contains(at)) {
                containers
                        .computeIfAbsent(at, each -> new HashSet<>())
                        .add(indexed.indices().subList(0, stars));
            }
            stars -= at.endsWith(ELEMENT) && stars > 0 ? 1 : 0;
        }
    }

    /** Whether a value stands there, in any element. */
    public boolean has(AtomPath path) {
        return there.containsKey(path.text());
    }

    /** The first of these places that has to be there in an effect of this call, or null. */
    public @Nullable AtomPath first(List<Clause> clauses, Json arguments, int element) {
        for (Clause clause : clauses) {
            if (lacks(clause.path(), clause.manner(), arguments, element)) {
                return clause.path();
            }
        }
        return null;
    }

    /**
     * Whether what has to be there at this place is not; {@code element}: which one of an array the
     * effect is about, negative where none.
     */
    public boolean lacks(AtomPath path, Manner manner, Json arguments, int element) {
        if (manner.isFree()) {
            return false;
        }
        return manner.always()
                ? lacksConstant(path.text())
                : manner.with().stream()
                        .map(pointer -> CallPointer.of(pointer).at(element))
                        .anyMatch(pointer -> lacks(path.text(), pointer, arguments));
    }

    private boolean lacksConstant(String path) {
        String container = container(path);
        Set<List<Integer>> objects = containers.getOrDefault(container, Set.of());
        Set<List<Integer>> values = there.getOrDefault(path, Set.of());
        boolean onItsOwn =
                container.indexOf('/') < 0
                        || !container.contains(ELEMENT) && !places.following().contains(container);
        return onItsOwn && !container.contains(ELEMENT)
                ? values.isEmpty()
                : !path.endsWith(ELEMENT) && !values.containsAll(objects);
    }

    private boolean lacks(String path, CallPointer pointer, Json arguments) {
        for (Spread.Found found : Spread.of(pointer, arguments)) {
            if (path.endsWith(BELOW)) {
                String place = path.substring(0, path.length() - BELOW.length());
                if (!isCopied(concrete(place, found.indices()), found.value())) {
                    return true;
                }
            } else if (saysSomething(found.value()) && !isThere(path, found.indices())) {
                return true;
            }
        }
        return hasMoreElements(path, pointer.segments(), arguments);
    }

    /** Whether a list has elements that the call has not, and that hold nothing of it. */
    private boolean hasMoreElements(String path, List<String> pointer, Json arguments) {
        int last = pointer.lastIndexOf(AtomPath.STAR);
        if (last < 0 || stars(path) != stars(String.join("/", pointer))) {
            return false;
        }
        CallPointer element = new CallPointer(pointer.subList(0, last + 1));
        return containers.getOrDefault(element(path), Set.of()).stream()
                .anyMatch(object -> element.in(arguments, object, List.of()) == null);
    }

    /** Where fewer stars lead to an argument than to a value, it stands in each element. */
    private boolean isThere(String path, List<Integer> indices) {
        Set<List<Integer>> values = there.getOrDefault(path, Set.of());
        if (stars(path) == indices.size()) {
            return values.contains(indices);
        }
        return containers.getOrDefault(container(path), Set.of()).stream()
                .filter(object -> object.size() >= indices.size())
                .filter(object -> object.subList(0, indices.size()).equals(indices))
                .allMatch(object -> path.endsWith(ELEMENT) || values.contains(object));
    }

    /** Each value that says something, at the same place below. */
    private boolean isCopied(String place, Json value) {
        return switch (value) {
            case Json.Obj(Map<String, Json> members) ->
                    members.entrySet().stream()
                            .allMatch(each ->
                                    isCopied(
                                            place + "/" + Pointer.escape(each.getKey()),
                                            each.getValue()));
            case Json.Arr(List<Json> items) -> {
                for (int i = 0; i < items.size(); i++) {
                    if (!isCopied(place + "/" + i, items.get(i))) {
                        yield false;
                    }
                }
                yield true;
            }
            case Json.Str s -> !saysSomething(value) || stands(place);
            case Json.Num n -> !saysSomething(value) || stands(place);
            case Json.Bool b -> stands(place);
            case Json.Null n -> true;
        };
    }

    /** Whether the call has something at this pointer. */
    public static boolean says(String pointer, Json arguments) {
        Json value = CallPointer.of(pointer).in(arguments, List.of(), List.of());
        return value != null && saysSomething(value);
    }

    /** Adapters read the names of headers in lower case. */
    private boolean stands(String place) {
        return exact.contains(place) || exact.contains(place.toLowerCase(Locale.ROOT));
    }

    /** What many programs take for nothing and leave out does not. */
    public static boolean saysSomething(Json value) {
        return switch (value) {
            case Json.Str(String text) -> !text.isEmpty();
            case Json.Num(String literal) -> !literal.matches("-?0(\\.0*)?");
            case Json.Bool b -> true;
            case Json.Null n -> false;
            case Json.Arr(List<Json> items) -> !items.isEmpty();
            case Json.Obj(Map<String, Json> members) -> !members.isEmpty();
        };
    }

    /** The arguments that a source takes values from. */
    public static List<String> pointers(Source source) {
        return switch (source) {
            case Source.Argument(String pointer, String via) -> List.of(pointer);
            case Source.Choice(String pointer, Map<String, String> values) -> List.of(pointer);
            case Source.Template(List<Source.Part> parts) ->
                    parts.stream()
                            .flatMap(part ->
                                    part instanceof Source.Part.Value(Source.Argument argument)
                                            ? List.of(argument.pointer()).stream()
                                            : List.<String>of().stream())
                            .toList();
            default -> List.of();
        };
    }

    private static String concrete(String place, List<Integer> indices) {
        StringBuilder path = new StringBuilder();
        int star = 0;
        for (String segment : place.split("/", -1)) {
            boolean index = segment.equals(AtomPath.STAR) && star < indices.size();
            path.append(path.isEmpty() ? "" : "/")
                    .append(index ? indices.get(star++).toString() : segment);
        }
        return path.toString();
    }

    private static int stars(String path) {
        int stars = 0;
        for (String segment : path.split("/", -1)) {
            stars += segment.equals(AtomPath.STAR) ? 1 : 0;
        }
        return stars;
    }

    /** The element of a list that a place lies in, the innermost; empty where it lies in none. */
    public static String element(String path) {
        int end = path.length();
        while (end > 0) {
            String at = path.substring(0, end);
            if (at.endsWith(ELEMENT)) {
                return at;
            }
            end = at.lastIndexOf('/');
        }
        return "";
    }

    private static String container(String path) {
        return path.substring(0, Math.max(0, path.lastIndexOf('/')));
    }
}
