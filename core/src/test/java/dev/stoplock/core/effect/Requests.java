package dev.stoplock.core.effect;

import dev.stoplock.core.model.Atom;
import dev.stoplock.core.model.Destination;
import dev.stoplock.core.model.Effect;
import dev.stoplock.core.model.Reading;
import dev.stoplock.core.wire.http1.Fields;
import dev.stoplock.core.wire.http1.Http1Writer;
import dev.stoplock.core.wire.http1.RequestHead;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Requests as the tests send them, read as the gate reads them. */
public final class Requests {

    public static final Destination POSTMARK = Destination.parse("api.postmarkapp.com");
    public static final Destination RESEND = Destination.parse("api.resend.com");
    public static final Destination SENDGRID = Destination.parse("api.sendgrid.com");
    public static final Destination BREVO = Destination.parse("api.brevo.com");
    public static final Destination MAILTRAP = Destination.parse("send.api.mailtrap.io");
    public static final Destination MAILJET = Destination.parse("api.mailjet.com");

    private Requests() {}

    public static Reading read(
            Destination to, String method, String target, String body, String... headers) {
        List<Fields.Field> fields = new ArrayList<>();
        fields.add(new Fields.Field("Host", to.host()));
        for (int i = 0; i < headers.length; i += 2) {
            fields.add(new Fields.Field(headers[i], headers[i + 1]));
        }
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        RequestHead head =
                Http1Writer.canonical(
                        new RequestHead(method, target, new Fields(fields)),
                        to.host(),
                        bytes.length);
        return Adapters.read(new Exchange(to, head, bytes));
    }

    public static Reading post(Destination to, String path, String json) {
        return read(to, "POST", path, json, "Content-Type", "application/json");
    }

    public static Reading get(String target) {
        return read(POSTMARK, "GET", target, "");
    }

    /**
     * The values as {@code path CLASS ROLE value}, without the host; or the rule that says why
     * there are none.
     */
    public static List<String> shown(Reading reading) {
        List<String> lines = new ArrayList<>();
        switch (reading) {
            case Reading.Unreadable(var rule, var sentence) -> lines.add("unreadable " + rule);
            case Reading.Effects(var effects) -> {
                for (Effect effect : effects) {
                    if (effect instanceof Effect.Unknown) {
                        lines.add("unknown " + effect.operation());
                    }
                    for (Atom atom : effect.atoms()) {
                        if (!atom.path().equals("host")
                                && !atom.path().equals("header/content-type")) {
                            lines.add(
                                    atom.path()
                                            + " "
                                            + atom.kind()
                                            + " "
                                            + atom.role()
                                            + " "
                                            + atom.value());
                        }
                    }
                }
            }
        }
        return lines;
    }
}
