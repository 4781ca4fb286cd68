package dev.stoplock.core.contract;

import dev.stoplock.core.json.Json;
import dev.stoplock.core.json.JsonLimits;
import dev.stoplock.core.json.JsonReader;
import dev.stoplock.core.json.JsonResult;
import dev.stoplock.core.model.DeclaredRule;
import dev.stoplock.core.model.Lease;
import dev.stoplock.core.model.NamedFile;
import dev.stoplock.core.model.Said;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What a clause may take a value from: one call, the settings, and what the host replied to it. */
public final class CallValues {

    private final Json arguments;
    private final Json answers;
    private final Map<String, String> settings;
    private final Instant at;
    private final Map<String, DeclaredRule> rules;
    private final List<NamedFile> files;
    private final Supplier<List<Json>> heard;
    private final int element;
    private @Nullable List<Json> replies;

    /** What was written of a text already: a long argument is rendered once, not for each value. */
    private final Map<String, Map<String, @Nullable String>> written = new HashMap<>();

    private CallValues(
            Json arguments,
            List<Json> answers,
            Map<String, String> settings,
            Map<String, DeclaredRule> rules,
            Instant at,
            List<NamedFile> files,
            Supplier<List<Json>> heard,
            int element) {
        this.element = element;
        this.arguments = arguments;
        this.answers = new Json.Arr(answers);
        this.settings = settings;
        this.at = at;
        this.rules = rules;
        this.files = files;
        this.heard = heard;
    }

    static CallValues of(
            Lease lease,
            Map<String, String> settings,
            Map<String, DeclaredRule> rules,
            String host,
            int element) {
        return new CallValues(
                lease.call().arguments(),
                lease.answers(),
                settings,
                rules,
                lease.call().at(),
                lease.files(),
                () -> read(lease.replies(), host),
                element);
    }

    /**
     * A call that is over, as a rehearsal kept it; {@code replies} came before the value; {@code
     * element}: which one of an array its effect is about, negative where none.
     */
    public static CallValues of(
            Json arguments,
            Map<String, String> settings,
            Map<String, DeclaredRule> rules,
            Instant at,
            List<NamedFile> files,
            List<Json> replies,
            int element) {
        return new CallValues(
                arguments, List.of(), settings, rules, at, files, () -> replies, element);
    }

    /** Which element of an array an effect is about, where there is one for each. */
    int element() {
        return element;
    }

    Json arguments() {
        return arguments;
    }

    /** The answers, each by its number. */
    Json answers() {
        return answers;
    }

    /** What a transform makes of a text; null for one that only compares, and where it is none. */
    @Nullable String written(String via, String source) {
        Map<String, @Nullable String> known = written.computeIfAbsent(via, each -> new HashMap<>());
        if (!known.containsKey(source)) {
            known.put(source, Transforms.written(via, source));
        }
        return known.get(source);
    }

    @Nullable String setting(String name) {
        return settings.get(name);
    }

    /** What the home declares under a name; null where it declares nothing. */
    @Nullable DeclaredRule rule(String name) {
        return rules.get(name);
    }

    Instant at() {
        return at;
    }

    /** The granted files that the arguments name. */
    List<NamedFile> files() {
        return files;
    }

    /** What this host replied, as far as it is JSON; read when it is first asked for. */
    List<Json> replies() {
        List<Json> read = replies;
        if (read == null) {
            read = heard.get();
            replies = read;
        }
        return read;
    }

    private static List<Json> read(List<Said> said, String host) {
        List<Json> values = new ArrayList<>();
        for (Said each : said) {
            if (each.host().equals(host)
                    && JsonReader.read(
                                    each.text().getBytes(StandardCharsets.UTF_8),
                                    JsonLimits.MESSAGE)
                            instanceof JsonResult.Parsed(Json value)) {
                values.add(value);
            }
        }
        return values;
    }
}
