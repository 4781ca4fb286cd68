package dev.stoplock.core.contract;

import dev.stoplock.core.effect.ResultLinks;
import dev.stoplock.core.json.Json;
import dev.stoplock.core.model.Grant;
import dev.stoplock.core.model.Lease;
import dev.stoplock.core.model.Said;
import dev.stoplock.core.model.Shown;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a server's answer would make its client open (EFFECTS, "Back to the client"): each link's
 * host must be granted, or occur in what the call asked or in an upstream's reply of this call, and
 * the link must carry nothing that the call or another host said and its own host did not.
 *
 * <p>Guarantees: {@code result} of {@code judged} holds no link that was found against; where one
 * cannot be taken out by itself, its whole text is.
 */
public final class ClientBound {

    /** A text with more links that may not go on is left out whole. */
    private static final int MOST_CUT = 200;

    /** Characters of call and replies that are searched for links and hosts, in all. */
    private static final long MOST_SEARCHED = 1L << 31;

    /** Characters of links whose runs are compared, in all. */
    private static final long MOST_COMPARED = 2L << 20;

    private static final String LEFT_OUT =
            "(a text was left out by Stoplock: it holds a link that this call does not explain)";

    private static final Pattern LINK_START =
            Pattern.compile("(?i)^(h)tt(ps?:)|^(w)s(s?:)|^(f)t(ps?:)");

    /** A host or the address of one; not what only looks like one word. */
    private static final Pattern HOST =
            Pattern.compile(
                    "(?i)(https?://)?(?=.{4,100}$)[a-z0-9-]{1,63}(\\.[a-z0-9-]{1,63}){0,5}\\.[a-z]{2,24}/?");

    private final Grant grant;
    private final List<String> asked;
    private final Map<String, List<String>> replies = new LinkedHashMap<>();
    private final Map<String, Boolean> known = new HashMap<>();
    private @Nullable Explaining explaining;
    private long searched;
    private long compared;

    /** {@code replies} are the bodies that upstreams of this call answered with. */
    public ClientBound(Grant grant, @Nullable Lease lease, List<Said> replies) {
        this.grant = grant;
        List<String> leaves = new ArrayList<>();
        if (lease != null) {
            Asked.of(lease).leaves().forEach(leaf -> leaves.add(leaf.value()));
        }
        this.asked = List.copyOf(leaves);
        for (Said said : replies) {
            this.replies
                    .computeIfAbsent(house(said.host()), host -> new ArrayList<>())
                    .add(plain(said.text()));
        }
    }

    /** Of what answers no tool call: {@code params} are what the client asked with. */
    public ClientBound(Grant grant, Json params) {
        this.grant = grant;
        List<String> leaves = new ArrayList<>();
        strings(params, leaves);
        this.asked = List.copyOf(leaves);
    }

    private static void strings(Json value, List<String> into) {
        switch (value) {
            case Json.Obj(Map<String, Json> members) ->
                    members.values().forEach(member -> strings(member, into));
            case Json.Arr(List<Json> items) -> items.forEach(item -> strings(item, into));
            case Json.Str(String text) -> into.add(text);
            case Json.Num number -> into.add(number.literal());
            case Json.Bool bool -> {}
            case Json.Null none -> {}
        }
    }

    /**
     * What links may and may not carry, by host: the runs of what the call asked, of what each host
     * said, and of the links to it that call and replies hold.
     */
    private record Explaining(
            Runs asked, Map<String, Runs> said, Map<String, Runs> linked, Set<String> links) {}

    private Explaining explaining() {
        Explaining ready = explaining;
        if (ready == null) {
            Set<String> links = new HashSet<>();
            asked.forEach(leaf -> links.addAll(ResultLinks.of(leaf)));
            said().forEach(reply -> links.addAll(ResultLinks.of(reply)));
            Map<String, List<String>> byHost = new HashMap<>();
            for (String link : links) {
                String host = ResultLinks.host(link);
                if (host != null) {
                    byHost.computeIfAbsent(host, any -> new ArrayList<>())
                            .add(ResultLinks.rest(link));
                }
            }
            ready =
                    new Explaining(
                            Runs.of(asked.stream().filter(ClientBound::isTelling).toList()),
                            runs(replies),
                            runs(byHost),
                            links);
            explaining = ready;
        }
        return ready;
    }

    private static Map<String, Runs> runs(Map<String, List<String>> texts) {
        Map<String, Runs> runs = new HashMap<>();
        texts.forEach((host, each) -> runs.put(host, Runs.of(each)));
        return runs;
    }

    private Stream<String> said() {
        return replies.values().stream().flatMap(List::stream);
    }

    /** An API and the site it belongs to are one house. */
    private static String house(String host) {
        return host.toLowerCase(Locale.ROOT).replaceFirst("^(api|www)\\.(?=[^.]+\\.)", "");
    }

    /** An answer as it may go on, and one sentence for each link that was found against. */
    public record Judged(Json result, List<String> found) {
        public Judged {
            found = List.copyOf(found);
        }
    }

    public Judged judged(Json result) {
        List<String> found = new ArrayList<>();
        return new Judged(walked(result, found), found.stream().distinct().toList());
    }

    private Json walked(Json value, List<String> found) {
        return switch (value) {
            case Json.Obj(Map<String, Json> members) -> {
                Map<String, Json> fresh = new LinkedHashMap<>();
                members.forEach(
                        (name, member) -> fresh.put(text(name, found), walked(member, found)));
                yield new Json.Obj(fresh);
            }
            case Json.Arr(List<Json> items) ->
                    new Json.Arr(items.stream().map(item -> walked(item, found)).toList());
            case Json.Str(String text) -> new Json.Str(text(text, found));
            case Json.Num number -> value;
            case Json.Bool bool -> value;
            case Json.Null none -> value;
        };
    }

    private String text(String text, List<String> found) {
        List<String> bad = against(text, found);
        if (bad.isEmpty()) {
            return text;
        }
        if (bad.size() > MOST_CUT) {
            return LEFT_OUT;
        }
        String cut = cut(text, bad);
        // Threat: what is written in code (entities, escapes) is not found where it stands
        return against(cut, new ArrayList<>()).isEmpty() ? cut : LEFT_OUT;
    }

    /** In one pass; where several begin, the longest is made unusable. */
    private static String cut(String text, List<String> bad) {
        record Place(int at, String link) {}
        PriorityQueue<Place> next =
                new PriorityQueue<>(
                        Comparator.comparingInt(Place::at)
                                .thenComparing(place -> -place.link().length()));
        for (String link : bad) {
            next.add(new Place(text.indexOf(link), link));
        }
        StringBuilder whole = new StringBuilder(text.length() + 64);
        int done = 0;
        while (!next.isEmpty()) {
            Place place = next.remove();
            if (place.at() < 0) {
                continue;
            }
            if (place.at() >= done) {
                whole.append(text, done, place.at()).append(defanged(place.link()));
                done = place.at() + place.link().length();
            }
            next.add(new Place(text.indexOf(place.link(), done), place.link()));
        }
        return whole.append(text, done, text.length()).toString();
    }

    /** The links that may not go on: all, or one more than can be cut. */
    private List<String> against(String text, List<String> found) {
        List<String> bad = new ArrayList<>();
        for (String link : ResultLinks.of(text)) {
            String why = bad.size() > MOST_CUT ? null : refusal(link);
            if (why != null) {
                bad.add(link);
                found.add(why);
            }
        }
        return bad;
    }

    /** Why a link may not go on, or null. */
    public @Nullable String refusal(String link) {
        String host = ResultLinks.host(link);
        // what stands for many links is none that anybody said
        if (host != null && isSaid(link)) {
            return null;
        }
        if (host == null) {
            return "server's answer holds a link whose host cannot be told: " + Shown.text(link);
        }
        if (!known.computeIfAbsent(host, this::isKnown)) {
            return "server's answer links to "
                    + Shown.text(host)
                    + ", which is not granted and neither call nor reply named";
        }
        compared += link.length();
        if (compared > MOST_COMPARED) {
            return "server's answer holds more links than can be judged";
        }
        return carriesOthers(link, host)
                ? "server's answer links to "
                        + Shown.text(host)
                        + " with something of the call in the link"
                : null;
    }

    /** Whether it stands, letter by letter, in the call or a reply. */
    private boolean isSaid(String link) {
        return explaining().links().contains(link) || anyText(text -> text.contains(link));
    }

    private boolean isKnown(String host) {
        return grant.network().stream().anyMatch(destination -> destination.host().equals(host))
                || anyText(text -> names(text, host));
    }

    /** Threat: many links to search much text for; what cannot be searched any more has none. */
    private boolean anyText(Predicate<String> wanted) {
        return Stream.concat(asked.stream(), said())
                .anyMatch(text -> {
                    searched += text.length();
                    return searched <= MOST_SEARCHED && wanted.test(text);
                });
    }

    /**
     * Whether it tells its host what the call or another host said, and that host did not say
     * itself. Threat: one upstream's text goes to a host that another merely names.
     */
    private boolean carriesOthers(String link, String host) {
        Explaining ready = explaining();
        String house = house(host);
        Runs own = ready.said().get(house);
        Runs linked = ready.linked().get(host);
        List<Runs> foreign = new ArrayList<>(List.of(ready.asked()));
        ready.said()
                .forEach((other, runs) -> {
                    if (!other.equals(house)) {
                        foreign.add(runs);
                    }
                });
        if (foreign.stream().allMatch(Runs::isEmpty)) {
            return false;
        }
        return Carried.by(link).stream()
                .anyMatch(reading ->
                        Runs.anyOf(
                                reading,
                                run ->
                                        foreign.stream().anyMatch(runs -> runs.has(run))
                                                && (own == null || !own.has(run))
                                                && (linked == null || !linked.has(run))));
    }

    private static boolean isTelling(String leaf) {
        return !HOST.matcher(leaf.strip()).matches();
    }

    /** Whether a host stands in a text as a whole: not as the end or the start of another name. */
    private static boolean names(String text, String host) {
        String lower = text.toLowerCase(Locale.ROOT);
        for (int at = lower.indexOf(host); at >= 0; at = lower.indexOf(host, at + 1)) {
            char before = at == 0 ? ' ' : lower.charAt(at - 1);
            int end = at + host.length();
            char after = end < lower.length() ? lower.charAt(end) : ' ';
            boolean dotted =
                    after == '.' && end + 1 < lower.length() && isOfName(lower.charAt(end + 1));
            if (!isOfName(before) && before != '.' && !isOfName(after) && !dotted) {
                return true;
            }
        }
        return false;
    }

    private static boolean isOfName(char c) {
        return Character.isLetterOrDigit(c) || c == '-' || c == '_';
    }

    /** A reply's text; of JSON its strings, since what is escaped in it is named all the same. */
    private static String plain(String reply) {
        return reply.indexOf('\\') < 0
                ? reply
                : reply
                        + "\n"
                        + reply.replace("\\/", "/")
                                .replace("\\u002F", "/")
                                .replace("\\u002f", "/")
                                .replace("\\u0026", "&");
    }

    private static String defanged(String link) {
        String scheme = LINK_START.matcher(link).replaceFirst("$1$3$5xx$2$4$6");
        return scheme.replace("://", "[:]//")
                .replace(".", "[.]")
                .replaceAll("^//", "[/]/")
                .replaceAll("^\\\\\\\\", "[\\\\]");
    }
}
