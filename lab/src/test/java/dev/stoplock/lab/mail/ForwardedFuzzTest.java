package dev.stoplock.lab.mail;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.databind.JsonNode;
import dev.stoplock.core.effect.Adapters;
import dev.stoplock.core.effect.Exchange;
import dev.stoplock.core.model.Atom;
import dev.stoplock.core.model.Destination;
import dev.stoplock.core.model.Effect;
import dev.stoplock.core.model.Reading;
import dev.stoplock.core.model.Role;
import dev.stoplock.core.wire.http1.Fields;
import dev.stoplock.core.wire.http1.Http1Requests;
import dev.stoplock.core.wire.http1.Http1Writer;
import dev.stoplock.core.wire.http1.HttpStep;
import dev.stoplock.core.wire.http1.RequestHead;
import dev.stoplock.lab.loopback.Received;
import dev.stoplock.lab.loopback.WireBytes;
import java.io.IOException;
import java.net.IDN;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/**
 * The differential target: what the gate reads of a request before it goes on, and what the mail
 * company's stand-in (with an HTTP reader, a JSON reader and an address reader of its own) reads of
 * the bytes that go on, are the same mails for the same people.
 */
class ForwardedFuzzTest {

    private static final Destination POSTMARK = Destination.parse("api.postmarkapp.com");
    private static final Destination RESEND = Destination.parse("api.resend.com");
    private static final Destination SENDGRID = Destination.parse("api.sendgrid.com");
    private static final Destination BREVO = Destination.parse("api.brevo.com");
    private static final Destination MAILTRAP = Destination.parse("send.api.mailtrap.io");
    private static final Destination MAILJET = Destination.parse("api.mailjet.com");
    private static final String KEY = "key:of-the-lab";
    private static final Clock NOON =
            Clock.fixed(Instant.parse("2026-01-01T12:00:00Z"), ZoneOffset.UTC);

    /** Calls for many with an envelope: there the gate may count a recipient that is overridden. */
    private static final Set<String> ENVELOPES =
            Set.of(
                    "/email/batchWithTemplates",
                    "/email/bulk",
                    "/v3/mail/send",
                    "/v3/smtp/email",
                    "/v3.1/send",
                    "/v3/send",
                    "/api/send",
                    "/api/batch");

    @DictionaryEntries({
        "\"To\":\"a@x.example\",",
        "\"to\":\"b@x.example\",",
        "\"bcc\":[\"b@x.example\"],",
        "\"Headers\":[{\"Name\":\"Bcc\",\"Value\":\"c@x.example\"}],",
        "\"headers\":{\"Bcc\":\"d@x.example\"},",
        "\"Messages\":[",
        "Ann <ann@x.example>",
        "a@x.example,",
        "\\\\\"A, B\\\\\" <a@x.example>",
        "\\\\u0040",
        "\"personalizations\":[{\"to\":[{\"email\":\"a@x.example\"}]},",
        "\"messageVersions\":[{\"to\":[{\"email\":\"a@x.example\"}]},",
        "\"base\":{\"reply_to\":{\"email\":\"r@x.example\"}},",
        "\"requests\":[{\"to\":[{\"email\":\"a@x.example\"}]},",
        "\"Bcc\":[{\"Email\":\"b@x.example\"}],",
        "\"Recipients\":[{\"Email\":\"b@x.example\"}],",
        "\"Globals\":{\"Cc\":[{\"Email\":\"g@x.example\"}]},",
        "\"mail_settings\":{\"bcc\":{\"enable\":true,\"email\":\"s@x.example\"}},"
    })
    @FuzzTest
    void the_gate_and_the_other_end_read_the_same(byte[] data) throws IOException {
        Destination to = destination(new String(data, ISO_8859_1));
        byte[] wire = framed(data, to);
        Http1Requests reader = new Http1Requests(1 << 20);
        reader.feed(wire, 0, wire.length);
        if (!(reader.next() instanceof HttpStep.Request(RequestHead sent, byte[] body))) {
            return;
        }
        RequestHead judged = Http1Writer.canonical(sent, to.host(), body.length);
        if (!(Adapters.read(new Exchange(to, judged, body))
                instanceof Reading.Effects(var effects))) {
            return;
        }
        RequestHead leaving = authorised(judged, to);
        Received received = alone(WireBytes.read(Http1Writer.bytes(leaving, body)));
        sameMessage(leaving, body, received);

        Post post = new Post(NOON, new Random(0));
        JsonNode json =
                dev.stoplock.lab.mail.Fields.parse(received.body())
                        .orElseGet(dev.stoplock.lab.mail.Fields.MAPPER::missingNode);
        answer(to, received, json, post);
        sameMails(effects, post.accepted(), ENVELOPES.contains(judged.path()));
    }

    private static Destination destination(String start) {
        if (start.startsWith("POST /emails")) {
            return RESEND;
        }
        if (start.startsWith("POST /v3/mail")) {
            return SENDGRID;
        }
        if (start.startsWith("POST /v3/smtp")) {
            return BREVO;
        }
        if (start.startsWith("POST /api")) {
            return MAILTRAP;
        }
        return start.startsWith("POST /v3") ? MAILJET : POSTMARK;
    }

    private static void answer(Destination to, Received received, JsonNode json, Post post) {
        switch (to.host()) {
            case "api.resend.com" -> ResendApi.answer(received, json, KEY, post);
            case "api.sendgrid.com" -> SendGridApi.answer(received, json, KEY, post);
            case "api.brevo.com" -> BrevoApi.answer(received, json, KEY, post);
            case "api.mailjet.com" -> MailjetApi.answer(received, json, KEY, post);
            case "send.api.mailtrap.io" -> MailtrapApi.answer(received, json, KEY, post);
            default -> PostmarkApi.answer(received, json, KEY, post);
        }
    }

    /**
     * The request on the wire: the input's first line is method and target, the rest the body, sent
     * with its length or, where that is odd, in two chunks.
     */
    private static byte[] framed(byte[] data, Destination to) {
        String text = new String(data, ISO_8859_1);
        int lineEnd = text.indexOf('\n') < 0 ? text.length() : text.indexOf('\n');
        String body = text.substring(Math.min(text.length(), lineEnd + 1));
        String head =
                text.substring(0, lineEnd)
                        + " HTTP/1.1\r\nHost: "
                        + to.host()
                        + "\r\nContent-Type: application/json\r\nX-Request: 7\r\n";
        String framed =
                body.length() % 2 == 0
                        ? "Content-Length: " + body.length() + "\r\n\r\n" + body
                        : "Transfer-Encoding: chunked\r\n\r\n1\r\n"
                                + body.charAt(0)
                                + "\r\n"
                                + (body.length() == 1
                                        ? ""
                                        : Integer.toHexString(body.length() - 1)
                                                + "\r\n"
                                                + body.substring(1)
                                                + "\r\n")
                                + "0\r\n\r\n";
        return (head + framed).getBytes(ISO_8859_1);
    }

    /** As the gate does last: nothing but the credential changes. */
    private static RequestHead authorised(RequestHead head, Destination to) {
        String name =
                switch (to.host()) {
                    case "api.postmarkapp.com" -> "x-postmark-server-token";
                    case "api.brevo.com" -> "api-key";
                    default -> "authorization";
                };
        String value =
                switch (to.host()) {
                    case "api.postmarkapp.com", "api.brevo.com" -> KEY;
                    case "api.mailjet.com" ->
                            "Basic " + Base64.getEncoder().encodeToString(KEY.getBytes(ISO_8859_1));
                    default -> "Bearer " + KEY;
                };
        Fields fields = head.fields().without(Set.of(name)).with(name, value);
        return new RequestHead(head.method(), head.target(), fields);
    }

    private static Received alone(List<Received> requests) {
        assertThat(requests).as("requests that one request became").hasSize(1);
        return requests.getFirst();
    }

    private static void sameMessage(RequestHead head, byte[] body, Received received) {
        assertThat(received.method()).isEqualTo(head.method());
        assertThat(received.target()).isEqualTo(head.target());
        assertThat(received.path()).isEqualTo(head.path());
        assertThat(
                        received.headers().stream()
                                .map(each -> each.name() + ": " + each.value())
                                .toList())
                .isEqualTo(
                        head.fields().list().stream()
                                .map(each -> each.name() + ": " + each.value())
                                .toList());
        assertThat(new String(received.body(), ISO_8859_1)).isEqualTo(new String(body, ISO_8859_1));
    }

    private static void sameMails(List<Effect> effects, List<AcceptedMail> mails, boolean many) {
        List<Effect> sends = effects.stream().filter(Effect.SendMail.class::isInstance).toList();
        if (effects.stream().anyMatch(Effect.Unknown.class::isInstance) || mails.isEmpty()) {
            // nobody claims to know it, or the other end refused it
            return;
        }
        // a batch of which the other end refuses some is a batch with fewer mails
        List<Effect> unmatched = new ArrayList<>(sends);
        for (AcceptedMail mail : mails) {
            Effect match =
                    unmatched.stream()
                            .filter(effect -> sameMail(effect, mail, many))
                            .findFirst()
                            .orElseThrow(() ->
                                    new AssertionError(
                                            "the other end read "
                                                    + mail
                                                    + ", the gate none of "
                                                    + unmatched));
            unmatched.remove(match);
        }
    }

    private static boolean sameMail(Effect effect, AcceptedMail mail, boolean many) {
        Set<String> judged = new TreeSet<>();
        effect.atoms().stream()
                .filter(atom -> atom.role().isRecipient() && !atom.value().isEmpty())
                // the stand-ins do not deliver to Resent-… headers
                .filter(atom -> !atom.path().contains("/headers/resent-"))
                .forEach(atom -> judged.add(atom.value().toLowerCase(Locale.ROOT)));
        Set<String> delivered = new TreeSet<>();
        mail.recipients().forEach(address -> delivered.add(ascii(address)));
        boolean samePeople = many ? judged.containsAll(delivered) : judged.equals(delivered);
        return samePeople && judgedFrom(effect, mail.from()) && says(effect, mail.subject());
    }

    private static boolean judgedFrom(Effect effect, String from) {
        if (from.indexOf('@') < 0) {
            // the account's or the template's own
            return true;
        }
        String sender = ascii(Addresses.of(from).getFirst());
        return effect.atoms().stream()
                .filter(atom -> atom.role() == Role.FROM)
                .anyMatch(atom -> atom.value().toLowerCase(Locale.ROOT).equals(sender));
    }

    private static boolean says(Effect effect, String subject) {
        return subject.isEmpty()
                || effect.atoms().stream()
                        .filter(atom -> atom.path().startsWith("body"))
                        .map(Atom::value)
                        .anyMatch(value -> value.equals(subject) || isNumber(value));
    }

    /** A subject that is a number is shown otherwise by other readers. */
    private static boolean isNumber(String value) {
        return value.matches("-?[0-9].*");
    }

    private static String ascii(String address) {
        int at = address.lastIndexOf('@');
        String domain = address.substring(at + 1);
        return address.substring(0, at + 1)
                + (domain.chars().allMatch(c -> c < 128) ? domain : IDN.toASCII(domain));
    }
}
