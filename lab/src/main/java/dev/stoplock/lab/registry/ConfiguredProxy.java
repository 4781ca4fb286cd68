package dev.stoplock.lab.registry;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.List;

/** The proxy npm is told to use, for every https address but those it is told to reach directly. */
final class ConfiguredProxy extends ProxySelector {

    private final Proxy proxy;
    private final List<String> direct;

    private ConfiguredProxy(Proxy proxy, List<String> direct) {
        this.proxy = proxy;
        this.direct = List.copyOf(direct);
    }

    static ConfiguredProxy of(String address, List<String> direct) throws IOException {
        URI uri = URI.create(address.contains("://") ? address : "http://" + address);
        if (uri.getHost() == null || !"http".equals(uri.getScheme()) || uri.getUserInfo() != null) {
            throw new IOException(
                    "npm's https-proxy is not a plain http://host:port without a password, which is all the lab can use");
        }
        int port = uri.getPort() < 0 ? 80 : uri.getPort();
        return new ConfiguredProxy(
                new Proxy(Proxy.Type.HTTP, new InetSocketAddress(uri.getHost(), port)), direct);
    }

    @Override
    public List<Proxy> select(URI uri) {
        String host = "." + uri.getHost();
        boolean alone =
                !"https".equals(uri.getScheme())
                        || direct.stream()
                                .anyMatch(each ->
                                        each.equals("*")
                                                || host.endsWith(
                                                        each.startsWith(".") ? each : "." + each));
        return List.of(alone ? Proxy.NO_PROXY : proxy);
    }

    @Override
    public void connectFailed(URI uri, SocketAddress address, IOException reason) {
        // the request itself fails with the same reason and says so
    }
}
