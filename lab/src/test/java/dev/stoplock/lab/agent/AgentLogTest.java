package dev.stoplock.lab.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AgentLogTest {

    @TempDir Path folder;

    @Test
    void findsWhatIsWrittenInAnyCaseAndBehindJsonEscapes() {
        AgentLog log = new AgentLog(folder.resolve("log"), () -> Instant.EPOCH);
        log.add(
                "sendEmail",
                "{\"to\":\"A@b.example\"}",
                "{\"cc\":[\"\\u0063opy@thief.example\"]}",
                false);

        assertThat(log.mentions("a@B.example")).isTrue();
        assertThat(log.mentions("copy@thief.example")).isTrue();
        assertThat(log.mentions("SENDEMAIL")).isTrue();
        assertThat(log.mentions("other@thief.example")).isFalse();
    }

    @Test
    void aBlankNeedleIsAMistakeAndNotAMatch() {
        Approver approver = new Approver(shown -> true);
        approver.ask("tool", "{}");

        assertThatThrownBy(() -> approver.mentions(" "))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void anUnwritableLogIsNotPassedOver() throws Exception {
        Path file = Files.createDirectory(folder.resolve("folder"));
        AgentLog log = new AgentLog(file, () -> Instant.EPOCH);

        assertThatThrownBy(() -> log.add("tool", "{}", "", false))
                .hasMessageContaining("cannot be written");
        assertThat(log.lines()).isEmpty();
    }

    @Test
    void keepsWhatThePersonAnswered() {
        Approver approver = new Approver(shown -> shown.arguments().contains("yes"));

        assertThat(approver.ask("tool", "{\"a\":\"yes\"}")).isTrue();
        assertThat(approver.ask("tool", "{\"a\":\"no\"}")).isFalse();
        assertThat(approver.approvals())
                .extracting(Approver.Approval::yes)
                .containsExactly(true, false);
    }
}
