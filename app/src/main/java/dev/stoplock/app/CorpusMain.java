package dev.stoplock.app;

import dev.stoplock.lab.corpus.CorpusCommand;
import java.io.IOException;
import java.util.List;

/** The door of {@code ./stoplock test --corpus DIR}, which the launcher opens. */
public final class CorpusMain {

    private CorpusMain() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        System.exit(
                CorpusCommand.run(
                        List.of(arguments), Main.self(), System.getenv(), System.out, System.err));
    }
}
