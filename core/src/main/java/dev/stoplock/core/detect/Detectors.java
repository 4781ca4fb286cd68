package dev.stoplock.core.detect;

import dev.stoplock.core.model.AuditRecord;
import dev.stoplock.core.model.Finding;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** The detectors in use, each somewhere in a log. A value: each step gives another. */
public final class Detectors {

    /** Every detector there is, by the name settings have for it; a new one is one line here. */
    private static final SortedMap<String, Detector<?>> BY_NAME =
            Collections.unmodifiableSortedMap(
                    new TreeMap<>(Map.of("first-recipient", new FirstSeenRecipient())));

    public static final Detectors ALL = without(Set.of());

    private final List<Begun<?>> all;

    /** The names of all detectors, in order. */
    public static List<String> names() {
        return List.copyOf(BY_NAME.keySet());
    }

    /** All but those of these names; names nobody has are none. */
    public static Detectors without(Set<String> names) {
        List<Begun<?>> begun = new ArrayList<>();
        BY_NAME.forEach((name, detector) -> {
            if (!names.contains(name)) {
                begun.add(begun(detector));
            }
        });
        return new Detectors(begun);
    }

    private Detectors(List<Begun<?>> all) {
        this.all = List.copyOf(all);
    }

    /** The detectors after one more record, and what they found in it. */
    public record Stepped(Detectors next, List<Finding> findings) {
        public Stepped {
            findings = List.copyOf(findings);
        }
    }

    private record Begun<S>(Detector<S> detector, S state) {

        Begun<S> step(AuditRecord record, List<Finding> found) {
            Step<S> step = detector.step(state, record);
            found.addAll(step.findings());
            return new Begun<>(detector, step.state());
        }
    }

    private static <S> Begun<S> begun(Detector<S> detector) {
        return new Begun<>(detector, detector.start());
    }

    public Stepped step(AuditRecord record) {
        List<Finding> found = new ArrayList<>();
        List<Begun<?>> next = new ArrayList<>();
        for (Begun<?> each : all) {
            next.add(each.step(record, found));
        }
        return new Stepped(new Detectors(next), found);
    }

    /** All findings of a log, from its first record on. */
    public static List<Finding> findings(Iterable<AuditRecord> log) {
        List<Finding> found = new ArrayList<>();
        Detectors detectors = ALL;
        for (AuditRecord record : log) {
            Stepped stepped = detectors.step(record);
            found.addAll(stepped.findings());
            detectors = stepped.next();
        }
        return found;
    }
}
