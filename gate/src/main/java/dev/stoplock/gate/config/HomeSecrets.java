package dev.stoplock.gate.config;

import dev.stoplock.core.model.Refusal;
import dev.stoplock.core.model.SecretName;
import dev.stoplock.core.model.SecretSource;
import dev.stoplock.gate.port.Refused;
import dev.stoplock.gate.port.SecretSources;
import java.io.IOException;

/** Where secrets come from, as the home's stoplock.yaml says at the time somebody asks. */
public record HomeSecrets(Home home) implements SecretSources {

    @Override
    public SecretSource of(SecretName name) throws Refused {
        try {
            return HomeConfig.read(home.configFile())
                    .secrets()
                    .getOrDefault(name, SecretSource.HOME);
        } catch (IOException e) {
            throw new Refused(
                    Refusal.Exit.USAGE,
                    "config.invalid",
                    "stoplock.yaml cannot be read: " + e.getMessage(),
                    "check the file's owner and mode");
        }
    }
}
