package dev.stoplock.gate.sandbox;

import dev.stoplock.core.launch.Environment;
import dev.stoplock.core.model.LaunchPlan;
import dev.stoplock.core.model.Refusal;
import dev.stoplock.gate.port.Refused;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Looks at a launch plan once more, as the last door before something runs. */
final class MountCheck {

    private static final List<String> TAKEN =
            List.of(
                    "/usr",
                    "/bin",
                    "/sbin",
                    "/lib",
                    "/lib64",
                    "/lib32",
                    "/proc",
                    "/dev",
                    "/etc",
                    "/tmp",
                    "/sys",
                    Environment.HOME);

    private MountCheck() {}

    /**
     * Refuses an environment that would act outside, a place that is taken, and a mount that holds
     * a socket or a device.
     */
    static void require(LaunchPlan plan) throws Refused {
        for (String name : plan.env().keySet()) {
            if (Environment.outside(name)) {
                throw refused(
                        "sandbox.env",
                        "the environment has a variable that would act outside the sandbox");
            }
        }
        Set<Path> places = new HashSet<>();
        for (LaunchPlan.Mount mount : plan.mounts()) {
            Path place = Path.of(mount.insidePath());
            boolean free =
                    place.isAbsolute()
                            && place.equals(place.normalize())
                            && place.getNameCount() > 0
                            && TAKEN.stream().noneMatch(place::startsWith)
                            && !Path.of(Environment.HOME).startsWith(place);
            if (!free || !places.add(place)) {
                throw refused(
                        "sandbox.mount",
                        "nothing can be mounted at " + printable(place) + " in a sandbox");
            }
            requireFilesOnly(Path.of(mount.hostPath()));
        }
    }

    // Threat: a socket of the host, seen inside, is a way out that no namespace closes; a device or
    // a pipe may be one.
    private static void requireFilesOnly(Path mounted) throws Refused {
        if (!mounted.isAbsolute()
                || Files.isSymbolicLink(mounted)
                || !Files.exists(mounted, LinkOption.NOFOLLOW_LINKS)) {
            throw refused(
                    "sandbox.mount",
                    "there is no file or folder " + printable(mounted) + " to mount");
        }
        try {
            Files.walkFileTree(
                    mounted,
                    new SimpleFileVisitor<Path>() {
                        @Override
                        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                                throws IOException {
                            if (attributes.isOther()) {
                                throw new NotAFile(file);
                            }
                            return FileVisitResult.CONTINUE;
                        }
                    });
        } catch (NotAFile e) {
            throw refused(
                    "sandbox.mount-socket",
                    "a mount holds a socket, pipe or device: " + printable(Path.of(e.getFile())));
        } catch (IOException e) {
            throw refused(
                    "sandbox.mount",
                    "the mount " + printable(mounted) + " cannot be looked through");
        }
    }

    private static final class NotAFile extends java.nio.file.FileSystemException {
        private static final long serialVersionUID = 1L;

        NotAFile(Path file) {
            super(file.toString());
        }
    }

    private static String printable(Path path) {
        return path.toString().replaceAll("\\p{C}", "�");
    }

    private static Refused refused(String rule, String sentence) {
        return new Refused(
                Refusal.Exit.FAILED,
                rule,
                sentence,
                "lock the server again and look at what its entry mounts");
    }
}
