package dev.stoplock.lab.loopback;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The requests some bytes are to a stand-in, without a connection. */
public final class WireBytes {

    private WireBytes() {}

    /** All of them up to the last byte; throws where the stand-in would refuse to read on. */
    public static List<Received> read(byte[] bytes) throws IOException {
        RequestReader reader =
                new RequestReader(new ByteArrayInputStream(bytes), new ByteArrayOutputStream());
        List<Received> requests = new ArrayList<>();
        for (var next = reader.next(); next.isPresent(); next = reader.next()) {
            requests.add(next.get());
        }
        return requests;
    }
}
