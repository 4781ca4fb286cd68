package dev.stoplock.lab.mail;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stoplock.lab.loopback.Answer;
import dev.stoplock.lab.loopback.Received;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What a stand-in keeps: requests, mails and complaints. One lock guards all three lists and the
 * random numbers.
 */
final class Post {

    private final Clock clock;
    private final RandomGenerator random;
    private final List<ApiRequest> requests = new ArrayList<>();
    private final List<AcceptedMail> mails = new ArrayList<>();
    private final List<String> complaints = new ArrayList<>();

    Post(Clock clock, RandomGenerator random) {
        this.clock = clock;
        this.random = random;
    }

    Clock clock() {
        return clock;
    }

    /** Keeps the request with its answer, which is returned. */
    synchronized Answer keep(
            Received request, @Nullable JsonNode json, List<String> recipients, Answer answer) {
        requests.add(
                new ApiRequest(
                        clock.instant(),
                        request.method(),
                        request.target(),
                        request.raw(),
                        json,
                        recipients,
                        answer.status()));
        return answer;
    }

    synchronized void unreadable(byte[] raw, String reason) {
        if (raw.length == 0) {
            complaints.add(reason);
            return;
        }
        String line =
                new String(raw, 0, Math.min(raw.length, 200), ISO_8859_1)
                        .lines()
                        .findFirst()
                        .orElse("");
        requests.add(new ApiRequest(clock.instant(), "", line, raw, null, List.of(), 400));
    }

    synchronized AcceptedMail accept(String from, List<String> recipients, JsonNode message) {
        AcceptedMail mail =
                new AcceptedMail(
                        newId(),
                        clock.instant(),
                        from,
                        recipients.stream().distinct().toList(),
                        Fields.text(message, "Subject"),
                        Fields.text(message, "Tag"),
                        message);
        mails.add(mail);
        return mail;
    }

    synchronized String newId() {
        long version4 = (random.nextLong() & ~0xf000L) | 0x4000L;
        long variant = (random.nextLong() & 0x3fffffffffffffffL) | 0x8000000000000000L;
        return new UUID(version4, variant).toString();
    }

    synchronized List<ApiRequest> requests() {
        return List.copyOf(requests);
    }

    synchronized List<AcceptedMail> accepted() {
        return List.copyOf(mails);
    }

    synchronized List<AcceptedMail> mailbox(String address) {
        String wanted = address.toLowerCase(Locale.ROOT);
        return mails.stream().filter(mail -> mail.recipients().contains(wanted)).toList();
    }

    synchronized List<String> complaints() {
        return List.copyOf(complaints);
    }

    synchronized void clear() {
        requests.clear();
        mails.clear();
        complaints.clear();
    }
}
