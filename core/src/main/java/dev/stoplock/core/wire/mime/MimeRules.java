package dev.stoplock.core.wire.mime;

/**
 * What a message may look like where it is handed over. {@code utf8}: fields may hold UTF-8 (RFC
 * 6532). {@code inRequest}: lines may end in LF alone, if all do, or within a text, if the others
 * end in CRLF; the subject may hold UTF-8; a line of base64 is as long as it is. {@code
 * longestLine}: of others, in octets, without its end.
 */
public record MimeRules(boolean utf8, boolean inRequest, int longestLine) {

    /** After DATA or BDAT (RFC 5322, 2.1.1). */
    public static final MimeRules SMTP = new MimeRules(false, false, 998);

    /** The same with SMTPUTF8 (RFC 6531). */
    public static final MimeRules SMTP_UTF8 = new MimeRules(true, false, 998);

    /**
     * In the body of an API's request. Documented samples of such APIs join lines with LF, mail
     * composers leave the line ends of a text as they are, and nothing on the way breaks long
     * lines.
     */
    public static final MimeRules API = new MimeRules(false, true, 1 << 20);
}
