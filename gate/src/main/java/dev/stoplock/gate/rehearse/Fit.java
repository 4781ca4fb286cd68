package dev.stoplock.gate.rehearse;

import dev.stoplock.core.json.Json;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How one kind of request is answered: the shape, and what is mended in it. It changes as long as a
 * tool ends in an error upon it, and gives up once every shape was tried.
 */
final class Fit {

    private static final int MOST_ROUNDS = 10;

    private final List<Complaint> mends = new ArrayList<>();
    private int shape;
    private int rounds;
    private boolean over;
    private @Nullable Json written;

    /** A person wrote what it is answered: nothing else is tried. */
    void write(Json body) {
        written = body;
        over = true;
    }

    Replies.Shape shape() {
        return Replies.Shape.values()[shape];
    }

    /** False where nothing else is left to try; it is then answered as at first. */
    boolean next(List<Complaint> complaints) {
        if (over) {
            return false;
        }
        boolean news = !mends.containsAll(complaints);
        if (news && rounds < MOST_ROUNDS) {
            mends.addAll(complaints);
            rounds++;
            return true;
        }
        mends.clear();
        rounds = 0;
        over = shape + 1 == Replies.Shape.values().length;
        shape = over ? 0 : shape + 1;
        return !over;
    }

    /** The names and texts that a server had put into what it is answered. */
    Set<String> planted() {
        Set<String> planted = new HashSet<>();
        for (Complaint complaint : mends) {
            planted.addAll(complaint.path());
            if (!complaint.free() && complaint.wanted() instanceof Json.Str(String text)) {
                planted.add(text);
            }
        }
        return planted;
    }

    Replies.Reply mended(Replies.Reply reply, IntSupplier numbers) {
        if (written != null) {
            return Replies.Reply.json(written);
        }
        Json body = reply.body();
        for (Complaint complaint : mends) {
            body = complaint.mend(body == null ? Json.object().build() : body, numbers.getAsInt());
        }
        return new Replies.Reply(reply.status(), reply.head(), body);
    }
}
