package dev.stoplock.core.contract;

import dev.stoplock.core.effect.BodyLinks;
import dev.stoplock.core.effect.MailAddress;
import dev.stoplock.core.json.Json;
import dev.stoplock.core.json.Pointer;
import dev.stoplock.core.model.Lease;
import dev.stoplock.core.model.Role;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a call asked for: each leaf of its arguments and answers, and each address that is a whole
 * leaf or a whole element of an address list there. An address inside longer text is not asked for.
 */
final class Asked {

    /** Where one word of a name ends and the next begins without a sign between them. */
    private static final List<Pattern> SEAMS =
            List.of(
                    Pattern.compile("([a-z0-9])([A-Z])"),
                    Pattern.compile("([A-Z])([A-Z][a-z])"),
                    Pattern.compile("([A-Za-z])([0-9])"));

    private static final Pattern BETWEEN_WORDS = Pattern.compile("[^a-z0-9]+");

    static final Asked NOTHING = new Asked(List.of());

    private final List<Leaf> leaves;
    private @Nullable List<Address> addresses;

    private Asked(List<Leaf> leaves) {
        this.leaves = leaves;
    }

    List<Leaf> leaves() {
        return leaves;
    }

    /** They are looked for when they are first asked for: most requests name nobody. */
    List<Address> addresses() {
        List<Address> found = addresses;
        if (found == null) {
            found = addresses(leaves);
            addresses = found;
        }
        return found;
    }

    /** A leaf value where it stands; {@code answer} tells an answer from an argument. */
    record Leaf(String pointer, String value, boolean answer) {}

    /** An asked address in the role that its argument names. */
    record Address(String pointer, String canonical, Role role, boolean answer, boolean inList) {}

    /**
     * The same, where of an array only this element is asked for. The addresses keep their places,
     * by which they are spent.
     */
    Asked only(String array, int element) {
        String own = array + "/" + element;
        Asked only = new Asked(leaves);
        only.addresses =
                addresses().stream()
                        .map(each ->
                                each.answer()
                                                || !each.pointer().startsWith(array + "/")
                                                || each.pointer().equals(own)
                                                || each.pointer().startsWith(own + "/")
                                        ? each
                                        : new Address(
                                                each.pointer(),
                                                "",
                                                each.role(),
                                                each.answer(),
                                                each.inList()))
                        .toList();
        return only;
    }

    /** Each leaf of a call, without a look for addresses among them. */
    static List<Leaf> leaves(Lease lease) {
        List<Leaf> leaves = new ArrayList<>();
        collect("", lease.call().arguments(), false, leaves);
        for (int i = 0; i < lease.answers().size(); i++) {
            collect("/" + i, lease.answers().get(i), true, leaves);
        }
        return leaves;
    }

    static Asked of(Lease lease) {
        return new Asked(leaves(lease));
    }

    private static List<Address> addresses(List<Leaf> leaves) {
        List<Address> addresses = new ArrayList<>();
        for (Leaf leaf : leaves) {
            List<MailAddress> list = MailAddress.written(leaf.value());
            if (list == null || list.isEmpty()) {
                continue;
            }
            Role named = namedRole(leaf.pointer());
            Role role = named == null ? Role.TO : named;
            for (MailAddress address : list) {
                // Threat: a sentence that ends in <address> reads as a display name and an address
                if (!address.display().isEmpty() && !namesAddresses(leaf.pointer())) {
                    continue;
                }
                addresses.add(
                        new Address(
                                leaf.pointer(),
                                address.canonical(),
                                role,
                                leaf.answer(),
                                list.size() > 1));
            }
        }
        return addresses;
    }

    /** Each link in a text of the call, and the first leaf that holds it. */
    Map<String, Leaf> links() {
        Map<String, Leaf> links = new HashMap<>();
        for (Leaf leaf : leaves) {
            BodyLinks.ofCall(leaf.value()).forEach(link -> links.putIfAbsent(link, leaf));
        }
        return links;
    }

    private static void collect(String pointer, Json value, boolean answer, List<Leaf> leaves) {
        switch (value) {
            case Json.Obj(Map<String, Json> members) ->
                    members.forEach((key, member) ->
                            collect(pointer + "/" + Pointer.escape(key), member, answer, leaves));
            case Json.Arr(List<Json> items) -> {
                for (int i = 0; i < items.size(); i++) {
                    collect(pointer + "/" + i, items.get(i), answer, leaves);
                }
            }
            case Json.Str(String text) -> leaves.add(new Leaf(pointer, text, answer));
            case Json.Num(String literal) -> leaves.add(new Leaf(pointer, literal, answer));
            case Json.Bool(boolean truth) ->
                    leaves.add(new Leaf(pointer, Boolean.toString(truth), answer));
            case Json.Null() -> {}
        }
    }

    /** Whether an argument's name says that it holds addresses, so that display names belong. */
    private static boolean namesAddresses(String pointer) {
        return namedRole(pointer) != null
                || pointer.toLowerCase(Locale.ROOT).matches(".*(mail|address|contact|attendee).*");
    }

    /**
     * The role that the nearest telling name in a pointer gives, or null: cc, bcc, replyTo, from,
     * to.
     */
    static @Nullable Role namedRole(String pointer) {
        String[] names = pointer.split("/");
        for (int i = names.length - 1; i >= 0; i--) {
            Role role = roleOfName(names[i]);
            if (role != null) {
                return role;
            }
        }
        return null;
    }

    /**
     * The role in one name, read as words: {@code replyToEmail}, {@code SENDER_EMAIL_ADDRESS},
     * {@code bcc-list}.
     */
    static @Nullable Role roleOfName(String name) {
        String spaced = name;
        for (Pattern seam : SEAMS) {
            spaced = seam.matcher(spaced).replaceAll("$1 $2");
        }
        List<String> words = List.of(BETWEEN_WORDS.split(spaced.toLowerCase(Locale.ROOT)));
        if (words.contains("bcc") || words.contains("bccs") || words.contains("blind")) {
            return Role.BCC;
        }
        if (words.contains("cc") || words.contains("ccs") || words.contains("carbon")) {
            return Role.CC;
        }
        if (words.contains("noreply") || (words.contains("no") && words.contains("reply"))) {
            return null;
        }
        if (words.contains("reply") || words.contains("replyto")) {
            return Role.REPLY_TO;
        }
        if (words.contains("from") || words.contains("sender")) {
            return Role.FROM;
        }
        return words.contains("to") || words.contains("recipient") || words.contains("recipients")
                ? Role.TO
                : null;
    }
}
