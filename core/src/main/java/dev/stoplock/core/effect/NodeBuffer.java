package dev.stoplock.core.effect;

import dev.stoplock.core.json.Json;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Bytes as Node.js writes a Buffer into JSON: {@code {"type":"Buffer","data":[80,108]}}
 * (nodejs.org/api/buffer.html, buf.toJSON). Clients hand the bytes of attachments on like this.
 */
final class NodeBuffer {

    private static final int LONGEST_NUMBER = 3;

    private NodeBuffer() {}

    /** The bytes in base64 (RFC 4648), or null where it is anything else, however like one. */
    static @Nullable String base64(Json value) {
        if (!(value instanceof Json.Obj(Map<String, Json> members))
                || members.size() != 2
                || !(members.get("type") instanceof Json.Str(String type))
                || !type.equals("Buffer")
                || !(members.get("data") instanceof Json.Arr(List<Json> items))) {
            return null;
        }
        byte[] bytes = new byte[items.size()];
        for (int i = 0; i < bytes.length; i++) {
            int one = items.get(i) instanceof Json.Num(String literal) ? number(literal) : -1;
            if (one < 0) {
                return null;
            }
            bytes[i] = (byte) one;
        }
        return Base64.getEncoder().encodeToString(bytes);
    }

    /** Threat: 80, 8e1 and 80.0 are one byte in three forms; only the one that Node writes is. */
    private static int number(String literal) {
        int number = 0;
        if (literal.length() > LONGEST_NUMBER || literal.length() > 1 && literal.charAt(0) == '0') {
            return -1;
        }
        for (int i = 0; i < literal.length(); i++) {
            char digit = literal.charAt(i);
            if (digit < '0' || digit > '9') {
                return -1;
            }
            number = number * 10 + (digit - '0');
        }
        return number <= 0xFF ? number : -1;
    }
}
