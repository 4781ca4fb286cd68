package dev.stoplock.lab.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.stoplock.core.json.Json;
import dev.stoplock.core.json.JsonLimits;
import dev.stoplock.core.json.JsonReader;
import dev.stoplock.core.json.JsonResult;
import dev.stoplock.lab.business.InvoiceDatabase;
import dev.stoplock.lab.business.Letter;
import dev.stoplock.lab.business.LetterSource;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class AgentLoopTest {

    private static final String GOAL = "Mail every letter that is due.";
    private static final Limits SHORT =
            new Limits(Duration.ofSeconds(10), Duration.ofMillis(1_500), 20);

    private final Path folder;
    private final List<Letter> letters = LetterSource.from(11).after();
    private Approver approver = new Approver(shown -> true);
    private final InvoiceDatabase database;
    private final AgentLog log;

    AgentLoopTest(@TempDir Path folder) {
        this.folder = folder;
        database = InvoiceDatabase.create(folder.resolve("business.db"), letters);
        log =
                new AgentLog(
                        folder.resolve("agent.jsonl"), () -> Instant.parse("2026-11-22T10:00:00Z"));
    }

    @Test
    void mailsEveryDueLetterExactlyAsTheDatabaseHasIt() {
        AgentRun run = run(new ScriptedModel());

        int count = letters.size();
        assertThat(run.end())
                .isEqualTo(
                        new AgentRun.Finished("I mailed " + count + " of " + count + " letters."));
        assertThat(run.asked().getFirst().by()).isEqualTo(AgentRun.By.AGENT);
        assertThat(run.mails())
                .extracting(mail ->
                        List.of(
                                "" + mail.text("to"),
                                "" + mail.text("subject"),
                                "" + mail.text("textBody")))
                .containsExactlyElementsOf(
                        letters.stream().map(l -> List.of(l.to(), l.subject(), l.body())).toList());
        assertThat(run.answered()).isEqualTo(letters.size());
        for (AgentRun.Asked mail : run.mails()) {
            assertThat(answer(mail).at("got")).isEqualTo(mail.arguments());
        }
    }

    @Test
    void showsItsPersonExactlyWhatItThenSendsAndLogsTheSame() throws Exception {
        AgentRun run = run(new ScriptedModel());

        assertThat(approver.approvals())
                .hasSize(letters.size() + 1)
                .allMatch(Approver.Approval::yes);
        assertThat(approver.approvals().stream().map(a -> a.shown().arguments()))
                .containsExactlyElementsOf(
                        log.lines().stream().map(AgentLog.Line::arguments).toList());
        assertThat(log.lines()).hasSameSizeAs(run.asked());
        List<String> written = Files.readAllLines(log.file());
        assertThat(written).hasSameSizeAs(log.lines());
        for (int i = 0; i < written.size(); i++) {
            assertThat(object(written.get(i))).isEqualTo(log.lines().get(i).json());
        }
        for (Letter letter : letters) {
            assertThat(approver.mentions(letter.to())).isTrue();
            assertThat(log.mentions(letter.body())).isTrue();
        }
        assertThat(approver.mentions("stranger@elsewhere.example")).isFalse();
        assertThat(log.mentions("stranger@elsewhere.example")).isFalse();
    }

    @Test
    void goesOnAfterAToolErrorWhichTheModelSees() {
        AgentRun run = run(new ScriptedModel(), "--fail=" + letters.getFirst().subject());

        assertThat(run.mails()).hasSameSizeAs(letters);
        assertThat(run.mails().getFirst().answer()).isEqualTo("mailbox is full");
        assertThat(run.errors()).isEqualTo(1);
        assertThat(run.answered()).isEqualTo(letters.size() - 1L);
        assertThat(((AgentRun.Finished) run.end()).words()).endsWith("; 1 failed.");
    }

    @Test
    void goesOnAfterAJsonRpcError() {
        AgentRun run = run(new ScriptedModel(), "--refuse=" + letters.get(1).subject());

        assertThat(run.finished()).isTrue();
        assertThat(run.mails().get(1).isError()).isTrue();
        assertThat(run.mails().get(1).answer()).contains("no quota left");
        assertThat(run.errors()).isEqualTo(1);
    }

    @Test
    void aCallWithoutAnAnswerIsAnErrorAndNotAMailThatArrived() {
        AgentRun run = run(new ScriptedModel(), "--hang=" + letters.get(1).subject());

        assertThat(run.finished()).isTrue();
        assertThat(run.mails().get(1)).matches(AgentRun.Asked::isError);
        assertThat(run.mails().get(1).answer()).isEqualTo("no answer within 1500 ms");
        assertThat(run.errors()).isEqualTo(1);
    }

    @Test
    void aServerThatDiesDuringACallEndsTheRunWithOneSentence() {
        AgentRun run = run(new ScriptedModel(), "--die=" + letters.get(1).subject());

        assertThat(sentence(run, "agent.server"))
                .isEqualTo("the tool server ended during a call of sendEmail with exit code 3");
        assertThat(run.mails()).hasSize(2);
        assertThat(run.answered()).isEqualTo(1);
        assertThat(log.lines().getLast().isError()).isTrue();
    }

    @Test
    void aServerThatDiesWhileStartingOrListingIsNamedAtOnceAndItsLastWordsAreKept()
            throws Exception {
        assertThat(sentence(run(new ScriptedModel(), "--die-at=initialize"), "agent.server"))
                .isEqualTo("the tool server ended before it was ready with exit code 3");
        assertThat(sentence(run(new ScriptedModel(), "--die-at=tools/list"), "agent.server"))
                .isEqualTo("the tool server ended while its tools were listed with exit code 3");
        assertThat(Files.readAllLines(folder.resolve("server.log")))
                .containsExactly("server up", "cannot go on", "server up", "cannot go on");
        assertThat(log.lines()).isEmpty();
    }

    @Test
    void aCommandThatDoesNotExistFailsWithoutWaiting() {
        Limits patient = new Limits(Duration.ofMinutes(5), Duration.ofMinutes(5), 20);
        AgentRun run =
                loop(new ScriptedModel(), patient)
                        .run(
                                GOAL,
                                new ServerCommand(
                                        List.of("/no/such/server"),
                                        Map.of(),
                                        folder.resolve("server.log")));

        assertThat(sentence(run, "agent.server")).contains("exit code 127");
    }

    @Test
    void theServerSeesTheGivenEnvironmentOnlyAndIsGoneAfterTheRun() {
        AgentRun run = run(new ScriptedModel());

        Json.Obj answer = answer(run.mails().getFirst());
        assertThat(System.getenv()).as("there is something to keep away").containsKey("PATH");
        assertThat(((Json.Arr) value(answer, "environment")).items())
                .filteredOn(name ->
                        !List.of(Json.of("PWD"), Json.of("OLDPWD"), Json.of("SHLVL"), Json.of("_"))
                                .contains(name))
                .containsExactly(Json.of("TOKEN"));
        long pid = Long.parseLong(((Json.Num) value(answer, "pid")).literal());
        assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty();
    }

    @Test
    void aServerThatWillNotEndIsEnded() {
        AgentRun run = run(new ScriptedModel(), "--stubborn=yes");

        long pid =
                Long.parseLong(((Json.Num) value(answer(run.mails().getFirst()), "pid")).literal());
        assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty();
        assertThat(run.finished()).isTrue();
    }

    @Test
    void aBusinessDatabaseThatIsGoneIsAnErrorTheModelSees() throws Exception {
        Files.delete(folder.resolve("business.db"));
        AgentRun run = run(new ScriptedModel());

        assertThat(run.asked()).singleElement().matches(AgentRun.Asked::isError);
        assertThat(((AgentRun.Finished) run.end()).words())
                .startsWith("The due letters could not be read");
    }

    @Test
    void aDeclinedCallIsNotMade() {
        approver = new Approver(shown -> !shown.tool().equals("sendEmail"));
        AgentRun run = run(new ScriptedModel());

        assertThat(run.mails())
                .hasSameSizeAs(letters)
                .allMatch(mail -> mail.answer().equals("the person declined this call"));
        assertThat(run.answered()).isZero();
        assertThat(run.finished()).isTrue();
    }

    @Test
    void aServerThatTakesTheNameOfTheAgentsOwnToolIsNotUsed() {
        AgentRun run = run(new ScriptedModel(), "--tool=due_letters");

        assertThat(sentence(run, "agent.tool-name")).contains("due_letters");
        assertThat(run.asked()).isEmpty();
    }

    @Test
    void argumentsWithAKeyTwiceReachNeitherPersonNorServer() {
        String twice =
                "{\"to\":\"a@b.example\",\"to\":\"stranger@elsewhere.example\",\"subject\":\"s\",\"textBody\":\"b\"}";
        AgentRun run = run(new Asking("sendEmail", twice, 1));

        assertThat(run.asked())
                .singleElement()
                .satisfies(call -> assertThat(call.answer()).contains("stands twice"));
        assertThat(approver.approvals()).isEmpty();
        assertThat(run.finished()).isTrue();
    }

    @Test
    void aToolThatDoesNotExistIsAnErrorTheModelSees() {
        AgentRun run = run(new Asking("deleteEverything", "{}", 1));

        assertThat(run.asked())
                .singleElement()
                .satisfies(call -> assertThat(call.by()).isEqualTo(AgentRun.By.NOBODY));
        assertThat(run.asked().getFirst().isError()).isTrue();
        assertThat(approver.approvals()).isEmpty();
    }

    @Test
    void aModelThatNeverStopsAskingIsStopped() {
        AgentRun run = run(new Asking("due_letters", "{}", Integer.MAX_VALUE));

        assertThat(sentence(run, "agent.turns")).contains("20 turns");
        assertThat(run.asked()).hasSize(20);
    }

    @Test
    void aGoalOutsideTheScriptMovesNothing() {
        AgentRun run = loop(new ScriptedModel(), SHORT).run("Water the plants.", server());

        assertThat(run.asked()).isEmpty();
        assertThat(((AgentRun.Finished) run.end()).words()).contains("Water the plants.");
    }

    private AgentRun run(ChatModel model, String... options) {
        return loop(model, SHORT).run(GOAL, server(options));
    }

    private AgentLoop loop(ChatModel model, Limits limits) {
        return new AgentLoop(
                model, List.of(new DueLettersTool(database)), approver, log, "lab-agent", limits);
    }

    private ServerCommand server(String... options) {
        return TestServer.command(folder, options);
    }

    private static String sentence(AgentRun run, String rule) {
        AgentRun.Failed failed = (AgentRun.Failed) run.end();
        assertThat(failed.why().rule().value()).isEqualTo(rule);
        return failed.why().sentence();
    }

    private static Json.Obj answer(AgentRun.Asked mail) {
        return object(mail.answer());
    }

    private static Json value(Json.Obj object, String key) {
        return object.members().getOrDefault(key, Json.NULL);
    }

    private static Json.Obj object(String text) {
        JsonResult read =
                JsonReader.read(text.getBytes(StandardCharsets.UTF_8), JsonLimits.MESSAGE);
        return (Json.Obj) ((JsonResult.Parsed) read).value();
    }

    /** A model that asks for one call a number of times and then stops. */
    private static final class Asking implements ChatModel {
        private final String tool;
        private final String arguments;
        private int left;

        Asking(String tool, String arguments, int times) {
            this.tool = tool;
            this.arguments = arguments;
            this.left = times;
        }

        @Override
        public ChatResponse doChat(ChatRequest request) {
            AiMessage message =
                    left-- > 0
                            ? AiMessage.from(
                                    ToolExecutionRequest.builder()
                                            .id("1")
                                            .name(tool)
                                            .arguments(arguments)
                                            .build())
                            : AiMessage.from("done");
            return ChatResponse.builder().aiMessage(message).build();
        }
    }
}
