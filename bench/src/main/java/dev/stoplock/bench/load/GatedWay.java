package dev.stoplock.bench.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/** A {@link GateProcess} with a new home, as the egress benchmark uses it. */
record GatedWay(
        Child child, BufferedReader says, int port, Path authority, String placeholder, String tls)
        implements AutoCloseable {

    static final String SECRET = "a-server-token-of-no-account-0123456789";

    static GatedWay start(Setting setting, Path upstreamAuthority, int upstreamPort, int calls)
            throws IOException {
        // each gate of a run has a home of its own
        Path home = Files.createTempDirectory(setting.folder(), "gate-");
        for (String name : List.of("keys", "ca", "secrets")) {
            Folders.closed(home.resolve(name));
        }
        Path secret =
                Files.createFile(
                        home.resolve("secrets").resolve("POSTMARK_SERVER_TOKEN"),
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------")));
        Files.writeString(secret, SECRET);
        List<String> options =
                setting.profile().isEmpty() ? List.of() : List.of(setting.profile().split(" "));
        List<String> line = setting.java(GateProcess.class.getName(), options);
        line.addAll(
                List.of(
                        home.toString(),
                        upstreamAuthority.toString(),
                        Integer.toString(upstreamPort),
                        Integer.toString(calls)));
        Child child = Child.start(home, line);
        BufferedReader says = child.process().inputReader(UTF_8);
        String said = says.readLine();
        String[] words = said == null ? new String[0] : said.split(" ", 3);
        if (words.length < 3 || !words[0].matches("[0-9]+")) {
            child.close();
            throw child.failed("the gate did not come up, and said " + said);
        }
        return new GatedWay(
                child,
                says,
                Integer.parseInt(words[0]),
                home.resolve("ca/ca.pem"),
                words[1],
                words[2]);
    }

    /** Ends it; the result is where the time of its exchanges went. */
    Steps.Median ended() throws IOException {
        child.process().getOutputStream().close();
        String line = says.readLine();
        if (line == null) {
            throw child.failed("the gate did not say where its time went");
        }
        return Steps.Median.parsed(line);
    }

    @Override
    public void close() throws IOException {
        child.process().getOutputStream().close();
        try {
            child.awaitEnd();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            child.close();
        }
    }
}
