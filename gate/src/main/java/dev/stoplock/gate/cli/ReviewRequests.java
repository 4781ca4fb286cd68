package dev.stoplock.gate.cli;

import dev.stoplock.core.contract.learn.Learned;
import dev.stoplock.core.contract.learn.Question;
import dev.stoplock.core.effect.GenericHttp;
import dev.stoplock.core.model.Effect;
import dev.stoplock.core.model.contract.Clause;
import dev.stoplock.core.model.contract.EffectContract;
import dev.stoplock.core.model.contract.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * The requests of a tool as lines: method, host and path, with {@code {x}} for each segment that
 * follows the call, a setting or a reply.
 */
final class ReviewRequests {

    private static final String ANY = "{x}";

    private ReviewRequests() {}

    static List<String> of(Learned learned) {
        List<String> lines = new ArrayList<>();
        List<EffectContract> effects = learned.contract().effects();
        for (int i = 0; i < effects.size(); i++) {
            lines.add(line(effects.get(i), i, learned.questions()));
        }
        return lines.stream().distinct().toList();
    }

    private static String line(EffectContract effect, int number, List<Question> questions) {
        String operation = effect.operation();
        String host = effect.destination().host();
        if (!operation.startsWith(Effect.HttpExchange.NO_ADAPTER)) {
            String[] words = operation.split(" ", 3);
            return words.length == 3
                    ? words[1] + " " + host + " " + words[2]
                    : operation + " " + effect.destination();
        }
        TreeMap<Integer, String> segments = new TreeMap<>();
        for (Question question : questions) {
            String place = question.path().text();
            if (question.effect() == number && isSegment(place)) {
                segments.merge(index(place), question.value(), (one, other) -> ANY);
            }
        }
        for (Clause clause : effect.clauses()) {
            if (isSegment(clause.path().text())) {
                boolean fixed =
                        clause.sources().size() == 1
                                && clause.sources().getFirst() instanceof Source.Constant;
                segments.put(
                        index(clause.path().text()),
                        fixed ? ((Source.Constant) clause.sources().getFirst()).value() : ANY);
            }
        }
        StringBuilder path = new StringBuilder();
        int most = segments.isEmpty() ? -1 : segments.lastKey();
        for (int i = 0; i <= most; i++) {
            path.append('/').append(segments.getOrDefault(i, ANY));
        }
        String method = operation.substring(Effect.HttpExchange.NO_ADAPTER.length());
        return method + " " + host + " " + (path.isEmpty() ? "/" : path);
    }

    private static boolean isSegment(String place) {
        return place.startsWith(GenericHttp.PATH)
                && place.substring(GenericHttp.PATH.length()).matches("[0-9]{1,4}");
    }

    private static int index(String place) {
        return Integer.parseInt(place.substring(GenericHttp.PATH.length()));
    }
}
