package dev.stoplock.lab.mutation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Makes the trials of one seed: each operation on each atom of each recording, in rounds with fresh
 * strangers and words. The same seed and the same recordings make the same trials.
 */
final class Generator {

    /** After this many changed requests comes one twin. */
    private static final int TWIN_EACH = 4;

    private final Function<RandomGenerator, List<Trial>> rounds;
    private final RandomGenerator random;

    Generator(Subject subject, List<Recording> recordings, long seed) {
        this(subject, recordings, Holding.DEFAULT, seed);
    }

    /** What is spent, and what is worth leaving out, depends on what the server is held to. */
    Generator(Subject subject, List<Recording> recordings, Holding holding, long seed) {
        this(random -> requests(subject, List.copyOf(recordings), holding, random), seed);
    }

    private Generator(Function<RandomGenerator, List<Trial>> rounds, long seed) {
        this.rounds = rounds;
        this.random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    }

    /** The trials of recorded mail sessions. */
    static Generator ofSessions(Subject subject, List<SmtpSession> sessions, long seed) {
        List<SmtpSession> all = List.copyOf(sessions);
        return new Generator(
                random -> {
                    List<Trial> round = new ArrayList<>();
                    for (int i = 0; i < all.size(); i++) {
                        round.addAll(new SmtpMoves(subject, all, i, random).all());
                    }
                    return round;
                },
                seed);
    }

    /**
     * {@code count} changed requests, and a twin to each few of them, in the order they are sent.
     */
    List<Trial> trials(int count) {
        List<Trial> changed = new ArrayList<>();
        List<Trial> twins = new ArrayList<>();
        while (changed.size() < count) {
            List<Trial> round = round();
            changed.addAll(
                    dealt(
                            round.stream()
                                    .filter(each -> each.expected() != Expected.SAME)
                                    .toList()));
            twins.addAll(
                    dealt(
                            round.stream()
                                    .filter(each -> each.expected() == Expected.SAME)
                                    .toList()));
        }
        List<Trial> trials = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            trials.add(changed.get(i));
            if (i % TWIN_EACH == TWIN_EACH - 1) {
                trials.add(twins.get(i / TWIN_EACH % twins.size()));
            }
        }
        return trials;
    }

    /** Every operation on every atom of every recording, once in each of its forms. */
    List<Trial> round() {
        return rounds.apply(random);
    }

    private static List<Trial> requests(
            Subject subject, List<Recording> recordings, Holding holding, RandomGenerator random) {
        List<Trial> round = new ArrayList<>();
        for (int i = 0; i < recordings.size(); i++) {
            Bench bench = new Bench(subject, recordings, i, holding, random);
            for (Place place : Places.of(subject, recordings.get(i))) {
                switch (place.kind()) {
                    case ADDRESS -> new AddressMoves(bench, place).all();
                    case TARGET -> new TargetMoves(bench, place).all();
                    case CREDENTIAL -> new HeadMoves(bench, place).all();
                    case FRAMING -> new FramingMoves(bench, place).all();
                    case SELECTOR, CONTENT, META -> other(bench, place);
                }
            }
            new Twins(bench).all();
            round.addAll(bench.made());
        }
        return round;
    }

    private static void other(Bench bench, Place place) {
        if (place.inBody()) {
            new LeafMoves(bench, place).all();
        } else if (place.inQuery()) {
            new TargetMoves(bench, place).all();
        } else {
            new HeadMoves(bench, place).all();
        }
    }

    /**
     * In an order in which every atom and operation has its turn before any has its second: a short
     * run touches all of them.
     */
    private List<Trial> dealt(List<Trial> trials) {
        Map<String, List<Trial>> hands = new TreeMap<>();
        for (Trial trial : trials) {
            String hand =
                    trial.operation() == Operation.TWIN
                            ? trial.variant()
                            : trial.place().path().replaceAll("/[0-9]+", "/#")
                                    + " "
                                    + trial.operation();
            hands.computeIfAbsent(hand, each -> new ArrayList<>()).add(trial);
        }
        hands.values().forEach(this::shuffle);
        List<List<Trial>> order = new ArrayList<>(hands.values());
        List<Trial> dealt = new ArrayList<>();
        for (int turn = 0; dealt.size() < trials.size(); turn++) {
            shuffle(order);
            for (List<Trial> hand : order) {
                if (turn < hand.size()) {
                    dealt.add(hand.get(turn));
                }
            }
        }
        return dealt;
    }

    private <T> void shuffle(List<T> list) {
        for (int i = list.size() - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            T held = list.get(i);
            list.set(i, list.get(j));
            list.set(j, held);
        }
    }
}
