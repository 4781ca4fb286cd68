package dev.stoplock.gate.egress;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ResolverTest {

    private static final String QUERY = "12340100000100000000000003617069076578616d706c6500%s0001";

    private final List<String> refused = new ArrayList<>();
    private final BlockingQueue<Throwable> trouble = new LinkedBlockingQueue<>();
    private final NameTable table = new NameTable();

    @Test
    void aGrantedNameKeepsItsAddressAndTheTableKnowsItBack() {
        Resolver resolver =
                new Resolver(
                        table,
                        "api.example"::equals,
                        (name, type) -> refused.add(name),
                        trouble::add);
        assertThat(ask(resolver, "0001")).endsWith("c6120001");
        assertThat(ask(resolver, "0001")).endsWith("c6120001");
        assertThat(ask(resolver, "001c")).startsWith("1234818000010000");
        assertThat(table.address("api.example").flatMap(table::name)).contains("api.example");
        assertThat(table.address("other.example")).isNotEqualTo(table.address("api.example"));
        assertThat(refused).isEmpty();
    }

    @Test
    void everyOtherNameIsUnknownAndReported() {
        Resolver resolver =
                new Resolver(
                        table,
                        name -> false,
                        (name, type) -> refused.add(name + " " + type),
                        trouble::add);
        assertThat(ask(resolver, "0010")).startsWith("1234818300010000");
        assertThat(refused).containsExactly("api.example 16");
    }

    @Test
    void aThrowingPolicyOrReportGivesAFailureAndNoAddress() {
        Resolver policy =
                new Resolver(
                        table,
                        name -> {
                            throw new IllegalStateException("broken");
                        },
                        (name, type) -> refused.add(name),
                        trouble::add);
        Resolver report =
                new Resolver(
                        table,
                        name -> false,
                        (name, type) -> {
                            throw new StackOverflowError("the ledger is full");
                        },
                        trouble::add);
        assertThat(ask(policy, "0001")).startsWith("1234818200010000");
        assertThat(ask(report, "0001")).startsWith("1234818200010000");
    }

    @Test
    void aSocketThatIsClosedUnderTheResolverIsTroubleAndNotSilence() throws Exception {
        DatagramChannel socket = DatagramChannel.open().bind(new InetSocketAddress("127.0.0.1", 0));
        new Resolver(table, name -> true, (name, type) -> refused.add(name), trouble::add)
                .serve(List.of(socket));
        socket.close();
        assertThat(trouble.poll(10, TimeUnit.SECONDS)).isInstanceOf(ClosedChannelException.class);
    }

    @Test
    void troubleThatNobodyCouldBeToldOfIsToldAgain() throws Exception {
        InetSocketAddress nobody;
        try (DatagramChannel gone = DatagramChannel.open()) {
            nobody =
                    (InetSocketAddress)
                            gone.bind(new InetSocketAddress("127.0.0.1", 0)).getLocalAddress();
        }
        try (DatagramChannel socket = DatagramChannel.open().connect(nobody)) {
            new Resolver(
                            table,
                            name -> true,
                            (name, type) -> refused.add(name),
                            why -> {
                                trouble.add(why);
                                return false;
                            })
                    .serve(List.of(socket));
            for (int i = 0; i < 2; i++) {
                // what is sent to nobody comes back as an error of the next receive
                socket.write(ByteBuffer.wrap(new byte[] {1}));
                assertThat(trouble.poll(10, TimeUnit.SECONDS))
                        .isInstanceOf(PortUnreachableException.class);
            }
        }
    }

    @Test
    void aFullTableGivesNoMoreAddresses() {
        for (int i = 0; i < 4_096; i++) {
            assertThat(table.address("n" + i + ".example")).isPresent();
        }
        assertThat(table.address("n4096.example")).isEmpty();
        assertThat(table.address("n7.example")).isPresent();
    }

    private static String ask(Resolver resolver, String type) {
        return HexFormat.of()
                .formatHex(
                        resolver.answer(HexFormat.of().parseHex(QUERY.formatted(type)))
                                .orElseThrow());
    }
}
