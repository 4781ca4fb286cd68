package dev.stoplock.core.effect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stoplock.core.model.Atom;
import dev.stoplock.core.model.CallId;
import dev.stoplock.core.model.Destination;
import dev.stoplock.core.model.Effect;
import dev.stoplock.core.model.EffectId;
import dev.stoplock.core.model.Reading;
import dev.stoplock.core.model.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DraftBookTest {

    private static final Destination API = Destination.parse("graph.microsoft.com");
    private static final Set<Role> ALL = Set.of(Role.TO, Role.CC, Role.BCC);
    private static final CallId CALL = new CallId("c1");
    private static final EffectId ID = new EffectId("e1");
    private static final String UNKNOWN = "unknown";

    private final DraftBook made =
            done(DraftBook.EMPTY, edit("me", null, ALL, "TO a@x.example", "CC b@x.example"));

    @Test
    void a_draft_that_was_made_is_known_by_the_id_of_the_reply() {
        assertThat(known(made, "me", "D1")).isEqualTo("TO a@x.example, CC b@x.example");
        assertThat(known(made, "me", "D2")).isEqualTo(UNKNOWN);
        assertThat(known(DraftBook.EMPTY, "me", "D1")).isEqualTo(UNKNOWN);
    }

    @Test
    void a_change_replaces_the_kinds_of_recipients_that_it_states() {
        assertThat(
                        known(
                                done(made, edit("me", "D1", Set.of(Role.CC), "CC c@x.example")),
                                "me",
                                "D1"))
                .isEqualTo("TO a@x.example, CC c@x.example");
        assertThat(known(done(made, edit("me", "D1", Set.of(Role.CC))), "me", "D1"))
                .isEqualTo("TO a@x.example");
        assertThat(known(done(made, edit("me", "D1", ALL, "BCC c@x.example")), "me", "D1"))
                .isEqualTo("BCC c@x.example");
    }

    @Test
    void a_part_of_an_unknown_draft_does_not_make_it_known_and_the_whole_does() {
        assertThat(
                        known(
                                done(
                                        DraftBook.EMPTY,
                                        edit("me", "D1", Set.of(Role.TO), "TO c@x.example")),
                                "me",
                                "D1"))
                .isEqualTo(UNKNOWN);
        assertThat(
                        known(
                                done(DraftBook.EMPTY, edit("me", "D1", ALL, "TO c@x.example")),
                                "me",
                                "D1"))
                .isEqualTo("TO c@x.example");
    }

    @Test
    void another_name_for_the_account_changes_the_draft_all_the_same() {
        DraftBook changed = done(made, edit("users/a", "D1", Set.of(Role.TO), "TO c@x.example"));
        assertThat(known(changed, "me", "D1")).isEqualTo(UNKNOWN);
        assertThat(known(made, "users/a", "D1")).isEqualTo(UNKNOWN);
        DraftBook whole = done(made, edit("users/a", "D1", ALL, "TO c@x.example"));
        assertThat(known(whole, "me", "D1")).isEqualTo(UNKNOWN);
        assertThat(known(whole, "users/a", "D1")).isEqualTo("TO c@x.example");
    }

    @Test
    void while_a_change_is_under_way_or_its_fate_unknown_the_draft_is_unknown() {
        Effect change = edit("me", "D1", ALL, "TO c@x.example");
        DraftBook going = made.leaving(ID, List.of(change), CALL);
        assertThat(known(going, "me", "D1")).isEqualTo(UNKNOWN);
        assertThat(known(going.unknown(ID), "me", "D1")).isEqualTo(UNKNOWN);
        assertThat(known(going.answered(ID, 503, new byte[0]), "me", "D1")).isEqualTo(UNKNOWN);
        assertThat(known(going.answered(ID, 400, new byte[0]), "me", "D1"))
                .isEqualTo("TO a@x.example, CC b@x.example");
        assertThat(known(going.notSent(ID), "me", "D1"))
                .isEqualTo("TO a@x.example, CC b@x.example");
        assertThat(known(going.unknown(ID).answered(ID, 200, new byte[0]), "me", "D1"))
                .isEqualTo(UNKNOWN);
    }

    @Test
    void what_no_call_explains_makes_a_draft_unknown() {
        DraftBook let = made.leaving(ID, List.of(edit("me", "D1", ALL, "TO c@x.example")), null);
        assertThat(known(let.answered(ID, 200, reply("D1")), "me", "D1")).isEqualTo(UNKNOWN);
        DraftBook unread =
                made.leaving(ID, List.of(new Effect.Unknown(API, "http PATCH", List.of())), CALL);
        assertThat(known(unread, "me", "D1")).isEqualTo(UNKNOWN);
    }

    @Test
    void a_draft_is_gone_once_it_is_sent() {
        DraftBook going = made.leaving(ID, List.of(send("me", "D1")), CALL);
        assertThat(known(going, "me", "D1")).isEqualTo(UNKNOWN);
        assertThat(known(going.answered(ID, 202, new byte[0]), "me", "D1")).isEqualTo(UNKNOWN);
        assertThat(known(going.notSent(ID), "me", "D1"))
                .isEqualTo("TO a@x.example, CC b@x.example");
        assertThat(known(going.answered(ID, 404, new byte[0]), "me", "D1"))
                .isEqualTo("TO a@x.example, CC b@x.example");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{}",
                "{'id':1}",
                "{'id':'a b'}",
                "{'id':''}",
                "{'id':'D1','id':'D2'}",
                "{'message':{'id':'D1'}}"
            })
    void a_reply_without_one_id_leaves_the_draft_unknown(String reply) {
        DraftBook book =
                DraftBook.EMPTY
                        .leaving(ID, List.of(edit("me", null, ALL, "TO a@x.example")), CALL)
                        .answered(ID, 200, reply.replace('\'', '"').getBytes(UTF_8));

        assertThat(known(book, "me", "D1")).isEqualTo(UNKNOWN);
    }

    @Test
    void a_redirect_or_an_error_makes_no_draft() {
        for (int status : new int[] {199, 301, 400, 500}) {
            DraftBook book =
                    DraftBook.EMPTY
                            .leaving(ID, List.of(edit("me", null, ALL, "TO a@x.example")), CALL)
                            .answered(ID, status, reply("D1"));
            assertThat(known(book, "me", "D1")).isEqualTo(UNKNOWN);
        }
    }

    @Test
    void the_oldest_of_too_many_is_forgotten() {
        DraftBook book = DraftBook.EMPTY;
        for (int i = 0; i <= DraftBook.MOST; i++) {
            book =
                    book.leaving(ID, List.of(edit("me", null, ALL, "TO a@x.example")), CALL)
                            .answered(ID, 200, reply("D" + i));
        }
        assertThat(known(book, "me", "D0")).isEqualTo(UNKNOWN);
        assertThat(known(book, "me", "D1")).isEqualTo("TO a@x.example");
        assertThat(known(book, "me", "D" + DraftBook.MOST)).isEqualTo("TO a@x.example");
    }

    private static DraftBook done(DraftBook book, Effect effect) {
        return book.leaving(ID, List.of(effect), CALL).answered(ID, 200, reply("D1"));
    }

    private static byte[] reply(String id) {
        return ("{\"id\":\"" + id + "\",\"more\":[1]}").getBytes(UTF_8);
    }

    private static Effect edit(
            String account, @Nullable String draft, Set<Role> replaces, String... people) {
        List<Atom> atoms = new ArrayList<>();
        for (String person : people) {
            String[] words = person.split(" ");
            atoms.add(Atom.destination("body", Role.valueOf(words[0]), words[1]));
        }
        atoms.add(Atom.destination("body", Role.TO, ""));
        return new Effect.EditDraft(API, "edit", atoms, account, draft, replaces);
    }

    private static Effect.SendDraft send(String account, String draft) {
        return new Effect.SendDraft(API, "send", List.of(), account, draft, null);
    }

    private static String known(DraftBook book, String account, String draft) {
        Reading reading = book.completed(new Reading.Effects(List.of(send(account, draft))));
        Effect.SendDraft sent = (Effect.SendDraft) ((Reading.Effects) reading).effects().getFirst();
        return sent.known() == null
                ? UNKNOWN
                : String.join(
                        ", ",
                        sent.known().recipients().stream()
                                .map(atom -> atom.role() + " " + atom.value())
                                .toList());
    }
}
