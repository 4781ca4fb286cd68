package dev.stoplock.gate.sandbox;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import sun.nio.ch.SelChImpl;

/** The system calls Java has no door to. */
final class SystemCalls {

    /** sched.h */
    private static final int CLONE_NEWNET = 0x4000_0000;

    /**
     * linux/netfilter_ipv4.h and linux/netfilter_ipv6/ip6_tables.h: SO_ORIGINAL_DST and
     * IP6T_SO_ORIGINAL_DST.
     */
    private static final int ORIGINAL_DESTINATION = 80;

    private static final int LEVEL_IPV4 = 0;
    private static final int LEVEL_IPV6 = 41;

    private static final StructLayout STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO =
            STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

    private static final MethodHandle UNSHARE =
            function("unshare", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));

    private static final MethodHandle GETSOCKOPT =
            function(
                    "getsockopt",
                    FunctionDescriptor.of(
                            ValueLayout.JAVA_INT,
                            ValueLayout.JAVA_INT,
                            ValueLayout.JAVA_INT,
                            ValueLayout.JAVA_INT,
                            ValueLayout.ADDRESS,
                            ValueLayout.ADDRESS));

    /** errno(3): no such process */
    private static final int ESRCH = 3;

    /** signal(7) */
    private static final int SIGKILL = 9;

    private static final MethodHandle KILL =
            function(
                    "kill",
                    FunctionDescriptor.of(
                            ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));

    private static final MethodHandle GETPAGESIZE =
            function("getpagesize", FunctionDescriptor.of(ValueLayout.JAVA_INT));

    private SystemCalls() {}

    /** Puts the calling thread, and it alone, into a new network namespace (unshare(2)). */
    static void unshareNetwork() throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(STATE);
            int result = (int) UNSHARE.invokeExact(state, CLONE_NEWNET);
            if (result != 0) {
                throw new IOException("unshare(CLONE_NEWNET) failed with errno " + errno(state));
            }
        } catch (IOException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Ends a child; one that has ended, or that is waited for just now, takes no notice (kill(2)).
     */
    static void kill(long child) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(STATE);
            int result = (int) KILL.invokeExact(state, Math.toIntExact(child), SIGKILL);
            // it ended and was waited for in the moment before
            if (result != 0 && errno(state) != ESRCH) {
                throw new IllegalStateException("process " + child + " cannot be ended");
            }
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /** Bytes of one page of memory. */
    static int pageSize() {
        try (Arena arena = Arena.ofConfined()) {
            return (int) GETPAGESIZE.invokeExact(arena.allocate(STATE));
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /** Where a redirected connection was going, as connection tracking remembers it. */
    static InetSocketAddress originalDestination(SocketChannel channel) throws IOException {
        if (!(channel instanceof SelChImpl selectable)
                || !(channel.getLocalAddress() instanceof InetSocketAddress local)) {
            throw new IOException("not a socket of this platform");
        }
        boolean four = local.getAddress() instanceof Inet4Address;
        byte[] address; // struct sockaddr_in: family, port, 4 bytes; sockaddr_in6: family, port,
        // flow, 16 bytes, scope
        try (Arena arena = Arena.ofConfined()) {
            int size = four ? 16 : 28;
            MemorySegment state = arena.allocate(STATE);
            MemorySegment value = arena.allocate(size, 8);
            MemorySegment length = arena.allocateFrom(ValueLayout.JAVA_INT, size);
            int result =
                    (int)
                            GETSOCKOPT.invokeExact(
                                    state,
                                    selectable.getFDVal(),
                                    four ? LEVEL_IPV4 : LEVEL_IPV6,
                                    ORIGINAL_DESTINATION,
                                    value,
                                    length);
            short family = value.get(ValueLayout.JAVA_SHORT, 0);
            if (result != 0
                    || length.get(ValueLayout.JAVA_INT, 0) != size
                    || family != (four ? 2 : 10)) {
                throw new IOException(
                        "the original destination cannot be read, errno " + errno(state));
            }
            address = value.toArray(ValueLayout.JAVA_BYTE);
        } catch (IOException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
        int port = (address[2] & 0xff) << 8 | (address[3] & 0xff);
        byte[] bytes =
                four ? Arrays.copyOfRange(address, 4, 8) : Arrays.copyOfRange(address, 8, 24);
        return new InetSocketAddress(InetAddress.getByAddress(bytes), port);
    }

    private static int errno(MemorySegment state) {
        return (int) ERRNO.get(state, 0L);
    }

    private static MethodHandle function(String name, FunctionDescriptor descriptor) {
        Linker linker = Linker.nativeLinker();
        MemorySegment symbol =
                linker.defaultLookup()
                        .find(name)
                        .orElseThrow(
                                () -> new IllegalStateException("the C library has no " + name));
        return linker.downcallHandle(symbol, descriptor, Linker.Option.captureCallState("errno"));
    }
}
