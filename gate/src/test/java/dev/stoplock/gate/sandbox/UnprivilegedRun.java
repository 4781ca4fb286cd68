package dev.stoplock.gate.sandbox;

import java.util.List;

/**
 * Started as an ordinary user in a user namespace: prints what a sandbox there captured, and who
 * ran in it.
 */
final class UnprivilegedRun {

    private UnprivilegedRun() {}

    public static void main(String[] arguments) throws Exception {
        try (Workbench bench = new Workbench()) {
            System.out.println("privilege " + Privilege.here());
            Workbench.Outcome outcome =
                    bench.run(
                            """
                            import os, socket
                            for family, address in ((2, ('granted.example', 443)), (2, ('198.51.100.7', 25)), (10, ('2001:db8::7', 4444))):
                                s = socket.socket(family); s.connect(address); print(s.recv(100).decode().strip())
                            print('uid', os.getuid(), [l for l in open('/proc/self/status') if l.startswith('CapEff')])
                            try:
                                open('/proc/sys/kernel/core_pattern', 'w'); print('sysctl writable')
                            except OSError as e:
                                print('sysctl closed')
                            """);
            System.out.println(outcome);
            List<String> elsewhere =
                    Workbench.threadsElsewhere(
                            dev.stoplock.gate.port.HostNamespace.here().toString());
            System.out.println("elsewhere " + elsewhere);
        }
    }
}
