package dev.stoplock.gate.egress;

import dev.stoplock.core.effect.CredentialPlaces;
import dev.stoplock.core.effect.MailServers;
import dev.stoplock.core.effect.SmtpSubmission;
import dev.stoplock.core.model.Destination;
import dev.stoplock.core.model.InstanceId;
import dev.stoplock.core.model.Reading;
import dev.stoplock.core.model.RuleId;
import dev.stoplock.core.policy.Judgement;
import dev.stoplock.core.wire.auth.Sasl;
import dev.stoplock.core.wire.smtp.SmtpMail;
import dev.stoplock.core.wire.smtp.SmtpOffer;
import dev.stoplock.core.wire.smtp.SmtpReply;
import dev.stoplock.core.wire.smtp.SmtpWriter;
import dev.stoplock.gate.port.Redacted;
import dev.stoplock.gate.port.Refused;
import dev.stoplock.gate.port.Secrets;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one connection of a server asks to leave by SMTP, and the upstream connection it leaves by.
 *
 * <p>Guarantees: envelope and message go on as they were judged, byte for byte, by DATA; a mail of
 * which the upstream refuses one recipient is given up whole, and the refusals are passed on.
 */
final class SmtpMails implements Closeable {

    /** The longest mail, in octets: as long as an HTTP body may be. */
    static final int LIMIT = WireLimits.REQUEST;

    private final InstanceId instance;
    private final Destination destination;
    private final Secrets secrets;
    private final Dialer dialer;
    private final Latch latch;
    private final Bodies bodies;
    private final Credentials credentials;
    private @Nullable SmtpUpstream upstream;
    private Sasl.@Nullable Presented login;
    private boolean loggedIn;
    private boolean encryptedOnly;

    SmtpMails(
            InstanceId instance,
            Destination destination,
            Secrets secrets,
            Dialer dialer,
            Latch latch) {
        this.instance = instance;
        this.destination = destination;
        this.secrets = secrets;
        this.dialer = dialer;
        this.latch = latch;
        this.bodies = new Bodies(instance, secrets);
        this.credentials = new Credentials(instance, secrets);
    }

    /** Greets the upstream where that is not done yet, and says what can be offered. */
    SmtpOffer offer(boolean encrypted) throws NotConnected {
        SmtpUpstream open = connected();
        SmtpOffer offer = open.offer(LIMIT);
        return offer.withStartTls(!encrypted && open.isEncrypted())
                .withLogin(offer.login() && open.isEncrypted());
    }

    /** The server asked for encryption: from here on nothing goes on without it. */
    void encryptedOnly() {
        encryptedOnly = true;
    }

    private SmtpUpstream connected() throws NotConnected {
        SmtpUpstream open = upstream;
        if (open == null) {
            open = SmtpUpstream.open(destination, dialer, latch);
            upstream = open;
            loggedIn = false;
        }
        if (encryptedOnly && !open.isEncrypted()) {
            close();
            throw new NotConnected(
                    "upstream.smtp", destination, "it does not offer encryption any more");
        }
        return open;
    }

    /** Takes leave of the mail server as the server took leave of us. */
    void quit() {
        SmtpUpstream open = upstream;
        try {
            if (open != null && open.isLetThrough()) {
                open.say("QUIT");
            }
        } catch (IOException e) {
            // it went first
            return;
        } finally {
            close();
        }
    }

    @Override
    public void close() {
        SmtpUpstream open = upstream;
        upstream = null;
        loggedIn = false;
        if (open != null) {
            open.close();
        }
    }

    /** Logging in; the credentials are the server's own, mostly placeholders. */
    Passage<SmtpReply> login(Sasl.Presented presented) {
        return new SmtpPassage("SMTP login") {
            @Override
            public Reading read() {
                return MailServers.login(destination, "smtp login", presented);
            }

            @Override
            public byte[] kept(Judgement judgement) {
                return bodies.safe("AUTH PLAIN\r\n".getBytes(StandardCharsets.US_ASCII));
            }

            @Override
            Sent<SmtpReply> send(SmtpUpstream open, Judgement judgement)
                    throws IOException, Refused {
                SmtpReply reply = open.login(real(presented, judgement));
                loggedIn = reply.code() == 235;
                login = loggedIn ? presented : null;
                return answered(reply, open.hops());
            }
        };
    }

    private Sasl.Presented real(Sasl.Presented presented, Judgement judgement) throws Refused {
        return credentials.put(
                judgement, destination, puts -> CredentialPlaces.put(presented, puts));
    }

    Passage<SmtpReply> mail(SmtpMail mail) {
        Sasl.Presented with = login;
        return new SmtpPassage("SMTP mail") {
            @Override
            public long size() {
                return mail.message().length;
            }

            @Override
            public Reading read() {
                return MailServers.mail(new SmtpSubmission(destination, with, mail));
            }

            @Override
            public byte[] kept(Judgement judgement) {
                return bodies.safe(SmtpWriter.whole(mail, SmtpOffer.plain(LIMIT)));
            }

            @Override
            Sent<SmtpReply> send(SmtpUpstream open, Judgement judgement)
                    throws IOException, Refused {
                if (with != null && !loggedIn) {
                    SmtpReply reply = open.login(real(with, judgement));
                    loggedIn = reply.code() == 235;
                    if (!loggedIn) {
                        return answered(reply, open.hops());
                    }
                }
                return delivered(open, mail);
            }
        };
    }

    private Sent<SmtpReply> delivered(SmtpUpstream open, SmtpMail mail) throws IOException {
        SmtpOffer offer = open.offer(LIMIT);
        SmtpMail.Sender sender = mail.sender();
        if (mail.isEightBit() && !offer.eightBit()
                || sender.utf8() && !offer.utf8()
                || mail.message().length > offer.size()) {
            return new Sent.Failed<>(
                    "the mail server does not offer any more what this mail needs; nothing was"
                            + " sent");
        }
        SmtpReply from = open.say(SmtpWriter.sender(mail, offer, open.announcesSize()));
        if (!from.isPositive()) {
            return answered(from, open.hops());
        }
        List<String> refused = new ArrayList<>();
        int code = 0;
        for (SmtpMail.Recipient recipient : mail.recipients()) {
            SmtpReply to = open.say(SmtpWriter.recipient(recipient));
            if (!to.isPositive()) {
                code = code == 0 ? to.code() : code;
                refused.add("<" + recipient.address() + "> " + to.code() + " " + to.text());
            }
        }
        if (code != 0) {
            open.say("RSET");
            refused.addFirst("the mail server refuses recipients, so nobody gets this mail");
            return answered(new SmtpReply(code, refused), open.hops());
        }
        SmtpReply data = open.say("DATA");
        if (data.code() != 354) {
            return answered(data, open.hops());
        }
        // from here on octets of the message leave: whatever is lost, it may have arrived
        try {
            return answered(open.deliver(SmtpWriter.data(mail.message())), open.hops());
        } catch (IOException e) {
            close();
            return new Sent.Unknown<>(
                    "the connection was lost before the mail was answered: " + e.getMessage(),
                    open.hops());
        }
    }

    private Sent<SmtpReply> answered(SmtpReply reply, String hops) {
        Sent.Came<SmtpReply> came =
                new Sent.Came<>() {
                    @Override
                    public byte[] body() {
                        return reply.bytes();
                    }

                    @Override
                    public SmtpReply passedOn() {
                        // Threat: a server that repeats the credential would hand it over
                        return secrets.redact(instance, reply.bytes()) instanceof Redacted.Clean
                                ? reply
                                : SmtpReply.of(
                                        reply.code(), "the reply holds a secret and is withheld");
                    }

                    @Override
                    public byte[] kept() {
                        return bodies.safe(reply.bytes());
                    }
                };
        // RFC 5321, 6.1: who answers a mail by 4yz or 5yz has not taken it
        Sent.Fate fate = reply.isPositive() ? Sent.Fate.TAKEN : Sent.Fate.REFUSED;
        return new Sent.Answered<>(came, reply.code(), fate, hops);
    }

    /** What logins and mails have in common. */
    private abstract class SmtpPassage extends MailPassage<SmtpReply> {

        SmtpPassage(String described) {
            super(destination, described);
        }

        abstract Sent<SmtpReply> send(SmtpUpstream open, Judgement judgement)
                throws IOException, Refused;

        @Override
        void ready() throws NotConnected {
            alive();
        }

        @Override
        boolean isLetThrough() {
            return upstream != null && upstream.isLetThrough();
        }

        @Override
        Sent<SmtpReply> send(Judgement judgement) throws IOException, Refused {
            return send(connected(), judgement);
        }

        /** Before a message is on its way, no mail can have been taken. */
        @Override
        Sent<SmtpReply> lost(String sentence) {
            return new Sent.Failed<>(sentence + "; no mail was taken");
        }

        @Override
        void giveUp() {
            close();
        }

        @Override
        public byte[] text(SmtpReply back) {
            return back.bytes();
        }

        @Override
        public SmtpReply refused(RuleId rule, String sentence, boolean last) {
            boolean credential = rule.value().startsWith("credential.");
            return credential
                    ? SmtpReply.refusal(535, "5.7.8", rule, sentence)
                    : SmtpReply.refusal(550, "5.7.1", rule, sentence);
        }

        @Override
        public SmtpReply failed(RuleId rule, String sentence) {
            // Threat: a 4yz reply asks for the same mail again, which may have arrived already
            return rule.value().equals("upstream.unreachable")
                    ? SmtpReply.refusal(451, "4.4.1", rule, sentence)
                    : SmtpReply.refusal(554, "5.4.0", rule, sentence);
        }
    }

    /** An upstream that still answers: one that was left idle may be gone. */
    private void alive() throws NotConnected {
        SmtpUpstream open = connected();
        boolean answers;
        try {
            answers = open.say("RSET").isPositive();
        } catch (IOException e) {
            // nothing of a mail was said there: another connection says it first
            answers = false;
        }
        if (!answers) {
            close();
            connected();
        }
    }
}
