package dev.stoplock.gate.egress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stoplock.core.model.Destination;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A connection that waited is used again only where nothing came on it. */
class KeptLinesTest {

    private static final Destination API = new Destination("api.example", 443);

    private final Latch latch = new Latch();
    private final KeptLines kept = new KeptLines(latch);
    private final List<SocketChannel> opened = new ArrayList<>();
    private ServerSocketChannel peer;

    @BeforeEach
    void listen() throws IOException {
        peer =
                ServerSocketChannel.open()
                        .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    @AfterEach
    void close() throws IOException {
        peer.close();
        for (SocketChannel each : opened) {
            each.close();
        }
    }

    /** A connection that carried one request, and the peer's end of it. */
    private record Pair(KeptLines.Line line, SocketChannel theirs) {
        Socket ours() {
            return line.dialled().line();
        }
    }

    private Pair pair() throws IOException {
        SocketChannel ours = SocketChannel.open(peer.getLocalAddress());
        SocketChannel theirs = peer.accept();
        theirs.socket().setSoTimeout(10_000);
        opened.addAll(List.of(ours, theirs));
        Pair pair =
                new Pair(new KeptLines.Line(new Dialer.Dialled(ours.socket(), "loopback")), theirs);
        assertThat(latch.pass(pair.ours())).isTrue();
        return pair;
    }

    private Pair waiting() throws IOException {
        Pair pair = pair();
        assertThat(kept.keep(API, pair.line())).isTrue();
        return pair;
    }

    private static void isEnded(Pair pair) throws IOException {
        assertThat(pair.theirs().socket().getInputStream().read()).isEqualTo(-1);
    }

    @Test
    void oneOnWhichNothingCameCarriesTheNextRequestAndSaysSo() throws IOException {
        Pair pair = waiting();
        KeptLines.Line taken = Objects.requireNonNull(kept.take(API));
        assertThat(taken.dialled()).isSameAs(pair.line().dialled());
        assertThat(taken.isNew()).isFalse();
        assertThat(taken.hops()).isEqualTo("loopback · connection kept open");
        assertThat(latch.holds(pair.ours())).isTrue();
        assertThat(kept.take(API)).as("it carries one request at a time").isNull();
        pair.ours().getOutputStream().write('x');
        assertThat(pair.theirs().socket().getInputStream().read()).isEqualTo('x');
    }

    @Test
    void anotherDestinationHasItsOwn() throws IOException {
        waiting();
        assertThat(kept.take(new Destination("api.example", 8443))).isNull();
        assertThat(kept.take(new Destination("other.example", 443))).isNull();
        assertThat(kept.take(API)).isNotNull();
    }

    @Test
    void oneOnWhichSomethingCameUnaskedIsClosed() throws IOException {
        Pair pair = waiting();
        pair.theirs()
                .socket()
                .getOutputStream()
                .write("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n".getBytes());
        awaitBytes(pair);
        assertThat(kept.take(API)).isNull();
        assertThat(pair.ours().isClosed()).isTrue();
        assertThat(latch.holds(pair.ours())).isFalse();
    }

    private static void awaitBytes(Pair pair) throws IOException {
        while (pair.ours().getInputStream().available() == 0) {
            Thread.onSpinWait();
        }
    }

    @Test
    void oneThatThePeerClosedIsNotUsed() throws Exception {
        Pair pair = waiting();
        pair.theirs().close();
        // the end has come where a look does not find it quiet any more, or it has waited too long
        while (kept.take(API) instanceof KeptLines.Line line) {
            assertThat(kept.keep(API, new KeptLines.Line(line.dialled()))).isTrue();
        }
        assertThat(pair.ours().isClosed()).isTrue();
    }

    @Test
    void oneThatWaitsTooLongIsClosed() throws IOException {
        Pair pair = waiting();
        isEnded(pair);
        assertThat(kept.take(API)).isNull();
    }

    @Test
    void aShutDoorCutsThoseThatWait() throws IOException {
        Pair pair = waiting();
        latch.shut();
        assertThat(pair.ours().isClosed()).isTrue();
        assertThat(latch.holds(pair.ours())).isFalse();
        KeptLines.Line taken = kept.take(API);
        assertThat(taken == null || !latch.holds(taken.dialled().line())).isTrue();
    }

    @Test
    void onlySoManyWaitAndEachForSoManyRequests() throws IOException {
        for (int i = 0; i < 4; i++) {
            waiting();
        }
        assertThat(kept.keep(API, pair().line())).isFalse();
        Pair old = pair();
        assertThat(
                        kept.keep(
                                new Destination("other.example", 443),
                                new KeptLines.Line(
                                        old.line().dialled(), KeptLines.MOST_REQUESTS - 1)))
                .isFalse();
    }

    @Test
    void oneWithoutAChannelIsNeverKept() throws IOException {
        try (Socket plain =
                        new Socket(peer.socket().getInetAddress(), peer.socket().getLocalPort());
                SocketChannel theirs = peer.accept()) {
            assertThat(theirs.isConnected()).isTrue();
            assertThat(kept.keep(API, new KeptLines.Line(new Dialer.Dialled(plain, "plain"))))
                    .isFalse();
        }
    }
}
