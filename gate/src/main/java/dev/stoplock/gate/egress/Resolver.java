package dev.stoplock.gate.egress;

import dev.stoplock.core.wire.dns.DnsAnswer;
import dev.stoplock.core.wire.dns.DnsQuery;
import dev.stoplock.core.wire.dns.DnsQuestion;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/**
 * The only resolver a sandbox can reach. It answers names that may be dialled with an address of
 * the name table and every other with NXDOMAIN.
 *
 * <p>Guarantees: it never asks anyone, so no look-up carries anything out. Whatever goes wrong, the
 * answer is an error or none.
 */
public final class Resolver {

    /** Hears of each look-up that got NXDOMAIN, before the answer goes back. */
    @FunctionalInterface
    public interface Refusals {

        /**
         * @param name as asked for, with bytes that no host name has as {@code \DDD}; up to 1,000
         *     characters
         * @param type the record type asked for (1 is A, 28 is AAAA, 16 is TXT)
         */
        void refused(String name, int type);
    }

    private final NameTable table;
    private final Predicate<String> answers;
    private final Refusals refusals;
    private final Trouble trouble;

    /** Hears that look-ups cannot be taken any more, or for a while. */
    @FunctionalInterface
    public interface Trouble {

        /** True if somebody was told; else it is asked again with the next trouble. */
        boolean told(Throwable why);
    }

    /**
     * {@code answers} gets a lower-case host name without a trailing dot and says whether the
     * server may know an address for it; {@code trouble} hears once each time.
     */
    public Resolver(
            NameTable table, Predicate<String> answers, Refusals refusals, Trouble trouble) {
        this.table = table;
        this.answers = answers;
        this.refusals = refusals;
        this.trouble = trouble;
    }

    /**
     * Serves these sockets on threads of their own until they are closed. Call it on a host thread.
     */
    public void serve(List<DatagramChannel> sockets) {
        for (DatagramChannel socket : sockets) {
            Thread.ofVirtual().name("stoplock-resolver").start(() -> serve(socket));
        }
    }

    private void serve(DatagramChannel socket) {
        ByteBuffer buffer = ByteBuffer.allocate(4_096);
        boolean taking = true;
        while (socket.isOpen()) {
            try {
                buffer.clear();
                SocketAddress from = socket.receive(buffer);
                buffer.flip();
                byte[] query = new byte[buffer.remaining()];
                buffer.get(query);
                Optional<byte[]> answer = answer(query);
                if (from != null && answer.isPresent()) {
                    send(socket, answer.get(), from);
                }
                taking = true;
            } catch (Throwable e) {
                taking = taking && !trouble.told(e);
                LockSupport.parkNanos(SandboxEgress.PAUSE.toNanos());
            }
        }
        if (taking) {
            trouble.told(new ClosedChannelException());
        }
    }

    private static void send(DatagramChannel socket, byte[] answer, SocketAddress to) {
        try {
            socket.send(ByteBuffer.wrap(answer), to);
        } catch (IOException e) {
            // One answer could not be sent (the asker is gone): it stays unanswered, the next is
            // served.
            return;
        }
    }

    /** The answer to one datagram; empty where none is given. */
    Optional<byte[]> answer(byte[] datagram) {
        return switch (DnsQuery.read(datagram)) {
            case DnsQuery.Dropped() -> Optional.empty();
            case DnsQuery.Bad(int id, DnsAnswer.Code code) ->
                    Optional.of(DnsAnswer.error(id, code));
            case DnsQuery.Asked(DnsQuestion question) -> Optional.of(answer(question));
        };
    }

    private byte[] answer(DnsQuestion question) {
        try {
            if (question.queryClass() != DnsQuestion.IN) {
                return DnsAnswer.empty(question, DnsAnswer.Code.REFUSED);
            }
            Optional<String> name = question.hostName().filter(answers);
            if (name.isEmpty()) {
                refusals.refused(question.shown(), question.type());
                return DnsAnswer.empty(question, DnsAnswer.Code.NAME_ERROR);
            }
            if (question.type() != DnsQuestion.A) {
                return DnsAnswer.empty(question, DnsAnswer.Code.NO_ERROR);
            }
            Optional<Inet4Address> address = table.address(name.get());
            return address.isPresent()
                    ? DnsAnswer.address(question, address.get().getAddress())
                    : DnsAnswer.empty(question, DnsAnswer.Code.SERVER_FAILURE);
        } catch (Throwable e) {
            // The door: what we cannot judge or record gets no address.
            return DnsAnswer.empty(question, DnsAnswer.Code.SERVER_FAILURE);
        }
    }
}
