package dev.stoplock.bench.load;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What a run was told.
 *
 * @param quick a run of seconds that shows that the benchmarks work; its figures mean nothing
 * @param folder for everything the run writes, on the disk that is measured
 * @param launcher the program {@code stoplock} of the checkout
 * @param profile options for the JVM of the egress benchmark's gate, split at spaces, to profile it
 */
record Setting(boolean quick, Path folder, Path launcher, String profile, SecureRandom random) {

    /** Seconds in a whole run; a fifth of one in a quick one. */
    Load load(int warm, int time) {
        return quick
                ? new Load(Duration.ofMillis(100), Duration.ofMillis(200))
                : new Load(Duration.ofSeconds(warm), Duration.ofSeconds(time));
    }

    int times(int whole) {
        return quick ? 1 : whole;
    }

    RawDisk disk() {
        return new RawDisk(folder, random);
    }

    /** Says on standard error what is going on. */
    void say(String what) {
        System.err.println("stoplock: bench: " + what);
    }

    /** This JVM's Java with the options a gate is started with, and the class to run. */
    List<String> java(String main, List<String> options) {
        List<String> line = new ArrayList<>(List.of(System.getProperty("java.home") + "/bin/java"));
        line.add("--add-exports=java.base/sun.nio.ch=ALL-UNNAMED");
        line.add("--enable-native-access=ALL-UNNAMED");
        line.addAll(options);
        line.addAll(List.of("-cp", System.getProperty("java.class.path"), main));
        return line;
    }

    /** A new folder in the run's own. */
    Path fresh(String name) throws IOException {
        return Folders.closed(folder.resolve(name));
    }
}
