package dev.stoplock.gate.egress;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.HexFormat;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressRulesTest {

    @ParameterizedTest
    @CsvSource({
        "0.0.0.0,unspecified",
        "0.1.2.3,this network",
        "10.0.0.1,private",
        "10.255.255.255,private",
        "100.64.0.1,shared",
        "100.127.255.255,shared",
        "127.0.0.1,loopback",
        "127.255.255.254,loopback",
        "169.254.169.254,metadata",
        "168.63.129.16,metadata",
        "169.254.0.1,link-local",
        "172.16.0.1,private",
        "172.31.255.255,private",
        "192.0.0.8,protocol",
        "192.0.2.1,documentation",
        "192.168.1.1,private",
        "198.18.0.1,benchmark",
        "198.19.255.255,benchmark",
        "198.51.100.1,documentation",
        "203.0.113.9,documentation",
        "224.0.0.1,multicast",
        "239.255.255.255,multicast",
        "240.0.0.1,reserved",
        "255.255.255.255,broadcast",
        "::,unspecified",
        "::1,loopback",
        "::7f00:1,compatible",
        "::a9fe:a9fe,compatible",
        "64:ff9b::7f00:1,loopback address in NAT64",
        "64:ff9b::a00:1,private address in NAT64",
        "64:ff9b::a9fe:a9fe,metadata address in NAT64",
        "64:ff9b:1::a00:1,NAT64",
        "2002:7f00:1::,loopback address in 6to4",
        "2002:c0a8:101::1,private address in 6to4",
        "2001::1,Teredo",
        "2001:db8::1,documentation",
        "3fff::1,documentation",
        "fc00::1,private",
        "fd00:ec2::254,private",
        "fe80::1,link-local",
        "febf::1,link-local",
        "fec0::1,site-local",
        "ff02::1,multicast",
        "100::1,discard",
        "4000::1,global unicast",
        "5f00::1,global unicast"
    })
    void anAddressThatLeadsBackInIsRefusedWithItsReason(String address, String reason) {
        assertThat(AddressRules.refusal(InetAddress.ofLiteral(address), Set.of())).contains(reason);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.1.1.1",
                "9.255.255.255",
                "11.0.0.0",
                "100.63.255.255",
                "100.128.0.0",
                "172.15.255.255",
                "172.32.0.0",
                "192.0.1.1",
                "198.17.255.255",
                "198.20.0.0",
                "223.255.255.255",
                "2606:4700::1111",
                "2a00:1450:4001::1",
                "64:ff9b::101:101",
                "2002:101:101::1"
            })
    void aPublicAddressIsNot(String address) {
        assertThat(AddressRules.refusal(InetAddress.ofLiteral(address), Set.of())).isNull();
    }

    @Test
    void mappedFormsAndTheMachinesOwnAddressesAreSeenThrough() throws Exception {
        byte[] mapped = HexFormat.of().parseHex("00000000000000000000ffff7f000001");
        assertThat(AddressRules.refusal(InetAddress.getByAddress(mapped), Set.of()))
                .contains("loopback");
        assertThat(
                        AddressRules.refusal(
                                java.net.Inet6Address.getByAddress("", mapped, 1), Set.of()))
                .contains("loopback");
        InetAddress own = InetAddress.ofLiteral("1.1.1.1");
        assertThat(AddressRules.refusal(own, Set.of(own))).contains("this machine");
        assertThat(AddressRules.refusal(InetAddress.ofLiteral("64:ff9b::101:101"), Set.of(own)))
                .contains("this machine");
        InetAddress six = InetAddress.ofLiteral("2606:4700::1111");
        InetAddress scoped = java.net.Inet6Address.getByAddress("", six.getAddress(), 3);
        assertThat(AddressRules.refusal(six, Set.of(scoped))).contains("this machine");
    }
}
