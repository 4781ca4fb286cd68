package dev.stoplock.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stoplock.core.model.Event;
import dev.stoplock.core.model.RuleId;
import dev.stoplock.core.model.Severity;
import dev.stoplock.gate.config.Home;
import dev.stoplock.gate.console.Console;
import dev.stoplock.gate.ledger.Ledger;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/**
 * A console whose runs leave what an enemy would: a real run's result with every text of others
 * replaced, a ledger and files that hold the same, and a program that prints it.
 */
final class HostileRun implements AutoCloseable {

    static final String MARKUP =
            "<img src=x onerror=\"window.hit=1\"><script>window.hit=1</script>'\"--></pre></svg>"
                    + "<div hx-post=/logout hx-trigger=load>{{7*7}}${7*7}</div>";

    /** Overrides, isolates and joiners, none of them closed; a Cyrillic look-alike. */
    static final String BIDI =
            "\u202Egpj.exe \u2066\u2067 \u200B\u200D\uFEFF xn--80ak6aa92e \u0430rchive@collector.example";

    static final String LONG = "Invoice" + "W".repeat(4_096);

    private static final String SAYS = MARKUP + " " + BIDI + " " + LONG;

    private final Ledger ledger;
    final Console console;

    /** {@code like} is the result of a real run; {@code folder} is empty. */
    HostileRun(Path folder, Path like) throws Exception {
        Path played = Files.createDirectory(folder.resolve("played"));
        Path with = Files.createDirectory(played.resolve("with"));
        ObjectNode document = (ObjectNode) Rig.JSON.readTree(like.toFile());
        spoil(document);
        document.put("home", "home");
        Files.writeString(played.resolve("case.json"), document.toString());
        Files.writeString(with.resolve("mails.json"), Rig.JSON.writeValueAsString(SAYS));
        Files.writeString(folder.resolve("said.txt"), MARKUP + "\n" + BIDI + "\n" + LONG + "\n");
        try (Ledger left = ledger(new Home(Files.createDirectory(played.resolve("home"))))) {
            for (String text : List.of(MARKUP, BIDI, LONG)) {
                left.append(
                        new Event.Found(
                                new RuleId("test.hostile"),
                                Severity.WARNING,
                                null,
                                null,
                                text,
                                List.of(),
                                null));
            }
            left.checkpoint();
        }
        Path program =
                Files.writeString(
                        folder.resolve("stoplock.sh"),
                        "cp -R \"$(dirname \"$0\")/played/.\" \"$4\"\n"
                                + "cat \"$(dirname \"$0\")/said.txt\"\n");
        Home home = new Home(Files.createDirectory(folder.resolve("home")));
        ledger = ledger(home);
        ledger.checkpoint();
        console =
                Console.start(
                        new Console.Parts(
                                home,
                                ledger,
                                List.of("/bin/sh", program.toString()),
                                Clock.systemUTC(),
                                Clock.systemUTC(),
                                new SecureRandom(),
                                Duration.ofSeconds(30)),
                        0);
    }

    private static Ledger ledger(Home home) throws Exception {
        return Ledger.open(home.ledger(), home.keys(), "stoplock.example/test", Clock.systemUTC());
    }

    /** Replaces each text that comes from outside, and keeps what gives the document its shape. */
    private static void spoil(ObjectNode document) throws IOException {
        document.put("variantSays", SAYS).put("stranger", SAYS);
        int place = 0;
        for (JsonNode each : document.path("artefacts")) {
            ObjectNode artefact = (ObjectNode) each;
            artefact.put("title", List.of(MARKUP, BIDI, LONG).get(place++ % 3));
            ArrayNode lines = artefact.putArray("lines");
            List.of(MARKUP, BIDI, LONG, "+ " + MARKUP).forEach(lines::add);
        }
        for (JsonNode each : document.path("numbers")) {
            ((ObjectNode) each).put("label", List.of(MARKUP, BIDI, LONG).get(place++ % 3));
        }
        if (place < 10 || document.toString().getBytes(UTF_8).length < 10 * LONG.length()) {
            throw new IOException("the run's result has fewer texts than a run's has");
        }
    }

    @Override
    public void close() throws IOException {
        console.close();
        ledger.close();
    }
}
