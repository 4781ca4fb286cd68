package dev.stoplock.core.call;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stoplock.core.json.Json;
import dev.stoplock.core.json.JsonWriter;
import dev.stoplock.core.model.AgentName;
import dev.stoplock.core.model.CallId;
import dev.stoplock.core.model.EffectId;
import dev.stoplock.core.model.InstanceId;
import dev.stoplock.core.model.Lease;
import dev.stoplock.core.model.ServerName;
import dev.stoplock.core.model.Spend;
import dev.stoplock.core.model.ToolCall;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class LeaseBookTest {

    private static final Instant START = Instant.parse("2026-11-22T10:00:00Z");
    private static final CallId ONE = new CallId("c1");
    private static final CallId TWO = new CallId("c2");
    private static final EffectId EFFECT = new EffectId("e1");
    private static final Json ARGUMENTS = Json.object().put("to", "a@b.example").build();

    private final LeaseBook book = new LeaseBook(LeaseRules.DEFAULT);

    private void open(CallId id) {
        book.open(
                new ToolCall(
                        id,
                        new AgentName("a"),
                        new ServerName("s"),
                        new InstanceId("i"),
                        "send",
                        ARGUMENTS,
                        START));
    }

    private List<CallId> live(double seconds) {
        return book.live(at(seconds)).stream().map(Lease::call).map(ToolCall::id).toList();
    }

    private static Instant at(double seconds) {
        return START.plusMillis((long) (seconds * 1000));
    }

    @Test
    void a_lease_lingers_two_seconds_after_the_answer_however_often_it_is_answered() {
        open(ONE);
        book.answered(ONE, at(5));
        book.answered(ONE, at(6));

        assertThat(live(7)).containsExactly(ONE);
        assertThat(live(7.001)).isEmpty();
        assertThat(live(6)).as("what is over stays over").isEmpty();
    }

    @Test
    void a_cancelled_call_ends_at_once_and_an_unanswered_one_at_its_maximum_age() {
        open(ONE);
        open(TWO);
        book.close(ONE);

        assertThat(live(0)).containsExactly(TWO);
        assertThat(live(600)).containsExactly(TWO);
        assertThat(live(600.001)).isEmpty();
    }

    @Test
    void open_calls_come_before_lingering_ones_and_among_each_the_youngest_first() {
        List<CallId> calls =
                List.of("c1", "c2", "c3", "c4", "c5").stream().map(CallId::new).toList();
        calls.forEach(this::open);
        book.answered(calls.get(3), at(1));
        book.answered(calls.get(0), at(2));
        book.answered(calls.get(2), at(2));

        assertThat(live(2))
                .containsExactly(
                        calls.get(4), calls.get(1), calls.get(3), calls.get(2), calls.get(0));
        book.close(calls.get(2));
        assertThat(live(3.5)).containsExactly(calls.get(4), calls.get(1), calls.get(0));
        assertThat(book.unanswered()).containsExactly(calls.get(1), calls.get(4));
    }

    @Test
    void a_lingering_lease_keeps_what_is_left_of_its_budget() {
        open(ONE);
        book.spend(ONE, new Spend(EFFECT, "k", List.of("t"), Spend.State.SENT));
        book.answered(ONE, at(1));
        book.settle(ONE, EFFECT, Spend.State.RETRYABLE);

        assertThat(book.live(at(2)).getFirst().spent())
                .containsExactly(new Spend(EFFECT, "k", List.of("t"), Spend.State.RETRYABLE));
    }

    @Test
    void what_is_told_of_a_lease_that_is_gone_opens_nothing() {
        open(ONE);
        book.spend(ONE, new Spend(EFFECT, "k", List.of("t"), Spend.State.SENT));
        book.close(ONE);
        book.settle(ONE, EFFECT, Spend.State.RETRYABLE);
        book.spend(ONE, new Spend(EFFECT, "k", List.of(), Spend.State.SENT));
        book.inputGiven(ONE, ARGUMENTS);
        book.waitForInput(ONE);
        book.sent(ONE, "x");
        book.leaving(ONE, EFFECT, "x");

        assertThat(live(0)).isEmpty();
        assertThat(book.waitingFor("send", ARGUMENTS)).isNull();
        assertThat(book.answered(ONE, at(0))).isEqualTo(new LeaseBook.Notes(List.of(), List.of()));
    }

    @Test
    void a_call_that_waits_for_input_goes_on_with_the_same_tool_and_arguments_only() {
        open(ONE);
        book.spend(ONE, new Spend(EFFECT, "k", List.of("t"), Spend.State.SENT));
        assertThat(book.waitingFor("send", ARGUMENTS)).isNull();
        book.waitForInput(ONE);

        assertThat(book.waitingFor("send", ARGUMENTS)).isEqualTo(ONE);
        assertThat(book.waitingFor("other", ARGUMENTS)).isNull();
        assertThat(book.waitingFor("send", Json.object().put("to", "x@b.example").build()))
                .isNull();
        assertThat(live(60)).as("it does not linger").containsExactly(ONE);

        book.inputGiven(ONE, Json.of("answer"));
        assertThat(book.waitingFor("send", ARGUMENTS)).isNull();
        Lease lease = book.live(at(60)).getFirst();
        assertThat(lease.answers()).containsExactly(Json.of("answer"));
        assertThat(lease.spent()).as("what was spent before stays spent").hasSize(1);
    }

    @Test
    void a_call_that_got_its_final_answer_waits_for_no_input() {
        open(ONE);
        book.waitForInput(ONE);
        book.answered(ONE, at(1));

        assertThat(book.waitingFor("send", ARGUMENTS)).isNull();
    }

    @Test
    void a_call_that_grew_too_old_explains_nothing_but_still_tells_what_it_sent() {
        open(ONE);
        book.sent(ONE, "gone");

        assertThat(live(601)).isEmpty();
        assertThat(book.answered(ONE, at(602)).sent()).containsExactly("gone");
        assertThat(live(601)).as("answered late, it does not come back").isEmpty();
    }

    @Test
    void a_denial_is_told_in_its_calls_answer_or_else_with_the_next() {
        open(ONE);
        assertThat(book.denied(ONE, "early")).isFalse();
        book.sent(ONE, "gone");
        assertThat(book.answered(ONE, at(1)))
                .isEqualTo(new LeaseBook.Notes(List.of("early"), List.of("gone")));

        assertThat(book.denied(ONE, "late")).isTrue();
        assertThat(book.denied(TWO, "unknown call")).isTrue();
        assertThat(book.denied(null, "no call")).isTrue();
        assertThat(book.takeLateDenials()).containsExactly("late", "unknown call", "no call");
        assertThat(book.takeLateDenials()).isEmpty();
    }

    @Test
    void a_servers_own_request_belongs_to_a_call_only_where_one_alone_is_unanswered() {
        assertThat(book.soleUnanswered()).isNull();
        open(ONE);
        assertThat(book.soleUnanswered()).isEqualTo(ONE);
        open(TWO);
        assertThat(book.soleUnanswered()).isNull();
        book.answered(ONE, at(1));
        assertThat(book.soleUnanswered()).isEqualTo(TWO);
    }

    @Test
    void a_tool_error_says_what_was_refused_what_had_gone_and_where_to_look() {
        String refused =
                "contract.recipient: server added recipient x@y.example (Bcc), which the call did not name";
        Json.Obj nothing =
                ToolErrors.denied(new LeaseBook.Notes(List.of(refused), List.of()), "i-c1", false);
        Json.Obj some =
                ToolErrors.denied(
                        new LeaseBook.Notes(
                                List.of(refused), List.of("POST /email to api.example")),
                        "i-c1",
                        true);

        assertThat(JsonWriter.compact(nothing))
                .contains(
                        "refused: " + refused,
                        "Nothing of this call has left",
                        "Retrying will not help",
                        "`stoplock explain i-c1`")
                .contains("\"isError\":true")
                .doesNotContain("resultType");
        assertThat(JsonWriter.compact(some))
                .contains(
                        "already sent: POST /email to api.example",
                        "Do not send again what was already sent",
                        "\"resultType\":\"complete\"")
                .doesNotContain("Nothing of this call has left");
    }

    @Test
    void a_notice_of_an_earlier_call_stands_before_what_a_result_says() {
        Json.Obj result =
                Json.object()
                        .put(
                                "content",
                                new Json.Arr(
                                        List.of(
                                                Json.object()
                                                        .put("type", "text")
                                                        .put("text", "own")
                                                        .build())))
                        .put("structuredContent", ARGUMENTS)
                        .build();
        String text =
                JsonWriter.compact(ToolErrors.withNotices(result, List.of("late one", "late two")));

        assertThat(text).containsSubsequence("late one; late two", "own", "structuredContent");
        assertThat(
                        JsonWriter.compact(
                                ToolErrors.withNotices(Json.object().build(), List.of("late"))))
                .contains("late");
    }

    @Test
    void what_is_on_its_way_may_have_left_until_it_is_known() {
        open(ONE);
        book.leaving(ONE, EFFECT, "POST /email to api.example");
        assertThat(book.answered(ONE, at(1)).sent())
                .containsExactly("POST /email to api.example (it may have left)");
        book.settle(ONE, EFFECT, Spend.State.RETRYABLE);
        assertThat(book.answered(ONE, at(1)).sent()).isEmpty();
        book.leaving(ONE, EFFECT, "again");
        book.settle(ONE, EFFECT, Spend.State.SENT);
        book.leaving(ONE, EFFECT, "once more");
        book.settle(ONE, EFFECT, Spend.State.UNKNOWN);
        assertThat(book.answered(ONE, at(1)).sent())
                .containsExactly("again", "once more (it may have left)");
    }

    @Test
    void what_had_not_come_to_the_door_when_it_was_shut_has_not_left() {
        EffectId other = new EffectId("e2");
        open(ONE);
        book.leaving(ONE, EFFECT, "kept back");
        book.leaving(ONE, other, "at the door");
        book.outward(ONE, other);
        book.shut();
        book.leaving(ONE, new EffectId("e3"), "judged after that");
        assertThat(book.answered(ONE, at(1)).sent())
                .containsExactly("at the door (it may have left)");
        book.settle(ONE, EFFECT, Spend.State.RETRYABLE);
        book.settle(ONE, other, Spend.State.SENT);
        assertThat(book.answered(ONE, at(1)).sent()).containsExactly("at the door");
    }
}
