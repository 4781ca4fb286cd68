package dev.stoplock.gate.console;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/** What requests are told that Jetty itself turns away: nothing of theirs, and nothing of ours. */
final class BadRequests extends ErrorHandler {

    private static final String TEXT = "text/plain; charset=utf-8";

    private static byte[] sentence(int status) {
        String said =
                switch (status) {
                    case 413, 414, 431 -> "the request is longer than the console reads";
                    case 404 -> "there is no such page";
                    default -> "the request cannot be read";
                };
        return (said + "\n").getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        byte[] bytes = sentence(response.getStatus());
        SafeHeaders.put(response.getHeaders());
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, TEXT);
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, bytes.length);
        response.write(true, ByteBuffer.wrap(bytes), callback);
        return true;
    }

    @Override
    public ByteBuffer badMessageError(int status, String reason, HttpFields.Mutable fields) {
        SafeHeaders.put(fields);
        fields.put(HttpHeader.CONTENT_TYPE, TEXT);
        return ByteBuffer.wrap(sentence(status));
    }
}
