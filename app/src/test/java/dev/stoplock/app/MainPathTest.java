package dev.stoplock.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedMethod;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;

/**
 * The main path that docs/ARCHITECTURE.md lists is the one a real send takes: seen by JDK's method
 * tracing (JEP 520).
 */
class MainPathTest {

    private static final Pattern BLOCK =
            Pattern.compile("(?s)## The main path\\n.*?```\\n(.*?)```");

    private record Passed(String method, long thread, Instant began, Instant ended) {}

    @Test
    void oneRealSendPassesThroughTheNamedMethodsInThatOrder() throws Exception {
        List<String> named = named();
        assertThat(named).hasSizeGreaterThanOrEqualTo(7).doesNotHaveDuplicates();
        try (Rig rig = Rig.locked(Rig.SERVER)) {
            rig.down();
            Path recording = rig.folder.resolve("main-path.jfr");
            String options =
                    "settings=none,+jdk.MethodTrace#enabled=true,+jdk.MethodTrace#threshold=0ns,+jdk.MethodTrace#stackTrace=true,"
                            + "+jdk.MethodTrace#filter="
                            + String.join(";", named)
                            + ",dumponexit=true,filename="
                            + recording;
            Process daemon = rig.up("-XX:StartFlightRecording:" + options, "-Xlog:jfr*=off");
            try {
                Rig.Led led =
                        rig.call(
                                rig.run(Rig.SERVER),
                                Rig.asking("[{\"op\":\"mail\",\"host\":\"api.postmarkapp.com\"}]"));
                assertThat(led.reached()).as("%s", led).isEqualTo(1);
                assertThat(rig.postmark.mailbox("customer@client.example")).hasSize(1);
                rig.down();
                assertThat(daemon.waitFor(30, TimeUnit.SECONDS)).isTrue();
                assertThat(daemon.exitValue()).isZero();
            } finally {
                daemon.destroy();
            }
            assertOrder(named, passed(recording));
        }
    }

    private static List<String> named() throws Exception {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("docs/ARCHITECTURE.md"))) {
            folder =
                    java.util.Objects.requireNonNull(
                            folder.getParent(), "no docs/ARCHITECTURE.md above the working folder");
        }
        Matcher block = BLOCK.matcher(Files.readString(folder.resolve("docs/ARCHITECTURE.md")));
        assertThat(block.find()).as("docs/ARCHITECTURE.md has a fenced main path").isTrue();
        return block.group(1).lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
    }

    private static List<Passed> passed(Path recording) throws Exception {
        List<Passed> passed = new ArrayList<>();
        for (RecordedEvent event : RecordingFile.readAllEvents(recording)) {
            if (event.getEventType().getName().equals("jdk.MethodTrace")) {
                RecordedMethod method = event.getValue("method");
                passed.add(
                        new Passed(
                                method.getType().getName() + "::" + method.getName(),
                                event.getThread().getJavaThreadId(),
                                event.getStartTime(),
                                event.getEndTime()));
            }
        }
        passed.sort(Comparator.comparing(Passed::began));
        return passed;
    }

    /**
     * Of the last call of the last method: each method before it began last before its successor
     * did, and none is missing.
     */
    private static void assertOrder(List<String> named, List<Passed> passed) {
        assertThat(passed.stream().map(Passed::method).distinct().toList()).containsAll(named);
        Instant before = Instant.MAX;
        for (String method : named.reversed()) {
            Instant bound = before;
            List<Passed> earlier =
                    passed.stream()
                            .filter(each ->
                                    each.method().equals(method) && each.began().isBefore(bound))
                            .toList();
            assertThat(earlier)
                    .as("%s began before what follows it, at %s", method, bound)
                    .isNotEmpty();
            before = earlier.getLast().began();
        }
        Passed forward = last(passed, named.getLast(), Instant.MAX);
        // others record meanwhile, on threads of their own
        List<Passed> its =
                passed.stream().filter(each -> each.thread() == forward.thread()).toList();
        Passed append = last(its, named.get(named.size() - 2), forward.began());
        assertThat(append.ended())
                .as("the record is durable before anything is forwarded")
                .isBeforeOrEqualTo(forward.began());
    }

    private static Passed last(List<Passed> passed, String method, Instant before) {
        return passed.stream()
                .filter(each -> each.method().equals(method) && each.began().isBefore(before))
                .toList()
                .getLast();
    }
}
