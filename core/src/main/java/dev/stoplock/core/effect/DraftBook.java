package dev.stoplock.core.effect;

import dev.stoplock.core.json.Json;
import dev.stoplock.core.json.JsonLimits;
import dev.stoplock.core.json.JsonReader;
import dev.stoplock.core.json.JsonResult;
import dev.stoplock.core.model.Atom;
import dev.stoplock.core.model.CallId;
import dev.stoplock.core.model.Destination;
import dev.stoplock.core.model.Effect;
import dev.stoplock.core.model.EffectId;
import dev.stoplock.core.model.KnownDraft;
import dev.stoplock.core.model.Reading;
import dev.stoplock.core.model.Role;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The drafts of one server instance that the gate saw made, each as it was last changed (EFFECTS:
 * draft D). A value: each step gives another.
 *
 * <p>Guarantees: a draft is known only while every change of it that may have happened was
 * explained whole, and its outcome is known. What is under way, has an unknown fate or was let go
 * by a mode alone makes it unknown. At most {@value #MOST} are kept, the newest. It lives as long
 * as its instance: ids stand in replies, which no record holds, so after a restart each draft is
 * unknown.
 */
public final class DraftBook {

    static final int MOST = 500;
    private static final JsonLimits REPLY = new JsonLimits(1 << 20, 32);
    private static final Set<Role> ALL = Set.of(Role.TO, Role.CC, Role.BCC);
    private static final String ID = "[!-~]{1,1024}";
    private static final int OK = 200;
    private static final int REDIRECTS = 300;
    private static final int CLIENT_ERRORS = 400;
    private static final int SERVER_ERRORS = 500;

    public static final DraftBook EMPTY = new DraftBook(Map.of(), Map.of());

    /** Ids are compared without the account, which one mailbox may be called by in many ways. */
    private record Key(Destination destination, String id) {}

    /** An exchange that was let go: {@code before} is what was known of the draft it names. */
    private record UnderWay(Effect effect, @Nullable CallId by, @Nullable KnownDraft before) {}

    private final Map<Key, KnownDraft> drafts;
    private final Map<EffectId, UnderWay> underWay;

    private DraftBook(Map<Key, KnownDraft> drafts, Map<EffectId, UnderWay> underWay) {
        this.drafts = drafts;
        this.underWay = underWay;
    }

    /**
     * The same reading, in which each draft that is sent names its recipients if they are known.
     */
    public Reading completed(Reading reading) {
        return switch (reading) {
            case Reading.Unreadable unreadable -> unreadable;
            case Reading.Effects(List<Effect> effects) ->
                    new Reading.Effects(effects.stream().map(this::completed).toList());
        };
    }

    private Effect completed(Effect effect) {
        if (!(effect instanceof Effect.SendDraft draft)) {
            return effect;
        }
        KnownDraft known = drafts.get(new Key(draft.destination(), draft.draft()));
        return new Effect.SendDraft(
                draft.destination(),
                draft.operation(),
                draft.stated(),
                draft.account(),
                draft.draft(),
                known == null || !known.account().equals(draft.account()) ? null : known);
    }

    /**
     * An exchange is let go. {@code by} is the call that explains it whole, null where none does
     * and a mode lets it go: then what it changes stays unknown.
     */
    public DraftBook leaving(EffectId id, List<Effect> effects, @Nullable CallId by) {
        Map<Key, KnownDraft> left = new LinkedHashMap<>(drafts);
        Map<EffectId, UnderWay> going = new LinkedHashMap<>(underWay);
        for (Effect effect : effects) {
            switch (effect) {
                case Effect.EditDraft edit -> {
                    KnownDraft before =
                            edit.draft() == null
                                    ? null
                                    : left.remove(new Key(edit.destination(), edit.draft()));
                    going.put(id, new UnderWay(edit, by, before));
                }
                case Effect.SendDraft send ->
                        going.put(
                                id,
                                new UnderWay(
                                        send,
                                        by,
                                        left.remove(new Key(send.destination(), send.draft()))));
                // Threat: what no adapter reads may be another way to change a draft
                case Effect.Unknown unknown ->
                        left.keySet()
                                .removeIf(key ->
                                        key.destination()
                                                .host()
                                                .equals(unknown.destination().host()));
                case Effect.SendMail mail -> {}
                case Effect.HttpExchange exchange -> {}
                case Effect.Contact contact -> {}
                case Effect.Command command -> {}
                case Effect.Session session -> {}
            }
        }
        return new DraftBook(left, going);
    }

    /** Nothing of it was sent. */
    public DraftBook notSent(EffectId id) {
        UnderWay going = underWay.get(id);
        return going == null ? this : without(id).kept(going);
    }

    /** Nobody knows what became of it. */
    public DraftBook unknown(EffectId id) {
        return underWay.containsKey(id) ? without(id) : this;
    }

    public DraftBook answered(EffectId id, int status, byte[] reply) {
        UnderWay going = underWay.get(id);
        if (going == null) {
            return this;
        }
        DraftBook settled = without(id);
        if (status >= CLIENT_ERRORS && status < SERVER_ERRORS) {
            return settled.kept(going);
        }
        boolean done = status >= OK && status < REDIRECTS;
        return done && going.effect() instanceof Effect.EditDraft edit
                ? settled.edited(edit, going, reply)
                : settled;
    }

    private DraftBook edited(Effect.EditDraft edit, UnderWay going, byte[] reply) {
        String id = edit.draft() == null ? id(reply) : edit.draft();
        KnownDraft before = going.before();
        CallId by = going.by();
        boolean partial = edit.draft() != null && !edit.replaces().containsAll(ALL);
        if (id == null
                || by == null
                || partial && (before == null || !before.account().equals(edit.account()))) {
            return this;
        }
        List<Atom> recipients = new ArrayList<>();
        if (partial && before != null) {
            before.recipients().stream()
                    .filter(atom -> !edit.replaces().contains(atom.role()))
                    .forEach(recipients::add);
        }
        edit.atoms().stream()
                .filter(atom -> atom.role().isRecipient() && !atom.value().isEmpty())
                .map(atom -> Atom.destination("draft/" + atom.path(), atom.role(), atom.value()))
                .forEach(recipients::add);
        return with(
                new Key(edit.destination(), id), new KnownDraft(edit.account(), recipients, by));
    }

    /** Both APIs answer with the draft they made, as an object with its id. */
    private static @Nullable String id(byte[] reply) {
        return JsonReader.read(reply, REPLY) instanceof JsonResult.Parsed(Json.Obj draft)
                        && draft.at("id") instanceof Json.Str(String id)
                        && id.matches(ID)
                ? id
                : null;
    }

    private DraftBook kept(UnderWay going) {
        String id =
                switch (going.effect()) {
                    case Effect.EditDraft edit -> edit.draft();
                    case Effect.SendDraft send -> send.draft();
                    default -> null;
                };
        KnownDraft before = going.before();
        return id == null || before == null
                ? this
                : with(new Key(going.effect().destination(), id), before);
    }

    private DraftBook without(EffectId id) {
        Map<EffectId, UnderWay> going = new LinkedHashMap<>(underWay);
        going.remove(id);
        return new DraftBook(drafts, going);
    }

    private DraftBook with(Key key, KnownDraft draft) {
        Map<Key, KnownDraft> more = new LinkedHashMap<>(drafts);
        more.remove(key);
        more.put(key, draft);
        while (more.size() > MOST) {
            more.remove(more.keySet().iterator().next());
        }
        return new DraftBook(more, underWay);
    }
}
