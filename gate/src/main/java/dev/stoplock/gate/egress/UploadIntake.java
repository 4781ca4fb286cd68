package dev.stoplock.gate.egress;

import dev.stoplock.core.effect.Upload;
import dev.stoplock.core.model.RuleId;
import dev.stoplock.core.model.SecretName;
import dev.stoplock.core.wire.http1.HttpStep;
import dev.stoplock.core.wire.http1.RequestReader;
import java.io.Closeable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The upload that one connection takes in, if one is under way. Used by one thread. */
final class UploadIntake implements Closeable {

    private final UploadDesk desk;
    private final BodyBudget.Share share;
    private @Nullable Spooled spooled;
    private @Nullable Upload whole;
    private long came;

    UploadIntake(UploadDesk desk, BodyBudget.Share share) {
        this.desk = desk;
        this.share = share;
    }

    /** Begins one of about so many bytes; the result is why not, or null. */
    HttpStep.@Nullable Refused begin(RequestReader requests, long bytes) {
        // one that is too long is refused by the reader, before any of it is taken
        if (bytes <= WireLimits.UPLOAD && !share.request(bytes)) {
            return desk.noRoom();
        }
        try {
            spooled = desk.begun(Math.min(bytes, WireLimits.UPLOAD));
        } catch (IOException e) {
            return UploadDesk.notSpooled(String.valueOf(e.getMessage()));
        }
        requests.inPieces(WireLimits.UPLOAD);
        return null;
    }

    boolean isUnderWay() {
        return spooled != null;
    }

    /** The file, where an upload is under way or whole. */
    @Nullable Spooled spooled() {
        return spooled;
    }

    /** Takes the next bytes; the result is why not, or null. */
    HttpStep.@Nullable Refused add(byte[] bytes) {
        came += bytes.length;
        if (came > share.held() && !share.request(Math.min(2 * came, WireLimits.UPLOAD))) {
            return desk.noRoom();
        }
        try {
            java.util.Objects.requireNonNull(spooled).add(bytes);
            return null;
        } catch (IOException e) {
            return UploadDesk.notSpooled(String.valueOf(e.getMessage()));
        }
    }

    /** Takes the last bytes; the result is why it may not go on, or null. */
    HttpStep.@Nullable Refused end(byte[] rest) {
        HttpStep.Refused no = add(rest);
        if (no != null) {
            return no;
        }
        Spooled file = java.util.Objects.requireNonNull(spooled);
        whole = file.whole();
        SecretName secret = file.secret();
        return secret == null
                ? null
                : new HttpStep.Refused(
                        new RuleId("credential.foreign"),
                        "server uploads secret " + secret + " in plain or in code");
    }

    /** The upload that has come whole; null where none has. */
    @Nullable Upload whole() {
        return whole;
    }

    /** What was taken in goes. */
    @Override
    public void close() throws IOException {
        share.close();
        came = 0;
        whole = null;
        Spooled file = spooled;
        spooled = null;
        if (file != null) {
            file.close();
        }
    }
}
