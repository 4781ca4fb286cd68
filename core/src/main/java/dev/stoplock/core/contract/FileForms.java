package dev.stoplock.core.contract;

import dev.stoplock.core.model.Digest;
import dev.stoplock.core.model.Explanation;
import dev.stoplock.core.model.Lease;
import dev.stoplock.core.model.NamedFile;
import dev.stoplock.core.model.Shown;
import dev.stoplock.core.model.contract.AtomPath;
import dev.stoplock.core.model.contract.Clause;
import dev.stoplock.core.model.contract.Source;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The exact ways in which the bytes of a file stand in a value that leaves. Each goes back from the
 * value to bytes, in one way only, so that a file is known by its length and digest.
 */
public final class FileForms {

    /** The bytes that a value stands for, or null where it stands for none of this length. */
    private interface Form {
        byte @Nullable [] bytes(String value, long size);
    }

    private static final Map<String, Form> ALL = all();

    private FileForms() {}

    private static Map<String, Form> all() {
        Map<String, Form> all = new LinkedHashMap<>();
        all.put(Transforms.IDENTITY, FileForms::ofBytes);
        all.put("text", FileForms::ofText);
        all.put(
                "base64",
                (value, size) -> ofBase64(value, size, Base64.getEncoder(), Base64.getDecoder()));
        all.put(
                "base64url",
                (value, size) ->
                        ofBase64(
                                value,
                                size,
                                Base64.getUrlEncoder().withoutPadding(),
                                Base64.getUrlDecoder()));
        return all;
    }

    static boolean isListed(String via) {
        return ALL.containsKey(via);
    }

    /** The plainest way in which a value is a file, or null where it is not that file. */
    public static @Nullable String via(NamedFile.Read file, String value) {
        for (Map.Entry<String, Form> form : ALL.entrySet()) {
            if (holds(form.getValue(), file, value)) {
                return form.getKey();
            }
        }
        return null;
    }

    /** Whether a value is the file that the argument at the source's pointer names. */
    static boolean isFile(
            Source.File source, String value, List<Integer> stars, List<NamedFile> files) {
        Form form = ALL.get(source.via());
        if (form == null || files.isEmpty()) {
            return false;
        }
        String pointer = pointer(source.pointer(), stars);
        for (NamedFile named : files) {
            if (named instanceof NamedFile.Read read
                    && read.pointer().equals(pointer)
                    && holds(form, read, value)) {
                return true;
            }
        }
        return false;
    }

    /** Why a value may leave that is a file which the call names, or null. */
    static @Nullable Explanation explain(List<NamedFile> files, String value) {
        for (NamedFile named : files) {
            String via = named instanceof NamedFile.Read read ? via(read, value) : null;
            if (via != null) {
                return new Explanation.GrantedFile(named.pointer(), via);
            }
        }
        return null;
    }

    private static boolean holds(Form form, NamedFile.Read file, String value) {
        byte[] bytes = form.bytes(value, file.size());
        return bytes != null
                && bytes.length == file.size()
                && Digest.sha256(bytes).equals(file.digest());
    }

    /** The pointer with what its stars stand for; null where it has more of them. */
    private static @Nullable String pointer(String starred, List<Integer> stars) {
        if (starred.indexOf('*') < 0) {
            return starred;
        }
        StringBuilder pointer = new StringBuilder();
        int star = 0;
        for (String segment : starred.substring(1).split("/", -1)) {
            if (segment.equals(AtomPath.STAR) && star >= stars.size()) {
                return null;
            }
            pointer.append('/').append(segment.equals(AtomPath.STAR) ? stars.get(star++) : segment);
        }
        return pointer.toString();
    }

    /** Which files that a clause speaks of could not be read, as the end of a sentence. */
    static String unread(Clause clause, Lease lease) {
        StringBuilder told = new StringBuilder();
        boolean any = clause.sources().stream().anyMatch(each -> each instanceof Source.File);
        for (NamedFile named : lease.files()) {
            if (any && named instanceof NamedFile.Unread(String pointer, String why)) {
                told.append("; the file at ").append(Shown.text(pointer)).append(' ').append(why);
            }
        }
        return told.toString();
    }

    /** Bytes that no character set says anything of stand one by one in a value. */
    private static byte @Nullable [] ofBytes(String value, long size) {
        if (value.length() != size) {
            return null;
        }
        for (int i = 0; i < value.length(); i++) {
            if (value.charAt(i) > 0xFF) {
                return null;
            }
        }
        return value.getBytes(StandardCharsets.ISO_8859_1);
    }

    /**
     * Threat: half a character has no bytes, and is written as a question mark where nobody looks.
     */
    private static byte @Nullable [] ofText(String value, long size) {
        if (value.length() > size || size > 3L * value.length()) {
            return null;
        }
        try {
            ByteBuffer bytes =
                    StandardCharsets.UTF_8
                            .newEncoder()
                            .onMalformedInput(CodingErrorAction.REPORT)
                            .encode(CharBuffer.wrap(value));
            byte[] exact = new byte[bytes.remaining()];
            bytes.get(exact);
            return exact;
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    /** Threat: the last letter may hold bits that are no byte's, and a reader drops them. */
    private static byte @Nullable [] ofBase64(
            String value, long size, Base64.Encoder encoder, Base64.Decoder decoder) {
        if (value.length() < size || value.length() > (size + 2) / 3 * 4) {
            return null;
        }
        try {
            byte[] bytes = decoder.decode(value);
            return encoder.encodeToString(bytes).equals(value) ? bytes : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
