package dev.stoplock.core.wire.smtp;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Plays bytes to a conversation, as they come or one by one, and writes down what came out. */
public final class SmtpPlay {

    static final SmtpOffer ALL = new SmtpOffer(true, true, true, true, true, 1_000);

    private final SmtpConversation conversation;
    private final SmtpOffer offer;
    private final List<String> out = new ArrayList<>();
    public final List<SmtpMail> mails = new ArrayList<>();
    private boolean ended;

    SmtpPlay(SmtpOffer offer) {
        this.offer = offer;
        this.conversation = new SmtpConversation("smtp.example.test", 1_000);
    }

    public SmtpPlay(SmtpOffer offer, long limit) {
        this.offer = offer;
        this.conversation = new SmtpConversation("smtp.example.test", limit);
    }

    /** Feeds these bytes (Latin-1) at once, then reads all steps. */
    SmtpPlay send(String bytes) {
        return send(bytes.getBytes(StandardCharsets.ISO_8859_1));
    }

    public SmtpPlay send(byte[] bytes) {
        conversation.feed(bytes, 0, bytes.length);
        steps();
        return this;
    }

    SmtpPlay eachByte(String bytes) {
        for (byte each : bytes.getBytes(StandardCharsets.ISO_8859_1)) {
            conversation.feed(new byte[] {each}, 0, 1);
            steps();
        }
        return this;
    }

    private void steps() {
        while (!ended) {
            switch (conversation.next()) {
                case SmtpStep.More more -> {
                    return;
                }
                case SmtpStep.Said(SmtpReply reply) -> out.add(said(reply));
                case SmtpStep.Hello hello -> out.add(said(conversation.offered(offer)));
                case SmtpStep.Secure(SmtpReply reply) -> {
                    out.add(said(reply) + " tls");
                    conversation.secured();
                }
                case SmtpStep.Login(String user, String password) -> {
                    out.add("login " + user + " " + password);
                    conversation.settled(true);
                }
                case SmtpStep.Mail(SmtpMail mail) -> {
                    mails.add(mail);
                    out.add(
                            "mail "
                                    + mail.sender().address()
                                    + " -> "
                                    + mail.recipients().stream()
                                            .map(SmtpMail.Recipient::address)
                                            .toList()
                                    + " "
                                    + new String(mail.message(), StandardCharsets.ISO_8859_1)
                                            .replace("\r\n", "|"));
                    conversation.settled(true);
                }
                case SmtpStep.Refused(SmtpReply reply, var rule, var sentence, boolean last) -> {
                    out.add(reply.code() + " " + rule + (last ? " end" : ""));
                    ended = last;
                }
                case SmtpStep.Quit(SmtpReply reply) -> {
                    out.add(said(reply));
                    ended = true;
                }
            }
        }
    }

    private static String said(SmtpReply reply) {
        return Integer.toString(reply.code());
    }

    public List<String> out() {
        return List.copyOf(out);
    }
}
