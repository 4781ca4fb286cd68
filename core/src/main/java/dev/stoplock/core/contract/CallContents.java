package dev.stoplock.core.contract;

import dev.stoplock.core.effect.EmbeddedJson;
import dev.stoplock.core.effect.GenericHttp;
import dev.stoplock.core.json.Json;
import dev.stoplock.core.model.Atom;
import dev.stoplock.core.model.AtomClass;
import dev.stoplock.core.model.Contents;
import dev.stoplock.core.model.Explanation;
import dev.stoplock.core.model.Lease;
import dev.stoplock.core.model.Shown;
import dev.stoplock.core.model.Tier;
import dev.stoplock.core.model.contract.Shape;
import dev.stoplock.core.model.contract.Source;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one call explains of the content and meta that the default contract does not judge (EFFECTS,
 * tiers 2 and 3): a value is explained where it is a whole leaf of the call, a setting, or a whole
 * array or object of the call as one text, through a listed transform.
 *
 * <p>It does not say at which place a value belongs: that is what a review learns. In a tier that
 * is enforced each value without an explanation becomes one that nothing explains.
 */
public final class CallContents {

    /** So much text of a call is written in other ways for one effect; the rest stays as it is. */
    private static final int MOST_WRITTEN = 2 << 20;

    /** A media type that says no more than that JSON is spoken. */
    private static final Set<String> JSON_TYPES =
            Set.of(
                    "*/*",
                    "application/json",
                    "application/json; charset=utf-8",
                    "application/json; charset=UTF-8",
                    "application/json;charset=utf-8",
                    "application/json, text/plain, */*");

    private final Lease lease;
    private final List<Asked.Leaf> leaves;
    private final Map<String, String> settings;
    private final Map<String, Explanation> whole = new HashMap<>();
    private final Set<String> names = new HashSet<>();
    private final List<Json> holders = new ArrayList<>();
    private final Map<String, Explanation> rendered = new HashMap<>();
    private final List<@Nullable Rendered> sources = new ArrayList<>();
    private final Map<String, Explanation> held = new HashMap<>();
    private @Nullable Map<String, Explanation> truths;
    private @Nullable Map<String, Explanation> numbers;
    private int left = MOST_WRITTEN;
    private boolean joined;
    private int freeBits;

    /** A text that explains what the listed transforms make of it: a leaf, or else a setting. */
    private record Rendered(String text, Asked.@Nullable Leaf leaf, String setting) {

        private static final int SHORT = 512;

        /**
         * Transforms that write a long text lengthen it at most ninefold, and hardly shorten it.
         */
        boolean mayBe(int length) {
            return text.length() <= SHORT
                    || length >= text.length() / 2 && length <= 9L * text.length() + SHORT;
        }

        Explanation why(String via) {
            return leaf == null
                    ? new Explanation.Config(setting, via)
                    : CallContents.why(leaf, via);
        }
    }

    private CallContents(Lease lease, Map<String, String> settings) {
        this.lease = lease;
        this.settings = settings;
        this.leaves = Asked.leaves(lease);
        for (Asked.Leaf leaf : leaves) {
            put(leaf.value(), why(leaf, Transforms.IDENTITY));
            sources.add(new Rendered(leaf.value(), leaf, ""));
        }
        settings.forEach((name, value) -> {
            put(value, new Explanation.Config(name, Transforms.IDENTITY));
            sources.add(new Rendered(value, null, name));
        });
        collect(lease.call().arguments());
        lease.answers().forEach(this::collect);
    }

    /**
     * The same, with what the call explains of the values that nobody judged, if there are any;
     * {@code settings}: those that the server was given.
     */
    public static Explained judged(Explained explained, Lease lease, Map<String, String> settings) {
        if (explained.items().stream().noneMatch(CallContents::isOpen)) {
            return explained;
        }
        CallContents call = new CallContents(lease, settings);
        List<Explained.Item> items = new ArrayList<>(explained.items().size());
        List<String> content = new ArrayList<>();
        List<String> meta = new ArrayList<>();
        int contents = 0;
        int metas = 0;
        for (Explained.Item item : explained.items()) {
            Atom atom = item.atom();
            if (!isOpen(item)) {
                items.add(item);
                continue;
            }
            Tier tier = atom.kind() == AtomClass.META ? Tier.META : Tier.CONTENT;
            Explanation why = call.explain(atom);
            if (why != null) {
                call.held(atom, why);
            } else {
                why = call.inText(atom);
            }
            switch (tier) {
                case CONTENT -> contents++;
                case META -> metas++;
            }
            if (why == null) {
                (tier == Tier.META ? meta : content).add(atom.path());
            }
            items.add(
                    lease.tiers().enforces(tier)
                            ? new Explained.Item(atom, why == null ? call.none(atom, tier) : why)
                            : item);
        }
        return explained.with(items, new Contents(contents, metas, content, meta, lease.tiers()));
    }

    /** An empty value says nothing: no tool gets cleaner by it. */
    static boolean isOpen(Explained.Item item) {
        return item.explanation() instanceof Explanation.Unjudged && !item.atom().value().isEmpty();
    }

    /** Values stand after the text that holds them (EmbeddedJson). */
    private void held(Atom atom, Explanation why) {
        if (atom.kind() == AtomClass.CONTENT) {
            for (Atom inner : EmbeddedJson.within(atom.path(), atom.value())) {
                held.putIfAbsent(inner.path() + '\n' + inner.value(), why);
            }
        }
    }

    /** What stands in a text that the call holds whole was read by whoever wrote the call. */
    private @Nullable Explanation inText(Atom atom) {
        return held.get(atom.path() + '\n' + atom.value());
    }

    private void put(String value, Explanation why) {
        whole.putIfAbsent(value, why);
        whole.putIfAbsent(value.strip(), why);
    }

    private static Explanation why(Asked.Leaf leaf, String via) {
        return leaf.answer()
                ? new Explanation.Answer(leaf.pointer(), via)
                : new Explanation.Argument(leaf.pointer(), via);
    }

    private void collect(Json value) {
        switch (value) {
            case Json.Obj(Map<String, Json> members) -> {
                holders.add(value);
                names.addAll(members.keySet());
                members.values().forEach(this::collect);
            }
            case Json.Arr(List<Json> items) -> {
                holders.add(value);
                items.forEach(this::collect);
            }
            case Json.Str s -> {}
            case Json.Num n -> {}
            case Json.Bool b -> {}
            case Json.Null n -> {}
        }
    }

    private @Nullable Explanation explain(Atom atom) {
        String value = atom.value();
        Explanation why = isTruth(value) ? truth(atom) : whole.get(value);
        if (why != null) {
            return why;
        }
        if (SourceCheck.isName(atom) && names.contains(value)) {
            return new Explanation.Argument("", "name of a member");
        }
        if (atom.kind() == AtomClass.META) {
            return meta(atom);
        }
        why = rendered(value.length()).get(value);
        return why == null ? FileForms.explain(lease.files(), value) : why;
    }

    private static boolean isTruth(String value) {
        return value.equals("true") || value.equals("false");
    }

    /** Threat: any switch of the call would explain any other, so it has to be called the same. */
    private @Nullable Explanation truth(Atom atom) {
        Map<String, Explanation> known = truths;
        if (known == null) {
            known = new HashMap<>();
            for (Asked.Leaf leaf : leaves) {
                if (isTruth(leaf.value())) {
                    known.putIfAbsent(
                            leaf.value() + DefaultContract.lastName(leaf.pointer()),
                            why(leaf, Transforms.IDENTITY));
                }
            }
            for (Map.Entry<String, String> setting : settings.entrySet()) {
                if (isTruth(setting.getValue())) {
                    known.putIfAbsent(
                            setting.getValue() + DefaultContract.lastName(setting.getKey()),
                            new Explanation.Config(setting.getKey(), Transforms.IDENTITY));
                }
            }
            truths = known;
        }
        return known.isEmpty()
                ? null
                : known.get(atom.value() + DefaultContract.lastName(atom.path()));
    }

    private @Nullable Explanation number(String value) {
        Map<String, Explanation> known = numbers;
        if (known == null) {
            known = new HashMap<>();
            for (Asked.Leaf leaf : leaves) {
                String number = Renderings.number(leaf.value());
                if (number != null) {
                    known.putIfAbsent(number, why(leaf, "number"));
                }
            }
            numbers = known;
        }
        return known.isEmpty() || !Renderings.plain(value) ? null : known.get(value);
    }

    /** Flags, times and headers: a number written otherwise, a time of now, JSON that is spoken. */
    private @Nullable Explanation meta(Atom atom) {
        String value = atom.value();
        Explanation number = number(value);
        if (number != null) {
            return number;
        }
        if (atom.path().equals(GenericHttp.SCHEME)) {
            return new Explanation.Declared("how a credential is announced");
        }
        if (isJsonSpoken(atom)) {
            return new Explanation.Declared("JSON is spoken");
        }
        if (!looksLikeTime(value)) {
            return null;
        }
        for (Shape shape : Shape.values()) {
            if (shape.isTime()
                    && freeBits + shape.bits() <= Source.Fresh.UNMARKED
                    && shape.holds(value, lease.call().at())) {
                freeBits += shape.bits();
                return new Explanation.Fresh(shape.word(), shape.bits());
            }
        }
        return null;
    }

    /** From epoch seconds to the date of HTTP: most flags and numbers need no closer look. */
    private static boolean looksLikeTime(String value) {
        return value.length() >= 9
                && value.length() <= 29
                && (Character.isDigit(value.charAt(0)) || value.endsWith(" GMT"));
    }

    private static boolean isJsonSpoken(Atom atom) {
        return (atom.path().equals("header/content-type") || atom.path().equals("header/accept"))
                && JSON_TYPES.contains(atom.value());
    }

    /**
     * What the listed transforms make of the call and the settings, as far as a text of this length
     * may be among it: a long argument is not written in every way for the sake of a short value.
     */
    private Map<String, Explanation> rendered(int length) {
        for (int i = 0; i < sources.size(); i++) {
            Rendered source = sources.get(i);
            if (source != null && source.mayBe(length)) {
                sources.set(i, null);
                write(source);
            }
        }
        if (!joined) {
            joined = true;
            join();
        }
        return rendered;
    }

    private void write(Rendered source) {
        for (String via : Transforms.writing()) {
            if (source.text().length() > left) {
                return;
            }
            left -= source.text().length();
            String written = Transforms.written(via, source.text());
            if (written != null && !written.isEmpty()) {
                rendered.putIfAbsent(written, source.why(via));
            }
        }
    }

    private void join() {
        for (Json holder : holders) {
            for (var join : JsonTexts.JOINS.entrySet()) {
                if (left <= 0) {
                    return;
                }
                String text = join.getValue().apply(holder);
                if (text != null && !text.isEmpty()) {
                    left -= text.length();
                    rendered.putIfAbsent(text, new Explanation.Argument("", join.getKey()));
                }
            }
        }
    }

    private Explanation none(Atom atom, Tier tier) {
        return new Explanation.Unexplained(
                "server set "
                        + Shown.text(atom.path())
                        + " to "
                        + Shown.text(atom.value())
                        + ", which no argument, answer or setting holds (tier "
                        + tier.number()
                        + ", "
                        + tier.word()
                        + ", of "
                        + Shown.text(lease.call().tool())
                        + " is enforced)");
    }
}
