package dev.stoplock.lab.corpus;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.stoplock.core.effect.Adapters;
import dev.stoplock.core.effect.Exchange;
import dev.stoplock.core.effect.MailServers;
import dev.stoplock.core.effect.RequestLine;
import dev.stoplock.core.effect.SmtpSubmission;
import dev.stoplock.core.model.Atom;
import dev.stoplock.core.model.Destination;
import dev.stoplock.core.model.Effect;
import dev.stoplock.core.model.Reading;
import dev.stoplock.core.model.Role;
import dev.stoplock.core.model.RuleId;
import dev.stoplock.core.wire.auth.Sasl;
import dev.stoplock.core.wire.http1.Http1Requests;
import dev.stoplock.core.wire.http1.Http1Writer;
import dev.stoplock.core.wire.http1.HttpStep;
import dev.stoplock.core.wire.http1.RequestHead;
import dev.stoplock.core.wire.smtp.SmtpConversation;
import dev.stoplock.core.wire.smtp.SmtpMail;
import dev.stoplock.core.wire.smtp.SmtpOffer;
import dev.stoplock.core.wire.smtp.SmtpStep;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One connection that a server opened: its bytes, read to their end as the gate reads them. What
 * became of it is its first denial; where there is none, it was let go whole.
 */
final class Connection {

    /** As long as the gate takes a request or a mail. */
    private static final int LIMIT = 16 << 20;

    private static final SmtpOffer OFFER = new SmtpOffer(true, true, true, true, true, LIMIT);

    private final Door door;
    private final Destination to;
    private final Step.Outcome outcome;

    Connection(Door door, Destination to, Step.Outcome outcome) {
        this.door = door;
        this.to = to;
        this.outcome = outcome;
    }

    Got sent(Step.Wire wire, byte[] bytes) {
        Got contact = opened();
        if (contact.denied() != null) {
            return contact;
        }
        return switch (wire) {
            case HTTP -> http(bytes);
            case SMTP -> smtp(bytes);
        };
    }

    /** The connection itself: only what is not granted is judged before anything is said. */
    Got opened() {
        Atom host = Atom.destination("host", Role.HOST, to.toString());
        return door.policy().grant().network().contains(to)
                ? Got.ALLOWED
                : door.judge(
                        new Reading.Effects(
                                List.of(new Effect.Contact(to, "connect", List.of(host)))),
                        to,
                        Step.Outcome.OK);
    }

    private Got http(byte[] bytes) {
        Http1Requests requests = new Http1Requests(LIMIT);
        requests.feed(bytes, 0, bytes.length);
        boolean any = false;
        while (true) {
            switch (requests.next()) {
                case HttpStep.More more -> {
                    return requests.isMidway() || !any
                            ? Got.denied("wire.cut-short", "a request ended before it was whole")
                            : Got.ALLOWED;
                }
                case HttpStep.WantsContinue wants -> {
                    // the client has sent the rest without waiting
                }
                case HttpStep.WantsRoom wants ->
                        throw new IllegalStateException("this reader asks for no room");
                case HttpStep.Piece piece ->
                        throw new IllegalStateException("no body was asked for in pieces");
                case HttpStep.Request(RequestHead head, byte[] body) -> {
                    Got got = request(head, body);
                    if (got.denied() != null) {
                        return got;
                    }
                    any = true;
                }
                case HttpStep.Refused(RuleId rule, String sentence) -> {
                    return unreadable(rule, sentence);
                }
                case HttpStep.Response response ->
                        throw new IllegalStateException("a request cannot be a response");
            }
        }
    }

    private Got request(RequestHead head, byte[] body) {
        String host = head.fields().only("host");
        String name = to.host();
        if (host == null
                || !(host.equalsIgnoreCase(name)
                        || host.equalsIgnoreCase(name + ":" + to.port()))) {
            return unreadable(
                    new RuleId("wire.host-mismatch"),
                    "a request on a connection to " + to + " names another Host");
        }
        Exchange exchange =
                new Exchange(to, Http1Writer.canonical(head, to.authority(), body.length), body);
        return door.judge(
                RequestLine.with(Adapters.read(exchange), exchange, door.policy().grant()),
                to,
                outcome);
    }

    private Got smtp(byte[] bytes) {
        SmtpConversation conversation = new SmtpConversation(to.host(), LIMIT);
        Sasl.Presented login = null;
        SmtpOffer offer = OFFER;
        // a client waits for the answer to each line
        for (String line : new String(bytes, ISO_8859_1).split("(?<=\r\n)")) {
            byte[] said = line.getBytes(ISO_8859_1);
            conversation.feed(said, 0, said.length);
            SmtpStep step = conversation.next();
            while (!(step instanceof SmtpStep.More)) {
                Got got = Got.ALLOWED;
                switch (step) {
                    case SmtpStep.Hello hello -> conversation.offered(offer);
                    case SmtpStep.Secure secure -> {
                        conversation.secured();
                        offer = OFFER.withStartTls(false);
                    }
                    case SmtpStep.Login(String user, String password) -> {
                        login = new Sasl.Presented(user, password);
                        got =
                                door.judge(
                                        MailServers.login(to, "smtp login", login),
                                        to,
                                        Step.Outcome.OK);
                        conversation.settled(got.denied() == null);
                    }
                    case SmtpStep.Mail(SmtpMail mail) -> {
                        got = mail(login, mail);
                        conversation.settled(got.denied() == null);
                    }
                    case SmtpStep.Refused(var reply, RuleId rule, String sentence, boolean last) ->
                            got = unreadable(rule, sentence);
                    case SmtpStep.Said answer -> {}
                    case SmtpStep.Quit quit -> {}
                    case SmtpStep.More more -> {}
                }
                if (got.denied() != null) {
                    return got;
                }
                step = conversation.next();
            }
        }
        return conversation.isMidway()
                ? Got.denied("wire.cut-short", "a mail to " + to + " ended before it was whole")
                : Got.ALLOWED;
    }

    private Got mail(Sasl.@Nullable Presented login, SmtpMail mail) {
        return door.judge(MailServers.mail(new SmtpSubmission(to, login, mail)), to, outcome);
    }

    private Got unreadable(RuleId rule, String sentence) {
        return door.judge(new Reading.Unreadable(rule, sentence), to, Step.Outcome.OK);
    }
}
