package dev.stoplock.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/RULES.md says every rule id that the code can name, and none that it cannot. */
final class RulesDocumentTest {

    private static final String STAGES =
            "host|client|effect|contract|recipients|credential|wire|mcp|lock|launch|sandbox|secret|tls|upstream|home|config|cli|daemon|run"
                    + "|limit|detect|consistency|explain|incident|watch|quarantine|console|story|drill|corpus|review|ledger|internal|prerequisite|launcher|agent|fuzz";
    private static final Pattern ID =
            Pattern.compile(
                    "(?<![A-Za-z0-9./-])((?:"
                            + STAGES
                            + ")\\.[a-z]+(?:-[a-z]+)*)(?![A-Za-z0-9/.(])");

    /** File names and JVM property names of the same shape. */
    private static final Set<String> NO_RULES =
            Set.of(
                    "agent.jsonl",
                    "console.css",
                    "run.json",
                    "run.jte",
                    "run.mjs",
                    "mcp.json",
                    "config.json",
                    "ledger.key",
                    "ledger.vkey",
                    "daemon.lock",
                    "daemon.log",
                    "daemon.sock",
                    "story.json");

    @Test
    void everyRuleThatTheCodeNamesIsInTheDocumentAndTheOtherWayRound() throws IOException {
        Path root = Path.of("..").toAbsolutePath().normalize();
        assertThat(inCode(root)).isEqualTo(inDocument(root));
    }

    private static Set<String> inDocument(Path root) throws IOException {
        Set<String> ids = new TreeSet<>();
        Matcher matcher =
                Pattern.compile("`([a-z]+\\.[a-z-]+)`")
                        .matcher(Files.readString(root.resolve("docs/RULES.md")));
        while (matcher.find()) {
            ids.add(matcher.group(1));
        }
        ids.remove("stage.reason");
        ids.remove("stoplock.yaml");
        return ids;
    }

    private static Set<String> inCode(Path root) throws IOException {
        Set<String> ids = new TreeSet<>();
        for (String source :
                new String[] {
                    "core/src/main", "gate/src/main", "lab/src/main", "scripts", "stoplock"
                }) {
            try (Stream<Path> files = Files.walk(root.resolve(source))) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    boolean java = file.toString().endsWith(".java");
                    boolean shell = file.endsWith("stoplock") || file.toString().endsWith(".sh");
                    if (java || shell) {
                        collect(Files.readString(file), java ? "\"" : "", ids);
                    }
                }
            }
        }
        ids.removeAll(NO_RULES);
        return ids;
    }

    private static void collect(String text, String quote, Set<String> ids) {
        Matcher matcher = ID.matcher(text);
        while (matcher.find()) {
            boolean quoted =
                    quote.isEmpty()
                            ? text.startsWith("refuse ", Math.max(0, matcher.start() - 7))
                                    || text.startsWith(": ", matcher.end())
                            : text.startsWith(quote, matcher.start() - 1)
                                    && (text.startsWith(quote, matcher.end())
                                            || text.startsWith(": ", matcher.end()));
            if (quoted) {
                ids.add(matcher.group(1));
            }
        }
    }
}
