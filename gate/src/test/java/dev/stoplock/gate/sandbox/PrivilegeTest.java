package dev.stoplock.gate.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stoplock.gate.port.HostNamespace;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrivilegeTest {

    @ParameterizedTest
    @CsvSource({
        "0, 000001ffffffffff, 0 0 4294967295, ROOT",
        "0, 000001ffffffffff, 0 1000 1, USER_NAMESPACE",
        "0, 000001ffffffffff, 0 100000 65536, ROOT",
        "1000, 000001ffffffffff, 1000 1000 1, USER_NAMESPACE",
        "1000, 0000000000000000, 0 0 4294967295, NONE",
        "0, 00000000a80425fb, 0 0 4294967295, NONE",
    })
    void whatThisProcessMayDoIsReadFromItsStatus(
            String uid, String capabilities, String map, Privilege expected) {
        List<String> status =
                List.of(
                        "Name:\tjava",
                        "Uid:\t" + uid + "\t" + uid + "\t0\t0",
                        "CapEff:\t" + capabilities);
        assertThat(Privilege.of(status, List.of("   " + map))).isEqualTo(expected);
    }

    @Tag("root")
    @Test
    void aThreadInAnotherNamespaceMayNotDial() throws Exception {
        HostNamespace host = HostNamespace.here();
        host.require();
        BlockingQueue<Throwable> thrown = new LinkedBlockingQueue<>();
        Thread elsewhere =
                Thread.ofPlatform()
                        .start(() -> {
                            try {
                                SystemCalls.unshareNetwork();
                                host.require();
                                thrown.add(new AssertionError("it was let through"));
                            } catch (IOException e) {
                                thrown.add(e);
                            }
                        });
        elsewhere.join();
        assertThatThrownBy(
                        () -> {
                            throw thrown.take();
                        })
                .isInstanceOf(IOException.class)
                .hasMessageContaining("not in the host's");
    }
}
