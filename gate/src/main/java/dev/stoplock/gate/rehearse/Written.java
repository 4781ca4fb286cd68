package dev.stoplock.gate.rehearse;

import dev.stoplock.core.contract.learn.WrittenFile;
import dev.stoplock.core.json.Json;
import java.io.IOException;
import java.util.Collections;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which files each tool of a rehearsed server wrote: those that are there after its calls and were
 * not before, or not so. What a call wrote and took away again is not seen; it leaves nothing.
 */
final class Written {

    /** What a server writes before any call. */
    static final String AT_START = "";

    /** A shorter text stands anywhere. */
    private static final int TELLING = 8;

    private final Map<String, Set<WrittenFile>> byTool = new TreeMap<>();
    private final Set<String> unread = new TreeSet<>();
    private final Set<String> values = new HashSet<>();
    private Set<WrittenFile> there = Set.of();

    /** A server was started: nothing of another one is there. */
    void begin(PrivateFiles files) throws InterruptedException {
        there = Set.of();
        look(AT_START, files);
    }

    /** A call is made: what it says may be found in a file. */
    void said(Json arguments) {
        switch (arguments) {
            case Json.Obj(Map<String, Json> members) -> members.values().forEach(this::said);
            case Json.Arr(var items) -> items.forEach(this::said);
            case Json.Str(String text) -> {
                if (text.length() >= TELLING) {
                    values.add(text);
                }
            }
            case Json.Num n -> {}
            case Json.Bool b -> {}
            case Json.Null n -> {}
        }
    }

    /** The calls of a tool were made: what is new since is its own. */
    void look(String tool, PrivateFiles files) throws InterruptedException {
        try {
            Set<WrittenFile> now = files.now(text -> values.stream().anyMatch(text::contains));
            Set<WrittenFile> fresh = new HashSet<>(now);
            fresh.removeAll(there);
            if (!fresh.isEmpty()) {
                byTool.computeIfAbsent(tool, any -> new HashSet<>()).addAll(fresh);
            }
            there = now;
        } catch (IOException e) {
            unread.add(String.valueOf(e.getMessage()));
        }
    }

    Map<String, Set<WrittenFile>> byTool() {
        return Collections.unmodifiableMap(byTool);
    }

    /** Why something was not seen. */
    Set<String> unread() {
        return Collections.unmodifiableSet(unread);
    }
}
