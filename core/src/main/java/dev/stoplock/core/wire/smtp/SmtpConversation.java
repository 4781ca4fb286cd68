package dev.stoplock.core.wire.smtp;

import dev.stoplock.core.wire.auth.Sasl;
import dev.stoplock.core.wire.text.CrlfInput;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One client's SMTP session as the server sees it (RFC 5321): bytes in, steps out. Only what has a
 * single reading passes, and only commands of a closed list: EHLO, HELO, STARTTLS, AUTH PLAIN and
 * LOGIN, MAIL, RCPT, DATA, BDAT, RSET, NOOP, QUIT.
 *
 * <p>Guarantees: a mail comes out once, whole, as its octets were sent; nothing that arrived before
 * TLS counts after it (CVE-2011-0411); what must be last in a pipelined group (RFC 2920, 3.1) is.
 */
public final class SmtpConversation {

    /** RFC 4954, 4: base64 in AUTH may take 12,288 octets with its line end. */
    private static final int LONGEST_LINE = 12_286;

    private static final int MOST_REFUSALS = 10;
    private static final int MOST_COMMANDS = 10_000;

    private enum Phase {
        COMMAND,
        LOGIN,
        DATA,
        CHUNK,
        WAITING,
        OVER
    }

    private final String host;
    private final long limit;
    private final CrlfInput input = new CrlfInput();
    private Phase phase = Phase.COMMAND;
    private SmtpOffer offer;
    private boolean greeted;
    private boolean extended;
    private boolean loggingIn;
    private boolean loggedIn;
    private @Nullable LoginDialogue dialogue;
    private @Nullable Envelope envelope;
    private @Nullable Intake intake;
    private int refusals;
    private int commands;

    /** {@code host} is the name to answer under; {@code limit} the longest message in octets. */
    public SmtpConversation(String host, long limit) {
        this.host = host;
        this.limit = limit;
        this.offer = SmtpOffer.plain(limit);
    }

    /** What the server says first. */
    public SmtpReply greeting() {
        return SmtpReply.of(220, host + " ESMTP");
    }

    public void feed(byte[] bytes, int offset, int length) {
        input.add(bytes, offset, length);
    }

    /** Whether something was begun that is not whole. */
    public boolean isMidway() {
        return input.available() > 0 || intake != null;
    }

    /** How many octets of a mail that is not whole yet are held. */
    public long held() {
        return intake == null ? 0 : intake.size();
    }

    /** Answers {@code Hello}: what holds from now on. Gives the reply. */
    public SmtpReply offered(SmtpOffer what) {
        answer();
        offer = extended ? what : SmtpOffer.plain(what.size());
        greeted = true;
        return extended ? offer.reply(host) : SmtpReply.of(250, host);
    }

    /** Answers {@code Secure}: TLS is up, and all that was said before it is forgotten. */
    public void secured() {
        answer();
        greeted = false;
        extended = false;
        loggedIn = false;
        offer = SmtpOffer.plain(limit);
    }

    /** Answers {@code Login}, {@code Mail}, or a {@code Hello} that led to nothing. */
    public void settled(boolean accepted) {
        loggedIn |= accepted && loggingIn;
        answer();
    }

    private void answer() {
        if (phase != Phase.WAITING) {
            throw new IllegalStateException("nothing waits for an answer");
        }
        loggingIn = false;
        forget();
    }

    private void forget() {
        envelope = null;
        intake = null;
        phase = Phase.COMMAND;
    }

    /** The next step; a refused one that is not the last leaves everything as it was. */
    public SmtpStep next() {
        SmtpStep step =
                switch (phase) {
                    case WAITING ->
                            throw new IllegalStateException("the last step was not answered");
                    case OVER -> new SmtpStep.More();
                    case DATA, CHUNK -> take();
                    case COMMAND, LOGIN -> line();
                };
        if (step instanceof SmtpStep.Refused(var reply, var rule, var sentence, var last)) {
            refusals++;
            if (last || refusals >= MOST_REFUSALS) {
                phase = Phase.OVER;
                intake = null;
                return new SmtpStep.Refused(reply, rule, sentence, true);
            }
        }
        return step;
    }

    private SmtpStep line() {
        return switch (input.line(LONGEST_LINE)) {
            case CrlfInput.Line.None none -> new SmtpStep.More();
            case CrlfInput.Line.Wrong(String reason) -> unreadable(reason);
            case CrlfInput.Line.Whole(byte[] bytes) -> {
                String text = text(bytes);
                yield text == null
                        ? unreadable("it is not plain text in UTF-8")
                        : phase == Phase.COMMAND ? command(text) : answered(text);
            }
        };
    }

    private static SmtpStep unreadable(String reason) {
        return Fault.last(
                        500,
                        "5.5.2",
                        "wire.smtp-line",
                        "an SMTP command has no single reading: " + reason)
                .step();
    }

    /** Text without control characters, or null. */
    private static @Nullable String text(byte[] bytes) {
        try {
            String text =
                    StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
            return text.matches("[^\\p{C}\\p{Zl}\\p{Zp}]*") ? text : null;
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    private SmtpStep command(String line) {
        commands++;
        if (commands > MOST_COMMANDS) {
            return Fault.last(
                            421,
                            "4.7.0",
                            "wire.smtp-too-many",
                            "over " + MOST_COMMANDS + " commands came on one connection")
                    .step();
        }
        int space = line.indexOf(' ');
        String verb = (space < 0 ? line : line.substring(0, space)).toUpperCase(Locale.ROOT);
        String rest = space < 0 ? "" : line.substring(space + 1);
        return switch (verb) {
            case "EHLO", "HELO" -> hello(verb, rest);
            case "STARTTLS" -> startTls(rest);
            case "AUTH" -> login(rest);
            case "MAIL" -> mail(rest);
            case "RCPT" -> recipient(rest);
            case "DATA" -> data(rest);
            case "BDAT" -> chunk(rest);
            case "RSET" -> reset(rest);
            case "NOOP" -> said(250, "2.0.0 OK");
            case "QUIT" -> {
                phase = Phase.OVER;
                yield new SmtpStep.Quit(SmtpReply.of(221, "2.0.0 bye"));
            }
            default ->
                    // VRFY, EXPN, ETRN, TURN, XCLIENT, HELP, BURL and whatever else there is
                    Fault.of(
                                    502,
                                    "5.5.1",
                                    "wire.smtp-command",
                                    "an SMTP command is not one of those that pass: "
                                            + verb.substring(0, Math.min(20, verb.length())))
                            .step();
        };
    }

    private SmtpStep hello(String verb, String name) {
        if (input.available() > 0) {
            return Fault.ahead(verb).step();
        }
        // the name stays here: the gate greets the upstream under its own
        if (!name.matches("[!-~]{1,255}")) {
            return Fault.syntax(501, "5.5.4", verb + " names no host").step();
        }
        extended = verb.equals("EHLO");
        phase = Phase.WAITING;
        return new SmtpStep.Hello(extended);
    }

    private SmtpStep startTls(String rest) {
        // Threat: commands put in front of the handshake would be taken for the client's own
        if (input.available() > 0) {
            return Fault.last(
                            554,
                            "5.5.1",
                            "wire.smtp-starttls",
                            "bytes came behind STARTTLS and before TLS")
                    .step();
        }
        if (!rest.isEmpty()) {
            return Fault.syntax(501, "5.5.4", "STARTTLS takes no argument").step();
        }
        if (!offer.startTls()) {
            return said(454, "4.7.0 TLS is not offered here");
        }
        phase = Phase.WAITING;
        return new SmtpStep.Secure(SmtpReply.of(220, "2.0.0 go ahead"));
    }

    private SmtpStep login(String rest) {
        if (!extended || loggedIn || envelope != null) {
            return said(503, "5.5.1 AUTH does not belong here");
        }
        if (!offer.login()) {
            return Fault.of(
                            538,
                            "5.7.11",
                            "credential.no-login",
                            "server logs in where no login over an encrypted connection is offered"
                                    + " upstream")
                    .step();
        }
        LoginDialogue.Begun begun = LoginDialogue.begin(rest);
        dialogue = begun.dialogue();
        return turn(begun.turn());
    }

    /** The client's answer to a question of ours within AUTH. */
    private SmtpStep answered(String base64) {
        return turn(Objects.requireNonNull(dialogue).answered(base64));
    }

    private SmtpStep turn(LoginDialogue.Turn turn) {
        phase = Phase.COMMAND;
        if (input.available() > 0) {
            return Fault.ahead("AUTH").step();
        }
        return switch (turn) {
            case LoginDialogue.Turn.Ask(SmtpReply question) -> {
                phase = Phase.LOGIN;
                yield new SmtpStep.Said(question);
            }
            case LoginDialogue.Turn.Done(Sasl.Presented presented) -> {
                phase = Phase.WAITING;
                loggingIn = true;
                yield new SmtpStep.Login(presented.user(), presented.password());
            }
            case LoginDialogue.Turn.GivenUp given -> said(501, "5.7.0 given up");
            case LoginDialogue.Turn.Wrong(Fault fault) -> fault.step();
        };
    }

    private SmtpStep mail(String rest) {
        if (!greeted || envelope != null) {
            return said(503, "5.5.1 MAIL does not belong here");
        }
        Arguments.Read read = Arguments.read(rest, "FROM:", true);
        Arguments arguments = read.arguments();
        Envelope.Begun begun =
                arguments == null
                        ? new Envelope.Begun(null, read.fault())
                        : Envelope.begin(arguments, offer);
        envelope = begun.envelope();
        Fault fault = begun.fault();
        return fault != null ? fault.step() : said(250, "2.1.0 OK");
    }

    private SmtpStep recipient(String rest) {
        Envelope open = envelope;
        if (open == null || intake != null) {
            return said(503, "5.5.1 RCPT does not belong here");
        }
        Arguments.Read read = Arguments.read(rest, "TO:", false);
        Arguments arguments = read.arguments();
        Fault fault = arguments == null ? read.fault() : open.add(arguments, offer);
        return fault != null ? fault.step() : said(250, "2.1.5 OK");
    }

    private SmtpStep data(String rest) {
        if (input.available() > 0) {
            return Fault.ahead("DATA").step();
        }
        if (!rest.isEmpty()) {
            return Fault.syntax(501, "5.5.4", "DATA takes no argument").step();
        }
        if (envelope == null || !envelope.hasRecipients() || intake != null) {
            return said(503, "5.5.1 DATA needs a sender and a recipient first");
        }
        intake = Intake.byData(offer.size());
        phase = Phase.DATA;
        return said(354, "end with a dot on a line of its own");
    }

    private SmtpStep chunk(String rest) {
        Intake.Chunk chunk = Intake.Chunk.read(rest);
        // Threat: the octets announced would be read as commands
        if (chunk == null || !extended || envelope == null || !envelope.hasRecipients()) {
            return Fault.last(
                            503,
                            "5.5.1",
                            "wire.smtp-syntax",
                            "BDAT came without a length, or without a sender and a recipient")
                    .step();
        }
        Intake open = intake == null ? Intake.inChunks(offer.size()) : intake;
        intake = open;
        phase = Phase.CHUNK;
        Fault fault = open.expect(chunk);
        return fault != null ? fault.step() : take();
    }

    private SmtpStep take() {
        Intake open = Objects.requireNonNull(intake);
        Fault fault = open.take(input);
        if (fault != null) {
            return fault.step();
        }
        if (open.isWhole()) {
            return whole(open.message());
        }
        if (!open.isChunkTaken()) {
            return new SmtpStep.More();
        }
        phase = Phase.COMMAND;
        return said(250, "2.0.0 taken");
    }

    private SmtpStep whole(byte[] message) {
        Envelope of = Objects.requireNonNull(envelope);
        forget();
        if (SmtpMail.isEightBit(message) && (of.isSevenBit() || !offer.eightBit())) {
            return Fault.of(
                            554,
                            "5.6.3",
                            "wire.smtp-eight-bit",
                            "a mail that was announced as, or may only be, 7 bit has octets over 127")
                    .step();
        }
        phase = Phase.WAITING;
        return new SmtpStep.Mail(of.with(message));
    }

    private SmtpStep reset(String rest) {
        if (!rest.isEmpty()) {
            return Fault.syntax(501, "5.5.4", "RSET takes no argument").step();
        }
        forget();
        return said(250, "2.0.0 OK");
    }

    private static SmtpStep said(int code, String text) {
        return new SmtpStep.Said(SmtpReply.of(code, text));
    }
}
