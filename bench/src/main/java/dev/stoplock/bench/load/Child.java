package dev.stoplock.bench.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A process of the run's own, ended by its handle when closed.
 *
 * @param errors the file its standard error goes to
 */
record Child(Process process, Path errors) implements AutoCloseable {

    private static final int PATIENCE_SECONDS = 60;

    static Child start(Path folder, List<String> command) throws IOException {
        Path errors = Files.createTempFile(folder, "child", ".err");
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .directory(folder.toFile())
                        .redirectError(errors.toFile());
        builder.environment()
                .keySet()
                .removeIf(name -> name.startsWith("STOPLOCK") || name.endsWith("_OPTIONS"));
        return new Child(builder.start(), errors);
    }

    /** Runs a command to its end; throws with what it said if that is no success. */
    static void run(Path folder, List<String> command) throws IOException, InterruptedException {
        try (Child child = start(folder, command)) {
            child.process.getOutputStream().close();
            child.process.getInputStream().readAllBytes();
            if (!child.process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)
                    || child.process.exitValue() != 0) {
                throw child.failed("it did not succeed");
            }
        }
    }

    IOException failed(String what) throws IOException {
        String command = process.info().command().orElse("a child process");
        return new IOException(command + ": " + what + ": " + Files.readString(errors).strip());
    }

    /** Waits for an end that is due. */
    void awaitEnd() throws IOException, InterruptedException {
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw failed("it did not end");
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
