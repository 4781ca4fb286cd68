package dev.stoplock.lab.casefile;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.function.Consumer;

/** A print stream that hands each whole line on. */
final class Told extends PrintStream {

    Told(Consumer<String> said) {
        super(new Lines(said), true, UTF_8);
    }

    private static final class Lines extends OutputStream {

        private final Consumer<String> said;
        private final ByteArrayOutputStream line = new ByteArrayOutputStream();

        Lines(Consumer<String> said) {
            this.said = said;
        }

        @Override
        public void write(int b) {
            if (b == '\n') {
                said.accept(line.toString(UTF_8).strip());
                line.reset();
            } else {
                line.write(b);
            }
        }
    }
}
