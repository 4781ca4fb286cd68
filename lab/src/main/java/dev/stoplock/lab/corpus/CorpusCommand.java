package dev.stoplock.lab.corpus;

import dev.stoplock.gate.port.Refused;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * {@code ./stoplock test --corpus DIR}: plays every case of a folder and prints a line per step.
 * Ends with 0 where all got what they say, 1 where one did not, 2 where a case cannot be read.
 */
public final class CorpusCommand {

    private static final String UNREADABLE = "corpus.malformed";
    private static final int WRONG = 1;
    private static final int MALFORMED = 2;

    private CorpusCommand() {}

    /**
     * {@code stoplock} is the command line that starts the program, up to its first argument; the
     * packages among the cases are run by it.
     */
    public static int run(
            List<String> arguments,
            List<String> stoplock,
            Map<String, String> environment,
            PrintStream out,
            PrintStream err)
            throws IOException, InterruptedException {
        if (arguments.size() != 1) {
            err.println("stoplock: usage: ./stoplock test --corpus DIR");
            return MALFORMED;
        }
        Corpus corpus;
        try {
            corpus = Corpus.read(Path.of(arguments.getFirst()));
        } catch (Malformed e) {
            err.println("stoplock: " + UNREADABLE + ": " + e.sentence());
            err.println("hint: docs/CORPUS.md says what a case looks like");
            return MALFORMED;
        }
        List<Result> results = new ArrayList<>(exchanges(corpus));
        List<Packages.Run> runs = packages(corpus);
        int code = 0;
        try {
            if (!runs.isEmpty()) {
                results.addAll(Packages.played(runs, stoplock, environment, err));
            }
        } catch (Refused e) {
            err.println("stoplock: " + e.refusal().rule() + ": " + e.refusal().sentence());
            err.println("hint: " + e.refusal().hint());
            code = WRONG;
        }
        Account account = new Account(corpus.cases().size(), results);
        account.print(out);
        return account.wrong() == 0 ? code : WRONG;
    }

    /** What the recorded exchanges of a corpus come to. */
    static List<Result> exchanges(Corpus corpus) {
        List<Result> results = new ArrayList<>();
        for (Case one : corpus.cases()) {
            for (Play play : one.plays()) {
                if (play.program() == null) {
                    results.addAll(Exchanges.played(one, play));
                }
            }
        }
        return results;
    }

    private static List<Packages.Run> packages(Corpus corpus) {
        List<Packages.Run> runs = new ArrayList<>();
        for (Case one : corpus.cases()) {
            for (Play play : one.plays()) {
                Path program = play.program();
                if (program != null) {
                    runs.add(new Packages.Run(one, play, program));
                }
            }
        }
        return runs;
    }
}
