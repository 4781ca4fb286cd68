package dev.stoplock.gate.egress;

import dev.stoplock.core.model.Destination;
import dev.stoplock.core.model.Reading;
import dev.stoplock.core.model.RuleId;
import dev.stoplock.core.wire.auth.Sasl;
import dev.stoplock.core.wire.imap.ImapConversation;
import dev.stoplock.core.wire.imap.ImapRequest;
import dev.stoplock.core.wire.imap.ImapStep;
import dev.stoplock.gate.port.Refused;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** One captured IMAP connection, from our greeting to its last response. */
final class ImapConnection {

    private final Destination destination;
    private final ServerLine line;
    private final ExchangeDesk desk;
    private final ImapReads reads;

    ImapConnection(Destination destination, ServerLine line, ExchangeDesk desk, ImapReads reads) {
        this.destination = destination;
        this.line = line;
        this.desk = desk;
        this.reads = reads;
    }

    /** Serves until either side is done; the caller closes the channel. */
    void serve() throws IOException, Refused {
        try (reads) {
            if (Spoken.with(destination).isTlsFirst()) {
                line.secure();
            }
            ImapConversation conversation;
            try {
                conversation = new ImapConversation(reads.offer(line.isSecured()));
            } catch (NotConnected e) {
                String sentence = String.valueOf(e.getMessage());
                if (e.rule().value().startsWith("host.")) {
                    refuse(e.rule(), sentence);
                }
                say(ImapConversation.refusal("* BYE", e.rule(), sentence));
                return;
            }
            say(conversation.greeting());
            byte[] buffer = new byte[16 << 10];
            try {
                while (step(conversation, buffer)) {
                    // each step answers what it is about
                }
            } finally {
                reads.leave(desk);
            }
        }
    }

    /** False once nothing more is to be said. */
    private boolean step(ImapConversation conversation, byte[] buffer) throws IOException, Refused {
        switch (conversation.next()) {
            case ImapStep.More more -> {
                int n = line.read(buffer);
                if (n < 0) {
                    return false;
                }
                conversation.feed(buffer, 0, n);
            }
            case ImapStep.Said(String reply) -> say(reply);
            case ImapStep.Secure(String reply) -> {
                say(reply);
                line.secure();
                conversation.secured(reads.offer(true));
            }
            case ImapStep.Login(String tag, String user, String password) ->
                    answer(
                            conversation,
                            desk.handle(reads.login(tag, new Sasl.Presented(user, password))));
            case ImapStep.Asked(String tag, ImapRequest request) -> {
                ImapReads.Answered answered = reads.answered(desk, tag, request);
                if (!reads.isIdling()) {
                    answer(conversation, answered);
                    return !answered.last();
                }
                conversation.idling();
                put(answered.bytes());
                reads.listen(watcher());
                return !answered.last();
            }
            case ImapStep.Done(String tag) -> {
                ImapReads.Answered ended = desk.handle(reads.done(tag));
                answer(conversation, ended);
                return ended.accepted();
            }
            case ImapStep.Refused(String reply, RuleId rule, String sentence, boolean last) -> {
                refuse(rule, sentence);
                say(reply);
                if (last) {
                    line.drain();
                    return false;
                }
            }
            case ImapStep.Quit(String reply) -> {
                say(reply);
                return false;
            }
        }
        return true;
    }

    private void answer(ImapConversation conversation, ImapReads.Answered answered)
            throws IOException {
        conversation.settled(answered.accepted());
        put(answered.bytes());
    }

    private void say(String text) throws IOException {
        put(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** While a mailbox is watched two threads speak. */
    private void put(byte[] bytes) throws IOException {
        synchronized (line) {
            line.write(bytes);
        }
    }

    private ImapIdle.Watcher watcher() {
        return new ImapIdle.Watcher() {
            @Override
            public void tell(byte[] response) throws IOException {
                put(response);
            }

            @Override
            public void lost() {
                try {
                    say("* BYE the mailbox is no longer watched\r\n");
                    line.close();
                } catch (IOException e) {
                    // the server is gone too: nobody is left to be told
                    return;
                }
            }
        };
    }

    private void refuse(RuleId rule, String sentence) {
        desk.admits(new Reading.Unreadable(rule, sentence), "unreadable", destination.toString());
    }
}
