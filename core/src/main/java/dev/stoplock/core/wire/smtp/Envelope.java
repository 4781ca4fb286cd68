package dev.stoplock.core.wire.smtp;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The envelope of one transaction as it grows: first the sender, then the recipients. */
final class Envelope {

    /** RFC 5321, 4.5.3.1.8: at least 100 are to be taken. */
    static final int MOST_RECIPIENTS = 100;

    /** RFC 3461, 4: encoded text is printable ASCII without plus and equals signs but in codes. */
    private static final Pattern XTEXT = Pattern.compile("([!-*,-<>-~]|\\+[0-9A-F]{2}){1,500}");

    private static final Pattern NOTIFY =
            Pattern.compile("NEVER|(SUCCESS|FAILURE|DELAY)(,(SUCCESS|FAILURE|DELAY)){0,2}");

    private final SmtpMail.Sender sender;
    private final boolean sevenBit;
    private final List<SmtpMail.Recipient> recipients = new ArrayList<>();

    private Envelope(SmtpMail.Sender sender, boolean sevenBit) {
        this.sender = sender;
        this.sevenBit = sevenBit;
    }

    /** What MAIL makes: an envelope, or a reason against it. */
    record Begun(@Nullable Envelope envelope, @Nullable Fault fault) {}

    static Begun begin(Arguments arguments, SmtpOffer offer) {
        boolean utf8 = false;
        boolean sevenBit = false;
        String ret = null;
        String envid = null;
        String size = arguments.parameters().getOrDefault("SIZE", "");
        if (size.matches("[0-9]{1,18}") && Long.parseLong(size) > offer.size()) {
            return new Begun(
                    null,
                    Fault.of(
                            552,
                            "5.3.4",
                            "wire.smtp-size",
                            "a mail is over " + offer.size() + " octets"));
        }
        for (Map.Entry<String, String> each : arguments.parameters().entrySet()) {
            String value = each.getValue();
            boolean fits =
                    switch (each.getKey()) {
                        case "SIZE" -> value.matches("[0-9]{1,18}");
                        case "BODY" -> {
                            sevenBit = value.equalsIgnoreCase("7BIT");
                            yield sevenBit
                                    || value.equalsIgnoreCase("8BITMIME") && offer.eightBit();
                        }
                        case "SMTPUTF8" -> {
                            utf8 = true;
                            yield value.isEmpty() && offer.utf8();
                        }
                        case "RET" -> {
                            ret = value.toUpperCase(Locale.ROOT);
                            yield offer.notifications() && ret.matches("FULL|HDRS");
                        }
                        case "ENVID" -> {
                            envid = value;
                            yield offer.notifications()
                                    && value.length() <= 100
                                    && XTEXT.matcher(value).matches();
                        }
                        default -> false;
                    };
            if (!fits) {
                return begun(555, "5.5.4", "MAIL has a parameter that was not offered");
            }
        }
        if (!arguments.isAscii() && !utf8) {
            return begun(553, "5.6.7", "an address outside ASCII comes without SMTPUTF8");
        }
        return new Begun(
                new Envelope(new SmtpMail.Sender(arguments.address(), utf8, ret, envid), sevenBit),
                null);
    }

    private static Begun begun(int code, String enhanced, String sentence) {
        return new Begun(null, Fault.syntax(code, enhanced, sentence));
    }

    /** Adds one recipient, or says why not. */
    @Nullable Fault add(Arguments arguments, SmtpOffer offer) {
        String notifyOn = null;
        String orcpt = null;
        for (Map.Entry<String, String> each : arguments.parameters().entrySet()) {
            String value = each.getValue();
            boolean fits =
                    switch (each.getKey()) {
                        case "NOTIFY" -> {
                            notifyOn = value.toUpperCase(Locale.ROOT);
                            yield NOTIFY.matcher(notifyOn).matches();
                        }
                        case "ORCPT" -> {
                            orcpt = value;
                            int semicolon = value.indexOf(';');
                            yield semicolon > 0
                                    && value.substring(0, semicolon).matches("[A-Za-z0-9-]{1,20}")
                                    && XTEXT.matcher(value.substring(semicolon + 1)).matches();
                        }
                        default -> false;
                    };
            if (!fits || !offer.notifications()) {
                return Fault.syntax(555, "5.5.4", "RCPT has a parameter that was not offered");
            }
        }
        if (!arguments.isAscii() && !sender.utf8()) {
            return Fault.syntax(553, "5.6.7", "an address outside ASCII comes without SMTPUTF8");
        }
        if (recipients.size() == MOST_RECIPIENTS) {
            return Fault.of(
                    452,
                    "4.5.3",
                    "wire.smtp-too-many",
                    "a mail has over " + MOST_RECIPIENTS + " recipients");
        }
        recipients.add(new SmtpMail.Recipient(arguments.address(), notifyOn, orcpt));
        return null;
    }

    boolean hasRecipients() {
        return !recipients.isEmpty();
    }

    boolean isSevenBit() {
        return sevenBit;
    }

    SmtpMail with(byte[] message) {
        return new SmtpMail(sender, recipients, message);
    }
}
