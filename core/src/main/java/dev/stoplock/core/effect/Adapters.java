package dev.stoplock.core.effect;

import dev.stoplock.core.model.Destination;
import dev.stoplock.core.model.Reading;
import dev.stoplock.core.model.RuleId;
import java.util.List;
import java.util.Set;

/** The visible list of adapters; a new API is one file and one line here. */
public final class Adapters {

    private static final List<Adapter> ALL =
            List.of(
                    new PostmarkAdapter(),
                    new ResendAdapter(),
                    new SendGridAdapter(),
                    new BrevoAdapter(),
                    new MailjetAdapter(),
                    new MailtrapAdapter(),
                    new MailgunAdapter(),
                    new GmailAdapter(),
                    new GraphAdapter());

    private Adapters() {}

    /** Reads an exchange by the adapter that claims it, or value by value where none does. */
    public static Reading read(Exchange exchange) {
        try {
            Upload upload = exchange.upload();
            if (upload != null) {
                return Uploads.read(exchange, upload);
            }
            for (Adapter adapter : ALL) {
                if (adapter.claims(exchange)) {
                    return adapter.read(exchange);
                }
            }
            // Threat: a path that a mail API takes and its adapter does not know may send a mail
            boolean look = Set.of("GET", "HEAD").contains(exchange.head().method());
            return !look && isKnown(exchange.destination())
                    ? GenericHttp.unknown(exchange)
                    : GenericHttp.read(exchange);
        } catch (Unreadable e) {
            return new Reading.Unreadable(new RuleId(e.rule()), e.sentence());
        }
    }

    /** Whether it is the host of an API that an adapter knows. */
    static boolean isKnown(Destination destination) {
        return ALL.stream().anyMatch(adapter -> adapter.hosts().contains(destination.host()));
    }
}
