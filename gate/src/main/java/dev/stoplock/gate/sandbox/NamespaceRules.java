package dev.stoplock.gate.sandbox;

/**
 * What is set up in a new namespace: addresses, routes, and the rules that bring every connection
 * to the listeners. Every destination is local there, so what the rules do not bring to a listener
 * arrives nowhere. The addresses have no network around them: the kernel keeps local and other
 * routes in one table, where a narrower one would win over ours.
 */
final class NamespaceRules {

    static final int TCP_PORT = 15_001;
    static final int DNS_PORT = 15_053;

    static final String IPV4 = "10.0.2.15";
    static final String IPV6 = "fd53:7470:6c6b::15";

    private NamespaceRules() {}

    /**
     * A script for {@code sh}: {@code $1} is ip, {@code $2} is nft; the rules come on standard
     * input.
     */
    static String script(boolean six) {
        return """
        set -e
        "$1" -batch - <<END
        link set lo up
        link add eth0 type veth peer name eth1
        addr add %s/32 dev eth0
        %s
        link set eth1 up
        link set eth0 up
        route add local default dev lo
        %s
        END
        exec "$2" -f -
        """
                .formatted(
                        IPV4,
                        six ? "addr add " + IPV6 + "/128 dev eth0 nodad" : "",
                        six ? "route add local ::/0 dev lo" : "");
    }

    /**
     * Threat: a process that connects to the listener itself has no original destination. It is
     * refused twice: before redirection by where it was going, and on arrival by not having been
     * redirected.
     */
    static String nftables() {
        return """
        table inet stoplock {
            chain before {
                type filter hook output priority -150; policy accept;
                oifname != "lo" drop
                tcp dport %1$d ip daddr { 127.0.0.0/8, %3$s } reject with tcp reset
                tcp dport %1$d ip6 daddr { ::1, %4$s } reject with tcp reset
            }
            chain capture {
                type nat hook output priority -100; policy accept;
                udp dport 53 redirect to :%2$d
                ip daddr 127.0.0.0/8 return
                ip6 daddr ::1 return
                meta l4proto tcp redirect to :%1$d
            }
            chain arrive {
                type filter hook input priority 0; policy accept;
                tcp dport %1$d ct status dnat accept
                tcp dport %1$d reject with tcp reset
                udp dport %2$d ct status dnat accept
                udp dport %2$d drop
            }
        }
        """
                .formatted(TCP_PORT, DNS_PORT, IPV4, IPV6);
    }
}
