package dev.stoplock.lab.mail;

import java.io.IOException;
import java.util.List;

/**
 * A running stand-in of a mail company's interface, as those who look into its mailboxes see it.
 * Safe for many threads.
 */
public interface MailApi extends AutoCloseable {

    /** The port of its first listener. */
    int port();

    /** Everything it was sent so far, in order. */
    List<ApiRequest> requests();

    /** The mails it accepted so far, in order. */
    List<AcceptedMail> accepted();

    /** The mails delivered to this address, whatever its case. */
    List<AcceptedMail> mailbox(String address);

    /**
     * Connections that failed before they were a request (a handshake refused by the client, say),
     * one sentence each.
     */
    List<String> complaints();

    /** Answers the next request with this status (500 to 599, or 429) and does nothing for it. */
    void failNext(int status);

    /** Forgets requests, mails, complaints and a failure to come. */
    void clear();

    @Override
    void close() throws IOException;
}
