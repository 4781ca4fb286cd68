package dev.stoplock.core.audit;

import dev.stoplock.core.json.Json;
import dev.stoplock.core.json.JsonLimits;
import dev.stoplock.core.json.JsonReader;
import dev.stoplock.core.json.JsonResult;
import dev.stoplock.core.model.AuditRecord;
import dev.stoplock.core.model.CallId;
import dev.stoplock.core.model.Digest;
import dev.stoplock.core.model.Effect;
import dev.stoplock.core.model.EffectId;
import dev.stoplock.core.model.Event;
import dev.stoplock.core.model.ServerName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The fold that tells what one server made use of: destinations, requests, secrets and settings in
 * what was let go, and tools in calls that were made. What was denied, refused or only looked up is
 * no use. Fed with all of a ledger in order; not safe for several threads.
 */
public final class GrantUses {

    /** How often, and when last. */
    public record Use(long times, Instant last) {}

    /** What was let go of a destination: {@code METHOD /path}. */
    public record Request(String destination, String method, String path) {}

    private static final String REFUSED = "refused by stoplock";
    private static final String CONFIG = "config ";

    private final ServerName server;
    private final Map<String, Use> destinations = new TreeMap<>();
    private final Map<Request, Use> requests = new HashMap<>();
    private final Map<String, Use> secrets = new TreeMap<>();
    private final Map<String, Use> tools = new TreeMap<>();
    private final Map<CallId, Called> open = new HashMap<>();
    private final Set<EffectId> ours = new HashSet<>();
    private final Map<Digest, Instant> atoms = new LinkedHashMap<>();

    private record Called(String tool, Instant at) {}

    public GrantUses(ServerName server) {
        this.server = server;
    }

    public void step(AuditRecord record) {
        switch (record.event()) {
            case Event.Judged judged -> {
                if (judged.server().equals(server)) {
                    judged(judged, record.at());
                }
            }
            case Event.SecretUsed used -> {
                if (ours.contains(used.effect())) {
                    count(secrets, used.secret() + "@" + used.destination(), record.at());
                }
            }
            case Event.CallOpened call -> {
                if (call.server().equals(server)) {
                    open.put(call.call(), new Called(call.tool(), record.at()));
                }
            }
            case Event.CallClosed closed -> {
                Called call = open.remove(closed.call());
                if (call != null && !closed.outcome().startsWith(REFUSED)) {
                    count(tools, call.tool(), call.at());
                }
            }
            case Event.LedgerOpened other -> {}
            case Event.Launched other -> {}
            case Event.Exited other -> {}
            case Event.Outcome other -> {}
            case Event.EntryAccepted other -> {}
            case Event.ReviewHeld other -> {}
            case Event.Refused other -> {}
            case Event.Found other -> {}
            case Event.Tripped other -> {}
            case Event.Tiered other -> {}
            case Event.Quarantined other -> {}
            case Event.Released other -> {}
            case Event.Stopped other -> {}
        }
    }

    private void judged(Event.Judged judged, Instant at) {
        ours.add(judged.effect());
        boolean unread = judged.operation().equals(Effect.Contact.UNREAD);
        // a connection or a look-up that was let go is judged again with what it carries
        if (!judged.leaves() || judged.request() == null && !unread) {
            return;
        }
        count(destinations, judged.destination(), at);
        int space = judged.operation().indexOf(' ');
        // what is said to a mail server has neither method nor path
        if (judged.operation().startsWith("/", space + 1)) {
            Request asked =
                    new Request(
                            judged.destination(),
                            judged.operation().substring(0, space),
                            judged.operation().substring(space + 1));
            requests.merge(asked, new Use(1, at), GrantUses::both);
        }
        if (judged.atoms() != null) {
            atoms.put(judged.atoms(), at);
        }
    }

    private static void count(Map<String, Use> uses, String what, Instant at) {
        uses.merge(what, new Use(1, at), GrantUses::both);
    }

    private static Use both(Use one, Use other) {
        return new Use(
                one.times() + other.times(),
                one.last().isAfter(other.last()) ? one.last() : other.last());
    }

    public @Nullable Use destination(String destination) {
        return destinations.get(destination);
    }

    /** By {@code NAME@host:port}. */
    public @Nullable Use secret(String name) {
        return secrets.get(name);
    }

    /** Calls that are open count too: their server has heard of them. */
    public Map<String, Use> tools() {
        Map<String, Use> all = new TreeMap<>(tools);
        open.values().forEach(call -> count(all, call.tool(), call.at()));
        return Collections.unmodifiableMap(all);
    }

    public Map<Request, Use> requests() {
        return Collections.unmodifiableMap(requests);
    }

    public Set<String> destinations() {
        return new TreeSet<>(destinations.keySet());
    }

    /** The bodies that say what explained each value of what was let go, oldest first. */
    public List<Digest> explanations() {
        return new ArrayList<>(atoms.keySet());
    }

    /** The names of the settings that explain a value in one of those bodies, each with its use. */
    public Map<String, Use> settings(Map<Digest, byte[]> bodies) {
        Map<String, Use> used = new TreeMap<>();
        bodies.forEach((digest, body) -> {
            Instant at = atoms.get(digest);
            if (at != null) {
                named(body).forEach(name -> count(used, name, at));
            }
        });
        return used;
    }

    private static Set<String> named(byte[] body) {
        Set<String> names = new TreeSet<>();
        if (JsonReader.read(body, JsonLimits.MESSAGE)
                instanceof JsonResult.Parsed(Json.Arr(List<Json> effects))) {
            for (Json effect : effects) {
                if (effect instanceof Json.Obj one
                        && one.at("atoms") instanceof Json.Arr(var all)) {
                    all.forEach(atom -> setting(atom, names));
                }
            }
        }
        return names;
    }

    private static void setting(Json atom, Set<String> names) {
        String why = atom instanceof Json.Obj one ? one.text("explanation") : null;
        int end = why == null ? -1 : why.indexOf(" via ");
        if (why != null && why.startsWith(CONFIG) && end > CONFIG.length()) {
            names.add(why.substring(CONFIG.length(), end));
        }
    }
}
