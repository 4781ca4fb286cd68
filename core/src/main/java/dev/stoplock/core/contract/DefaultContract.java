package dev.stoplock.core.contract;

import dev.stoplock.core.effect.BodyLinks;
import dev.stoplock.core.effect.GenericHttp;
import dev.stoplock.core.effect.MailAddress;
import dev.stoplock.core.model.AcceptedDestination;
import dev.stoplock.core.model.Atom;
import dev.stoplock.core.model.Digest;
import dev.stoplock.core.model.Effect;
import dev.stoplock.core.model.Explanation;
import dev.stoplock.core.model.Lease;
import dev.stoplock.core.model.Role;
import dev.stoplock.core.model.ServerPolicy;
import dev.stoplock.core.model.Shown;
import dev.stoplock.core.model.Spend;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The contract that holds before anything is learned (EFFECTS). Destinations must equal a whole
 * leaf of the call's arguments or answers, a setting, or an individually accepted constant;
 * credentials must be the broker's; each asked recipient is spent once per call, in the role its
 * argument names. Content and meta are not judged yet; their bytes are counted.
 */
public final class DefaultContract implements Contract {

    private final ServerPolicy policy;
    private final SecretPlaces secretPlaces;

    public DefaultContract(ServerPolicy policy, IssuedSecrets secrets) {
        this.policy = policy;
        this.secretPlaces = new SecretPlaces(policy.grant().secrets(), secrets);
    }

    @Override
    public Explained explain(Effect effect, @Nullable Lease lease, String key) {
        return explain(effect, lease, key, item -> true);
    }

    @Override
    public Held hold(Effect effect) {
        return new Held() {
            @Override
            public Explained by(@Nullable Lease lease, String key) {
                return explain(effect, lease, key);
            }

            @Override
            public @Nullable Explained whole(Lease lease, String key) {
                Explained explained = explain(effect, lease, key, item -> !item.isUnexplained());
                return explained.weight() == 0 ? explained : null;
            }
        };
    }

    /** Up to the first value with which {@code goesOn} does not. */
    private Explained explain(
            Effect effect, @Nullable Lease lease, String key, Predicate<Explained.Item> goesOn) {
        Asked asked = lease == null ? Asked.NOTHING : Asked.of(lease);
        List<String> spent = lease == null ? List.of() : spentTokens(lease, key);
        List<String> spending = new ArrayList<>();
        List<Explained.Item> items = new ArrayList<>();
        boolean linked = effect.atoms().stream().anyMatch(atom -> atom.role() == Role.LINK);
        Map<String, Asked.Leaf> links = linked ? asked.links() : Map.of();
        Set<String> written = new HashSet<>();
        GrantedPath.written(policy.grant(), effect)
                .forEach(segment -> written.add(GenericHttp.PATH + segment));
        List<Atom> stated = effect.atoms();
        WholeTexts texts = null;
        Map<String, Explanation> runs = PathRuns.of(effect, asked.leaves()).explanations();
        if (effect instanceof Effect.SendDraft draft) {
            items.addAll(DraftContract.explain(draft, lease, spent, spending));
            stated = draft.stated();
        }
        for (Atom atom : stated) {
            Explanation placed = secretPlaces.explain(atom, effect);
            if (placed == null
                    && effect instanceof Effect.SendDraft draft
                    && DraftContract.isOfThisCall(draft, atom, lease)) {
                placed = new Explanation.Declared("a draft that this call made");
            }
            if (placed == null && written.contains(atom.path())) {
                placed = new Explanation.Declared("granted path");
            }
            if (placed == null && runs.containsKey(atom.path())) {
                placed = runs.get(atom.path());
            }
            if (placed == null && atom.role() == Role.LINK) {
                placed = link(atom, asked, links);
            }
            Explanation explained =
                    placed == null ? explain(atom, effect, asked, spent, spending) : placed;
            if (explained instanceof Explanation.Unexplained) {
                texts = texts == null ? WholeTexts.of(effect, asked) : texts;
                explained = texts.explain(atom, explained);
            }
            Explained.Item item = new Explained.Item(atom, explained);
            items.add(item);
            if (!goesOn.test(item)) {
                break;
            }
        }
        return new Explained(items, spending);
    }

    /** Null where the value has nothing to do with a secret of the broker. */
    @Nullable Explanation placed(Atom atom, Effect effect) {
        return secretPlaces.explain(atom, effect);
    }

    /**
     * What stays with this contract whatever is learned: hosts, granted requests, credentials and
     * links.
     */
    Explained fixed(Effect effect, Lease lease) {
        List<Atom> atoms = effect.atoms().stream().filter(Learnable::isOfTheDefault).toList();
        boolean asks =
                atoms.stream()
                        .anyMatch(atom -> atom.role() == Role.LINK || atom.role() == Role.USER);
        Asked asked = asks ? Asked.of(lease) : Asked.NOTHING;
        Map<String, Asked.Leaf> links = asked.links();
        List<Explained.Item> items = new ArrayList<>();
        for (Atom atom : atoms) {
            Explanation placed = secretPlaces.explain(atom, effect);
            if (placed == null && atom.role() == Role.LINK) {
                placed = link(atom, asked, links);
            }
            items.add(
                    new Explained.Item(
                            atom,
                            placed == null
                                    ? explain(atom, effect, asked, List.of(), new ArrayList<>())
                                    : placed));
        }
        return new Explained(items, List.of());
    }

    /**
     * Tells the same destinations and content again from another effect; meta and credentials do
     * not count.
     */
    public static String key(Effect effect) {
        StringBuilder text =
                new StringBuilder(effect.operation()).append(' ').append(effect.destination());
        for (Atom atom : effect.atoms()) {
            switch (atom.kind()) {
                case DESTINATION, CONTENT ->
                        text.append('\n')
                                .append(atom.kind())
                                .append(' ')
                                .append(atom.role())
                                .append(' ')
                                // each with its length: no value can be written so that it reads as
                                // two
                                .append(atom.path().length())
                                .append(':')
                                .append(atom.path())
                                .append('=')
                                .append(atom.value().length())
                                .append(':')
                                .append(atom.value());
                case CREDENTIAL, META -> {}
            }
        }
        return Digest.sha256(text.toString().getBytes(StandardCharsets.UTF_8)).hex();
    }

    static List<String> spentTokens(Lease lease, String key) {
        List<String> spent = new ArrayList<>();
        boolean retried = false;
        for (Spend spend : lease.spent()) {
            if (!retried && spend.state() == Spend.State.RETRYABLE && spend.key().equals(key)) {
                retried = true;
            } else {
                spent.addAll(spend.tokens());
            }
        }
        return spent;
    }

    private Explanation explain(
            Atom atom, Effect effect, Asked asked, List<String> spent, List<String> spending) {
        return switch (atom.kind()) {
            case CONTENT, META ->
                    new Explanation.Unjudged(atom.value().getBytes(StandardCharsets.UTF_8).length);
            case CREDENTIAL -> credential(atom, asked);
            case DESTINATION -> {
                if (atom.role() == Role.HOST) {
                    yield Requests.host(policy.grant(), atom, effect);
                }
                if (atom.role() == Role.REQUEST) {
                    yield Requests.request(policy.grant(), atom, effect);
                }
                if (atom.path().equals(GenericHttp.METHOD)) {
                    yield method(atom, effect);
                }
                // Threat: an empty value still has a name. Only where the adapter knows the name
                // does nothing leave.
                if (atom.value().isEmpty() && atom.role() != Role.NONE) {
                    yield new Explanation.Empty();
                }
                yield atom.role().isAddress()
                        ? address(atom, asked, spent, spending)
                        : value(atom, asked);
            }
        };
    }

    /**
     * Threat: where the mode lets any host be reached, what is asked of it is still not granted.
     */
    private Explanation method(Atom atom, Effect effect) {
        return policy.grant().network().contains(effect.destination())
                ? new Explanation.Declared("granted host")
                : new Explanation.Unexplained(
                        "server asked "
                                + effect.destination()
                                + " to "
                                + Shown.text(atom.value())
                                + ", which no grant names");
    }

    /** The broker's are explained by their place; whom they say to be selects an account. */
    private Explanation credential(Atom atom, Asked asked) {
        if (atom.role() == Role.USER) {
            return user(atom, asked);
        }
        return new Explanation.Unexplained(
                "server sent a credential of its own in " + Shown.text(atom.path()));
    }

    /**
     * Unlike an address, a link need not be a whole leaf: whoever wrote a text into the call has
     * read the links in it.
     */
    private Explanation link(Atom atom, Asked asked, Map<String, Asked.Leaf> links) {
        Asked.Leaf leaf = links.get(atom.value());
        if (leaf != null) {
            return leaf.answer()
                    ? new Explanation.Answer(leaf.pointer(), "link in a text")
                    : new Explanation.Argument(leaf.pointer(), "link in a text");
        }
        for (Map.Entry<String, String> setting : policy.grant().env().entrySet()) {
            if (BodyLinks.ofCall(setting.getValue()).contains(atom.value())) {
                return new Explanation.Config(setting.getKey(), "link in a text");
            }
        }
        return value(atom, asked);
    }

    /** Threat: what stands for a name may be a credential too, so no sentence repeats it. */
    private Explanation user(Atom atom, Asked asked) {
        if (atom.value().isEmpty()) {
            return new Explanation.Empty();
        }
        Explanation named = value(atom, asked);
        return named instanceof Explanation.Unexplained
                ? new Explanation.Unexplained(
                        "server logs in under a name that no setting and no call gives, in "
                                + Shown.text(atom.path()))
                : named;
    }

    private Explanation value(Atom atom, Asked asked) {
        for (Asked.Leaf leaf : asked.leaves()) {
            String via = Transforms.between(leaf.value(), atom.value(), atom.role());
            if (via != null && saysEnough(leaf.pointer(), atom)) {
                return leaf.answer()
                        ? new Explanation.Answer(leaf.pointer(), via)
                        : new Explanation.Argument(leaf.pointer(), via);
            }
        }
        for (Map.Entry<String, String> setting : policy.grant().env().entrySet()) {
            String via = Transforms.between(setting.getValue(), atom.value(), atom.role());
            if (via != null && saysEnough(setting.getKey(), atom)) {
                return new Explanation.Config(setting.getKey(), via);
            }
        }
        if (atom.role() == Role.LINK) {
            return constant(
                    atom.value(),
                    atom.role(),
                    "server put a link to "
                            + Shown.text(atom.value())
                            + " into the mail ("
                            + Shown.text(atom.path())
                            + "), which the call did not hold");
        }
        String to = atom.value().isEmpty() ? " to nothing" : " to " + Shown.text(atom.value());
        return constant(
                atom.value(),
                atom.role(),
                "server set " + Shown.text(atom.path()) + to + ", which the call did not name");
    }

    /**
     * Threat: any switch that is on would explain {@code public: true}; one explains only what is
     * called as it is.
     */
    private static boolean saysEnough(String source, Atom atom) {
        boolean truth = atom.value().equals("true") || atom.value().equals("false");
        return !truth || lastName(source).equals(lastName(atom.path()));
    }

    static String lastName(String path) {
        return path.substring(path.lastIndexOf('/') + 1)
                .replaceAll("[^A-Za-z0-9]", "")
                .toLowerCase(Locale.ROOT);
    }

    /** What an address is asked for by; who is asked for is spent. */
    Explanation address(Atom atom, Asked asked, List<String> spent, List<String> spending) {
        boolean inOtherRole = false;
        boolean alreadySpent = false;
        for (int i = 0; i < asked.addresses().size(); i++) {
            Asked.Address address = asked.addresses().get(i);
            if (!address.canonical().equals(atom.value())) {
                continue;
            }
            if (address.role() != atom.role()) {
                inOtherRole = true;
                continue;
            }
            if (atom.role().isRecipient()) {
                String token =
                        (address.answer() ? "answer " : "argument ") + i + " " + address.pointer();
                if (spent.contains(token) || spending.contains(token)) {
                    alreadySpent = true;
                    continue;
                }
                spending.add(token);
            }
            String via = address.inList() ? "element of an address list" : "address";
            return address.answer()
                    ? new Explanation.Answer(address.pointer(), via)
                    : new Explanation.Argument(address.pointer(), via);
        }
        Explanation setting = setting(atom, spent, spending);
        return setting != null
                ? setting
                : constant(
                        atom.value(),
                        atom.role(),
                        NotAsked.sentence(atom, inOtherRole, alreadySpent));
    }

    private @Nullable Explanation setting(Atom atom, List<String> spent, List<String> spending) {
        for (Map.Entry<String, String> setting : policy.grant().env().entrySet()) {
            Role named = Asked.roleOfName(setting.getKey());
            List<MailAddress> list = MailAddress.written(setting.getValue());
            String token = "setting " + setting.getKey() + " " + atom.value();
            if (list == null
                    || named != null && named != atom.role()
                    || list.stream()
                            .noneMatch(address -> address.canonical().equals(atom.value()))) {
                continue;
            }
            if (atom.role().isRecipient()) {
                if (spent.contains(token) || spending.contains(token)) {
                    continue;
                }
                spending.add(token);
            }
            return new Explanation.Config(setting.getKey(), "address");
        }
        return null;
    }

    private Explanation constant(String value, Role role, String otherwise) {
        for (AcceptedDestination accepted : policy.acceptedDestinations()) {
            if (accepted.role() == role && accepted.address().equals(value)) {
                return new Explanation.Constant(accepted.by());
            }
        }
        return new Explanation.Unexplained(otherwise);
    }
}
