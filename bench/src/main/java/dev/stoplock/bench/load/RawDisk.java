package dev.stoplock.bench.load;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * What the disk does when nothing but writing and syncing is asked of it: the limit of everything
 * that is durable.
 */
record RawDisk(Path folder, RandomGenerator random) {

    private static final int SMALL = 512;

    /** Appends of 512 bytes, each synced (fdatasync), one after the other. */
    Samples sync(int times) throws IOException {
        return sync(times, SMALL);
    }

    /** The same with appends of so many bytes. */
    Samples sync(int times, int size) throws IOException {
        try (Appended file = new Appended(folder, random, size)) {
            long[] taken = new long[times];
            long start = System.nanoTime();
            for (int i = 0; i < times; i++) {
                long before = System.nanoTime();
                file.append();
                taken[i] = System.nanoTime() - before;
            }
            return Samples.of(List.of(taken), System.nanoTime() - start);
        }
    }

    /** Records a second where frames of {@code size} bytes, each of so many records, are synced. */
    double recordsPerSecond(int records, int size, Duration time) throws IOException {
        try (Appended file = new Appended(folder, random, size)) {
            long start = System.nanoTime();
            long frames = 0;
            while (System.nanoTime() - start < time.toNanos()) {
                file.append();
                frames++;
            }
            return frames * records * 1e9 / (System.nanoTime() - start);
        }
    }

    /** A file that goes when it is closed. */
    private static final class Appended implements AutoCloseable {

        private final Path file;
        private final FileChannel channel;
        private final ByteBuffer frame;

        Appended(Path folder, RandomGenerator random, int size) throws IOException {
            byte[] bytes = new byte[size];
            random.nextBytes(bytes);
            this.frame = ByteBuffer.allocateDirect(size).put(bytes);
            this.file = Files.createTempFile(folder, "raw", "");
            this.channel = FileChannel.open(file, Set.of(StandardOpenOption.WRITE));
        }

        void append() throws IOException {
            frame.rewind();
            while (frame.hasRemaining()) {
                channel.write(frame);
            }
            channel.force(false);
        }

        @Override
        public void close() throws IOException {
            channel.close();
            Files.delete(file);
        }
    }
}
