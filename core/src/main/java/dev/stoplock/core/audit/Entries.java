package dev.stoplock.core.audit;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The form in which entries lie in a row: each after its length as two bytes, big-endian. It is the
 * form of an entry bundle in C2SP tlog-tiles (https://c2sp.org/tlog-tiles).
 */
public final class Entries {

    /** The longest entry, in bytes. */
    public static final int LONGEST = 65_535;

    private Entries() {}

    /** What some bytes hold. */
    public sealed interface Read {

        /** Whole entries and nothing else. */
        record Whole(List<byte[]> entries) implements Read {}

        /** After {@code whole} entries the bytes end inside the next one. */
        record Torn(int whole) implements Read {}
    }

    public static byte[] join(List<byte[]> entries) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] entry : entries) {
            if (entry.length > LONGEST) {
                throw new IllegalArgumentException("an entry of " + entry.length + " bytes");
            }
            out.write(entry.length >> 8);
            out.write(entry.length);
            out.writeBytes(entry);
        }
        return out.toByteArray();
    }

    public static Read split(byte[] bytes) {
        List<byte[]> entries = new ArrayList<>();
        int at = 0;
        while (at < bytes.length) {
            if (at + 2 > bytes.length) {
                return new Read.Torn(entries.size());
            }
            int length = (bytes[at] & 0xff) << 8 | (bytes[at + 1] & 0xff);
            if (at + 2 + length > bytes.length) {
                return new Read.Torn(entries.size());
            }
            entries.add(Arrays.copyOfRange(bytes, at + 2, at + 2 + length));
            at += 2 + length;
        }
        return new Read.Whole(entries);
    }
}
