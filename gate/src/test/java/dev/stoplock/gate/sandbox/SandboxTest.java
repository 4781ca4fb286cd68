package dev.stoplock.gate.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stoplock.core.model.InstanceId;
import dev.stoplock.core.model.LaunchPlan;
import dev.stoplock.gate.port.Refused;
import dev.stoplock.gate.port.Running;
import dev.stoplock.gate.port.Sandboxes;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@Tag("root")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SandboxTest {

    private Workbench bench;

    @BeforeAll
    void open() throws Exception {
        bench = new Workbench();
    }

    @AfterAll
    void close() throws Exception {
        bench.close();
    }

    @Test
    void everyTcpConnectionArrivesWithItsOriginalDestination() throws Exception {
        Workbench.Outcome outcome =
                bench.run(
                        """
                        import socket
                        for family, address in ((2, ('granted.example', 443)), (2, ('198.51.100.7', 25)), (10, ('2001:db8::7', 4444)),
                                (10, ('::ffff:198.51.100.8', 61000)), (2, ('10.0.2.15', 8080)),
                                (2, ('10.0.2.3', 53)), (2, ('169.254.169.254', 80)), (2, ('198.51.100.1', 15001))):
                            s = socket.socket(family); s.connect(address); print(s.recv(100).decode().strip())
                        """);
        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.out().lines()).hasSize(8).containsOnly("captured");
        assertThat(outcome.connections())
                .containsExactlyInAnyOrder(
                        "198.18.0.1 443",
                        "198.51.100.7 25",
                        "2001:db8:0:0:0:0:0:7 4444",
                        "198.51.100.8 61000",
                        "10.0.2.15 8080",
                        "10.0.2.3 53",
                        "169.254.169.254 80",
                        "198.51.100.1 15001");
    }

    @Test
    void nodeFetchesThroughTheListener() throws Exception {
        Workbench.Outcome outcome =
                bench.run(
                        bench.plan(
                                "/usr/bin/node",
                                "probe.mjs",
                                """
                                import net from 'node:net';
                                const s = net.connect(587, 'granted.example');
                                s.on('data', d => { console.log(d.toString().trim()); s.end(); });
                                s.on('error', e => console.log('error', e.code));
                                try { await fetch('http://other.example/'); } catch (e) { console.log(e.cause.code); }
                                """,
                                Map.of(),
                                LaunchPlan.Limits.DEFAULT));
        assertThat(outcome.out().lines()).containsExactlyInAnyOrder("captured", "ENOTFOUND");
        assertThat(outcome.connections()).containsExactly("198.18.0.1 587");
    }

    @Test
    void theListenersThemselvesRefuseDirectConnections() throws Exception {
        Workbench.Outcome outcome =
                bench.run(
                        """
                        import socket
                        for family, host in ((2, '127.0.0.1'), (2, '127.1.2.3'), (2, '0.0.0.0'), (10, '::1'), (2, '10.0.2.15'), (10, 'fd53:7470:6c6b::15'), (10, '::ffff:127.0.0.1')):
                            try:
                                s = socket.socket(family); s.settimeout(5); s.connect((host, 15001)); print(host, 'connected')
                            except OSError as e:
                                print(type(e).__name__)
                        for family, host in ((2, '127.0.0.1'), (10, '::1')):
                            s = socket.socket(family, 2); s.settimeout(1); s.sendto(b'x' * 40, (host, 15053))
                            try:
                                print(s.recv(100))
                            except OSError as e:
                                print('silent')
                        """);
        assertThat(outcome.out().lines())
                .containsExactly(
                        "ConnectionRefusedError",
                        "ConnectionRefusedError",
                        "ConnectionRefusedError",
                        "ConnectionRefusedError",
                        "ConnectionRefusedError",
                        "ConnectionRefusedError",
                        "ConnectionRefusedError",
                        "silent",
                        "silent");
        assertThat(outcome.connections()).isEmpty();
    }

    @Test
    void onlyOurResolverAnswersWhicheverAddressIsAsked() throws Exception {
        Workbench.Outcome outcome =
                bench.run(
                        """
                        import socket, struct
                        def ask(family, server, name, qtype):
                            q = b'\\x12\\x34\\x01\\x00\\x00\\x01' + bytes(6) + b''.join(bytes([len(l)]) + l for l in name) + b'\\x00' + struct.pack('>HH', qtype, 1)
                            s = socket.socket(family, 2); s.settimeout(5); s.sendto(q, (server, 53)); a = s.recv(600)
                            print(a[:2] == q[:2], a[3] & 15, a[7], a[-4:].hex() if a[7] else '', q[12:] in a)
                        ask(2, '198.51.100.53', [b'GrAnted', b'example'], 1)
                        ask(10, '2001:db8::53', [b'granted', b'example'], 1)
                        ask(2, '127.0.0.53', [b'granted', b'example'], 28)
                        ask(2, '198.51.100.53', [b'leak', b'example'], 16)
                        ask(2, '198.51.100.53', [b'granted\\x00', b'example'], 1)
                        ask(2, '198.51.100.53', [b'granted.example'], 1)
                        try:
                            socket.getaddrinfo('stranger.example', 443); print('resolved')
                        except socket.gaierror as e: print(e.errno)
                        s = socket.socket(2, 2); s.settimeout(0.5); s.sendto(b'hello', ('198.51.100.1', 5353))
                        try:
                            s.recv(10); print('answered')
                        except OSError: print('nothing')
                        """);
        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.out().lines())
                .containsExactly(
                        "True 0 1 c6120001 True",
                        "True 0 1 c6120001 True",
                        "True 0 0  True",
                        "True 3 0  True",
                        "True 3 0  True",
                        "True 3 0  True",
                        "-2",
                        "nothing");
        assertThat(outcome.refusedNames())
                .contains(
                        "leak.example 16",
                        "granted\\000.example 1",
                        "granted\\046example 1",
                        "stranger.example 1");
    }

    @Test
    void theServerIsNobodyAndCanDoNothing() throws Exception {
        Workbench.Outcome outcome =
                bench.run(
                        """
                        import os, socket, ctypes
                        status = open('/proc/self/status').read().split('\\n')
                        print('uid', os.getuid() != 0 and os.getgid() != 0 and os.getgroups() in ([], [os.getgid()]))
                        print([l.split()[1] for l in status if l.startswith(('CapInh', 'CapPrm', 'CapEff', 'CapAmb', 'NoNewPrivs', 'Seccomp:'))])
                        print('host', socket.gethostname(), open('/proc/sys/kernel/hostname').read().strip())
                        for name, args in {'vsock': (40, 1), 'packet': (17, 3), 'raw': (2, 3, 1), 'alg': (38, 5), 'netfilter': (16, 3, 12), 'sctp': (2, 1, 132)}.items():
                            try:
                                socket.socket(*args); print(name, 'OPEN')
                            except OSError: pass
                        socket.socket(16, 3, 0)
                        c = ctypes.CDLL(None, use_errno=True)
                        for name, args in {'io_uring': (425, 1, 0), 'unshare': (272, 0x10000000), 'clone': (56, 0x10000011, 0, 0, 0, 0), 'ptrace': (101, 0), 'keyctl': (250, 0, 0, 0),
                                'bpf': (321, 0, 0, 0), 'setns': (308, 0, 0), 'mount': (165, 0, 0, 0, 0), 'userfaultfd': (323, 0), 'perf': (298, 0, 0, 0, 0, 0), 'fsopen': (430, 0, 0), 'kexec': (246, 0, 0, 0, 0)}.items():
                            result = c.syscall(*args); error = ctypes.get_errno()
                            print(name, result, error)
                        print('clone3', c.syscall(435, 0, 0), ctypes.get_errno())
                        print('fds', sorted(os.listdir('/proc/self/fd')))
                        """);
        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.out().lines())
                .containsExactly(
                        "uid True",
                        "['0000000000000000', '0000000000000000', '0000000000000000', '0000000000000000', '1', '2']",
                        "host sandbox sandbox",
                        "io_uring -1 38",
                        "unshare -1 1",
                        "clone -1 1",
                        "ptrace -1 1",
                        "keyctl -1 1",
                        "bpf -1 1",
                        "setns -1 1",
                        "mount -1 1",
                        "userfaultfd -1 1",
                        "perf -1 1",
                        "fsopen -1 1",
                        "kexec -1 1",
                        "clone3 -1 38",
                        "fds ['0', '1', '2', '3']");
    }

    @Test
    void noSysctlAndNothingElseOutsideItsFoldersOpensForWriting() throws Exception {
        Workbench.Outcome outcome =
                bench.run(
                        """
                        import os
                        count = 0
                        for folder, folders, files in os.walk('/proc/sys'):
                            for file in files:
                                count += 1
                                try:
                                    os.close(os.open(os.path.join(folder, file), os.O_WRONLY)); print('WRITABLE', folder, file)
                                except OSError: pass
                        for path in ('/proc/sysrq-trigger', '/proc/irq/default_smp_affinity', '/app/new', '/usr/new', '/etc/new', '/new', '/dev/new', '/opt/new'):
                            try:
                                os.close(os.open(path, os.O_WRONLY | os.O_CREAT)); print('WRITABLE', path)
                            except OSError: pass
                        for path in ('/tmp/new', '/home/server/new', '/dev/shm/new'):
                            open(path, 'w').write('mine')
                        print(count > 300, os.stat('/tmp').st_uid == os.getuid(), os.stat('/home/server').st_uid == os.getuid())
                        """);
        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.out().lines()).containsExactly("True True True");
    }

    @Test
    void onlyThePlansEnvironmentAndNoHostPathIsSeen() throws Exception {
        LaunchPlan plan =
                bench.plan(
                        """
                        import os
                        for name in sorted(os.environ): print(name + '=' + os.environ[name])
                        print('--', sorted(os.listdir('/')), os.listdir('/home'), os.listdir('/tmp'), os.path.exists('/root'), os.path.exists('/work'), len([p for p in os.listdir('/proc') if p.isdigit()]))
                        print(open('/etc/ssl/certs/ca-certificates.crt').read() + open('/etc/pki/tls/certs/ca-bundle.crt').read())
                        """,
                        Map.of(
                                "GREETING",
                                "a value with spaces; $(id) \"quotes\"",
                                "NODE_OPTIONS",
                                "--no-warnings"));
        Workbench.Outcome outcome = bench.run(plan);
        assertThat(outcome.err()).isEmpty();
        List<String> lines = outcome.out().lines().toList();
        int end = plan.env().size();
        assertThat(lines.subList(0, end))
                .containsExactlyInAnyOrderElementsOf(
                        plan.env().entrySet().stream()
                                .map(e -> e.getKey() + "=" + e.getValue())
                                .toList());
        assertThat(lines.get(end))
                .startsWith("-- ['app', 'bin', 'dev', 'etc', 'home', 'lib'")
                .endsWith("['server'] [] False False 2");
        assertThat(lines.subList(end + 1, lines.size())).contains("the gate's certificate");
    }

    @Test
    void noValueOfTheEnvironmentStandsInACommandLine() throws Exception {
        try (Sandboxes.Space space =
                bench.open(new ConcurrentLinkedQueue<>(), new ConcurrentLinkedQueue<>())) {
            Running running =
                    space.start(
                            bench.plan(
                                    "print('up', flush=True); input()",
                                    Map.of("TOKEN", "placeholder-4711")));
            assertThat(running.stdout().read()).isEqualTo('u');
            for (ProcessHandle process : ProcessHandle.allProcesses().toList()) {
                assertThat(process.info().commandLine().orElse(""))
                        .doesNotContain("placeholder-4711");
            }
        }
    }

    @Test
    void closingASpaceTwiceEndsEveryProcessInIt() throws Exception {
        Sandboxes.Space space =
                bench.open(new ConcurrentLinkedQueue<>(), new ConcurrentLinkedQueue<>());
        Running running =
                space.start(
                        bench.plan(
                                "import os; os.fork() or os.setsid(); print('up', flush=True)\nimport signal; signal.pause()",
                                Map.of()));
        assertThat(running.stdout().read()).isEqualTo('u');
        List<ProcessHandle> inside =
                ProcessHandle.of(running.pid()).orElseThrow().descendants().toList();
        assertThat(inside).hasSizeGreaterThanOrEqualTo(3);
        space.close();
        space.close();
        assertThat(running.ended().get(5, TimeUnit.SECONDS)).isEqualTo("killed");
        assertThat(inside).noneMatch(SandboxedProcess::runs);
        assertThat(space.capture().tcp()).noneMatch(ServerSocketChannel::isOpen);
        assertThat(bench.folder.resolve("instances")).isEmptyDirectory();
        assertThatThrownBy(() -> space.start(bench.plan("", Map.of())))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void killingTheOutermostProcessEndsTheServer() throws Exception {
        try (Sandboxes.Space space =
                bench.open(new ConcurrentLinkedQueue<>(), new ConcurrentLinkedQueue<>())) {
            Running running = space.start(bench.plan("print('up', flush=True); input()", Map.of()));
            assertThat(running.stdout().read()).isEqualTo('u');
            List<ProcessHandle> inside =
                    ProcessHandle.of(running.pid()).orElseThrow().descendants().toList();
            running.end("killed");
            assertThat(running.ended().get(5, TimeUnit.SECONDS)).isEqualTo("killed");
            for (ProcessHandle process : inside) {
                process.onExit().get(5, TimeUnit.SECONDS);
            }
        }
    }

    @Test
    void memoryOverTheLimitEndsTheSandboxWithASentence() throws Exception {
        LaunchPlan.Limits limits = new LaunchPlan.Limits(256, 64, 1 << 20, 200L << 20);
        Workbench.Outcome outcome =
                bench.run(
                        bench.plan(
                                "/usr/bin/python3",
                                "probe.py",
                                "x = bytearray(b'x') * (400 << 20)\nimport signal; signal.pause()",
                                Map.of(),
                                limits));
        assertThat(outcome.ended()).isEqualTo("ended by the memory limit of 200 MiB");
    }

    @Test
    void limitsOfFilesAndProcessesHold() throws Exception {
        LaunchPlan.Limits limits = new LaunchPlan.Limits(64, 24, 1 << 20, 1L << 30);
        Workbench.Outcome outcome =
                bench.run(
                        bench.plan(
                                "/usr/bin/python3",
                                "probe.py",
                                """
                                import os, resource, signal
                                print(resource.getrlimit(resource.RLIMIT_NOFILE), resource.getrlimit(resource.RLIMIT_CORE))
                                signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
                                try:
                                    open('/tmp/big', 'wb').write(b'x' * (2 << 20)); print('written')
                                except OSError: print('too big')
                                try:
                                    for i in range(100):
                                        if os.fork() == 0: signal.pause()
                                    print('forked')
                                except OSError: print('too many')
                                """,
                                Map.of(),
                                limits));
        assertThat(outcome.out().lines()).containsExactly("(64, 64) (0, 0)", "too big", "too many");
    }

    @Test
    void twoSandboxesDoNotSeeEachOther() throws Exception {
        try (Sandboxes.Space first =
                bench.open(new ConcurrentLinkedQueue<>(), new ConcurrentLinkedQueue<>())) {
            Running running =
                    first.start(
                            bench.plan(
                                    "import socket; s = socket.create_server(('127.0.0.1', 7777)); u = socket.socket(1); u.bind('\\0both'); u.listen(); open('/tmp/secret', 'w'); print('up', flush=True); input()",
                                    Map.of()));
            assertThat(running.stdout().read()).isEqualTo('u');
            Workbench.Outcome second =
                    bench.run(
                            """
                            import os, socket
                            print(socket.socket(2).connect_ex(('127.0.0.1', 7777)), socket.socket(1).connect_ex('\\0both'), os.listdir('/tmp'), len([p for p in os.listdir('/proc') if p.isdigit()]))
                            """);
            assertThat(second.out().strip()).isEqualTo("111 111 [] 2");
        }
    }

    @Test
    void aMountThatHoldsASocketIsRefused() throws Exception {
        LaunchPlan plan = bench.plan("", Map.of());
        Path tree = Path.of(plan.mounts().getFirst().hostPath());
        try (ServerSocketChannel socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
                Sandboxes.Space space = bench.sandboxes.open(new InstanceId("with-socket"))) {
            socket.bind(UnixDomainSocketAddress.of(tree.resolve("agent.sock")));
            assertThatThrownBy(() -> space.start(plan))
                    .isInstanceOf(Refused.class)
                    .hasMessageContaining("sandbox.mount-socket");
        }
        Files.delete(tree.resolve("agent.sock"));
    }

    @Test
    void aPlanThatWouldActOutsideIsRefused() throws Exception {
        LaunchPlan good = bench.plan("", Map.of());
        try (Sandboxes.Space space = bench.sandboxes.open(new InstanceId("bad-plans"))) {
            for (String name :
                    List.of(
                            "LD_PRELOAD",
                            "GCONV_PATH",
                            "SHELLOPTS",
                            "PS4",
                            "GLIBC_TUNABLES",
                            "BASH_FUNC_x%%")) {
                LaunchPlan bad =
                        new LaunchPlan(
                                good.command(),
                                Map.of(name, "x"),
                                good.mounts(),
                                "/app",
                                good.limits());
                assertThatThrownBy(() -> space.start(bad))
                        .isInstanceOf(Refused.class)
                        .hasMessageContaining("sandbox.env");
            }
            for (String place :
                    List.of(
                            "/usr/bin",
                            "/etc",
                            "/proc/sys",
                            "/",
                            "/home",
                            "relative",
                            "/app/../etc")) {
                LaunchPlan bad =
                        new LaunchPlan(
                                good.command(),
                                Map.of(),
                                List.of(new LaunchPlan.Mount("/usr/bin/true", place)),
                                "/",
                                good.limits());
                assertThatThrownBy(() -> space.start(bad))
                        .isInstanceOf(Refused.class)
                        .hasMessageContaining("sandbox.mount");
            }
        }
    }

    @Test
    void missingProgramsAreNamedAllAtOnce() {
        assertThatThrownBy(() -> Tools.find(List.of(Path.of("/nowhere"))))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("bwrap, nft, ip, nsenter, setpriv, prlimit, sh");
        assertThatThrownBy(() -> SeccompFilter.forArchitecture("riscv64"))
                .isInstanceOf(Refused.class);
    }
}
