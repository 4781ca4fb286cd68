package dev.stoplock.gate.sandbox;

import dev.stoplock.gate.port.Refused;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The system calls a server may not make, as a classic BPF program over {@code struct seccomp_data}
 * (seccomp(2)): number at byte 0, architecture at 4, the low half of argument n at 16 + 8n. Numbers
 * are those of the kernel's tables (arch/x86/entry/syscalls/syscall_64.tbl,
 * include/uapi/asm-generic/unistd.h).
 */
final class SeccompFilter {

    private static final int LOAD = 0x20;
    private static final int IF_EQUAL = 0x15;
    private static final int IF_AT_LEAST = 0x35;
    private static final int IF_ANY_BIT = 0x45;
    private static final int RETURN = 0x06;

    private static final int ALLOW = 0x7fff_0000;
    private static final int KILL = 0x8000_0000;
    private static final int EPERM = 0x0005_0000 | 1;
    private static final int ENOSYS = 0x0005_0000 | 38;
    private static final int EPROTONOSUPPORT = 0x0005_0000 | 93;
    private static final int EAFNOSUPPORT = 0x0005_0000 | 97;

    private static final int NUMBER = 0;
    private static final int ARCHITECTURE = 4;
    private static final int ARGUMENT = 16;

    /** All CLONE_NEW* flags of clone(2) but NEWTIME, whose bit is part of the exit signal there. */
    private static final int NEW_NAMESPACES = 0x7e02_0000;

    private static final int TIOCSTI = 0x5412;
    private static final int AF_UNIX = 1;
    private static final int AF_INET = 2;
    private static final int AF_INET6 = 10;
    private static final int AF_NETLINK = 16;
    private static final int NETLINK_ROUTE = 0;
    private static final int[] PROTOCOLS = {
        0, 1, 6, 17, 58, 262
    }; // any, ICMP, TCP, UDP, ICMPv6, MPTCP

    /**
     * Of both architectures: io_uring_setup, _enter, _register, and clone3, whose flags a filter
     * cannot see.
     */
    private static final int[] ABSENT = {425, 426, 427, 435};

    /**
     * Of both architectures: open_tree to fspick, pidfd_getfd, mount_setattr, quotactl_fd,
     * open_tree_attr.
     */
    private static final int[] NEW_CALLS = {428, 429, 430, 431, 432, 433, 438, 442, 443, 467};

    /** An architecture's AUDIT_ARCH, the calls refused, and those looked into. */
    private record Table(
            int audit, int socket, int cloning, int ioctl, boolean x32, int... refused) {}

    private static final Table X86_64 =
            new Table(
                    0xc000_003e,
                    41,
                    56,
                    16,
                    true,
                    101,
                    103,
                    155,
                    161,
                    163,
                    165,
                    166,
                    167,
                    168,
                    169, // ptrace syslog pivot_root chroot acct mount umount swap* reboot
                    170,
                    171,
                    172,
                    173,
                    175,
                    176,
                    179,
                    246, // sethostname setdomainname iopl ioperm *_module quotactl kexec_load
                    248,
                    249,
                    250,
                    272,
                    298,
                    300,
                    303,
                    304,
                    308, // keys unshare perf_event_open fanotify_init *_handle_at setns
                    310,
                    311,
                    312,
                    313,
                    320,
                    321,
                    323); // process_vm_* kcmp finit_module kexec_file_load bpf userfaultfd

    private static final Table AARCH64 =
            new Table(
                    0xc000_00b7,
                    198,
                    220,
                    29,
                    false,
                    39,
                    40,
                    41,
                    51,
                    60,
                    89,
                    97,
                    104,
                    105,
                    106, // umount mount pivot_root chroot quotactl acct unshare kexec *_module
                    116,
                    117,
                    142,
                    161,
                    162,
                    217,
                    218,
                    219,
                    224,
                    225, // syslog ptrace reboot set*name keys swap*
                    241,
                    262,
                    264,
                    265,
                    268,
                    270,
                    271,
                    272,
                    273, // perf fanotify_init *_handle_at setns process_vm_* kcmp finit_module
                    280,
                    282,
                    294); // bpf userfaultfd kexec_file_load

    private final ByteBuffer program = ByteBuffer.allocate(8 * 512).order(ByteOrder.LITTLE_ENDIAN);

    private SeccompFilter() {}

    /**
     * The filter for this architecture ({@code os.arch}); refuses where there is no table for it.
     */
    static byte[] forArchitecture(String architecture) throws Refused {
        return switch (architecture) {
            case "amd64", "x86_64" -> new SeccompFilter().assemble(X86_64);
            case "aarch64", "arm64" -> new SeccompFilter().assemble(AARCH64);
            default ->
                    throw Privilege.impossible(
                            "there is no system call filter for the architecture " + architecture);
        };
    }

    private byte[] assemble(Table table) {
        add(LOAD, 0, 0, ARCHITECTURE);
        add(IF_EQUAL, 1, 0, table.audit());
        add(RETURN, 0, 0, KILL);
        add(LOAD, 0, 0, NUMBER);
        if (table.x32()) {
            add(IF_AT_LEAST, 0, 1, 0x4000_0000);
            add(RETURN, 0, 0, KILL);
        }
        for (int call : ABSENT) {
            refuse(call, ENOSYS);
        }
        IntStream.concat(Arrays.stream(table.refused()), Arrays.stream(NEW_CALLS))
                .forEach(call -> refuse(call, EPERM));
        add(IF_EQUAL, 0, 4, table.cloning());
        add(LOAD, 0, 0, ARGUMENT);
        add(IF_ANY_BIT, 0, 1, NEW_NAMESPACES);
        add(RETURN, 0, 0, EPERM);
        add(RETURN, 0, 0, ALLOW);
        add(IF_EQUAL, 0, 4, table.ioctl());
        add(LOAD, 0, 0, ARGUMENT + 8);
        add(IF_EQUAL, 0, 1, TIOCSTI);
        add(RETURN, 0, 0, EPERM);
        add(RETURN, 0, 0, ALLOW);
        add(IF_EQUAL, 1, 0, table.socket());
        add(RETURN, 0, 0, ALLOW);
        socket();
        byte[] bytes = new byte[program.flip().remaining()];
        program.get(bytes);
        return bytes;
    }

    private void socket() {
        add(LOAD, 0, 0, ARGUMENT);
        add(IF_EQUAL, 0, 1, AF_UNIX);
        add(RETURN, 0, 0, ALLOW);
        add(IF_EQUAL, 0, 4, AF_NETLINK);
        add(LOAD, 0, 0, ARGUMENT + 16);
        add(IF_EQUAL, 0, 1, NETLINK_ROUTE);
        add(RETURN, 0, 0, ALLOW);
        add(RETURN, 0, 0, EPROTONOSUPPORT);
        add(IF_EQUAL, 2, 0, AF_INET);
        add(IF_EQUAL, 1, 0, AF_INET6);
        add(RETURN, 0, 0, EAFNOSUPPORT);
        add(LOAD, 0, 0, ARGUMENT + 16);
        for (int protocol : PROTOCOLS) {
            refuse(protocol, ALLOW);
        }
        add(RETURN, 0, 0, EPROTONOSUPPORT);
    }

    private void refuse(int value, int action) {
        add(IF_EQUAL, 0, 1, value);
        add(RETURN, 0, 0, action);
    }

    /** {@code struct sock_filter}: jumps count the instructions skipped. */
    private void add(int code, int ifTrue, int ifFalse, int operand) {
        program.putShort((short) code).put((byte) ifTrue).put((byte) ifFalse).putInt(operand);
    }
}
