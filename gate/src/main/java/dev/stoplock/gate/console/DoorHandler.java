package dev.stoplock.gate.console;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Jetty's handler: takes a request to the door and writes what it is answered. */
final class DoorHandler extends Handler.Abstract {

    private static final String HTML = "text/html; charset=utf-8";
    private static final String EVENTS = "text/event-stream; charset=utf-8";
    private static final String TEXT = "text/plain; charset=utf-8";

    private final Door door;
    private final Pages pages;
    private final EventStreams streams;

    DoorHandler(Door door, Pages pages, EventStreams streams) {
        this.door = door;
        this.pages = pages;
        this.streams = streams;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        SafeHeaders.put(response.getHeaders());
        try {
            write(door.answer(request), request, response, callback);
        } catch (Throwable e) {
            if (response.isCommitted()) {
                callback.failed(e);
            } else {
                response.reset();
                SafeHeaders.put(response.getHeaders());
                send(
                        response,
                        callback,
                        500,
                        TEXT,
                        text("the console failed on this request; nothing was done because of it"));
            }
        }
        return true;
    }

    private void write(Answer answer, Request request, Response response, Callback callback)
            throws IOException {
        HttpFields.Mutable headers = response.getHeaders();
        switch (answer) {
            case Answer.Page page ->
                    send(response, callback, page.status(), HTML, pages.render(page));
            case Answer.Sentence(int status, String sentence) ->
                    send(response, callback, status, TEXT, text(sentence));
            case Answer.OtherMethod(List<String> allowed) -> {
                headers.put(HttpHeader.ALLOW, String.join(", ", allowed));
                send(response, callback, 405, TEXT, text("this page is not asked for like that"));
            }
            case Answer.Elsewhere(String path, String cookie) -> {
                headers.put(HttpHeader.LOCATION, path);
                if (cookie != null) {
                    headers.put(HttpHeader.SET_COOKIE, cookie);
                }
                send(response, callback, 303, TEXT, text("see " + path));
            }
            case Answer.File(String type, byte[] bytes) -> {
                headers.put(HttpHeader.CACHE_CONTROL, "public, max-age=31536000, immutable");
                send(response, callback, 200, type, bytes);
            }
            case Answer.Stream stream -> stream(stream, request, response, callback);
        }
    }

    private void stream(Answer.Stream stream, Request request, Response response, Callback callback)
            throws IOException {
        if (request.getMethod().equals("HEAD")) {
            send(response, callback, 200, EVENTS, new byte[0]);
            return;
        }
        if (!streams.enter()) {
            send(response, callback, 503, TEXT, text("too many pages follow a run already"));
            return;
        }
        response.setStatus(200);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, EVENTS);
        try (OutputStream out = Content.Sink.asOutputStream(response)) {
            streams.serve(stream, out);
        }
        callback.succeeded();
    }

    private static byte[] text(String sentence) {
        return (sentence + "\n").getBytes(StandardCharsets.UTF_8);
    }

    private static void send(
            Response response, Callback callback, int status, String type, byte[] bytes) {
        response.setStatus(status);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, type);
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, bytes.length);
        response.write(true, ByteBuffer.wrap(bytes), callback);
    }
}
