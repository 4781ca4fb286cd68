package dev.stoplock.gate.sandbox;

import dev.stoplock.core.launch.Environment;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The few files a sandbox sees that are not the machine's: written into a folder only we can enter,
 * opened by a shell before it gives up our rights, and handed to bubblewrap as descriptors 3 to 9
 * (a POSIX shell knows no others).
 */
final class InsideFiles {

    static final int FIRST_DESCRIPTOR = 3;

    private final Path folder;
    private final @Nullable Path javaTrust;
    private final List<Path> hostFiles = new ArrayList<>();
    private final List<String> insidePaths = new ArrayList<>();

    /**
     * Writes the files for a server of this uid. The last one is the seccomp filter, which has no
     * path inside.
     */
    InsideFiles(Path folder, int serverId, byte[] caBundle, @Nullable Path javaTrust, byte[] filter)
            throws IOException {
        this.javaTrust = javaTrust;
        this.folder = folder;
        Files.createDirectory(
                folder,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Map<String, String> texts = new TreeMap<>();
        texts.put(
                "/etc/passwd",
                "server:x:%1$d:%1$d::%2$s:/usr/sbin/nologin\n"
                        .formatted(serverId, Environment.HOME));
        texts.put("/etc/group", "server:x:%d:\n".formatted(serverId));
        texts.put("/etc/hosts", "127.0.0.1 localhost sandbox\n::1 localhost\n");
        texts.put("/etc/nsswitch.conf", "passwd: files\ngroup: files\nhosts: files dns\n");
        texts.put("/etc/resolv.conf", "nameserver 10.0.2.3\n");
        for (Map.Entry<String, String> text : texts.entrySet()) {
            add(text.getKey(), text.getValue().getBytes(StandardCharsets.US_ASCII));
        }
        add(Environment.CA_BUNDLE, caBundle);
        hostFiles.add(Files.write(folder.resolve("filter"), filter));
    }

    private void add(String insidePath, byte[] bytes) throws IOException {
        insidePaths.add(insidePath);
        hostFiles.add(
                Files.write(
                        folder.resolve(insidePath.substring(insidePath.lastIndexOf('/') + 1)),
                        bytes));
    }

    /** In the order of their descriptors. */
    List<Path> hostFiles() {
        return hostFiles;
    }

    /** The gate's certificate as Java reads it, on the host; null where there is none. */
    @Nullable Path javaTrust() {
        return javaTrust;
    }

    List<String> insidePaths() {
        return insidePaths;
    }

    int filterDescriptor() {
        return FIRST_DESCRIPTOR + insidePaths.size();
    }

    void delete() throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }
}
