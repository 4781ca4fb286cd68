package dev.stoplock.lab.mail;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stoplock.core.model.Atom;
import dev.stoplock.core.model.Effect;
import dev.stoplock.core.model.Reading;
import dev.stoplock.core.wire.http1.Http1Writer;
import dev.stoplock.lab.loopback.Answer;
import dev.stoplock.lab.loopback.Received;
import dev.stoplock.lab.loopback.WireBytes;
import dev.stoplock.lab.mutation.Bound;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What mail companies' own clients send is explained by the call that led to it, and nothing else
 * is.
 */
class RecordedMailTest {

    private static final Clock NOON =
            Clock.fixed(Instant.parse("2026-11-23T12:00:00Z"), ZoneOffset.UTC);

    private static final JsonNode NOTHING = Fields.MAPPER.createObjectNode();

    static List<RecordedRequest> all() {
        return RecordedRequest.all();
    }

    private static List<RecordedRequest> json() {
        return all().stream()
                .filter(each -> each.denied() == null)
                .filter(each -> each.parsed().stream().allMatch(http -> http.json() != null))
                .toList();
    }

    @Test
    void each_provider_is_recorded() {
        assertThat(all().stream().map(RecordedRequest::folder))
                .contains(
                        "sendgrid",
                        "postmark",
                        "resend",
                        "brevo",
                        "mailjet",
                        "mailtrap",
                        "mailgun",
                        "gmail",
                        "msgraph");
        assertThat(all()).hasSizeGreaterThan(70);
    }

    @ParameterizedTest
    @MethodSource("all")
    void what_a_client_sends_for_a_call_is_explained_whole(RecordedRequest recorded) {
        String denied = recorded.denied();
        assertThat(recorded.judged(recorded.parsed()))
                .startsWith(denied == null ? "allow" : denied);
    }

    @ParameterizedTest
    @MethodSource("all")
    void nobody_gets_a_mail_whom_the_gate_did_not_read(RecordedRequest recorded)
            throws IOException {
        DraftBox box = new DraftBox();
        for (RecordedRequest.Http http : recorded.parsed()) {
            if (http.head()
                    .target()
                    .matches(".*/(messages/[^/]+/(reply|send)|drafts/send)(\\?.*)?")) {
                // its recipients do not stand in it
                continue;
            }
            Post post = new Post(NOON, new Random(1));
            // what is changed, and what a stand-in never had, has been a draft before
            recorded.drafts()
                    .forEach(id -> box.put(id, new DraftBox.Draft("", List.of(), NOTHING)));
            Answer answer = standIn(recorded, http, post, box);
            assertThat(answer.status()).as(recorded.toString()).isBetween(200, 299);
            List<List<String>> read = new ArrayList<>();
            if (recorded.reading(http) instanceof Reading.Effects(var effects)) {
                effects.stream()
                        .filter(effect -> effect instanceof Effect.SendMail)
                        .forEach(effect -> read.add(recipients(effect)));
            }
            assertThat(
                            post.accepted().stream()
                                    .map(mail -> mail.recipients().stream().sorted().toList()))
                    .containsExactlyElementsOf(read);
        }
    }

    private static List<String> recipients(Effect effect) {
        return effect.atoms().stream()
                .filter(atom -> atom.role().isRecipient() && !atom.value().isEmpty())
                // who hears of a template's errors gets nothing where there are none
                .filter(atom -> !atom.path().contains("errorreporting"))
                .map(Atom::value)
                .sorted()
                .toList();
    }

    private static Answer standIn(
            RecordedRequest recorded, RecordedRequest.Http http, Post post, DraftBox box)
            throws IOException {
        byte[] bytes =
                Http1Writer.bytes(
                        Http1Writer.canonical(
                                http.head(), recorded.hosts().getFirst(), http.body().length),
                        http.body());
        Received received = WireBytes.read(bytes).getFirst();
        JsonNode json = Fields.parse(received.body()).orElseGet(Fields.MAPPER::missingNode);
        Map<String, String> keys = recorded.credentials();
        String key = keys.values().iterator().next();
        return switch (recorded.folder()) {
            case "postmark" -> PostmarkApi.answer(received, json, key, post);
            case "resend" -> ResendApi.answer(received, json, key, post);
            case "sendgrid" -> SendGridApi.answer(received, json, key, post);
            case "brevo" -> BrevoApi.answer(received, json, key, post);
            case "mailjet" ->
                    MailjetApi.answer(
                            received,
                            json,
                            keys.get("MJ_APIKEY_PUBLIC") + ":" + keys.get("MJ_APIKEY_PRIVATE"),
                            post);
            case "mailtrap" -> MailtrapApi.answer(received, json, key, post);
            case "mailgun" -> MailgunApi.answer(received, key, post);
            case "gmail" -> GmailApi.answer(received, json, key, post, box);
            case "msgraph" -> GraphApi.answer(received, json, key, post, box);
            default -> throw new IllegalArgumentException("no stand-in for " + recorded);
        };
    }

    /** Misses and false denials, by provider, over all that is recorded. */
    @Test
    void a_change_of_whom_or_by_whom_is_denied_by_name_and_a_change_of_form_is_not()
            throws IOException {
        Map<String, int[]> counts = new TreeMap<>();
        List<String> misses = new ArrayList<>();
        List<String> falseDenials = new ArrayList<>();
        for (RecordedRequest recorded : json()) {
            List<RecordedRequest.Http> requests = recorded.parsed();
            int[] count = counts.computeIfAbsent(recorded.folder(), name -> new int[2]);
            for (int i = 0; i < requests.size(); i++) {
                RecordedRequest.Http http = requests.get(i);
                JsonNode body = Optional.ofNullable(http.json()).orElseThrow();
                List<JsonChanges.Change> changes = new ArrayList<>(JsonChanges.ofAddresses(body));
                changes.addAll(JsonChanges.additions(recorded.folder(), body));
                changes.addAll(JsonChanges.repeated(body));
                for (JsonChanges.Change change : changes) {
                    count[0]++;
                    String said = recorded.judged(with(requests, i, http.with(change.body())));
                    if (change.words().stream().noneMatch(said.toLowerCase(Locale.ROOT)::contains)
                            || said.equals("allow")) {
                        misses.add(recorded + ": " + change.what() + " -> " + said);
                    }
                }
                for (RecordedRequest.Http other : otherHeads(recorded, http)) {
                    count[0]++;
                    String said = recorded.judged(with(requests, i, other));
                    if (!said.matches(
                            "credential\\.foreign: .*|contract\\.destination: .*(on-behalf-of|subaccount).*")) {
                        misses.add(recorded + ": head -> " + said);
                    }
                }
                for (Map.Entry<String, byte[]> twin : JsonChanges.twins(body).entrySet()) {
                    count[1]++;
                    String said = recorded.judged(with(requests, i, http.with(twin.getValue())));
                    if (!said.equals("allow")) {
                        falseDenials.add(recorded + ": " + twin.getKey() + " -> " + said);
                    }
                }
            }
        }
        System.out.printf(
                "recorded mail: %d changes, %d missed; %d twins, %d denied%n",
                counts.values().stream().mapToInt(count -> count[0]).sum(),
                misses.size(),
                counts.values().stream().mapToInt(count -> count[1]).sum(),
                falseDenials.size());
        assertThat(misses).isEmpty();
        assertThat(falseDenials).isEmpty();
        counts.forEach((folder, count) ->
                System.out.printf(
                        "recorded mail, %s: %d changes (bound %.2f %%), %d twins (bound %.2f %%)%n",
                        folder,
                        count[0],
                        100 * Bound.upper(0, count[0]),
                        count[1],
                        100 * Bound.upper(0, count[1])));
    }

    private static List<RecordedRequest.Http> with(
            List<RecordedRequest.Http> requests, int at, RecordedRequest.Http other) {
        List<RecordedRequest.Http> changed = new ArrayList<>(requests);
        changed.set(at, other);
        return changed;
    }

    /** Another token in each header that holds one, a second one, and another account. */
    private static List<RecordedRequest.Http> otherHeads(
            RecordedRequest recorded, RecordedRequest.Http http) {
        List<RecordedRequest.Http> heads = new ArrayList<>();
        http.head()
                .fields()
                .list()
                .forEach(field -> {
                    if (field.name().matches("(?i)authorization|api-key|x-postmark-server-token")) {
                        String foreign = new StringBuilder(field.value()).reverse().toString();
                        heads.add(http.withHeader(field.name(), foreign));
                        String scheme =
                                field.value().contains(" ")
                                        ? field.value().replaceAll(" .*", " ")
                                        : "";
                        heads.add(http.withHeader(field.name(), scheme + "Zm9yZWlnbjprZXk="));
                    }
                });
        assertThat(heads).as(recorded.toString()).isNotEmpty();
        heads.add(http.withHeader("X-Auth-Token", "foreign"));
        heads.add(http.withHeader("On-Behalf-Of", "subaccount"));
        return heads;
    }

    @Test
    void no_real_credential_is_recorded() {
        for (RecordedRequest recorded : all()) {
            assertThat(recorded.credentials().values())
                    .allMatch(
                            value -> value.contains("not-a-real") || value.contains("not_a_real"));
            recorded.requests()
                    .forEach(request ->
                            assertThat(new String(request, ISO_8859_1))
                                    .doesNotContain("/root/", "/tmp/"));
        }
    }
}
