package dev.stoplock.gate.egress;

import dev.stoplock.core.model.Destination;
import dev.stoplock.core.model.Reading;
import dev.stoplock.core.model.RuleId;
import dev.stoplock.core.wire.auth.Sasl;
import dev.stoplock.core.wire.smtp.SmtpConversation;
import dev.stoplock.core.wire.smtp.SmtpMail;
import dev.stoplock.core.wire.smtp.SmtpReply;
import dev.stoplock.core.wire.smtp.SmtpStep;
import dev.stoplock.gate.port.Refused;
import java.io.IOException;

/** One captured SMTP connection, from our greeting to its last reply. */
final class SmtpConnection {

    private final Destination destination;
    private final ServerLine line;
    private final ExchangeDesk desk;
    private final SmtpMails mails;
    private final SmtpConversation conversation;
    private final BodyBudget budget;
    private final BodyBudget.Share share;

    SmtpConnection(
            Destination destination,
            ServerLine line,
            ExchangeDesk desk,
            SmtpMails mails,
            BodyBudget budget) {
        this.destination = destination;
        this.line = line;
        this.desk = desk;
        this.mails = mails;
        this.conversation = new SmtpConversation(destination.host(), SmtpMails.LIMIT);
        this.budget = budget;
        this.share = budget.share();
    }

    /** Serves until either side is done; the caller closes the channel. */
    void serve() throws IOException, Refused {
        try (mails;
                share) {
            if (Spoken.with(destination).isTlsFirst()) {
                line.secure();
            }
            say(conversation.greeting());
            byte[] buffer = new byte[16 << 10];
            while (step(buffer)) {
                // each step answers what it is about
            }
        }
    }

    /** False once nothing more is to be said. */
    private boolean step(byte[] buffer) throws IOException, Refused {
        switch (conversation.next()) {
            case SmtpStep.More more -> {
                int n = line.read(buffer);
                if (n < 0) {
                    if (conversation.isMidway()) {
                        refuse(
                                new RuleId("wire.cut-short"),
                                "a mail to " + destination + " ended before it was whole");
                    }
                    return false;
                }
                conversation.feed(buffer, 0, n);
                return isRoom();
            }
            case SmtpStep.Said(SmtpReply reply) -> say(reply);
            case SmtpStep.Hello hello -> {
                return greeted();
            }
            case SmtpStep.Secure(SmtpReply reply) -> {
                say(reply);
                mails.encryptedOnly();
                line.secure();
                conversation.secured();
            }
            case SmtpStep.Login(String user, String password) -> {
                SmtpReply reply = desk.handle(mails.login(new Sasl.Presented(user, password)));
                conversation.settled(reply.code() == 235);
                say(reply);
            }
            case SmtpStep.Mail(SmtpMail mail) -> {
                SmtpReply reply = desk.handle(mails.mail(mail));
                conversation.settled(reply.isPositive());
                share.close();
                say(reply);
            }
            case SmtpStep.Refused(SmtpReply reply, RuleId rule, String sentence, boolean last) -> {
                refuse(rule, sentence);
                say(reply);
                if (last) {
                    line.drain();
                    return false;
                }
            }
            case SmtpStep.Quit(SmtpReply reply) -> {
                say(reply);
                mails.quit();
                return false;
            }
        }
        return true;
    }

    /** The buffer in which a mail grows is up to twice as long as the mail. */
    private boolean isRoom() throws IOException {
        if (share.request(2 * conversation.held())) {
            return true;
        }
        refuse(BodyBudget.RULE, budget.sentence());
        say(SmtpReply.refusal(452, "4.3.1", BodyBudget.RULE, budget.sentence()));
        line.drain();
        return false;
    }

    private boolean greeted() throws IOException {
        try {
            say(conversation.offered(mails.offer(line.isSecured())));
            return true;
        } catch (NotConnected e) {
            String sentence = String.valueOf(e.getMessage());
            if (e.rule().value().startsWith("host.")) {
                refuse(e.rule(), sentence);
            }
            say(SmtpReply.refusal(421, "4.4.1", e.rule(), sentence));
            return false;
        }
    }

    private void say(SmtpReply reply) throws IOException {
        line.write(reply.bytes());
    }

    private void refuse(RuleId rule, String sentence) {
        desk.admits(new Reading.Unreadable(rule, sentence), "unreadable", destination.toString());
    }
}
