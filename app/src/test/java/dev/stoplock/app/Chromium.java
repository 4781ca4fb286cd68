package dev.stoplock.app;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Debian's Chromium, driven by Playwright and started as an ordinary user with its own sandbox:
 * where root runs the tests it steps down to {@code nobody} first. Nothing is downloaded.
 */
final class Chromium implements AutoCloseable {

    private static final String NOBODY = "65534";

    final Browser browser;
    private final Playwright playwright;
    private final Path folder;

    private Chromium(Playwright playwright, Browser browser, Path folder) {
        this.playwright = playwright;
        this.browser = browser;
        this.folder = folder;
    }

    static Chromium start() throws IOException, InterruptedException {
        Path program = program();
        Path folder = Files.createTempDirectory(Path.of("/tmp"), "stoplock-browser");
        Path home = Files.createDirectory(folder.resolve("home"));
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        boolean root = Files.getAttribute(folder, "unix:uid", LinkOption.NOFOLLOW_LINKS).equals(0);
        String down = "";
        if (root) {
            run("chown", NOBODY + ":" + NOBODY, home.toString());
            down =
                    "setpriv --reuid=%s --regid=%s --clear-groups --no-new-privs "
                            .formatted(NOBODY, NOBODY);
        }
        // the last --user-data-dir counts: Playwright makes one that only root could write to; the
        // pipes it talks over (3 and 4) go through exec as they are
        Path start =
                Files.writeString(
                        folder.resolve("chromium.sh"),
                        """
                        #!/bin/sh
                        cd /
                        exec %senv -i HOME=%s PATH=/usr/bin:/bin LANG=C.UTF-8 %s "$@" --user-data-dir=%s/profile
                        """
                                .formatted(down, home, program, home));
        Files.setPosixFilePermissions(start, PosixFilePermissions.fromString("rwxr-xr-x"));
        Playwright playwright =
                Playwright.create(
                        new Playwright.CreateOptions()
                                .setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        try {
            return new Chromium(
                    playwright,
                    playwright
                            .chromium()
                            .launch(
                                    new BrowserType.LaunchOptions()
                                            .setExecutablePath(start)
                                            .setChromiumSandbox(true)),
                    folder);
        } catch (RuntimeException e) {
            playwright.close();
            remove(folder);
            throw e;
        }
    }

    private static Path program() throws IOException {
        String path = System.getenv("PATH");
        return Arrays.stream((path == null ? "/usr/bin" : path).split(":"))
                .map(folder -> Path.of(folder, "chromium"))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() ->
                        new IOException(
                                "no chromium on the PATH; ./stoplock test --full installs it"));
    }

    /** What the browser itself says of its sandbox. */
    String sandbox() {
        try (Page page = browser.newPage()) {
            page.navigate("chrome://sandbox");
            return page.locator("body").innerText();
        }
    }

    private static void run(String... words) throws IOException, InterruptedException {
        int code = new ProcessBuilder(words).inheritIO().start().waitFor();
        if (code != 0) {
            throw new IOException(String.join(" ", words) + " ended with " + code);
        }
    }

    private static void remove(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            List<Path> deepest = all.sorted(Comparator.reverseOrder()).toList();
            for (Path each : deepest) {
                Files.deleteIfExists(each);
            }
        }
    }

    @Override
    public void close() throws IOException {
        browser.close();
        playwright.close();
        remove(folder);
    }
}
