package dev.stoplock.core.model;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Something a detector shows to a person: not a verdict. {@code evidence} are the indices of the
 * records it rests on, the one that led to it first; {@code key} is what it is about within the
 * rule, such as a server and an address.
 */
public record Finding(
        RuleId rule,
        Severity severity,
        String sentence,
        @Nullable ServerName server,
        @Nullable CallId call,
        List<Long> evidence,
        String key) {

    private static final int ID_DIGITS = 32;

    public Finding {
        evidence = List.copyOf(evidence);
        if (evidence.isEmpty()) {
            throw new IllegalArgumentException("a finding rests on at least one record");
        }
    }

    /**
     * 32 hexadecimal digits from rule, key and the first record's index: whoever reads the same log
     * again gets the same id.
     */
    public String id() {
        String text = rule + "\n" + evidence.getFirst() + "\n" + key;
        return Digest.sha256(text.getBytes(StandardCharsets.UTF_8)).hex().substring(0, ID_DIGITS);
    }

    /** As it stands in the ledger. */
    public Event.Found event() {
        return new Event.Found(rule, severity, server, call, sentence, evidence, id());
    }
}
