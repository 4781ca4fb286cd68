package dev.stoplock.lab.mutation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stoplock.lab.mail.SmtpSink;
import java.util.ArrayList;
import java.util.List;

/**
 * One call of a real server through a real gate, and the mail it led to, as the mail server got it
 * (RFC 5321): the lines of its envelope and the text between DATA and the dot. Text is Latin-1.
 */
record SmtpSession(
        String tool, ObjectNode arguments, String sender, List<String> recipients, String data) {

    SmtpSession {
        recipients = List.copyOf(recipients);
    }

    static SmtpSession of(Subject.Call call, SmtpSink.Mail mail) {
        return new SmtpSession(
                call.tool(),
                call.arguments(),
                mail.envelope().getFirst(),
                mail.envelope().subList(1, mail.envelope().size()),
                mail.data());
    }

    SmtpSession withSender(String other) {
        return new SmtpSession(tool, arguments, other, recipients, data);
    }

    SmtpSession withRecipients(List<String> others) {
        return new SmtpSession(tool, arguments, sender, others, data);
    }

    SmtpSession withData(String other) {
        return new SmtpSession(tool, arguments, sender, recipients, other);
    }

    /** The fields of its header as they stand, with the end of the last one. */
    String header() {
        return data.substring(0, data.indexOf("\r\n\r\n") + 2);
    }

    String body() {
        return data.substring(header().length());
    }

    /** Its envelope and text as one run of bytes, as a stand-in gives what it took. */
    static String text(SmtpSink.Mail mail) {
        return String.join("\r\n", mail.envelope()) + "\r\nDATA\r\n" + mail.data();
    }

    String text() {
        return text(new SmtpSink.Mail(envelope(), data));
    }

    List<String> envelope() {
        List<String> lines = new ArrayList<>(List.of(sender));
        lines.addAll(recipients);
        return lines;
    }

    /** A connection that logs in and says this mail, and then those. */
    Step step(Api api, String login, SmtpSession... more) {
        List<Step.Message> messages = new ArrayList<>();
        messages.add(line("EHLO laptop.example"));
        messages.add(line(login));
        into(messages);
        for (SmtpSession each : more) {
            each.into(messages);
        }
        messages.add(line("QUIT"));
        String host = api.host().replaceFirst(":.*", "");
        return new Step(api.host(), host, false, messages);
    }

    private void into(List<Step.Message> messages) {
        envelope().forEach(each -> messages.add(line(each)));
        messages.add(line("DATA"));
        // the reply to the dot says whether the mail was taken
        messages.add(new Step.Message(List.of(data + ".\r\n"), 1, true));
    }

    private static Step.Message line(String text) {
        return new Step.Message(List.of(text + "\r\n"), 1, false);
    }
}
