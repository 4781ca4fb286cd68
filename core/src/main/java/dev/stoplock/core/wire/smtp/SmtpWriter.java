package dev.stoplock.core.wire.smtp;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Writes one mail as commands to an upstream, each parameter from what was read of it. */
public final class SmtpWriter {

    private SmtpWriter() {}

    /** MAIL FROM, with what {@code offer} says the upstream takes. */
    public static String sender(SmtpMail mail, SmtpOffer offer, boolean announcesSize) {
        SmtpMail.Sender sender = mail.sender();
        StringBuilder line = new StringBuilder("MAIL FROM:<" + sender.address() + ">");
        if (announcesSize) {
            line.append(" SIZE=").append(mail.message().length);
        }
        if (offer.eightBit() && mail.isEightBit()) {
            line.append(" BODY=8BITMIME");
        }
        if (sender.utf8()) {
            line.append(" SMTPUTF8");
        }
        if (sender.ret() != null) {
            line.append(" RET=").append(sender.ret());
        }
        if (sender.envid() != null) {
            line.append(" ENVID=").append(sender.envid());
        }
        return line.toString();
    }

    public static String recipient(SmtpMail.Recipient recipient) {
        StringBuilder line = new StringBuilder("RCPT TO:<" + recipient.address() + ">");
        if (recipient.notifyOn() != null) {
            line.append(" NOTIFY=").append(recipient.notifyOn());
        }
        if (recipient.orcpt() != null) {
            line.append(" ORCPT=").append(recipient.orcpt());
        }
        return line.toString();
    }

    /** The message with its dots stuffed and its end (RFC 5321, 4.5.2). */
    public static byte[] data(byte[] message) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(message.length + 64);
        boolean start = true;
        for (byte each : message) {
            if (start && each == '.') {
                out.write('.');
            }
            out.write(each);
            start = each == '\n';
        }
        out.writeBytes(".\r\n".getBytes(StandardCharsets.US_ASCII));
        return out.toByteArray();
    }

    /** Envelope and message as text, as they stand in a record. */
    public static byte[] whole(SmtpMail mail, SmtpOffer offer) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        List<String> lines = new java.util.ArrayList<>(List.of(sender(mail, offer, false)));
        mail.recipients().forEach(each -> lines.add(recipient(each)));
        lines.add("DATA");
        lines.forEach(line -> out.writeBytes((line + "\r\n").getBytes(StandardCharsets.UTF_8)));
        out.writeBytes(data(mail.message()));
        return out.toByteArray();
    }
}
