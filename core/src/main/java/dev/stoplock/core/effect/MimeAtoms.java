package dev.stoplock.core.effect;

import dev.stoplock.core.json.Json;
import dev.stoplock.core.model.Atom;
import dev.stoplock.core.model.Role;
import dev.stoplock.core.wire.mime.EncodedWords;
import dev.stoplock.core.wire.mime.FieldValue;
import dev.stoplock.core.wire.mime.MimeBody;
import dev.stoplock.core.wire.mime.MimeField;
import dev.stoplock.core.wire.mime.MimePart;
import dev.stoplock.core.wire.mime.MimeReader;
import dev.stoplock.core.wire.mime.MimeResult;
import dev.stoplock.core.wire.mime.MimeRules;
import dev.stoplock.core.wire.mime.TextCharset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A whole mail message (RFC 5322, MIME) as atoms: its addresses by role, its other fields, its
 * texts decoded, its attachments' names, types and bytes. A message that is carried as an
 * attachment sends nothing to anybody: all of it is content.
 */
final class MimeAtoms {

    /** Content-Type parameters that say how a text is written (RFC 2046, 3676; boundary). */
    private static final Set<String> TYPE_PARAMETERS =
            Set.of("boundary", "charset", "format", "delsp", "type", "start", "method");

    /** RFC 2183: when a file was made or read, and how long it is. */
    private static final Set<String> DISPOSITION_PARAMETERS =
            Set.of("creation-date", "modification-date", "read-date", "size");

    /** Shown as HTML is, with what stands in it fetched (RFC 3236; SVG 2). */
    private static final Set<String> XML = Set.of("application/xhtml+xml", "image/svg+xml");

    private static final Pattern OTHER_CHARSET =
            Pattern.compile(
                    "(?i)\\ufeff?<\\?xml[^>]{0,200}encoding\\s*+=\\s*+[\"'](?!(?:utf-8|us-ascii)[\"'])");

    private static final String TYPE =
            "(text|image|audio|video|application|multipart|message|font|model)/[a-z0-9][a-z0-9.+_-]{0,80}";

    private static final Set<String> STRUCTURED = Set.of("content-type", "content-disposition");

    private final List<Atom> atoms = new ArrayList<>();
    private final @Nullable String self;

    private MimeAtoms(@Nullable String self) {
        this.self = self;
    }

    static List<Atom> of(byte[] message, String path, MimeRules rules) throws Unreadable {
        return of(message, path, rules, null);
    }

    /** {@code self} stands for whoever sends, where an API knows such a word in From. */
    static List<Atom> of(byte[] message, String path, MimeRules rules, @Nullable String self)
            throws Unreadable {
        MimeAtoms reading = new MimeAtoms(self);
        switch (MimeReader.read(message, rules)) {
            case MimeResult.Parsed(MimePart whole) -> reading.part(whole, path, Held.SENT);
            case MimeResult.Refused(String reason) ->
                    throw new Unreadable(
                            "effect.mime-unreadable",
                            "a mail message cannot be read in exactly one way: " + reason);
        }
        return reading.atoms;
    }

    /** Whether a part goes to people as such, within another message, or within a file. */
    private enum Held {
        SENT,
        CARRIED,
        ATTACHED;

        Held in(MimePart part) {
            return this == CARRIED && isAttachment(part) ? ATTACHED : this;
        }

        /** What a message holds that such a part carries. */
        Held message(MimePart part) {
            return isAttachment(part) ? ATTACHED : this == SENT ? CARRIED : this;
        }
    }

    private static boolean isAttachment(MimePart part) {
        FieldValue disposition = part.disposition();
        return disposition != null && disposition.value().equals("attachment");
    }

    private void part(MimePart part, String path, Held held) throws Unreadable {
        for (MimeField field : part.fields()) {
            if (STRUCTURED.contains(field.lowerName())) {
                continue;
            }
            if (held != Held.SENT) {
                // what cannot be decoded leaves as it stands: it is an attachment's byte
                String text = EncodedWords.text(field.value());
                atoms.add(
                        Atom.content(
                                path + "/" + field.lowerName(),
                                text == null ? field.value() : text));
                atoms.add(Atom.content(path + "/" + field.lowerName() + "/name", field.name()));
            } else if (self == null
                    || !field.lowerName().equals("from")
                    || !MailHeaders.self(path, field.value(), self, atoms)) {
                MailHeaders.coded(path, field.name(), field.value(), atoms);
            }
        }
        type(part.type(), path + "/content-type");
        FieldValue disposition = part.disposition();
        if (disposition != null) {
            disposition(disposition, path + "/content-disposition");
        }
        switch (part.body()) {
            case MimeBody.Leaf(byte[] content) -> leaf(part, content, path + "/body", held);
            case MimeBody.Carried(MimePart message) ->
                    part(message, path + "/message", held.message(part));
            case MimeBody.Parts(String preamble, List<MimePart> parts, String epilogue) -> {
                outside(preamble, path + "/preamble");
                for (int i = 0; i < parts.size(); i++) {
                    part(parts.get(i), path + "/" + i, held.in(part));
                }
                outside(epilogue, path + "/epilogue");
            }
        }
    }

    private void outside(String text, String path) {
        if (!text.isBlank()) {
            atoms.add(MailFields.content(path, text));
        } else if (!text.isEmpty()) {
            atoms.add(Atom.meta(path, text));
        }
    }

    private void leaf(MimePart part, byte[] content, String path, Held held) throws Unreadable {
        String type = part.type().value();
        if (!type.startsWith("text/") && !XML.contains(type)) {
            atoms.add(Atom.content(path, new String(content, StandardCharsets.ISO_8859_1)));
            return;
        }
        String text = text(part, content);
        if (text == null && (held != Held.SENT || isAttachment(part))) {
            // a file is its bytes, whatever its letters would be
            atoms.add(Atom.content(path, new String(content, StandardCharsets.ISO_8859_1)));
            return;
        }
        if (text == null) {
            throw new Unreadable(
                    "effect.mime-unreadable",
                    "a mail message cannot be read in exactly one way: a text is not in the"
                            + " character set that it names");
        }
        boolean html = type.equals("text/html") || XML.contains(type);
        if (held == Held.SENT) {
            MailFields.text(path, new Json.Str(text), html, atoms);
            return;
        }
        atoms.add(Atom.content(path, text));
        // Threat: a carried message is shown, and fetches, as the mail around it does
        if (held == Held.CARRIED) {
            atoms.addAll(BodyLinks.atoms(path, text, html));
        }
    }

    /** Threat: without a name XML says its own character set, or is UTF-16 (XML, 4.3.3). */
    private static @Nullable String text(MimePart part, byte[] content) {
        boolean xml = XML.contains(part.type().value());
        @Nullable String charset = part.type().parameter("charset");
        String text =
                TextCharset.decode(content, charset != null ? charset : xml ? "utf-8" : "us-ascii");
        boolean other =
                text != null
                        && xml
                        && (text.indexOf('\0') >= 0 || OTHER_CHARSET.matcher(text).lookingAt());
        return other ? null : text;
    }

    private void type(FieldValue type, String path) {
        atoms.add(
                type.value().matches(TYPE)
                        ? Atom.meta(path, type.value())
                        : Atom.destination(path, Role.NONE, type.value()));
        for (FieldValue.Parameter parameter : type.parameters()) {
            parameter(path, parameter, "name", TYPE_PARAMETERS);
        }
    }

    private void disposition(FieldValue disposition, String path) {
        atoms.add(
                disposition.value().matches("inline|attachment")
                        ? Atom.meta(path, disposition.value())
                        : Atom.destination(path, Role.NONE, disposition.value()));
        for (FieldValue.Parameter parameter : disposition.parameters()) {
            parameter(path, parameter, "filename", DISPOSITION_PARAMETERS);
        }
    }

    private void parameter(
            String path, FieldValue.Parameter parameter, String label, Set<String> meta) {
        String at = path + "/" + parameter.name();
        if (parameter.name().equals(label)) {
            // many clients code a file's name here as a subject is coded
            String decoded = EncodedWords.text(parameter.value());
            atoms.add(MailFields.name(at, decoded == null ? parameter.value() : decoded));
        } else if (meta.contains(parameter.name())) {
            atoms.add(MailFields.meta(at, parameter.value()));
        } else {
            atoms.add(Atom.meta(at + "/name", parameter.name()));
            atoms.add(Atom.destination(at, Role.NONE, parameter.value()));
        }
    }
}
