package dev.stoplock.core.wire.imap;

import dev.stoplock.core.model.RuleId;
import dev.stoplock.core.wire.auth.Sasl;
import dev.stoplock.core.wire.text.CrlfInput;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One client's IMAP session as the server sees it (RFC 9051, which reads RFC 3501 as well): bytes
 * in, steps out. Only reading commands of a closed list pass, one after the other, however they are
 * pipelined.
 *
 * <p>Guarantees: a command comes out whole, its literals too; nothing that arrived before TLS
 * counts after it.
 */
public final class ImapConversation {

    private static final int LONGEST_LINE = 16_000;
    private static final int LONGEST_LITERAL = 16_000;
    private static final int MOST_LITERALS = 20;
    private static final int MOST_REFUSALS = 20;
    private static final int MOST_COMMANDS = 100_000;

    private static final Pattern LITERAL = Pattern.compile("\\{([0-9]{1,9})(\\+?)}$");
    private static final Pattern TAG = Pattern.compile("[A-Za-z0-9._-]{1,40}");

    private enum Phase {
        COMMAND,
        LITERAL,
        PLAIN,
        WAITING,
        IDLING,
        OVER
    }

    private final CrlfInput input = new CrlfInput();
    private final StringBuilder text = new StringBuilder();
    private final List<String> literals = new ArrayList<>();
    private ImapOffer offer;
    private Phase phase = Phase.COMMAND;
    private int literal;
    private String tag = "*";
    private boolean loggingIn;
    private boolean loggedIn;
    private int refusals;
    private int commands;

    public ImapConversation(ImapOffer offer) {
        this.offer = offer;
    }

    public String greeting() {
        return "* OK [" + offer.line() + "] stoplock reads on\r\n";
    }

    public void feed(byte[] bytes, int offset, int length) {
        input.add(bytes, offset, length);
    }

    public boolean isMidway() {
        return input.available() > 0 || text.length() > 0;
    }

    /** Answers {@code Secure}: TLS is up, and this holds from now on. */
    public void secured(ImapOffer now) {
        settled(false);
        offer = now;
    }

    /** Answers {@code Asked} where that is IDLE and the upstream idles: DONE comes next. */
    public void idling() {
        settled(true);
        phase = Phase.IDLING;
    }

    /** Answers {@code Login}, {@code Asked} and {@code Done}. */
    public void settled(boolean accepted) {
        if (phase != Phase.WAITING) {
            throw new IllegalStateException("nothing waits for an answer");
        }
        loggedIn |= accepted && loggingIn;
        loggingIn = false;
        phase = Phase.COMMAND;
    }

    public ImapStep next() {
        ImapStep step =
                switch (phase) {
                    case WAITING ->
                            throw new IllegalStateException("the last step was not answered");
                    case OVER -> new ImapStep.More();
                    case LITERAL -> literal();
                    case COMMAND, PLAIN, IDLING -> line();
                };
        if (step instanceof ImapStep.Refused(var reply, var rule, var sentence, var last)) {
            refusals++;
            if (last || refusals >= MOST_REFUSALS) {
                phase = Phase.OVER;
                return new ImapStep.Refused(reply + "* BYE\r\n", rule, sentence, true);
            }
        }
        return step;
    }

    private ImapStep line() {
        return switch (input.line(LONGEST_LINE)) {
            case CrlfInput.Line.None none -> new ImapStep.More();
            case CrlfInput.Line.Wrong(String reason) -> unreadable(reason);
            case CrlfInput.Line.Whole(byte[] bytes) -> {
                String line = new String(bytes, StandardCharsets.ISO_8859_1);
                // RFC 9051, 4.3: what is not ASCII stands in literals
                yield line.matches("[ -~]*") ? line(line) : unreadable("it is not plain ASCII");
            }
        };
    }

    private ImapStep line(String line) {
        return switch (phase) {
            case PLAIN -> presented(line);
            case IDLING -> done(line);
            case COMMAND, LITERAL, WAITING, OVER -> part(line);
        };
    }

    private ImapStep done(String line) {
        if (!line.equalsIgnoreCase("DONE")) {
            return unreadable("between IDLE and DONE there is none");
        }
        phase = Phase.WAITING;
        return new ImapStep.Done(tag);
    }

    private ImapStep unreadable(String reason) {
        return refused(
                "* BAD",
                "wire.imap-line",
                "an IMAP command has no single reading: " + reason,
                true);
    }

    /** One line of a command, which a literal may follow. */
    private ImapStep part(String line) {
        Matcher announced = LITERAL.matcher(line);
        if (!announced.find()) {
            text.append(line);
            String whole = text.toString();
            text.setLength(0);
            ImapStep step = command(whole);
            literals.clear();
            return step;
        }
        text.append(line, 0, announced.start());
        long size = Long.parseLong(announced.group(1));
        if (size > LONGEST_LITERAL
                || literals.size() == MOST_LITERALS
                || text.length() > LONGEST_LINE) {
            return refused(
                    "* BAD",
                    "wire.imap-too-long",
                    "an IMAP command is longer than any that reads",
                    true);
        }
        literal = (int) size;
        phase = Phase.LITERAL;
        // RFC 7888: with a plus the client does not wait
        return announced.group(2).isEmpty() ? new ImapStep.Said("+ go ahead\r\n") : literal();
    }

    private ImapStep literal() {
        if (input.available() < literal) {
            return new ImapStep.More();
        }
        byte[] bytes = input.take(literal);
        phase = Phase.COMMAND;
        String value = utf8(bytes);
        if (value == null || value.indexOf('\0') >= 0) {
            return unreadable("a literal is not text in UTF-8");
        }
        text.append((char) (ImapText.LITERAL + literals.size()));
        literals.add(value);
        return line();
    }

    private static @Nullable String utf8(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    private ImapStep command(String line) {
        commands++;
        int space = line.indexOf(' ');
        tag = space < 0 ? line : line.substring(0, space);
        if (!TAG.matcher(tag).matches() || space < 0 || commands > MOST_COMMANDS) {
            tag = "*";
            return refused(
                    "* BAD",
                    "wire.imap-line",
                    "an IMAP command begins with no plain tag, or is one too many",
                    true);
        }
        int end = line.indexOf(' ', space + 1);
        String name =
                (end < 0 ? line.substring(space + 1) : line.substring(space + 1, end))
                        .toUpperCase(Locale.ROOT);
        String rest = end < 0 ? "" : line.substring(end);
        return switch (name) {
            case "CAPABILITY" -> said("* " + offer.line() + "\r\n", "CAPABILITY done");
            // what a client says of itself stays here
            case "ID" -> said("* ID NIL\r\n", "ID done");
            case "ENABLE" -> said("* ENABLED\r\n", "nothing of it is here");
            case "LOGOUT" -> {
                phase = Phase.OVER;
                yield new ImapStep.Quit("* BYE\r\n" + tag + " OK LOGOUT done\r\n");
            }
            case "STARTTLS" -> startTls(rest);
            case "LOGIN" -> login(new ImapText(rest, List.copyOf(literals)));
            case "AUTHENTICATE" -> authenticate(rest);
            default -> asked(name, new ImapText(rest, List.copyOf(literals)));
        };
    }

    private ImapStep asked(String name, ImapText rest) {
        String changing = ImapGrammar.changing(name, rest);
        if (changing != null) {
            String said = changing.matches("[A-Z0-9. -]{1,20}") ? changing : "unknown";
            return refused(
                    tag + " NO",
                    "wire.imap-command",
                    "an IMAP command is none that reads: " + said,
                    false);
        }
        ImapRequest request = ImapGrammar.read(name, rest);
        if (request == null) {
            return refused(
                    tag + " BAD",
                    "wire.imap-syntax",
                    "the arguments of " + name + " are none that are read here",
                    false);
        }
        if (!loggedIn) {
            return new ImapStep.Said(tag + " NO log in first\r\n");
        }
        phase = Phase.WAITING;
        return new ImapStep.Asked(tag, request);
    }

    private ImapStep startTls(String rest) {
        // Threat: commands put in front of the handshake would be taken for the client's own
        if (input.available() > 0) {
            return refused(
                    tag + " BAD",
                    "wire.imap-starttls",
                    "bytes came behind STARTTLS and before TLS",
                    true);
        }
        if (!rest.isEmpty() || !offer.startTls() || loggedIn) {
            return new ImapStep.Said(tag + " BAD TLS is not offered here\r\n");
        }
        phase = Phase.WAITING;
        return new ImapStep.Secure(tag + " OK go ahead\r\n");
    }

    private ImapStep login(ImapText rest) {
        String user = rest.eat(' ') ? rest.string() : null;
        String password = user != null && rest.eat(' ') ? rest.string() : null;
        return password == null || !rest.atEnd() ? noLogin() : presented(user, password);
    }

    private ImapStep authenticate(String rest) {
        String[] words = rest.strip().split(" ", -1);
        if (!words[0].equalsIgnoreCase("PLAIN") || words.length > 2) {
            return noLogin();
        }
        if (words.length == 2) {
            return presented(words[1]);
        }
        phase = Phase.PLAIN;
        return new ImapStep.Said("+ \r\n");
    }

    private ImapStep presented(String base64) {
        phase = Phase.COMMAND;
        if (base64.equals("*")) {
            return new ImapStep.Said(tag + " BAD given up\r\n");
        }
        Sasl.Presented plain = Sasl.plain(base64);
        return plain == null ? noLogin() : presented(plain.user(), plain.password());
    }

    private ImapStep presented(@Nullable String user, String password) {
        if (loggedIn || user == null || user.isEmpty()) {
            return noLogin();
        }
        if (!offer.login()) {
            return refused(
                    tag + " NO [PRIVACYREQUIRED]",
                    "credential.no-login",
                    "server logs in where no login over an encrypted connection is offered"
                            + " upstream",
                    false);
        }
        phase = Phase.WAITING;
        loggingIn = true;
        return new ImapStep.Login(tag, user, password);
    }

    private ImapStep noLogin() {
        return refused(
                tag + " BAD",
                "wire.imap-login",
                "a login is neither LOGIN nor AUTHENTICATE PLAIN, or has no single reading",
                false);
    }

    private ImapStep said(String untagged, String done) {
        return new ImapStep.Said(untagged + tag + " OK " + done + "\r\n");
    }

    private ImapStep refused(String start, String rule, String sentence, boolean last) {
        text.setLength(0);
        RuleId id = new RuleId(rule);
        return new ImapStep.Refused(refusal(start, id, sentence), id, sentence, last);
    }

    /** A refusal as a line: {@code start} is the tag and NO or BAD. */
    public static String refusal(String start, RuleId rule, String sentence) {
        String shown = sentence.replaceAll("[^ -~]", "?");
        return start
                + " refused by stoplock: "
                + rule
                + ": "
                + (shown.length() > 600 ? shown.substring(0, 600) + "..." : shown)
                + "\r\n";
    }
}
