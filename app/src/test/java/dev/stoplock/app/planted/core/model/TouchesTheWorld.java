package dev.stoplock.app.planted.core.model;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Random;

/** Planted: breaks rule 1 in five ways. */
final class TouchesTheWorld {

    String everything(Path file) {
        Thread.onSpinWait();
        return file + System.getenv("HOME") + Instant.now() + new Random(1).nextInt();
    }
}
