package dev.stoplock.core.wire.mime;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.james.mime4j.MimeException;
import org.apache.james.mime4j.codec.DecodeMonitor;
import org.apache.james.mime4j.stream.EntityState;
import org.apache.james.mime4j.stream.MimeConfig;
import org.apache.james.mime4j.stream.MimeTokenStream;
import org.apache.james.mime4j.stream.RecursionMode;
import org.jspecify.annotations.Nullable;

/**
 * Reads a mail message.
 *
 * <p>Guarantees: every octet of a parsed message is in exactly one field, leaf, preamble or
 * epilogue, or is framing; mime4j's strict reading and ours agree on fields, parts and boundaries.
 * Refused are: NUL and the octet 1, bare CR or LF, octets above 127 in fields (but see {@link
 * MimeRules}), white space before a field's colon, fields that may stand once and stand twice (RFC
 * 5322, 3.6), unknown transfer encodings, boundaries that another line could be taken for, {@code
 * message/partial} and {@code message/external-body} (RFC 2046, 5.2), a part without any field, and
 * more than {@value #MOST_PARTS} parts or {@value #DEEPEST} levels.
 */
public final class MimeReader {

    static final int MOST_PARTS = 200;
    static final int DEEPEST = 10;
    private static final int MOST_FIELDS = 200;
    private static final int LONGEST_FIELD = 32_768;

    private static final FieldValue PLAIN =
            new FieldValue("text/plain", List.of(new FieldValue.Parameter("charset", "us-ascii")));

    /** Each at most once in a message or part (RFC 5322, 3.6; RFC 2045; RFC 2183; RFC 8098). */
    private static final Set<String> ONCE =
            Set.of(
                    "from",
                    "sender",
                    "reply-to",
                    "to",
                    "cc",
                    "bcc",
                    "resent-from",
                    "resent-sender",
                    "resent-to",
                    "resent-cc",
                    "resent-bcc",
                    "resent-reply-to",
                    "return-path",
                    "disposition-notification-to",
                    "return-receipt-to",
                    "date",
                    "subject",
                    "message-id",
                    "in-reply-to",
                    "references",
                    "mime-version",
                    "content-type",
                    "content-transfer-encoding",
                    "content-disposition",
                    "content-id",
                    "content-description",
                    "content-location",
                    "content-language",
                    "content-base",
                    "content-md5");

    /** RFC 2046, 5.1.1, without the space. */
    private static final Pattern BOUNDARY = Pattern.compile("[0-9A-Za-z'()+_,./:=?-]{1,70}");

    private final MimeRules rules;
    private final Boundaries boundaries;
    private int parts;

    private MimeReader(MimeRules rules, Boundaries boundaries, int parts) {
        this.rules = rules;
        this.boundaries = boundaries;
        this.parts = parts;
    }

    public static MimeResult read(byte[] message, MimeRules rules) {
        try {
            byte[] lines = Lines.checked(message, rules);
            return new MimeResult.Parsed(
                    new MimeReader(rules, new Boundaries(), 0).message(lines, 0));
        } catch (NoSingleReading e) {
            return new MimeResult.Refused(e.reason());
        } catch (MimeException | IOException e) {
            return new MimeResult.Refused("a second reader of mail takes its framing for broken");
        }
    }

    private MimePart message(byte[] bytes, int depth)
            throws NoSingleReading, MimeException, IOException {
        MimeTokenStream stream =
                new MimeTokenStream(
                        MimeConfig.custom()
                                .setStrictParsing(true)
                                .setMaxLineLen(-1)
                                .setMaxHeaderLen(LONGEST_FIELD)
                                .setMaxHeaderCount(MOST_FIELDS)
                                .setMaxContentLen(-1)
                                .build(),
                        DecodeMonitor.STRICT,
                        null);
        stream.setRecursionMode(RecursionMode.M_NO_RECURSE);
        stream.parse(new ByteArrayInputStream(bytes));
        expect(stream, EntityState.T_START_MESSAGE);
        stream.next();
        Boundaries.Region region = boundaries.region(bytes);
        MimePart message = entity(stream, region, depth);
        expect(stream, EntityState.T_END_MESSAGE);
        stream.next();
        expect(stream, EntityState.T_END_OF_STREAM);
        region.check();
        return message;
    }

    /** From its header to its end, which is the stream's next state. */
    private MimePart entity(MimeTokenStream stream, Boundaries.Region region, int depth)
            throws NoSingleReading, MimeException, IOException {
        if (depth > DEEPEST || ++parts > MOST_PARTS) {
            throw new NoSingleReading("a message has too many parts, or parts too deep");
        }
        List<MimeField> fields = fields(stream);
        FieldValue type = structured(fields, "content-type");
        FieldValue disposition = structured(fields, "content-disposition");
        FieldValue known = type == null ? PLAIN : type;
        MimeField version = only(fields, "mime-version");
        if (version != null && !version.value().equals("1.0")) {
            throw new NoSingleReading("a message is of another MIME version");
        }
        MimeBody body = body(stream, region, depth, known, coding(fields));
        return new MimePart(fields, known, disposition, body);
    }

    private MimeBody body(
            MimeTokenStream stream,
            Boundaries.Region region,
            int depth,
            FieldValue type,
            String coding)
            throws NoSingleReading, MimeException, IOException {
        if (type.value().startsWith("multipart/")) {
            return multipart(stream, region, depth, type, coding);
        }
        expect(stream, EntityState.T_BODY);
        byte[] raw = stream.getInputStream().readAllBytes();
        stream.next();
        if (!type.value().startsWith("message/")) {
            return new MimeBody.Leaf(TransferCoding.decode(Lines.unmarked(raw), coding));
        }
        // Threat: message/partial and message/external-body put a mail together elsewhere
        if (!type.value().equals("message/rfc822") || !TransferCoding.isIdentity(coding)) {
            throw new NoSingleReading("a part carries a message in a form that is not read");
        }
        MimeReader inner = new MimeReader(rules, boundaries, parts);
        MimePart message = inner.message(TransferCoding.decode(raw, coding), depth + 1);
        parts = inner.parts;
        return new MimeBody.Carried(message);
    }

    private MimeBody multipart(
            MimeTokenStream stream,
            Boundaries.Region region,
            int depth,
            FieldValue type,
            String coding)
            throws NoSingleReading, MimeException, IOException {
        String boundary = type.parameter("boundary");
        if (boundary == null || !BOUNDARY.matcher(boundary).matches()) {
            throw new NoSingleReading(
                    "a multipart has no boundary, or one that is read in two ways");
        }
        // Threat: a part of a digest is a message to some readers and text to others
        if (!TransferCoding.isIdentity(coding) || type.value().equals("multipart/digest")) {
            throw new NoSingleReading("a multipart is coded, or of a kind that is not read");
        }
        expect(stream, EntityState.T_START_MULTIPART);
        if (!boundary.equals(stream.getBodyDescriptor().getBoundary())) {
            throw new NoSingleReading("two readers take different boundaries from a multipart");
        }
        String preamble = "";
        String epilogue = "";
        List<MimePart> children = new ArrayList<>();
        EntityState state = stream.next();
        while (state != EntityState.T_END_MULTIPART) {
            switch (state) {
                case T_PREAMBLE -> preamble = between(stream);
                case T_EPILOGUE -> epilogue = between(stream);
                case T_START_BODYPART -> {
                    stream.next();
                    children.add(entity(stream, region, depth + 1));
                    expect(stream, EntityState.T_END_BODYPART);
                }
                default -> throw new NoSingleReading("a multipart holds what is no part");
            }
            state = stream.next();
        }
        stream.next();
        region.add(boundary, children.size());
        return new MimeBody.Parts(preamble, children, epilogue);
    }

    private static String between(MimeTokenStream stream) throws NoSingleReading, IOException {
        byte[] raw = stream.getInputStream().readAllBytes();
        if (Lines.unmarked(raw).length != raw.length) {
            throw new NoSingleReading("a message holds a LF without CR where it matters");
        }
        return new String(raw, StandardCharsets.ISO_8859_1);
    }

    private List<MimeField> fields(MimeTokenStream stream)
            throws NoSingleReading, MimeException, IOException {
        expect(stream, EntityState.T_START_HEADER);
        List<MimeField> fields = new ArrayList<>();
        EntityState state = stream.next();
        while (state == EntityState.T_FIELD) {
            boolean subject =
                    rules.inRequest() && stream.getField().getName().equalsIgnoreCase("subject");
            MimeField field =
                    FieldLines.field(
                            stream.getField().getRaw().toByteArray(), rules.utf8() || subject);
            if (ONCE.contains(field.lowerName()) && only(fields, field.lowerName()) != null) {
                throw new NoSingleReading("the field " + field.lowerName() + " stands twice");
            }
            fields.add(field);
            state = stream.next();
        }
        expect(stream, EntityState.T_END_HEADER);
        stream.next();
        return fields;
    }

    private static @Nullable FieldValue structured(List<MimeField> fields, String name)
            throws NoSingleReading {
        MimeField field = only(fields, name);
        if (field == null) {
            return null;
        }
        FieldValue value = FieldValue.parse(field.value());
        boolean isType = name.equals("content-type");
        if (value == null || isType != (value.value().indexOf('/') > 0)) {
            throw new NoSingleReading("the field " + name + " has no single reading");
        }
        return value;
    }

    private static String coding(List<MimeField> fields) {
        MimeField field = only(fields, "content-transfer-encoding");
        return field == null ? "7bit" : field.value().toLowerCase(Locale.ROOT);
    }

    private static @Nullable MimeField only(List<MimeField> fields, String lowerName) {
        for (MimeField field : fields) {
            if (field.lowerName().equals(lowerName)) {
                return field;
            }
        }
        return null;
    }

    private static void expect(MimeTokenStream stream, EntityState state) throws NoSingleReading {
        if (stream.getState() != state) {
            throw new NoSingleReading("two readers cut a message into different parts");
        }
    }
}
