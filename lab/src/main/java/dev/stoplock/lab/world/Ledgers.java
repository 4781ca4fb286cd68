package dev.stoplock.lab.world;

import dev.stoplock.core.json.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a story looks for among the records that {@code stoplock log --json} prints. */
public final class Ledgers {

    /** An address of nobody (RFC 5737), to which a probe may have sent. */
    public static final String NOBODY = "198.51.100.1";

    private Ledgers() {}

    /** Whether the record says that something of this instance was to leave and did not. */
    public static boolean denied(Json.Obj record, String instance) {
        return "judged".equals(record.text("type"))
                && "deny".equals(record.text("verdict"))
                && instance.equals(record.text("instance"))
                && record.at("leaves") instanceof Json.Bool(boolean leaves)
                && !leaves;
    }

    /**
     * What of this instance broke a rule and left all the same, since its mode enforces nothing.
     */
    public static List<Json.Obj> letGo(List<Json.Obj> log, String instance) {
        return log.stream()
                .filter(record ->
                        "judged".equals(record.text("type"))
                                && "deny".equals(record.text("verdict"))
                                && instance.equals(record.text("instance"))
                                && record.at("leaves") instanceof Json.Bool(boolean leaves)
                                && leaves)
                .toList();
    }

    /** What this instance was denied, besides the story's own probe: mails, and ways round. */
    public static List<Json.Obj> denials(List<Json.Obj> log, String instance) {
        return log.stream()
                .filter(record ->
                        denied(record, instance)
                                && !String.valueOf(record.text("destination")).startsWith(NOBODY))
                .toList();
    }

    /**
     * The version a launched instance ran, as {@code npm:NAME@VERSION}; empty where it was never
     * launched.
     */
    public static String ref(List<Json.Obj> log, String instance) {
        return log.stream()
                .filter(record ->
                        "launched".equals(record.text("type"))
                                && instance.equals(record.text("instance")))
                .map(record -> String.valueOf(record.text("ref")))
                .findFirst()
                .orElse("");
    }

    /** The last record of a type. */
    public static Json.@Nullable Obj last(List<Json.Obj> log, String type) {
        Json.@Nullable Obj found = null;
        for (Json.Obj record : log) {
            found = type.equals(record.text("type")) ? record : found;
        }
        return found;
    }
}
