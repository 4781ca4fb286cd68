package dev.stoplock.lab.mutation;

import static dev.stoplock.lab.mutation.Expected.CONTENT;
import static dev.stoplock.lab.mutation.Expected.CREDENTIAL;
import static dev.stoplock.lab.mutation.Expected.DESTINATION;
import static dev.stoplock.lab.mutation.Expected.SAME;
import static dev.stoplock.lab.mutation.Expected.UNREADABLE;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What can be done to a recorded mail session: envelope, header, text, frame and login. */
final class SmtpMoves {

    private static final List<String> FIELDS =
            List.of(
                    "Bcc",
                    "bCC",
                    "Cc",
                    "To",
                    "From",
                    "Sender",
                    "Reply-To",
                    "Return-Path",
                    "Resent-To",
                    "Resent-Bcc",
                    "Errors-To",
                    "Apparently-To",
                    "Mail-Followup-To",
                    "Disposition-Notification-To",
                    "Return-Receipt-To",
                    "X-Envelope-To",
                    "List-Unsubscribe");
    private static final Pattern ADDRESS = Pattern.compile("[a-z.]+@[a-z.]+\\.example");

    private final Subject subject;
    private final List<SmtpSession> sessions;
    private final int index;
    private final RandomGenerator random;
    private final SmtpSession own;
    private final List<Trial> made = new ArrayList<>();

    SmtpMoves(Subject subject, List<SmtpSession> sessions, int index, RandomGenerator random) {
        this.subject = subject;
        this.sessions = sessions;
        this.index = index;
        this.random = random;
        this.own = sessions.get(index);
    }

    List<Trial> all() {
        for (int i = 0; i < own.recipients().size(); i++) {
            recipient(i);
        }
        sender();
        header();
        content();
        framing();
        login();
        behind();
        twins();
        return List.copyOf(made);
    }

    private String word() {
        byte[] bytes = new byte[4];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    private String stranger() {
        return "archive-" + word() + "@collector.example";
    }

    private static String rcpt(String address) {
        return "RCPT TO:<" + address + ">";
    }

    /** How the server logs in: the lab's server fills in the placeholder. */
    static String login(Subject subject) {
        return "AUTH PLAIN {{" + subject.secret() + ":plain}}";
    }

    private void put(
            Place place, Operation operation, String variant, Expected expected, Step step) {
        made.add(new Trial(index, place, operation, variant, expected, 0, 0, List.of(step)));
    }

    private void say(
            Place place, Operation operation, String variant, Expected said, SmtpSession changed) {
        if (!changed.text().equals(own.text()) || said == SAME) {
            put(place, operation, variant, said, changed.step(subject.api(), login(subject)));
        }
    }

    private void recipient(int i) {
        Place place = new Place("envelope/recipient/" + i, Place.Kind.ADDRESS);
        String real = own.recipients().get(i);
        String stranger = stranger();
        List<String> before = new ArrayList<>(own.recipients());
        before.add(i, rcpt(stranger));
        say(place, Operation.SIBLING, "before it", DESTINATION, own.withRecipients(before));
        List<String> behind = new ArrayList<>(own.recipients());
        behind.add(i + 1, rcpt(stranger));
        say(place, Operation.SIBLING, "behind it", DESTINATION, own.withRecipients(behind));
        List<String> twice = new ArrayList<>(own.recipients());
        twice.add(i, real);
        say(place, Operation.DUPLICATE, "twice", DESTINATION, own.withRecipients(twice));
        instead(place, i, Operation.CHANGE, "stranger", DESTINATION, rcpt(stranger));
        instead(
                place,
                i,
                Operation.CHANGE,
                "plus tag",
                DESTINATION,
                real.replaceFirst("@", "+" + word() + "@"));
        instead(
                place,
                i,
                Operation.CHANGE,
                "sub-domain",
                DESTINATION,
                real.replaceFirst("@", "@mail."));
        instead(
                place,
                i,
                Operation.CHANGE,
                "longer domain",
                DESTINATION,
                real.replaceFirst(">", ".collector.example>"));
        instead(
                place,
                i,
                Operation.CHANGE,
                "one letter less",
                DESTINATION,
                real.replaceFirst("<.", "<"));
        for (String[] form :
                new String[][] {
                    {"a route", real.replaceFirst("<", "<@collector.example:")},
                    {
                        "percent",
                        real.replaceFirst("@", "%").replaceFirst(">", "@collector.example>")
                    },
                    {"a display name", real.replaceFirst("<(.*?)>", "<\"$1\" <" + stranger + ">>")},
                    {"two in one", real.replaceFirst(">", "," + stranger + ">")},
                    {"another original", real + " ORCPT=rfc822;" + stranger},
                    {"a parameter", real + " XFORWARD=" + stranger},
                    {"a bare CR", real + "\r" + rcpt(stranger)},
                    {"a bare LF", real + "\n" + rcpt(stranger)},
                    {"a null", real.replaceFirst(">", "\0>")},
                    {"no brackets", real.replaceAll("[<>]", "")}
                }) {
            instead(
                    place,
                    i,
                    Operation.REENCODE,
                    form[0],
                    form[0].equals("no brackets") ? UNREADABLE : DESTINATION,
                    form[1]);
        }
        for (SmtpSession theirs : sessions) {
            if (theirs != own) {
                String whose = "that of call " + sessions.indexOf(theirs);
                instead(
                        place,
                        i,
                        Operation.CROSS,
                        whose,
                        DESTINATION,
                        theirs.recipients().getFirst());
                List<String> also = new ArrayList<>(own.recipients());
                also.add(theirs.recipients().getFirst());
                say(place, Operation.CROSS, "and " + whose, DESTINATION, own.withRecipients(also));
            }
        }
    }

    private void instead(
            Place place, int i, Operation operation, String variant, Expected said, String line) {
        List<String> others = new ArrayList<>(own.recipients());
        others.set(i, line);
        say(place, operation, variant, said, own.withRecipients(others));
    }

    private void sender() {
        Place place = new Place("envelope/sender", Place.Kind.ADDRESS);
        String stranger = stranger();
        String sender = own.sender();
        for (String[] form :
                new String[][] {
                    {"stranger", sender.replaceFirst("<.*?>", "<" + stranger + ">")},
                    {"plus tag", sender.replaceFirst("@", "+" + word() + "@")},
                    {"sub-domain", sender.replaceFirst("@", "@mail.")},
                    {"another AUTH", sender + " AUTH=" + stranger},
                    {"a route", sender.replaceFirst("<", "<@collector.example:")}
                }) {
            say(place, Operation.CHANGE, form[0], DESTINATION, own.withSender(form[1]));
        }
        say(
                place,
                Operation.MOVE,
                "a recipient",
                DESTINATION,
                own.withSender(
                        own.recipients().getFirst().replaceFirst("(?i)rcpt to", "MAIL FROM")));
    }

    private void header() {
        for (String field : FIELDS) {
            Place place = new Place("header/" + field, Place.Kind.ADDRESS);
            String line = field + ": " + stranger() + "\r\n";
            say(place, Operation.SIBLING, "first", DESTINATION, own.withData(line + own.data()));
            say(
                    place,
                    Operation.SIBLING,
                    "last",
                    DESTINATION,
                    own.withData(own.header() + line + own.body()));
        }
        Matcher address = ADDRESS.matcher(own.header());
        while (address.find()) {
            String before = own.header().substring(0, address.start());
            String name = before.substring(before.lastIndexOf('\n') + 1).replaceFirst(":.*", "");
            if (name.equals("Message-ID")) {
                continue;
            }
            String after = own.header().substring(address.end()) + own.body();
            Place place = new Place("header/" + name, Place.Kind.ADDRESS);
            String stranger = stranger();
            for (String[] form :
                    new String[][] {
                        {"stranger", stranger},
                        {"joined", address.group() + ", " + stranger},
                        {"folded", stranger + ",\r\n " + address.group()},
                        {"group", "all: " + address.group() + ", " + stranger + ";"},
                        {"behind its name", "\"" + address.group() + "\" <" + stranger + ">"},
                        {"comment", address.group() + " (" + stranger + ")"},
                        {"plus tag", address.group().replace("@", "+" + word() + "@")}
                    }) {
                say(
                        place,
                        Operation.CHANGE,
                        form[0],
                        DESTINATION,
                        own.withData(before + form[1] + after));
            }
        }
    }

    private void content() {
        Place place = new Place("header/Subject", Place.Kind.CONTENT);
        say(
                place,
                Operation.CHANGE,
                "other words",
                CONTENT,
                own.withData(
                        own.data().replaceFirst("(?m)^Subject: .*$", "Subject: word " + word())));
        Place text = new Place("body", Place.Kind.CONTENT);
        say(
                text,
                Operation.CHANGE,
                "a word more",
                CONTENT,
                own.withData(own.data() + "word " + word() + "\r\n"));
        say(
                text,
                Operation.SIBLING,
                "a link",
                DESTINATION,
                own.withData(own.data() + "https://collector.example/" + word() + "\r\n"));
    }

    private void framing() {
        Place place = new Place("framing", Place.Kind.FRAMING);
        String smuggled =
                "MAIL FROM:<x@shop.example>\r\n" + rcpt(stranger()) + "\r\nDATA\r\nx\r\n.\r\n";
        for (String[] form :
                new String[][] {
                    {"a dot between line feeds", own.data() + "\n.\n" + smuggled},
                    {"a dot behind a line feed", own.data() + "\n.\r\n" + smuggled},
                    {"a dot before a line feed", own.data() + ".\n" + smuggled},
                    {"a dot between returns", own.data() + "\r.\r" + smuggled},
                    {"a null", own.data() + "\0\r\n"},
                    {"bare line feeds", own.data().replace("\r\n", "\n") + "\r\n"}
                }) {
            say(place, Operation.REENCODE, form[0], UNREADABLE, own.withData(form[1]));
        }
    }

    private void login() {
        Place place = new Place("login", Place.Kind.CREDENTIAL);
        String secret = subject.secret();
        for (String other :
                List.of(
                        "AUTH PLAIN AGJpbGxpbmdAc2hvcC5leGFtcGxlAG9mLXNvbWVib2R5LWVsc2U=",
                        "AUTH PLAIN {{" + secret + ":plainother}}",
                        "AUTH PLAIN {{" + secret + ":base64}}",
                        "AUTH PLAIN {{" + secret + "}}")) {
            SmtpSession nothing = own.withRecipients(List.of());
            List<Step.Message> messages =
                    nothing.step(subject.api(), other).messages().subList(0, 2);
            put(
                    place,
                    Operation.CHANGE,
                    other.replaceAll("[{}]", ""),
                    CREDENTIAL,
                    new Step(
                            subject.host(),
                            subject.host().replaceFirst(":.*", ""),
                            false,
                            messages));
        }
    }

    /** More than was asked, behind what was asked. */
    private void behind() {
        Place place = new Place("framing", Place.Kind.FRAMING);
        String login = login(subject);
        SmtpSession more = own.withRecipients(List.of(rcpt(stranger())));
        for (Step step :
                List.of(
                        own.step(subject.api(), login, more),
                        own.step(subject.api(), login, own))) {
            made.add(
                    new Trial(
                            index,
                            place,
                            Operation.SIBLING,
                            "a second mail",
                            DESTINATION,
                            1,
                            0,
                            List.of(step)));
        }
    }

    private void twins() {
        Place place = new Place("framing", Place.Kind.FRAMING);
        twin(place, "as recorded", each -> each);
        twin(
                place,
                "verbs in small letters",
                each ->
                        each.withSender(each.sender().replaceFirst("MAIL FROM", "mail from"))
                                .withRecipients(
                                        each.recipients().stream()
                                                .map(line ->
                                                        line.replaceFirst("RCPT TO", "rcpt to"))
                                                .toList()));
        twin(
                place,
                "names of fields in capitals",
                each -> each.withData(each.data().replaceFirst("Subject:", "SUBJECT:")));
        twin(
                place,
                "a folded field",
                each -> each.withData(each.data().replaceFirst("To: ", "To:\r\n ")));
        twin(
                place,
                "domains in capitals",
                each ->
                        each.withRecipients(
                                each.recipients().stream()
                                        .map(line ->
                                                Pattern.compile("@[a-z.]+")
                                                        .matcher(line)
                                                        .replaceAll(at ->
                                                                at.group()
                                                                        .toUpperCase(
                                                                                java.util.Locale
                                                                                        .ROOT)))
                                        .toList()));
        List<String> turned = own.recipients().reversed();
        twin(place, "recipients in another order", each -> each.withRecipients(turned));
        twin(
                place,
                "another date and id",
                each ->
                        each.withData(
                                each.data()
                                        .replaceFirst(
                                                "Message-ID: <.*>",
                                                "Message-ID: <" + word() + "@shop.example>")));
    }

    private void twin(Place place, String variant, UnaryOperator<SmtpSession> change) {
        say(place, Operation.TWIN, variant, SAME, change.apply(own));
    }
}
