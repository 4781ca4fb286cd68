package dev.stoplock.gate.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stoplock.core.audit.incident.Part;
import dev.stoplock.core.audit.incident.Recipient;
import dev.stoplock.core.audit.incident.Standing;
import dev.stoplock.core.model.Role;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The mails of an exchange as lines: what nobody asked for is never cut short. */
final class PartLinesTest {

    private static final String STRANGER = "archive@collector.example";

    private static Recipient recipient(Role role, String address, Standing standing) {
        return new Recipient(role, address, standing, "");
    }

    private static Part part(String subject, List<Recipient> recipients, Part.Value... others) {
        return new Part("mail", 1, subject, recipients, List.of(others));
    }

    private static List<Recipient> many(int number, String name, Standing standing) {
        List<Recipient> all = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            all.add(recipient(Role.TO, name + i + "@client.example", standing));
        }
        return all;
    }

    private static List<String> lines(List<Part> parts) {
        Sheet sheet = new Sheet();
        new PartLines(sheet).lines(parts);
        assertThat(sheet.lines()).allMatch(line -> line.length() <= 80);
        return sheet.lines();
    }

    @Test
    void ofFiveHundredWhoWereAskedForTwentyAreNamedAndTheStrangerFirst() {
        List<Recipient> all = many(500, "asked", Standing.ASKED);
        all.add(recipient(Role.BCC, STRANGER, Standing.NOT_ASKED));
        List<String> lines = lines(List.of(part("news", all)));
        assertThat(lines.get(0)).isEqualTo("      subject   \"news\"");
        assertThat(lines.get(1))
                .isEqualTo("      Bcc       " + STRANGER + " · nobody asked for this");
        assertThat(lines).hasSize(23);
        assertThat(lines.getLast())
                .contains("and 480 more recipients asked for: --json lists each");
    }

    @Test
    void fiveHundredStrangersAreNamedOneAndAll() {
        List<Recipient> all = many(500, "stranger", Standing.NOT_ASKED);
        List<String> lines = lines(List.of(part("news", all), part("again", all)));
        String text = String.join("\n", lines);
        for (Recipient each : all) {
            assertThat(text).containsOnlyOnce(each.address());
        }
        assertThat(text)
                .contains("500 times · nobody asked for this:")
                .contains("500 times · nobody asked for this · 500 of them named above");
        assertThat(lines).hasSizeLessThan(300);
    }

    @Test
    void aBatchOfFiveHundredHidesNoStrangerInItsLastMail() {
        List<Part> batch = new ArrayList<>();
        for (int i = 0; i < 499; i++) {
            batch.add(
                    part(
                            "s" + i,
                            List.of(
                                    recipient(
                                            Role.TO,
                                            "a" + i + "@client.example",
                                            Standing.ASKED))));
        }
        batch.add(
                part(
                        "last",
                        List.of(
                                recipient(Role.TO, "z@client.example", Standing.ASKED),
                                recipient(Role.BCC, STRANGER, Standing.NOT_ASKED))));
        List<String> lines = lines(batch);
        assertThat(lines.subList(0, 2))
                .containsExactly(
                        "      subject   \"last\"",
                        "      Bcc       " + STRANGER + " · nobody asked for this");
        assertThat(lines).hasSizeLessThan(50);
        assertThat(String.join(" ", lines).replaceAll(" +", " "))
                .contains("and 480 more mails in the same request", "and 480 recipients asked for");
    }

    @Test
    void whereEachOfFiveHundredMailsHasAStrangerOfItsOwnEachIsNamed() {
        List<Part> batch = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            batch.add(
                    part(
                            "s" + i,
                            List.of(
                                    recipient(Role.TO, "a@client.example", Standing.ASKED),
                                    recipient(Role.BCC, STRANGER, Standing.NOT_ASKED),
                                    recipient(
                                            Role.CC,
                                            "own" + i + "@collector.example",
                                            Standing.NOT_ASKED)),
                            new Part.Value("body/" + i + "/replyto", "r" + i % 2, "unexplained")));
        }
        String text = String.join("\n", lines(batch));
        for (int i = 0; i < 500; i++) {
            assertThat(text).contains("own" + i + "@collector.example");
        }
        assertThat(text.lines()).hasSizeLessThan(500);
        assertThat(text).contains("480 times · nobody asked for this");
    }
}
