package dev.stoplock.gate.sandbox;

import java.io.FileInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A program for a test: ends what it started while it has no descriptor left, and says so. */
final class EndWithoutDescriptors {

    private EndWithoutDescriptors() {}

    public static void main(String[] args) throws Exception {
        // from folders each class costs a descriptor, and those of users are in archives
        Process first = new ProcessBuilder("sleep", "600").start();
        new SandboxedProcess(first, () -> "").endAll();
        SystemCalls.pageSize();
        Process process = new ProcessBuilder("sleep", "600").start();
        SandboxedProcess sandboxed = new SandboxedProcess(process, () -> "");
        List<FileInputStream> taken = new ArrayList<>();
        boolean left = true;
        while (left) {
            try {
                taken.add(new FileInputStream("/dev/null"));
            } catch (IOException e) {
                left = false;
            }
        }
        boolean looked = process.toHandle().destroyForcibly();
        if (args[0].equals("all")) {
            try {
                sandboxed.endAll();
            } catch (RuntimeException e) {
                left = false; // it says that it could not look
            }
        } else {
            sandboxed.end("for a test");
        }
        boolean ended = process.waitFor(10, TimeUnit.SECONDS);
        for (FileInputStream each : taken) {
            each.close();
        }
        System.out.println("java ended it: " + looked + ", it ended: " + ended);
        process.destroyForcibly();
    }
}
