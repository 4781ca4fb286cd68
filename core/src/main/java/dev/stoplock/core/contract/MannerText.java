package dev.stoplock.core.contract;

import dev.stoplock.core.model.Form;
import dev.stoplock.core.model.contract.Manner;
import dev.stoplock.core.model.contract.Source;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * How a value stands at its place, as lines beside those of its sources: {@code always there},
 * {@code there with argument "/cc"}, {@code as number or null}, {@code up to 3 elements}. What is
 * written reads back as the same.
 */
public final class MannerText {

    private static final String ALWAYS = "always there";
    private static final String WITH = "there with ";
    private static final String AS = "as ";
    private static final String MOST = "up to ";
    private static final Pattern ELEMENTS = Pattern.compile("up to ([1-9][0-9]{0,5}) elements");
    private static final String OR = " or ";

    private MannerText() {}

    public static List<String> lines(Manner manner) {
        List<String> lines = new ArrayList<>();
        if (manner.always()) {
            lines.add(ALWAYS);
        }
        for (String pointer : manner.with()) {
            lines.add(
                    WITH
                            + ContractText.sentence(
                                    new Source.Argument(pointer, Transforms.IDENTITY)));
        }
        if (!manner.written().isEmpty()) {
            lines.add(
                    AS + manner.written().stream().map(Form::word).collect(Collectors.joining(OR)));
        }
        if (manner.most() > 0) {
            lines.add(MOST + manner.most() + " elements");
        }
        return lines;
    }

    /** Whether a line is one of these. */
    public static boolean isOne(String line) {
        return line.equals(ALWAYS)
                || line.startsWith(WITH)
                || line.startsWith(AS)
                || line.startsWith(MOST);
    }

    /** What the line says besides; throws IllegalArgumentException where it says nothing. */
    public static Manner with(Manner manner, String line) {
        if (line.equals(ALWAYS)) {
            return new Manner(true, manner.with(), manner.written(), manner.most());
        }
        if (line.startsWith(WITH)
                && ContractText.parse(line.substring(WITH.length()))
                        instanceof Source.Argument(String pointer, String via)
                && via.equals(Transforms.IDENTITY)) {
            List<String> pointers = new ArrayList<>(manner.with());
            pointers.add(pointer);
            return new Manner(manner.always(), pointers, manner.written(), manner.most());
        }
        if (line.startsWith(AS)) {
            Set<Form> written = EnumSet.noneOf(Form.class);
            written.addAll(manner.written());
            for (String word : line.substring(AS.length()).split(OR, -1)) {
                written.add(Form.of(word));
            }
            return new Manner(manner.always(), manner.with(), written, manner.most());
        }
        Matcher elements = ELEMENTS.matcher(line);
        if (elements.matches()) {
            return new Manner(
                    manner.always(),
                    manner.with(),
                    manner.written(),
                    Integer.parseInt(elements.group(1)));
        }
        throw new IllegalArgumentException("not how a value stands at its place: " + line);
    }
}
