package dev.stoplock.gate.secrets;

import dev.stoplock.core.model.SecretName;
import dev.stoplock.gate.port.Secret;
import dev.stoplock.gate.port.SecretWatch;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * A sliding window over a stream, in which secrets are looked for in plain and in the codings that
 * {@link Redaction} knows, also across the borders of its pieces.
 *
 * <p>It keeps back what could be the start of a secret, and remembers as much of what it passed on
 * as a coded secret is long.
 */
final class SecretWindow implements SecretWatch {

    /** As many raw characters as one of a secret takes at most: JSON's escape of its own escape. */
    private static final int WIDEST = 36;

    private static final int LARGEST_REACH = 1 << 18;

    /** So many characters of a form that ends with the window are chance, and go on. */
    private static final int CHANCE = 3;

    private final Supplier<Collection<Secret>> inUse;
    private Set<Secret> known = Set.of();
    private List<Wanted> wanted = List.of();
    private int reach;

    /** What was passed on and is still looked at, and behind it what is kept back. */
    private byte[] window = new byte[0];

    private int passed;
    private Step.Cut cut = new Step.Cut(Set.of());

    private record Wanted(SecretName name, List<String> forms, List<String> hexForms) {}

    /** {@code inUse} is asked at each piece: a secret may come into use while a stream lasts. */
    SecretWindow(Supplier<Collection<Secret>> inUse) {
        this.inUse = inUse;
    }

    @Override
    public Step feed(byte[] bytes, int offset, int length) {
        if (!cut.names().isEmpty()) {
            return cut;
        }
        learn();
        window = Arrays.copyOf(window, window.length + length);
        System.arraycopy(bytes, offset, window, window.length - length, length);
        return step(false);
    }

    @Override
    public Step end() {
        return cut.names().isEmpty() ? step(true) : cut;
    }

    private Step step(boolean last) {
        List<View> views = View.of(new String(window, StandardCharsets.ISO_8859_1));
        Set<SecretName> found = new LinkedHashSet<>();
        int free = window.length;
        for (View view : views) {
            free = Math.min(free, view.complete());
            View lower = view.lower();
            View digits = lower.without(": -");
            for (Wanted one : wanted) {
                boolean there =
                        one.forms().stream().anyMatch(view.text()::contains)
                                || one.hexForms().stream()
                                        .anyMatch(form ->
                                                lower.text().contains(form)
                                                        || digits.text().contains(form));
                if (there) {
                    found.add(one.name());
                }
                for (String form : one.forms()) {
                    free = Math.min(free, begun(view, form));
                }
                for (String form : one.hexForms()) {
                    free = Math.min(free, Math.min(begun(lower, form), begun(digits, form)));
                }
            }
        }
        if (!found.isEmpty()) {
            cut = new Step.Cut(found);
            window = new byte[0];
            return cut;
        }
        int until = last ? window.length : Math.max(passed, free);
        byte[] out = Arrays.copyOfRange(window, passed, until);
        int from = Math.max(0, until - reach);
        window = Arrays.copyOfRange(window, from, window.length);
        passed = until - from;
        return new Step.Pass(out);
    }

    /** Where in the raw bytes a form begins that may go on behind the window's end. */
    private int begun(View view, String form) {
        String text = view.text();
        int longest = Math.min(form.length() - 1, text.length());
        for (int length = longest; length > CHANCE; length--) {
            if (text.regionMatches(text.length() - length, form, 0, length)) {
                return view.origin(text.length() - length);
            }
        }
        return window.length;
    }

    private void learn() {
        Collection<Secret> now = inUse.get();
        Set<Secret> current = new HashSet<>(now);
        if (current.equals(known)) {
            return;
        }
        known = current;
        List<Wanted> fresh = new ArrayList<>();
        int longest = 0;
        for (Secret secret : current) {
            Sought sought = Sought.of(secret);
            fresh.add(new Wanted(sought.name(), sought.forms(), List.of(sought.hex())));
            longest = Math.max(longest, sought.value().length());
        }
        wanted = fresh;
        reach = Math.min(LARGEST_REACH, longest * WIDEST + WIDEST);
    }
}
