package dev.stoplock.core.effect;

import dev.stoplock.core.json.Json;
import dev.stoplock.core.model.Atom;
import dev.stoplock.core.model.Role;
import java.net.IDN;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * SendGrid's substitutions of one request: tags that the API replaces in each mail after it was
 * judged, by values of the personalization, which may name sections of the request in turn. Here
 * they are replaced as well, and the links are taken from what comes out.
 */
final class Substitutions {

    /** What is put together for one request at most, in characters. */
    private static final long MOST_FILLED = 64L << 20;

    /** What is searched for tags, each time that one is looked for, in characters. */
    private static final long MOST_SEARCHED = 1L << 31;

    /** A substitution that names a section that holds substitutions. */
    private static final int ROUNDS = 3;

    private static final String TEXTS =
            "body/(content/.*value|mail_settings/footer/.*|tracking_settings/subscription_tracking/.*)";

    private final Map<String, String> sections;
    private long fillable = MOST_FILLED;
    private long searchable = MOST_SEARCHED;

    Substitutions(@Nullable Json sections) throws Unreadable {
        this.sections = tags(sections);
    }

    /** The tags and their values; none where there is no object of them. */
    static Map<String, String> tags(@Nullable Json json) throws Unreadable {
        Map<String, String> tags = new HashMap<>();
        if (json instanceof Json.Obj(Map<String, Json> members)) {
            for (Map.Entry<String, Json> member : members.entrySet()) {
                tags.put(
                        member.getKey(),
                        switch (member.getValue()) {
                            case Json.Str(String text) -> text;
                            case Json.Num(String literal) -> literal;
                            case Json.Bool(boolean truth) -> Boolean.toString(truth);
                            case Json.Null() -> "";
                            case Json.Arr items -> throw unreadable();
                            case Json.Obj object -> throw unreadable();
                        });
            }
        }
        return tags;
    }

    private static Unreadable unreadable() {
        return new Unreadable(
                "effect.mail-unreadable", "the value of a substitution or section is no text");
    }

    /** The links that stand in the shared texts only after the tags are replaced. */
    List<Atom> links(List<Atom> shared, Map<String, String> tags) throws Unreadable {
        List<Atom> links = new ArrayList<>();
        if (tags.isEmpty() && sections.isEmpty()) {
            return links;
        }
        for (Atom atom : shared) {
            if (atom.role() == Role.NONE && atom.path().matches(TEXTS)) {
                links(atom, tags, links);
            }
        }
        return links;
    }

    private void links(Atom atom, Map<String, String> tags, List<Atom> links) throws Unreadable {
        String text = atom.value();
        Set<String> known = new HashSet<>();
        known.add(text);
        for (int round = 0; round < ROUNDS; round++) {
            text = filled(filled(text, tags), sections);
            if (!known.add(text)) {
                return;
            }
            fillable -= text.length();
            links.addAll(BodyLinks.atoms(atom.path(), text, true));
        }
    }

    /** Threat: tags within values within tags grow without end. */
    private String filled(String text, Map<String, String> tags) throws Unreadable {
        String filled = text;
        for (Map.Entry<String, String> entry : tags.entrySet()) {
            String tag = entry.getKey();
            searchable -= filled.length() + tag.length();
            long length = filled.length();
            if (!tag.isEmpty()) {
                for (int at = filled.indexOf(tag); at >= 0; ) {
                    length += entry.getValue().length() - tag.length();
                    at = filled.indexOf(tag, at + tag.length());
                }
            }
            if (searchable < 0 || length > fillable) {
                throw new Unreadable(
                        "effect.batch-size",
                        "substitutions make more text than can be judged; send it in parts");
            }
            filled = tag.isEmpty() ? filled : filled.replace(tag, entry.getValue());
        }
        return filled;
    }

    /** An address as it may have been written: with its domain in A-labels, or in letters. */
    static List<String> forms(Atom address) {
        String value = address.value();
        int at = value.indexOf('@');
        String letters =
                at < 0
                        ? value
                        : value.substring(0, at + 1) + IDN.toUnicode(value.substring(at + 1));
        return List.of(value.toLowerCase(Locale.ROOT), letters.toLowerCase(Locale.ROOT));
    }
}
