package dev.stoplock.lab.world;

import dev.stoplock.lab.mail.PostmarkApi;
import dev.stoplock.lab.registry.LabRegistry;
import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import java.security.GeneralSecurityException;
import java.util.List;

/**
 * The outside world of one way: a registry in which nothing has happened yet, and a mail API
 * without mails.
 */
public record Outside(LabRegistry registry, PostmarkApi api) implements AutoCloseable {

    /** {@code forApi} are all the doors of the one mail API. */
    public static Outside open(
            Stage stage, ServerSocketChannel forRegistry, ServerSocketChannel... forApi)
            throws IOException, GeneralSecurityException {
        LabRegistry registry =
                LabRegistry.start(
                        List.of(forRegistry),
                        stage.before(),
                        stage.after(),
                        stage.upstream(),
                        stage.clock().instant());
        PostmarkApi api =
                PostmarkApi.start(
                        List.of(forApi),
                        stage.certificates().server(Stage.API),
                        stage.token(),
                        stage.clock(),
                        stage.random());
        return new Outside(registry, api);
    }

    @Override
    public void close() throws IOException {
        try (api) {
            registry.close();
        }
    }
}
