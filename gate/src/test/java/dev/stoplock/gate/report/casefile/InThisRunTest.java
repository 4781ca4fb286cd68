package dev.stoplock.gate.report.casefile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stoplock.core.json.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is said of a run holds for the switches it was played with. */
class InThisRunTest {

    private static final Path RUN =
            Path.of("src/test/resources/dev/stoplock/gate/report/casefile/hostile-run");
    private static final List<String> PARTS =
            List.of("registry", "runtime", "server", "identity", "api", "mailbox");

    private static InThisRun run(String variant, List<String> off, int stranger, int denied)
            throws IOException {
        Json.Obj document =
                new KeptRun(RUN)
                        .document()
                        .with("variant", Json.of(variant))
                        .with("off", Json.strings(off))
                        .with("without", side(4, 0))
                        .with("with", side(stranger, denied));
        return new InThisRun(CaseDocument.of(document));
    }

    private static Json side(int stranger, int denied) {
        return Json.object()
                .put("asked", 4)
                .put("intended", 4 - denied)
                .put("stranger", stranger)
                .put("denied", denied)
                .build();
    }

    private static List<String> all(InThisRun run) {
        List<String> all = new ArrayList<>();
        for (int step = 1; step <= 6; step++) {
            all.add(run.step(step));
        }
        PARTS.forEach(part -> all.add(String.valueOf(run.part(part))));
        return all;
    }

    @Test
    void withEveryControlOnTheOldVersionGoesOnAndThereIsNoCopyToFind() throws Exception {
        InThisRun run = run("A", List.of(), 0, 0);
        assertThat(run.step(3)).contains("it was refused, and 1.0.15 went on working");
        assertThat(run.step(5))
                .contains("Without Stoplock 4 of 4 mails went to the stranger too.")
                .contains(
                        "the verdict below is that on an honest mail",
                        "\"pin\" and \"behaviour-diff\" off");
        assertThat(run.step(6)).contains("4 without Stoplock and 0 behind the gate");
        assertThat(run.part("server")).contains("still 1.0.15");
        assertThat(run.part("runtime")).contains("the lab's registry had 1.0.16 as the newest");
        assertThat(run.part("mailbox")).isEqualTo("Nothing arrived here.");
        assertThat(run.part("user")).isNull();
        assertThat(run.counted()).isEqualTo("from the update on");
    }

    @Test
    void withoutThePinTheUpdateRunsAndWhatCameOfItIsCounted() throws Exception {
        InThisRun refused = run("A", List.of("pin"), 0, 4);
        assertThat(refused.step(3)).contains("1.0.16 was installed on both sides");
        assertThat(refused.step(5)).contains("4 of 4 mails were refused, and no copy got out.");
        assertThat(refused.part("api")).contains("no mail that names the stranger");

        InThisRun open = run("A", List.of("pin", "contract", "recipients", "credential"), 4, 0);
        assertThat(open.step(1))
                .contains("The real token went to the server behind the gate as well");
        assertThat(open.step(5)).contains("nothing was refused, and 4 went to the stranger too.");
        assertThat(open.part("identity")).contains("The real token was handed to the server");
        assertThat(open.part("mailbox")).isEqualTo("4 mails arrived here.");
        assertThat(all(open)).noneMatch(text -> text.contains("went on working"));
    }

    @Test
    void whereAReviewHeldTheUpdateItIsSaidAndTheOldVersionGoesOn() throws Exception {
        Json.Obj kept = new KeptRun(RUN).document();
        List<Json> records =
                new ArrayList<>(((Json.Arr) Objects.requireNonNull(kept.at("records"))).items());
        records.add(
                ((Json.Obj) records.getLast())
                        .with("type", Json.of("review-held"))
                        .with("index", Json.of(Integer.toString(records.size()))));
        InThisRun held =
                new InThisRun(
                        CaseDocument.of(
                                kept.with("variant", Json.of("A"))
                                        .with("off", Json.strings(List.of("pin")))
                                        .with("records", new Json.Arr(records))));
        assertThat(held.step(3)).contains("1.0.16 was held, and 1.0.15 went on working");
        assertThat(held.part("server")).contains("still 1.0.15");
    }

    @Test
    void whereTheLineIsThereFromTheFirstDayNothingIsSaidOfAnUpdate() throws Exception {
        for (List<String> off : List.of(List.<String>of(), List.of("pin"))) {
            InThisRun run = run("B", off, 0, 4);
            assertThat(all(run)).noneMatch(text -> text.contains("1.0.16"));
            assertThat(run.step(2)).contains("There was no such time");
            assertThat(run.step(3)).startsWith("There was no update");
            assertThat(run.step(5)).contains("4 of 4 mails were refused");
            assertThat(run.counted()).isEqualTo("from the first mail on");
        }
    }

    @ParameterizedTest
    @CsvSource({"C, a domain to which mail goes every day", "D, with \"invoice\" in the subject"})
    void theFormOfTheLineIsTold(String variant, String said) throws Exception {
        assertThat(run(variant, List.of(), 0, 0).step(3)).contains(said);
        assertThat(run(variant, List.of("pin"), 1, 0).step(3)).contains(said);
        assertThat(run(variant, List.of("pin"), 1, 0).part("mailbox"))
                .isEqualTo("1 mail arrived here.");
    }

    /** The words of the measured table are computed from a table, and said of nothing else. */
    @Test
    void noWordOfAMeasuredResultIsSaidOfARun() throws Exception {
        Pattern words = Pattern.compile("(?i)\\b(stopped|seen|recorded|bounded|blind|broken)\\b");
        for (String variant : List.of("A", "B", "C", "D")) {
            for (List<String> off :
                    List.of(List.<String>of(), List.of("pin"), List.of("pin", "credential"))) {
                for (int stranger : List.of(0, 1, 4)) {
                    assertThat(all(run(variant, off, stranger, 4 - stranger)))
                            .allSatisfy(text -> {
                                assertThat(words.matcher(text).find()).as(text).isFalse();
                                assertThat(text).endsWith(".").doesNotContain("  ", "null");
                            });
                }
            }
        }
    }

    @Test
    void thereAreSixSteps() throws Exception {
        InThisRun run = run("A", List.of(), 0, 0);
        assertThatThrownBy(() -> run.step(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> run.step(7)).isInstanceOf(IllegalArgumentException.class);
    }
}
