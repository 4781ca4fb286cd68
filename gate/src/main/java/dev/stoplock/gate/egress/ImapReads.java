package dev.stoplock.gate.egress;

import dev.stoplock.core.effect.CredentialPlaces;
import dev.stoplock.core.effect.MailServers;
import dev.stoplock.core.model.Destination;
import dev.stoplock.core.model.InstanceId;
import dev.stoplock.core.model.Reading;
import dev.stoplock.core.model.RuleId;
import dev.stoplock.core.policy.Judgement;
import dev.stoplock.core.wire.auth.Sasl;
import dev.stoplock.core.wire.imap.ImapConversation;
import dev.stoplock.core.wire.imap.ImapMailboxes;
import dev.stoplock.core.wire.imap.ImapOffer;
import dev.stoplock.core.wire.imap.ImapRequest;
import dev.stoplock.gate.port.Redacted;
import dev.stoplock.gate.port.Refused;
import dev.stoplock.gate.port.Secrets;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one connection of a server asks of a mail server by IMAP, and the upstream connection it is
 * asked over. An answer goes back whole, or, where it holds a secret, not at all.
 */
final class ImapReads implements Closeable {

    /** As an outcome's status: IMAP has words where HTTP has numbers. */
    private static final int OK = 200;

    private static final int NOT_OK = 400;

    private final InstanceId instance;
    private final Destination destination;
    private final Secrets secrets;
    private final Dialer dialer;
    private final Latch latch;
    private final Bodies bodies;
    private final Credentials credentials;
    private @Nullable ImapUpstream upstream;
    private @Nullable String account;
    private @Nullable ImapIdle idle;
    private final ImapMailboxes listed = new ImapMailboxes();

    ImapReads(
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
    ImapOffer offer(boolean encrypted) throws NotConnected {
        ImapUpstream open = upstream;
        if (open == null) {
            open = ImapUpstream.open(destination, dialer, latch);
            upstream = open;
        }
        Set<String> capabilities = open.capabilities();
        return ImapOffer.of(capabilities, !encrypted && open.isEncrypted(), open.isEncrypted());
    }

    @Override
    public void close() {
        ImapUpstream open = upstream;
        upstream = null;
        if (open != null) {
            open.close();
        }
    }

    /** What goes back to the server; {@code accepted}: it was done. */
    record Answered(byte[] bytes, boolean accepted, boolean last) {}

    Passage<Answered> login(String tag, Sasl.Presented presented) {
        return new ImapPassage("IMAP login", tag) {
            @Override
            public Reading read() {
                return MailServers.login(destination, "imap login", presented);
            }

            @Override
            public byte[] kept(Judgement judgement) {
                return "AUTHENTICATE PLAIN\r\n".getBytes(StandardCharsets.US_ASCII);
            }

            @Override
            ImapUpstream.Answer answer(ImapUpstream open, Judgement judgement)
                    throws IOException, Refused {
                Sasl.Presented real =
                        credentials.put(
                                judgement,
                                destination,
                                puts -> CredentialPlaces.put(presented, puts));
                ImapUpstream.Answer answer = open.login(real);
                account = answer.isOk() ? presented.user() : account;
                // a login says nothing but how it went
                return new ImapUpstream.Answer(new byte[0], answer.last());
            }
        };
    }

    /**
     * Has a command judged and asked. Clients try one name for a mailbox after the other: what the
     * account's own listing lacks, now as before, is answered here, and its name goes nowhere.
     */
    Answered answered(ExchangeDesk desk, String tag, ImapRequest request) {
        String mailbox = request.opens();
        if (mailbox != null && listed.lack(mailbox)) {
            Answered again = desk.handle(ask(tag, ImapRequest.LIST_OF_ALL));
            if (!again.accepted()) {
                return again;
            }
            if (listed.lack(mailbox)) {
                // RFC 5530, 3
                String no = " NO [NONEXISTENT] no listing of this account names this mailbox\r\n";
                return new Answered(bytes(tag + no), false, false);
            }
        }
        return desk.handle(ask(tag, request));
    }

    Passage<Answered> ask(String tag, ImapRequest request) {
        return new ImapPassage(request.name().replace("imap ", "IMAP "), tag) {
            @Override
            public Reading read() {
                return MailServers.ask(destination, account, listed, request);
            }

            @Override
            public byte[] kept(Judgement judgement) {
                ByteArrayOutputStream out = new ByteArrayOutputStream();
                request.parts("").forEach(out::writeBytes);
                return bodies.safe(out.toByteArray());
            }

            @Override
            ImapUpstream.Answer answer(ImapUpstream open, Judgement judgement) throws IOException {
                if (request.equals(ImapRequest.IDLE)) {
                    ImapUpstream.Answer begun = open.idle();
                    idle = begun.isBegun() ? open.watched() : null;
                    return begun;
                }
                ImapUpstream.Answer answer = open.ask(request);
                if (answer.isOk()) {
                    listed.learn(request, answer.untagged());
                }
                return answer;
            }
        };
    }

    /** Whether the upstream watches the open mailbox, so that nothing but DONE can be asked. */
    boolean isIdling() {
        return idle != null;
    }

    /** Has what comes meanwhile passed on. */
    void listen(ImapIdle.Watcher watcher) throws IOException {
        Objects.requireNonNull(idle)
                .listen(watcher, said -> secrets.redact(instance, said) instanceof Redacted.Clean);
    }

    /** The end of the watching. What was said meanwhile is on record with it. */
    Passage<Answered> done(String tag) {
        ImapIdle watched = Objects.requireNonNull(idle);
        return new ImapPassage("IMAP DONE", tag) {
            @Override
            public Reading read() {
                return MailServers.ask(destination, account, listed, ImapRequest.DONE);
            }

            @Override
            public byte[] kept(Judgement judgement) {
                return bytes("DONE\r\n");
            }

            @Override
            ImapUpstream.Answer answer(ImapUpstream open, Judgement judgement) {
                idle = null;
                return watched.done();
            }

            @Override
            byte[] passed(ImapUpstream.Answer answer) {
                // what was to be told of it was, as it came
                return new byte[0];
            }
        };
    }

    /** Ends a watching that the server did not end, so that it is on record too. */
    void leave(ExchangeDesk desk) {
        ImapUpstream open = upstream;
        if (isIdling() && open != null && open.isLetThrough()) {
            desk.handle(done("*"));
        }
    }

    /** What logins and commands have in common. */
    private abstract class ImapPassage extends MailPassage<Answered> {

        private final String tag;

        ImapPassage(String described, String tag) {
            super(destination, described);
            this.tag = tag;
        }

        abstract ImapUpstream.Answer answer(ImapUpstream open, Judgement judgement)
                throws IOException, Refused;

        /** What the server is told besides the answer's last line. */
        byte[] passed(ImapUpstream.Answer answer) {
            return answer.untagged();
        }

        @Override
        void ready() throws NotConnected {
            // a session that was lost is not begun anew: which mailbox was open is not known there
            if (upstream == null) {
                throw new NotConnected("upstream.imap", destination, "the session was lost");
            }
        }

        @Override
        boolean isLetThrough() {
            return upstream != null && upstream.isLetThrough();
        }

        @Override
        Sent<Answered> send(Judgement judgement) throws IOException, Refused {
            ImapUpstream open = Objects.requireNonNull(upstream);
            ImapUpstream.Answer answer = answer(open, judgement);
            return answered(tag, answer, passed(answer), open.hops());
        }

        /** The command had been said, or a part of it. */
        @Override
        Sent<Answered> lost(String sentence) {
            return new Sent.Unknown<>(sentence, destination.toString());
        }

        @Override
        void giveUp() {
            close();
        }

        @Override
        public byte[] text(Answered back) {
            return back.bytes();
        }

        @Override
        public Answered refused(RuleId rule, String sentence, boolean last) {
            return new Answered(
                    bytes(ImapConversation.refusal(tag + " NO", rule, sentence)), false, false);
        }

        @Override
        public Answered failed(RuleId rule, String sentence) {
            String bye =
                    ImapConversation.refusal(tag + " NO [UNAVAILABLE]", rule, sentence)
                            + "* BYE\r\n";
            return new Answered(bytes(bye), false, true);
        }
    }

    private Sent<Answered> answered(
            String tag, ImapUpstream.Answer answer, byte[] untagged, String hops) {
        // every mailbox is opened to be read only; clients that asked for more are told they may
        // not have it by the refusal of whatever would change it
        String last = answer.last().replace("[READ-ONLY]", "[READ-WRITE]");
        String start = answer.isBegun() ? "" : tag + " ";
        byte[] whole = joined(untagged, start + last + "\r\n");
        boolean done = answer.isOk() || answer.isBegun();
        Sent.Came<Answered> came =
                new Sent.Came<>() {
                    @Override
                    public byte[] body() {
                        return whole;
                    }

                    @Override
                    public Answered passedOn() {
                        // Threat: a mailbox that holds the credential would hand it over
                        return secrets.redact(instance, whole) instanceof Redacted.Clean
                                ? new Answered(whole, done, false)
                                : new Answered(
                                        bytes(
                                                ImapConversation.refusal(
                                                        tag + " NO",
                                                        new RuleId("credential.echo"),
                                                        "the answer holds a secret; it is"
                                                                + " withheld")),
                                        false,
                                        false);
                    }

                    @Override
                    public byte[] kept() {
                        return bodies.safe(joined(answer.untagged(), answer.last() + "\r\n"));
                    }
                };
        return new Sent.Answered<>(came, done ? OK : NOT_OK, Sent.Fate.TAKEN, hops);
    }

    private static byte[] joined(byte[] untagged, String last) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(untagged);
        out.writeBytes(bytes(last));
        return out.toByteArray();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
