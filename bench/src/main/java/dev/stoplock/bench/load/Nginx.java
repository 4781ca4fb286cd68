package dev.stoplock.bench.load;

import dev.stoplock.lab.loopback.LabCertificates;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;

/**
 * nginx as a reverse proxy that ends TLS and speaks TLS to the upstream, whose certificate it
 * checks: on one port with kept-alive connections to it, on another with one for each request.
 */
record Nginx(Child child, int keeping, int fresh, String version) implements AutoCloseable {

    private static final int MOST_TRIES = 200;

    /** Starts it and waits until it listens; {@code program} is nginx. */
    static Nginx start(
            Setting setting,
            String program,
            LabCertificates certificates,
            Path authority,
            int upstreamPort)
            throws IOException, GeneralSecurityException, InterruptedException {
        Path folder = Folders.open(setting.folder());
        certificates.writeServer(folder.resolve("chain.pem"), folder.resolve("key.pem"), Mails.API);
        int keeping = freePort();
        int fresh = freePort();
        Path file =
                Files.writeString(
                        folder.resolve("nginx.conf"),
                        configuration(folder, authority, upstreamPort, keeping, fresh));
        Child child =
                Child.start(
                        folder,
                        List.of(
                                program,
                                "-p",
                                folder.toString(),
                                "-c",
                                file.toString(),
                                "-e",
                                "stderr"));
        Nginx nginx =
                new Nginx(child, keeping, fresh, Machine.said(program, "-v").replaceAll(".*/", ""));
        nginx.awaitListening();
        return nginx;
    }

    private static String configuration(
            Path folder, Path authority, int upstreamPort, int keeping, int fresh) {
        return """
        daemon off;
        worker_processes auto;
        pid FOLDER/pid;
        events { worker_connections 1024; }
        http {
            access_log off;
            client_body_temp_path FOLDER/client-body;
            proxy_temp_path FOLDER/proxy;
            fastcgi_temp_path FOLDER/fastcgi;
            uwsgi_temp_path FOLDER/uwsgi;
            scgi_temp_path FOLDER/scgi;
            keepalive_requests 100000000;
            ssl_certificate FOLDER/chain.pem;
            ssl_certificate_key FOLDER/key.pem;
            ssl_protocols TLSv1.2 TLSv1.3;
            proxy_http_version 1.1;
            proxy_set_header Host API;
            proxy_ssl_server_name on;
            proxy_ssl_name API;
            proxy_ssl_verify on;
            proxy_ssl_trusted_certificate AUTHORITY;
            proxy_ssl_protocols TLSv1.2 TLSv1.3;
            upstream api {
                server 127.0.0.1:UPSTREAM;
                keepalive 64;
                keepalive_requests 100000000;
            }
            server {
                listen 127.0.0.1:KEEPING ssl;
                location / {
                    proxy_set_header Connection "";
                    proxy_pass https://api;
                }
            }
            server {
                listen 127.0.0.1:FRESH ssl;
                location / {
                    proxy_set_header Connection close;
                    proxy_pass https://127.0.0.1:UPSTREAM;
                }
            }
        }
        """
                .replace("FOLDER", folder.toString())
                .replace("AUTHORITY", authority.toString())
                .replace("UPSTREAM", Integer.toString(upstreamPort))
                .replace("KEEPING", Integer.toString(keeping))
                .replace("FRESH", Integer.toString(fresh))
                .replace("API", Mails.API);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            return socket.getLocalPort();
        }
    }

    private void awaitListening() throws IOException, InterruptedException {
        for (int i = 0; i < MOST_TRIES && child.process().isAlive(); i++) {
            try (Socket socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), fresh)) {
                if (socket.isConnected()) {
                    return;
                }
            } catch (IOException notYet) {
                Thread.sleep(10);
            }
        }
        close();
        throw child.failed("nginx does not listen");
    }

    /** Ends the master, which ends its workers. */
    @Override
    public void close() {
        child.close();
    }
}
